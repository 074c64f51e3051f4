"""Records that hang on others: who may see them, and what stands above them."""

from itertools import product
from typing import Any

import pytest

from workbench.domain.field import narrowest
from workbench.domain.index import Index, records_of
from workbench.domain.register import Record
from workbench.domain.registers import declared

LEVELS = ["public", "private", "restricted"]
CHILDREN = [key for key, register in declared().items() if register.ends == ("parent",)]


def records(rows: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, Record]]:
    registers = declared()
    made: dict[str, dict[str, Record]] = {}
    index = Index(registers, records_of(made))
    for key, found in rows.items():
        made[key] = {row["uid"]: Record(registers[key].bound(index), row) for row in found}
    return made


@pytest.mark.parametrize(("above", "said"), list(product(LEVELS, [None, *LEVELS, "nonsense"])))
@pytest.mark.parametrize("key", CHILDREN)
def test_a_child_is_never_seen_more_widely_than_its_parent(key: str, above: str, said: str | None):
    for parent in declared()[key].hangs_on_registers:
        row = {"uid": "c", "parent": "p", "circulation": said}
        grand = {"risk": [{"uid": "g", "circulation": above}]}
        over = {"uid": "p", "circulation": above, "parent": "g"}
        made = records({**grand, parent: [over], key: [{name: value for name, value in row.items() if value}]})
        expected = max(LEVELS.index(above), LEVELS.index(said if said in LEVELS else "restricted") if said else 0)
        assert made[key]["c"].of("circulation") == LEVELS[expected]


@pytest.mark.parametrize("key", CHILDREN)
def test_a_child_of_nothing_known_is_restricted(key: str):
    made = records({key: [{"uid": "c", "parent": "gone", "circulation": "public"}, {"uid": "d", "circulation": "public"}]})
    assert {record.of("circulation") for record in made[key].values()} == {"restricted"}


@pytest.mark.parametrize(("one", "other", "said"), list(product(LEVELS, LEVELS, [None, *LEVELS])))
def test_a_link_is_seen_no_more_widely_than_either_end(one: str, other: str, said: str | None):
    link = {"uid": "l", "source": "r", "target": "d"} | ({"circulation": said} if said else {})
    made = records({"risk": [{"uid": "r", "circulation": one}], "decision": [{"uid": "d", "circulation": other}], "link": [link]})
    assert made["link"]["l"].of("circulation") == narrowest([one, other, *([said] if said else [])])


@pytest.mark.parametrize(
    ("linked", "said", "expected"),
    [
        ([], None, "private"),
        (["private"], None, "private"),
        (["public"], None, "private"),
        (["public", "restricted"], None, "restricted"),
        (["restricted"], "private", "private"),
        (["public"], "restricted", "restricted"),
    ],
)
@pytest.mark.parametrize("relation", ["raised_by", "mitigates", None])
@pytest.mark.parametrize("key", ["risk", "assurance", "decision"])
def test_an_action_is_as_narrow_as_a_restricted_record_it_is_linked_with(
    key: str, relation: str | None, linked: list[str], said: str | None, expected: str
):
    above = [{"uid": f"u{number}", "circulation": level} for number, level in enumerate(linked)]
    links = [{"uid": f"l{row['uid']}", "source": "a", "target": row["uid"], "relation": relation} for row in above]
    made = records({key: above, "action": [{"uid": "a"} | ({"circulation": said} if said else {})], "link": links})
    assert made["action"]["a"].of("circulation") == expected


def test_an_action_out_of_a_gap_is_as_narrow_as_the_risk_above_it():
    gap = {"uid": "g", "parent": "r"}
    link = {"uid": "l", "source": "a", "target": "g", "relation": "raised_by"}
    for level, expected in (("restricted", "restricted"), ("private", "private")):
        made = records({"risk": [{"uid": "r", "circulation": level}], "gap": [gap], "action": [{"uid": "a"}], "link": [link]})
        assert made["action"]["a"].of("circulation") == expected
