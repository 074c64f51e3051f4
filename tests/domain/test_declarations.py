"""Every register against the design's table: keys, prefixes, fields, who may ever see them, and what people type."""

from collections import Counter

import pytest

from workbench.domain.directory import Directory, Linked
from workbench.domain.errors import UnreadableError
from workbench.domain.field import Circulation, Field
from workbench.domain.joining import Lines, Pointer, Refs
from workbench.domain.kinds import Choice, Names, Text
from workbench.domain.register import Register
from workbench.domain.registers import REGISTERS, declared
from workbench.domain.registers.actions import STATUS as ACTION_STATUS
from workbench.domain.registers.actions import Actions
from workbench.domain.registers.answers import YES_NO
from workbench.domain.registers.assurances import FINDING, LINE, Assurances
from workbench.domain.registers.decisions import OUTCOME, ROUTE, VOTE
from workbench.domain.registers.decisions import STATUS as DECISION_STATUS
from workbench.domain.registers.forums import LEGAL_FORM, RULE, Meetings
from workbench.domain.registers.interests import INTEREST
from workbench.domain.registers.positions import Positions
from workbench.domain.registers.risks import Risks
from workbench.domain.text import squeeze

SCORES = " ".join(
    f"{stage}_{what}" for stage in ("inherent", "initial", "current", "target") for what in ("likelihood", "consequence", "score")
)

PREFIXES = {
    "risk": "R",
    "assurance": "AF",
    "control": "C",
    "assurance_source": "S",
    "gap": "G",
    "position": "PS",
    "decision": "D",
    "approval": "AP",
    "vote": "V",
    "declaration": "DI",
    "action": "A",
    "extension": "EX",
    "update": "U",
    "member": "M",
    "person": "P",
    "post": "PO",
    "objective": "O",
    "forum": "F",
    "meeting": "MT",
    "appetite": "AT",
    "scheme": "SC",
    "interest": "I",
    "link": "L",
    "paper": "PA",
    "issue": "IS",
    "quarter": "QU",
    "sending": "SN",
    "return": "RT",
    "receipt": "RC",
    "layout": "LY",
    "setting": "SE",
}

FIELDS = {
    "risk": (
        "tier title description cause event effect category programme objective cqc_link source member lead_member members_affected unit "
        f"raised_by date_opened owner exec_lead committee baf_ref {SCORES} previous_score target_date appetite controls "
        "control_effectiveness gaps_in_control assurances gaps_in_assurance actions action_owner action_due progress score_rationale "
        "treatment proximity trend status last_reviewed next_review date_closed closure_reason escalation indicators linked_risks "
        "linked_incidents"
    ),
    "assurance": (
        "tier title description cause event effect category objective member lead_member members_affected exec_lead forum "
        f"{SCORES} appetite rating rating_rationale score_rationale commentary treatment status date_opened last_reviewed next_review "
        "date_closed"
    ),
    "control": "parent title owner effectiveness last_tested",
    "assurance_source": "parent line provider title finding date_received rating next_due",
    "gap": "parent kind description action accepted_by accepted_on status",
    "position": "parent date period member kind likelihood consequence score rationale source",
    "decision": (
        "title decision date forum meeting route right right_clause rule rationale options recommendation value consulted wider_effect "
        "impact_assessment proposed_by owner members_affected status text_version effective_date review_date conditions minute_ref "
        "linked_actions supersedes"
    ),
    "vote": "parent member person post choice weight casting",
    "declaration": "parent person kind detail handling",
    "approval": "parent step approver_kind approver required text_version date outcome conditions condition_met minute_ref",
    "action": (
        "title description origin_kind origin date_raised raised_by owner member due_date revised_due priority category status progress "
        "completed verified_at verified_by evidence linked_risks"
    ),
    "extension": "parent new_date reason approved_by approved_on",
    "update": "parent date text by",
    "member": "name short_name kind level place joined_on left_on weight other_collaboratives other_names",
    "person": "name initials email publish_as",
    "post": "parent member job_title board_role voting date_from date_to deputy_for",
    "objective": "title description icb_aim forward_plan category",
    "forum": "name legal_form purpose chair rule threshold base quorum_total quorum_members quorum_neds clause",
    "meeting": "forum date start venue part papers_due issue_date minutes_status",
    "appetite": "category member level tolerated statement agreed_on",
    "scheme": "name member cells labels effective_from",
    "interest": "person interest kind date_from date_to declared_on handling published",
    "link": "source relation target agreed_on agreed_by why",
    "layout": "title lays_out member sheet header_rows columns dates factors initial_means residual_means scheme",
}
"""The table of design 5; receipts, papers, issues and settings are described there, not listed, rounds and quarters in decisions."""

