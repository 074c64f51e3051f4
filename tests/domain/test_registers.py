"""The declarations as data, and records of them."""

import re

import pytest

from workbench.domain.change import Change
from workbench.domain.errors import UnknownNameError
from workbench.domain.field import Circulation, Field, own, sentence_case
from workbench.domain.kinds import Text, Whole
from workbench.domain.register import Record, Register, kinds_in_use
from workbench.domain.registers import declared
from workbench.domain.registers.risks import Risks

EVERY = {"ref", "circulation", "withheld", "extra", "notes"}
PUBLIC = [
    "ref",
    "tier",
    "title",
    "description",
    "category",
    "programme",
    "objective",
    "cause",
    "event",
    "effect",
    "member",
    "lead_member",
    "members_affected",
    "exec_lead",
    "committee",
    "appetite",
    "target_date",
    "controls",
    "assurances",
    "gaps_in_control",
    "gaps_in_assurance",
    "actions",
    "treatment",
    "status",
    "date_opened",
    "last_reviewed",
    "next_review",
    "date_closed",
    "score_rationale",
    "action_due",
    "previous_score",
    "circulation",
]
SCORES = [f"{stage}_{what}" for stage in ("inherent", "initial", "current", "target") for what in ("likelihood", "consequence", "score")]
DESIGN = [
    "tier",
    "title",
    "description",
    "cause",
    "event",
    "effect",
    "category",
    "programme",
    "objective",
    "cqc_link",
    "source",
    "member",
    "lead_member",
    "members_affected",
    "unit",
    "raised_by",
    "date_opened",
    "owner",
    "exec_lead",
    "committee",
    "baf_ref",
    "previous_score",
    "target_date",
    "appetite",
    "controls",
    "control_effectiveness",
    "gaps_in_control",
    "assurances",
    "gaps_in_assurance",
    "actions",
    "action_owner",
    "action_due",
    "progress",
    "score_rationale",
    "treatment",
    "proximity",
    "trend",
    "status",
    "last_reviewed",
    "next_review",
    "date_closed",
    "closure_reason",
    "escalation",
    "indicators",
    "linked_risks",
    "linked_incidents",
]


def test_the_risk_register_has_the_fields_of_the_design_and_no_other():
    assert {field.key for field in declared()["risk"]} == EVERY | set(DESIGN) | set(SCORES)


def test_the_widest_version_of_each_field_is_as_the_design_says():
    risks = declared()["risk"]
    assert {field.key for field in risks if field.widest is Circulation.PUBLIC} == {*PUBLIC, *SCORES}
    assert {field.key for field in risks if field.widest is Circulation.OFFICE} == {"withheld", "notes"}
    assert {field.key for field in risks if field.widest is Circulation.RESTRICTED} == {"extra"}


@pytest.mark.parametrize("register", declared().values(), ids=lambda register: register.key)
def test_every_declaration_is_sound(register: Register):
    keys = [field.key for field in register]
    labels = [field.label.casefold() for field in register]
    assert keys[0] == "ref"
    assert keys[-4:] == ["circulation", "withheld", "extra", "notes"]
    assert len(keys) == len(set(keys))
    assert len(labels) == len(set(labels))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", key) for key in keys)
    assert all(field.kind.sql in {"TEXT", "INTEGER", "REAL"} for field in register)
    assert not any("  " in text for field in register for text in (field.label, field.help))
    assert register.key
    assert register.label
    assert register.prefix
    assert register.title_key in register
    assert all(factor in register for field in register for factor in field.factors)
    assert sum(field.column for field in register) <= 9
    assert {field.key for fields in register.groups().values() for field in fields} == set(keys)


def test_prefixes_are_one_register_each():
    prefixes = [register.prefix for register in declared().values()]
    assert len(prefixes) == len(set(prefixes))
    assert {register.key: register.prefix for register in declared().values()}["receipt"] == "RC"


def test_labels_follow_the_key_in_sentence_case_unless_the_field_says_otherwise():
    risks = declared()["risk"]
    assert risks.get("current_likelihood").label == "Current likelihood"
    assert risks.get("tier").label == "Level"
    assert risks.get("gaps_in_control").label == sentence_case("gaps_in_control") == "Gaps in control"
    assert risks.get("title").breadth == 36
    assert risks.get("category").breadth == Text.width


def test_a_new_file_shows_at_most_nine_columns_and_twelve_core_fields():
    risks = declared()["risk"]
    assert sum(field.column for field in risks) <= 9
    assert len([field for field in risks if field.core and not field.key.endswith(("likelihood", "consequence"))]) <= 12


def test_registers_are_asked_for_fields_by_key():
    risks = Risks()
    assert risks.find("nothing") is None
    assert "nothing" not in risks
    with pytest.raises(UnknownNameError, match="There is no field of the risk register “nothing” here"):
        risks.get("nothing")
    more = risks.plus(own("colour", Text(), "Colour"))
    assert "colour" in more
    assert "colour" not in risks
    assert [field.key for field in more.only(lambda field: field.key == "colour")] == ["colour"]
    assert Whole in kinds_in_use([more.plus(Field(Whole(), key="n"))])


def test_records_know_their_names_and_what_is_missing():
    risks = Risks()
    record = risks.record(
        {"uid": "u", "ref": "R-1", "description": "Only a description of some length " * 5, "current_score": 9, "unknown": 1}
    )
    assert record.title.endswith("…")
    assert len(record.title) <= 80
    assert record.name.startswith("R-1 Only")
    assert repr(record) == "<risk R-1>"
    assert [field.key for field in record.missing()] == ["title", "owner"]
    assert record[Risks.current_score] == 9
    assert Record(risks.only(lambda field: field.key != "current_score"), record.row)[Risks.current_score] is None
    assert (record.of("nothing"), record.show("nothing")) == (None, "")
    assert record.plain()["current_score"] == 9
    assert "unknown" not in record.plain()
    assert record.same({"ref": "r-1"}, risks.get("ref"))
    blank = risks.record({"uid": "u"})
    assert (blank.title, blank.name, repr(blank)) == ("", "", "<risk u>")


def test_what_is_stored_holds_nothing_empty_and_nothing_worked_out():
    row = {
        "uid": "u",
        "title": "",
        "owner": None,
        "current_score": 9,
        "current_likelihood": 3,
        "current_consequence": 3,
        "target_score": 4,
        "odd": "kept",
    }
    assert Risks().settled(row) == {"uid": "u", "current_likelihood": 3, "current_consequence": 3, "target_score": 4, "odd": "kept"}


def test_a_change_knows_its_keys_its_reference_and_its_inverse():
    change = Change("risk", "u", {"uid": "u", "ref": "R-1", "a": 1, "b": None}, {"uid": "u", "ref": "R-1", "a": 2})
    assert change.keys == ["a"]
    assert change.ref == "R-1"
    assert change.inverse() == Change("risk", "u", change.after, change.before)
    assert Change("risk", "u", None, None).ref == ""
