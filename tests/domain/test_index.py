"""Who is called what in a file: every reference a record is called by means that record again."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.index import Index, records_of
from workbench.domain.register import Record
from workbench.domain.registers import declared

Row = dict[str, Any]
ORGANISATIONS = [
    {"uid": "m1", "ref": "M-1", "name": "Royal Alderbrook NHS Trust", "short_name": "RAT"},
    {"uid": "m2", "ref": "M-2", "name": "Carrow/Vale Trust"},
    {"uid": "m3", "ref": "M-3", "name": "Carrow"},
    {"uid": "m4", "ref": "12", "name": "12"},
]


def made(rows: Mapping[str, Sequence[Row]], first: str = "") -> tuple[Index, dict[str, dict[str, Record]]]:
    """Return the index of a made file, and its records for changing them."""
    registers = declared()
    records: dict[str, dict[str, Record]] = {}
    index = Index(registers, records_of(records), first)
    for key, found in rows.items():
        records[key] = {row["uid"]: Record(registers[key].bound(index), row) for row in found}
    return index, records


def risk(uid: str, ref: str | None, tier: str | None = "shared", member: str | None = None) -> Row:
    row: Row = {"uid": uid, "ref": ref, "tier": tier, "member": member}
    return {key: value for key, value in row.items() if value is not None}


CROWD = [
    risk("r1", "R-1"),
    risk("r2", "R-1", "unsorted"),
    risk("r3", "R-1", None, "m1"),
    risk("r4", "R-1", "corporate", "m2"),
    risk("r5", "R-1", "local", "m3"),
    risk("r6", "12", "shared", "m1"),
    risk("r7", "12", "local", "m1"),
    risk("r8", "RAT/12"),
    risk("r9", "risk 12"),
    risk("r10", None),
    risk("r11", "a; b"),
    risk("r12", "Unsorted/R-1", "unsorted"),
    risk("r13", "M-1"),
]
CHILDREN = {key: [{"uid": f"{key}{n}", "ref": ref} for n, ref in enumerate(("12", "R-1", "R-99"))] for key in ("control", "action", "gap")}
FULL = {"member": ORGANISATIONS, "risk": CROWD, "assurance": [risk("f1", "12"), risk("f2", "R-1", "local", "m1")], **CHILDREN}
PLACES = [("risk",), ("risk", "assurance"), ("assurance", "risk"), ("action", "risk"), ()]


@pytest.mark.parametrize("to", PLACES, ids="-".join)
@pytest.mark.parametrize("first", ["", "m1", "m2"])
def test_what_a_record_is_called_means_it_again(to: tuple[str, ...], first: str):
    index, records = made(FULL, first)
    here = {uid for key in to or records for uid in records.get(key, ())}
    names = {uid: index.called(uid, to) for uid in here}
    assert {uid: index.pointed(name, to) for uid, name in names.items()} == {uid: uid for uid in here}
    assert len(set(names.values())) == len(here)
    assert not [name for name in names.values() if ";" in name]


REFS = st.sampled_from(["12", "R-1", "r-1", "RAT/12", "Carrow/12", "risk 12", "M-1", "Unsorted/12", "m1", "x; y"])
RISKS = st.lists(st.tuples(REFS, st.sampled_from(["shared", "local", "unsorted"]), st.sampled_from(["", "m1", "m2", "m3"])), max_size=8)


@given(RISKS, st.lists(REFS, max_size=4, unique=True), st.sampled_from(["", "m1"]), st.sampled_from(PLACES))
def test_names_mean_their_records_whatever_the_references(
    crowd: list[tuple[str, str, str]], actions: list[str], first: str, to: tuple[str, ...]
):
    rows = [risk(f"r{n}", ref, tier, member or None) for n, (ref, tier, member) in enumerate(crowd)]
    index, records = made(
        {"member": ORGANISATIONS, "risk": rows, "action": [{"uid": f"a{n}", "ref": ref} for n, ref in enumerate(actions)]}, first
    )
    for uid in [uid for key in to or records for uid in records.get(key, ())]:
        assert index.pointed(index.called(uid, to), to) == uid


@pytest.mark.parametrize(
    ("words", "first", "uid"),
    [
        ("R-1", "", "r1"),
        (" r-1 ", "", "r1"),
        ("R-1", "m1", "r3"),
        ("RAT/R-1", "", "r3"),
        ("rat / R-1", "", "r3"),
        ("M-1/R-1", "", "r3"),
        ("Carrow/Vale Trust/R-1", "", "r4"),
        ("Carrow/R-1", "", "r5"),
        ("unsorted/r-1", "", "r2"),
        ("RAT/12", "", "r7"),
        ("12", "", "r6"),
        ("12", "m1", "r6"),
        ("risk R-1", "", "r1"),
        ("assurance 12", "", "f1"),
        ("r5", "", "r5"),
        ("R-2", "", None),
        ("RAT/R-2", "", None),
        ("", "", None),
        ("/", "", None),
    ],
)
def test_the_record_that_words_mean(words: str, first: str, uid: str | None):
    index, _ = made(FULL, first)
    assert index.pointed(words, ("risk", "assurance")) == uid


def test_nothing_is_known_of_what_is_not_there():
    index, _ = made(FULL)
    for uid in ("", "nobody", "control1"):
        assert index.called(uid, ("risk",)) == ""
        assert index.title(uid, ("risk",)) == ""
        assert index.circulation(uid, ("risk",)) == ""
        assert index.linked(uid, ("risk",)) == []
        assert index.lines(uid, "gap", {}, "description", "") == []
    assert index.circulation("r3", ("risk",)) == "restricted"
    assert index.circulation("control1", ()) == "restricted"


def test_a_link_is_nothing_that_others_hang_on():
    links = [{"uid": "l1", "ref": "L-1", "source": "r1", "target": "l2"}, {"uid": "l2", "ref": "L-2", "source": "l1", "target": "l2"}]
    index, records = made({"risk": CROWD, "link": links})
    assert index.pointed("L-1", ()) is None
    assert index.called("l1", ()) == ""
    assert {record.of("circulation") for record in records["link"].values()} == {"restricted"}


PEOPLE = [
    {"uid": "p1", "name": "Jo Smith", "initials": "JS"},
    {"uid": "p2", "name": "Joan Sands", "initials": "J.S."},
    {"uid": "p3", "name": "Ann Lee", "initials": "A.L."},
    {"uid": "p4", "name": "Ann Lee", "initials": "AL"},
    {"uid": "p5", "initials": "XX"},
    {"uid": "p6", "name": "Nobody"},
]


@pytest.mark.parametrize(
    ("words", "name"),
    [("AL", "Ann Lee"), ("a l", "Ann Lee"), ("A.L.", "Ann Lee"), ("JS", "JS"), ("XX", "XX"), ("", ""), ("Nobody", "Nobody")],
)
def test_initials_mean_a_person_only_where_one_has_them(words: str, name: str):
    index, _ = made({"person": PEOPLE})
    assert index.person(words) == name
    assert declared()["action"].bound(index).get("owner").kind.read(f"{words}; {words}") == (f"{name}; {name}" if words else None)


@pytest.mark.parametrize("key", ["member", "person", "link", "risk", "control", "action"])
def test_what_has_changed_is_looked_at_again(key: str):
    links = [{"uid": "l1", "ref": "L-1", "source": "a1", "target": "r1", "relation": "raised_by"}]
    rows: dict[str, list[Row]] = {
        "member": ORGANISATIONS,
        "person": PEOPLE,
        "risk": [risk("r1", "R-1", "local", "m1")],
        "control": [{"uid": "c1", "ref": "C-1", "parent": "r1", "title": "One"}],
        "action": [{"uid": "a1", "ref": "A-1", "title": "Do"}],
        "link": links,
    }
    index, records = made(rows)

    def answers() -> list[object]:
        return [
            *(index.find("Braywater"), index.name("m1"), index.names(), index.person("JS"), index.person("AL"), index.person("BB")),
            *(index.called(uid, ()) for uid in ("r1", "r9", "c1", "c9")),
            *(index.pointed(ref, ()) for ref in ("R-1", "R-9", "C-9")),
            *(index.linked("r1", ()), index.lines("r1", "control", {}, "title", ""), index.lines("r1", "action", {}, "title", "raised_by")),
        ]

    before = answers()
    fresh: dict[str, Row] = {
        "member": {"uid": "m9", "name": "Braywater"},
        "person": {"uid": "p9", "name": "Bo Bray", "initials": "BB"},
        "link": {"uid": "l9", "source": "r1", "target": "c1"},
        "risk": risk("r9", "R-9"),
        "control": {"uid": "c9", "ref": "C-9", "parent": "r1", "title": "Nine"},
        "action": {"uid": "a1", "ref": "A-1", "title": "Do it"},
    }
    register = next(iter(records[key].values())).register
    records[key] = {**records[key], fresh[key]["uid"]: Record(register, fresh[key])}
    index.forget([key])
    after = answers()
    assert after != before
    remade, _ = made({name: [dict(record.row) for record in found.values()] for name, found in records.items()})
    index, _ = remade, None
    assert answers() == after


@pytest.mark.parametrize(("outward", "relation"), list(itertools.product([None, True, False], ["", "mitigates", "raised_by"])))
def test_links_by_direction_and_relation(outward: bool | None, relation: str):
    ends = [("r1", "r3", "mitigates"), ("r4", "r1", "mitigates"), ("r1", "r4", "raised_by"), ("r1", "f1", ""), ("r1", "gone", "")]
    links = [{"uid": f"l{n}", "source": one, "target": two, "relation": how} for n, (one, two, how) in enumerate(ends)]
    index, _ = made({**FULL, "link": links})
    found = [(each.link, each.other) for each in index.linked("r1", ("risk",), relation, outward=outward)]
    expected = [
        (f"l{n}", two if one == "r1" else one)
        for n, (one, two, how) in enumerate(ends[:3])
        if relation in ("", how) and outward in (None, one == "r1")
    ]
    assert found == expected