CHILDREN_SHOWN = {
    "assurance": [
        *("controls", "assurance_1", "assurance_2", "assurance_3", "assurances"),
        *("gaps_in_control", "gaps_in_assurance", "gaps", "actions"),
    ],
}
"""Fields beyond the table: they hold nothing but words beside the records that belong to their record."""

SHARED = ["ref", "circulation", "withheld", "extra", "notes"]

PUBLIC_ANYWHERE = set(
    "ref tier title description cause event effect category programme objective member lead_member members_affected "
    f"exec_lead committee forum {SCORES} previous_score appetite target_date controls assurances gaps_in_control "
    "gaps_in_assurance actions rating rating_rationale score_rationale treatment status "
    "date_opened last_reviewed next_review date_closed action_due circulation parent".split()
)
"""The keys that the design lets a public version show in whatever register has them; dates are among them."""

PUBLIC_ALSO = {
    "assurance": CHILDREN_SHOWN["assurance"],
    "decision": ["decision", "meeting", "right", "rule", "recommendation", "date", "effective_date", "review_date"],
    "action": ["origin_kind", "origin", "owner", "date_raised", "due_date", "revised_due", "completed"],
    "extension": ["new_date", "approved_on"],
    "link": ["source", "relation", "target", "agreed_on"],
}
WHOLLY_PUBLIC = [
    *("control", "assurance_source", "gap", "position", "approval"),
    *("member", "objective", "forum", "meeting", "appetite", "scheme"),
]
WHOLLY_PRIVATE = ["vote", "declaration", "update", "person", "post", "interest"]
UNLISTED = ["paper", "issue", "quarter", "sending", "return", "receipt", "layout", "setting"]

PARENTS = {
    "control": ("assurance", "risk"),
    "assurance_source": ("assurance", "control"),
    "gap": ("assurance", "risk"),
    "position": ("risk", "assurance"),
    "approval": ("decision",),
    "vote": ("decision",),
    "declaration": ("decision",),
    "extension": ("action",),
    "update": ("action",),
    "post": ("person",),
}

UNSAID = {
    **dict.fromkeys(["risk", "assurance"], "restricted"),  # nobody said whose: unsorted
    **dict.fromkeys(["decision", "action", "person", "interest", "paper", "issue", "quarter", "setting"], "private"),
    **dict.fromkeys(["member", "objective", "forum", "meeting", "appetite", "scheme"], "public"),
    **dict.fromkeys(["sending", "return", "receipt", "layout"], "restricted"),
    **dict.fromkeys((*PARENTS, "link"), "restricted"),  # nothing known of what they hang on
}

EVERY = pytest.mark.parametrize("register", declared().values(), ids=lambda register: register.key)


def choices() -> list[tuple[str, Choice]]:
    return [
        (f"{register.key}.{field.key}", field.kind)
        for register in declared().values()
        for field in register
        if isinstance(field.kind, Choice)
    ]


def test_keys_and_prefixes_are_those_of_the_design():
    assert {register.key: register.prefix for register in REGISTERS} == PREFIXES


def test_parents_stand_before_their_children():
    place = {register.key: number for number, register in enumerate(REGISTERS)}
    for register in declared().values():
        assert all(place[parent] < place[register.key] for parent in register.hangs_on_registers)


@EVERY
def test_fields_are_those_of_the_design_in_its_order(register: Register):
    keys = [field.key for field in register if field.key not in SHARED]
    if register.key in FIELDS:
        beyond = CHILDREN_SHOWN.get(register.key, [])
        assert [key for key in keys if key not in beyond] == FIELDS[register.key].split()
        assert [key for key in keys if key in beyond] == beyond
    assert all(key in register for key in SHARED)


@EVERY
def test_nobody_sees_more_of_a_record_than_the_design_lets_them(register: Register):
    seen = {field.key: field.widest for field in register}
    assert [seen.pop(key) for key in SHARED] == [
        Circulation.PUBLIC,
        Circulation.PUBLIC,
        Circulation.OFFICE,
        Circulation.RESTRICTED,
        Circulation.OFFICE,
    ]
    if register.key in UNLISTED:
        assert "digest" not in seen or seen["digest"] is Circulation.OFFICE
        return
    if register.key in WHOLLY_PUBLIC:
        expected = set(seen)
    elif register.key in WHOLLY_PRIVATE:
        expected = {"parent"} & set(seen)
    elif register.key == "layout":
        expected = set()
    else:
        expected = (PUBLIC_ANYWHERE & set(seen)) | set(PUBLIC_ALSO.get(register.key, ()))
    assert {key for key, widest in seen.items() if widest is Circulation.PUBLIC} == expected
    assert all(widest in {Circulation.PUBLIC, Circulation.PRIVATE} for widest in seen.values())


@EVERY
def test_a_record_of_which_nobody_said_who_may_see_it(register: Register):
    assert register.bound(Directory()).record({"uid": "u"}).of("circulation") == UNSAID[register.key]


@pytest.mark.parametrize("key", ["risk", "assurance"])
def test_shared_risks_are_private_and_a_members_own_are_restricted(key: str):
    register = declared()[key]
    assert register.record({"uid": "u", "tier": "shared"}).of("circulation") == "private"
    assert register.record({"uid": "u", "member": "m"}).of("circulation") == "restricted"
    assert register.record({"uid": "u", "member": "m"}).of("tier") == "local"


@EVERY
def test_a_new_file_shows_at_most_nine_columns_and_twelve_fields_of_a_form(register: Register):
    assert 1 <= sum(field.column for field in register) <= 9
    if register.visible:
        assert sum(field.core and not field.key.endswith(("_likelihood", "_consequence")) for field in register) <= 12
        assert not [field.key for field in register if field.column and not field.core]


@EVERY
def test_a_register_says_what_it_is_called_and_by_what_its_records_are_known(register: Register):
    assert register.title_key in register
    assert all(key in register for key in register.match_keys)
    assert register.noun != "record"
    assert (type(register).__doc__ or "").startswith(("One ", "Risks ", "Who ", "How "))
    assert register.get("ref").core


@EVERY
def test_children_hang_on_the_registers_of_the_design(register: Register):
    if register.key in PARENTS:
        assert register.ends == ("parent",)
        assert register.hangs_on_registers == PARENTS[register.key]
        assert register.get("parent").required
        assert register.hangs_on({"uid": "u", "parent": "p"}) == ["p"]
    elif register.key == "link":
        assert register.ends == ("source", "target")
        assert all(isinstance(field.kind, Pointer) and field.kind.to == () for field in (register.get("source"), register.get("target")))
    else:
        assert register.ends == ()
        assert "parent" not in register


def test_names_and_references_point_at_registers_and_fields_there_are():
    here = declared()
    for register in here.values():
        for field in register:
            kind = field.kind
            if isinstance(kind, Text) and kind.of:
                assert kind.of in here
            if isinstance(kind, Refs | Pointer):
                assert set(kind.to) <= set(here)
            if isinstance(kind, Refs | Lines) and kind.relation:
                here["link"].get("relation").kind.read(kind.relation)
            if isinstance(kind, Lines):
                assert kind.text in here[kind.register]
                for key, value in kind.fixed:
                    assert value is None or here[kind.register].get(key).kind.read(value) == value
                if not kind.relation:
                    assert register.key in here[kind.register].hangs_on_registers


@pytest.mark.parametrize(
    ("register", "of", "several", "one"),
    [
        ("risk", "person", "owner action_owner", "exec_lead raised_by"),
        ("risk", "forum", "", "committee"),
        ("risk", "objective", "", "objective"),
        ("assurance", "person", "", "exec_lead"),
        ("assurance", "forum", "", "forum"),
        ("assurance", "objective", "", "objective"),
        ("control", "person", "owner", ""),
        ("gap", "person", "", "accepted_by"),
        ("decision", "person", "proposed_by owner", ""),
        ("decision", "forum", "", "forum"),
        ("decision", "meeting", "", "meeting"),
        ("decision", "member", "consulted members_affected", ""),
        ("approval", "member", "", "approver"),
        ("vote", "person", "", "person"),
        ("declaration", "person", "", "person"),
        ("action", "person", "owner", "raised_by verified_by"),
        ("action", "meeting", "", "verified_at"),
        ("extension", "person", "", "approved_by"),
        ("update", "person", "", "by"),
        ("post", "person", "", "deputy_for"),
        ("forum", "person", "", "chair"),
        ("meeting", "forum", "", "forum"),
        ("interest", "person", "", "person"),
        ("link", "person", "", "agreed_by"),
    ],
)
def test_names_stand_in_words_that_renaming_rewrites(register: str, of: str, several: str, one: str):
    naming = [field for field in declared()[register] if isinstance(field.kind, Text) and field.kind.of == of]
    assert {field.key for field in naming if isinstance(field.kind, Names)} == {*several.split()} | (
        {"members_affected"} & {field.key for field in naming}
    )
    assert {field.key for field in naming if not isinstance(field.kind, Names)} == {*one.split()}


@pytest.mark.parametrize(("name", "choice"), choices(), ids=lambda one: one if isinstance(one, str) else "")
def test_each_word_for_an_answer_means_one_answer(name: str, choice: Choice):
    said = [
        (word, option.key) for option in choice.options for word in {squeeze(text) for text in (option.key, option.label, *option.synonyms)}
    ]
    assert [word for word, count in Counter(word for word, _ in said).items() if count > 1] == [], name
    assert all(choice.read(word) == key for word, key in said)


@pytest.mark.parametrize(
    ("choice", "word", "key"),
    [
        (LINE, 1, "1"),
        (LINE, "2nd Line", "2"),
        (LINE, "Management", "1"),
        (LINE, "Independent", "3"),
        (FINDING, "+/-", "mixed"),
        (ACTION_STATUS, "Open", "in_progress"),
        (ACTION_STATUS, "Not yet due", "not_started"),
        (ACTION_STATUS, "Done", "complete"),
        (ACTION_STATUS, "Blue", "complete"),
        (ACTION_STATUS, "Closed", "verified"),
        (DECISION_STATUS, "Awaiting ratification", "awaiting_approval"),
        (DECISION_STATUS, "Ratified", "approved"),
        (DECISION_STATUS, "Part-ratified", "part_approved"),
        (ROUTE, "Chair’s action", "urgent"),
        (VOTE, "Abstained", "abstain"),
        (OUTCOME, "Endorsed", "approved"),
        (LEGAL_FORM, "Committees in Common", "committees_in_common"),
        (RULE, "Unanimity", "unanimous"),
        (INTEREST, "Non-financial personal", "non_financial_personal"),
        (YES_NO, True, "yes"),
        (YES_NO, "N", "no"),
    ],
)
def test_words_that_people_type_are_read(choice: Choice, word: object, key: str):
    assert choice.read(word) == key


def test_a_colour_that_means_two_things_is_not_guessed():
    with pytest.raises(UnreadableError):
        ACTION_STATUS.read("Green")


def test_statuses_are_those_of_the_design_in_its_order():
    assert [option.key for option in ACTION_STATUS.options] == ["not_started", "in_progress", "complete", "verified", "cancelled"]
    assert [option.key for option in DECISION_STATUS.options] == [
        *("draft", "recommended", "agreed", "awaiting_approval", "part_approved", "approved"),
        *("not_agreed", "deferred", "withdrawn", "lapsed", "superseded"),
    ]
    for key in ("risk", "assurance"):
        kind = declared()[key].get("status").kind
        assert isinstance(kind, Choice)
        assert [option.key for option in kind.options] == ["proposed", "open", "tolerated", "closed"]
    relation = declared()["link"].get("relation").kind
    assert isinstance(relation, Choice)
    assert [option.key for option in relation.options] == (
        ["contributes_to", "same_as", "common_cause", "consequence_of", "mitigates", "raised_by", "supersedes"]
    )


def test_the_framework_shows_its_children_and_a_risk_keeps_its_own_words():
    adopting = {
        register.key: {field.key: field.kind.adopts for field in register if isinstance(field.kind, Lines)}
        for register in (Assurances(), Risks())
    }
    assert adopting["assurance"] == dict.fromkeys(CHILDREN_SHOWN["assurance"], True)
    assert adopting["risk"] == dict.fromkeys(("controls", "gaps_in_control", "gaps_in_assurance", "actions"), False)
    assert Assurances.assurance_1.label == "First line assurance"
    assert Assurances.gaps.label == "Gaps in control and assurance"


def test_a_position_has_its_product_or_the_score_as_stated():
    positions = Positions()
    assert positions.record({"uid": "u", "likelihood": 3, "consequence": 4, "score": 9})[Positions.score] == 12
    assert positions.record({"uid": "u", "likelihood": 3, "score": 9})[Positions.score] == 9
    assert positions.settled({"uid": "u", "likelihood": 3, "consequence": 4, "score": 12}) == {
        "uid": "u",
        "likelihood": 3,
        "consequence": 4,
    }


def test_a_meeting_is_called_by_forum_and_day():
    meetings = Meetings()
    assert meetings.called({"forum": "Joint Committee", "date": "2026-07-23"}) == "Joint Committee, 23 July 2026"
    assert meetings.called({"forum": "Joint Committee"}) == "Joint Committee"
    assert meetings.called({"date": "2026-07-23"}) == "23 July 2026"
    assert meetings.called({}) == ""


class Tied(Directory):
    """A file in which every record is linked with one other."""

    def __init__(self, circulation: str) -> None:
        self._circulation = circulation

    def linked(self, uid: str, to: tuple[str, ...], relation: str = "", *, outward: bool | None = None) -> list[Linked]:
        return [Linked("l", "other", "R-001")]

    def circulation(self, uid: str, to: tuple[str, ...]) -> str:
        return self._circulation


@pytest.mark.parametrize(
    ("linked", "said", "counts"),
    [
        ("restricted", None, "restricted"),
        ("private", None, "private"),
        ("public", None, "private"),
        ("restricted", "public", "public"),
    ],
)
def test_an_action_is_as_narrow_as_what_it_is_linked_with_unless_somebody_said(linked: str, said: str | None, counts: str):
    actions = Actions().bound(Tied(linked))
    assert actions.record({"uid": "u", "circulation": said}).of("circulation") == counts


@pytest.mark.parametrize(
    ("above", "said", "counts"),
    [
        ("public", None, "public"),
        ("public", "private", "private"),
        ("restricted", "public", "restricted"),
    ],
)
def test_a_child_is_seen_as_its_parent_and_never_wider(above: str, said: str | None, counts: str):
    for key in (*PARENTS, "link"):
        register = declared()[key].bound(Tied(above))
        ends: dict[str, str | None] = dict.fromkeys(register.ends, "other")
        assert register.record({"uid": "u", **ends, "circulation": said}).of("circulation") == counts


def test_a_declared_field_knows_its_key():
    assert isinstance(Actions.revised_due, Field)
    assert (Actions.revised_due.key, Actions.revised_due.label) == ("revised_due", "Revised due")
