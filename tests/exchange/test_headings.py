# ruff: noqa: RUF001 - headings are written as their languages write them
"""Rows of headings as registers of many kinds and languages have them, each with the field it names."""

import gc
import tomllib
import weakref

import pytest

from workbench.domain.registers import declared
from workbench.exchange.evidence import Look
from workbench.exchange.headings import PARTS, Vocabulary, vocabulary_of
from workbench.exchange.meaning import columns_of
from workbench.exchange.spellings import lists_of, spellings
from workbench.resources import resource

VOCABULARIES: dict[str, Vocabulary] = {}


def read(register: str, text: str) -> dict[str, str]:
    """Return the field of each heading of a row, `|` between headings."""
    if register not in VOCABULARIES:
        VOCABULARIES[register] = Vocabulary(declared()[register])
    paths = dict(enumerate(tuple(part.strip() for part in heading.split("//")) for heading in text.split("|")))
    found = columns_of(VOCABULARIES[register], paths, {index: [] for index in paths}, {}, dict.fromkeys(paths, Look()))
    return {" // ".join(paths[column.index]): column.field for column in found}


ROWS = [
    (
        "risk",
        "a method for projects",
        {
            "Risk identifier": "ref",
            "Risk author": "raised_by",
            "Date registered": "date_opened",
            "Risk category": "category",
            "Risk description": "description",
            "Probability": "current_likelihood",
            "Impact": "current_consequence",
            "Expected value": "extra",
            "Proximity": "proximity",
            "Risk response category": "treatment",
            "Risk status": "status",
            "Risk owner": "owner",
            "Risk actionee": "action_owner",
        },
    ),
    (
        "risk",
        "scores before and after the response",
        {
            "Risk ID": "ref",
            "Risk statement": "description",
            "Probability": "current_likelihood",
            "Impact": "current_consequence",
            "Score": "current_score",
            "Revised probability": "target_likelihood",
            "Revised impact": "target_consequence",
            "Revised score": "target_score",
            "Responsible party": "owner",
            "Response plan": "actions",
            "Comments": "extra",
        },
    ),
    (
        "risk",
        "information security",
        {
            "Risk ID": "ref",
            "Asset": "unit",
            "Threat": "cause",
            "Existing controls": "controls",
            "Likelihood": "current_likelihood",
            "Impact": "current_consequence",
            "Risk level": "current_score",
            "Risk treatment option": "treatment",
            "Annex A control": "extra",
            "Deadline": "action_due",
            "Residual risk": "target_score",
        },
    ),
    (
        "risk",
        "health and safety",
        {
            "Ref": "ref",
            "Hazard": "event",
            "Who might be harmed and how": "effect",
            "Existing control measures": "controls",
            "L": "current_likelihood",
            "S": "current_consequence",
            "R": "current_score",
            "Additional control measures required": "actions",
            "Action by whom": "action_owner",
            "Action by when": "action_due",
        },
    ),
    (
        "risk",
        "failure modes",
        {
            "Potential failure mode": "title",
            "Potential effect(s) of failure": "effect",
            "Sev": "current_consequence",
            "Potential cause(s)/mechanism(s) of failure": "cause",
            "Occur": "current_likelihood",
            "Current process controls": "controls",
            "Detec": "extra",
            "RPN": "current_score",
            "Recommended action(s)": "actions",
            "Responsibility & target completion date": "action_owner",
        },
    ),
    (
        "risk",
        "data protection",
        {
            "No": "ref",
            "Likelihood of harm": "current_likelihood",
            "Severity of harm": "current_consequence",
            "Overall risk": "current_score",
            "Options to reduce or eliminate risk": "actions",
            "Residual risk": "target_score",
        },
    ),
    (
        "risk",
        "Spanish",
        {
            "Código": "ref",
            "Riesgo": "title",
            "Causa": "cause",
            "Consecuencias": "effect",
            "Probabilidad": "current_likelihood",
            "Impacto": "current_consequence",
            "Nivel de riesgo": "current_score",
            "Controles existentes": "controls",
            "Plan de acción": "actions",
            "Responsable": "owner",
            "Fecha límite": "action_due",
            "Estado": "status",
            "Observaciones": "extra",
        },
    ),
    (
        "risk",
        "Portuguese",
        {
            "Nº": "ref",
            "Risco": "title",
            "Causas": "cause",
            "Probabilidade": "current_likelihood",
            "Impacto": "current_consequence",
            "Nível de risco": "current_score",
            "Resposta ao risco": "actions",
            "Prazo": "action_due",
            "Responsável": "owner",
            "Situação": "status",
        },
    ),
    (
        "risk",
        "German",
        {
            "Nr.": "ref",
            "Risikobezeichnung": "title",
            "Beschreibung": "description",
            "Ursache": "cause",
            "Eintrittswahrscheinlichkeit": "current_likelihood",
            "Schadensausmaß": "current_consequence",
            "Risikobewertung": "current_score",
            "Geplante Maßnahmen": "actions",
            "Verantwortlicher": "owner",
            "Termin": "action_due",
            "Restrisiko": "target_score",
            "Bemerkung": "extra",
        },
    ),
    (
        "risk",
        "French",
        {
            "N°": "ref",
            "Intitulé du risque": "title",
            "Causes possibles": "cause",
            "Conséquences possibles": "effect",
            "Probabilité": "current_likelihood",
            "Gravité": "current_consequence",
            "Criticité": "current_score",
            "Mesures existantes": "controls",
            "Plan d'action": "actions",
            "Pilote": "owner",
            "Échéance": "action_due",
            "Statut": "status",
        },
    ),
    (
        "risk",
        "Dutch",
        {
            "Nr": "ref",
            "Risico": "title",
            "Oorzaak": "cause",
            "Gevolg": "effect",
            "Kans": "current_likelihood",
            "Impact": "current_consequence",
            "Risicoscore": "current_score",
            "Beheersmaatregelen": "controls",
            "Eigenaar": "owner",
            "Toelichting": "extra",
        },
    ),
    (
        "risk",
        "Italian",
        {
            "ID": "ref",
            "Rischio": "title",
            "Probabilità": "current_likelihood",
            "Impatto": "current_consequence",
            "Livello di rischio": "current_score",
            "Azioni di mitigazione": "actions",
            "Responsabile": "owner",
            "Scadenza": "action_due",
            "Stato": "status",
        },
    ),
    (
        "risk",
        "Polish",
        {
            "Lp.": "ref",
            "Nazwa ryzyka": "title",
            "Opis ryzyka": "description",
            "Prawdopodobieństwo": "current_likelihood",
            "Wpływ": "current_consequence",
            "Poziom ryzyka": "current_score",
            "Działania zapobiegawcze": "actions",
            "Właściciel ryzyka": "owner",
            "Uwagi": "extra",
        },
    ),
    (
        "risk",
        "Russian",
        {
            "№ п/п": "ref",
            "Наименование риска": "title",
            "Причины": "cause",
            "Последствия": "effect",
            "Вероятность": "current_likelihood",
            "Степень влияния": "current_consequence",
            "Уровень риска": "current_score",
            "План мероприятий": "actions",
            "Ответственный": "owner",
            "Срок": "action_due",
            "Статус": "status",
        },
    ),
    (
        "risk",
        "Japanese",
        {
            "No": "ref",
            "リスク名": "title",
            "リスク内容": "description",
            "原因": "cause",
            "発生確率": "current_likelihood",
            "影響度": "current_consequence",
            "リスク値": "current_score",
            "対応策": "actions",
            "担当者": "owner",
            "期限": "action_due",
            "状況": "status",
            "備考": "extra",
        },
    ),
    (
        "risk",
        "Chinese",
        {
            "序号": "ref",
            "风险名称": "title",
            "风险描述": "description",
            "风险类别": "category",
            "发生概率": "current_likelihood",
            "影响程度": "current_consequence",
            "风险等级": "current_score",
            "应对措施": "actions",
            "责任人": "owner",
            "状态": "status",
            "备注": "extra",
        },
    ),
    (
        "risk",
        "Korean",
        {
            "번호": "ref",
            "위험": "title",
            "원인": "cause",
            "발생 가능성": "current_likelihood",
            "영향도": "current_consequence",
            "위험도": "current_score",
            "대응 방안": "actions",
            "담당자": "owner",
            "상태": "status",
            "비고": "extra",
        },
    ),
    (
        "risk",
        "Turkish",
        {
            "Sıra no": "ref",
            "Risk adı": "title",
            "Olasılık": "current_likelihood",
            "Şiddet": "current_consequence",
            "Risk puanı": "current_score",
            "Alınacak önlemler": "actions",
            "Sorumlu": "owner",
            "Termin tarihi": "action_due",
            "Durum": "status",
        },
    ),
    (
        "risk",
        "Swedish",
        {
            "Nr": "ref",
            "Beskrivning": "description",
            "Orsak": "cause",
            "Sannolikhet": "current_likelihood",
            "Konsekvens": "current_consequence",
            "Riskvärde": "current_score",
            "Åtgärder": "actions",
            "Ansvarig": "owner",
        },
    ),
    (
        "action",
        "recommendations of auditors",
        {
            "Audit title": "origin",
            "Rec no": "ref",
            "Recommendation": "title",
            "Priority": "priority",
            "Management response": "progress",
            "Responsible officer": "owner",
            "Original due date": "due_date",
            "Revised due date": "revised_due",
            "Status": "status",
            "Original detection date": "date_raised",
            "Evidence": "evidence",
        },
    ),
    (
        "action",
        "a log of meetings",
        {
            "No": "ref",
            "Paper": "origin",
            "Action": "title",
            "Lead": "owner",
            "Target date": "due_date",
            "New date": "revised_due",
            "RAG": "status",
            "Date completed": "completed",
        },
    ),
    (
        "action",
        "German points",
        {
            "Nr.": "ref",
            "Maßnahme": "title",
            "Verantwortlich": "owner",
            "Termin": "due_date",
            "Status": "status",
            "Bemerkungen": "progress",
            "Erledigt am": "completed",
        },
    ),
    (
        "action",
        "Chinese issues",
        {
            "编号": "ref",
            "问题描述": "description",
            "提出人": "raised_by",
            "提出日期": "date_raised",
            "责任人": "owner",
            "计划完成时间": "due_date",
            "状态": "status",
            "处理结果": "progress",
            "实际完成时间": "completed",
        },
    ),
    (
        "decision",
        "architects",
        {
            "ID": "ref",
            "Decision": "decision",
            "Status": "status",
            "Date": "date",
            "Deciders": "forum",
            "Context": "rationale",
            "Alternatives": "options",
        },
    ),
    (
        "decision",
        "a board",
        {
            "Minute ref": "minute_ref",
            "Meeting date": "date",
            "Committee": "forum",
            "Topic": "title",
            "Resolution": "decision",
            "Reason": "rationale",
            "SRO": "owner",
            "Review date": "review_date",
        },
    ),
    (
        "assurance",
        "three lines",
        {
            "BAF ref": "ref",
            "Strategic objective": "objective",
            "Principal risk": "title",
            "Executive lead": "exec_lead",
            "Assuring committee": "forum",
            "Key controls": "controls",
            "Assurance // 1st line": "assurance_1",
            "Assurance // 2nd line": "assurance_2",
            "Assurance // 3rd line": "assurance_3",
            "Gaps in control": "gaps_in_control",
            "Gaps in assurance": "gaps_in_assurance",
            "Actions to address gaps": "actions",
            "Action owner": "extra",
            "Due date": "extra",
            "Overall assurance": "rating",
            "Risk appetite": "appetite",
            "Last reviewed": "last_reviewed",
            "Direction of travel": "extra",
        },
    ),
    (
        "assurance",
        "management, oversight, independent",
        {
            "Ref": "ref",
            "Strategic risk": "title",
            "Lead director": "exec_lead",
            "Controls (what are we doing?)": "controls",
            "Management assurance": "assurance_1",
            "Corporate oversight": "assurance_2",
            "Independent assurance": "assurance_3",
            "Gaps in controls and assurances": "gaps",
            "Mitigating actions": "actions",
            "Unmitigated rating": "inherent_score",
            "Current rating": "current_score",
            "Rationale for current score": "score_rationale",
        },
    ),
    (
        "assurance",
        "levels and gaps apart",
        {
            "Risk to delivery": "title",
            "Level 1 assurance": "assurance_1",
            "Level 2 assurance": "assurance_2",
            "Level 3 assurance": "assurance_3",
            "Sources of assurance": "assurances",
            "Control gaps": "gaps_in_control",
            "Assurance gaps": "gaps_in_assurance",
            "Gross score": "inherent_score",
            "Net score": "current_score",
        },
    ),
    ("control", "of its own", {"Risk ref": "parent", "Key control": "title", "Control owner": "owner", "Adequacy": "effectiveness"}),
    (
        "assurance_source",
        "of its own",
        {"Line of defence": "line", "Source of assurance": "title", "Positive/negative": "finding", "Opinion": "rating"},
    ),
    ("gap", "of its own", {"Gap": "description", "Type of gap": "kind", "Action to close gap": "action", "Accepted by": "accepted_by"}),
    ("position", "of its own", {"Risk ref": "parent", "Quarter": "period", "L": "likelihood", "C": "consequence", "Score": "score"}),
    (
        "approval",
        "of its own",
        {"Decision ref": "parent", "Trust board": "approver", "Board date": "date", "Outcome": "outcome", "Minute no": "minute_ref"},
    ),
    ("vote", "of its own", {"Organisation": "member", "Voted by": "person", "For/against/abstain": "choice", "Casting vote": "casting"}),
    ("declaration", "of its own", {"Declared by": "person", "Nature of interest": "detail", "Action taken": "handling"}),
    (
        "extension",
        "of its own",
        {"Action ref": "parent", "Extended to": "new_date", "Reason for extension": "reason", "Agreed by": "approved_by"},
    ),
    ("update", "of its own", {"Action ref": "parent", "Date of update": "date", "Progress update": "text", "Updated by": "by"}),
    ("person", "of its own", {"Full name": "name", "Initials": "initials", "E-mail": "email"}),
    (
        "post",
        "of its own",
        {"Name": "parent", "Employer": "member", "Job title": "job_title", "Voting member": "voting", "Start date": "date_from"},
    ),
    (
        "objective",
        "of its own",
        {"Strategic aim": "title", "ICS aim": "icb_aim", "Joint forward plan ref": "forward_plan", "Theme": "category"},
    ),
    ("forum", "of its own", {"Committee name": "name", "Chaired by": "chair", "Quorum": "quorum_total", "Remit": "purpose"}),
    ("meeting", "of its own", {"Committee": "forum", "Meeting date": "date", "Location": "venue", "Papers deadline": "papers_due"}),
    (
        "appetite",
        "of its own",
        {"Risk category": "category", "Appetite level": "level", "Tolerance": "tolerated", "Board date": "agreed_on"},
    ),
    ("scheme", "of its own", {"Risk matrix": "name", "Band names": "labels", "Valid from": "effective_from"}),
    (
        "interest",
        "of its own",
        {"Name": "person", "Declared interest": "interest", "Type of interest": "kind", "Date declared": "declared_on"},
    ),
    ("link", "of its own", {"From": "source", "Type of link": "relation", "Linked to": "target", "Agreed by": "agreed_by"}),
    ("member", "of its own", {"Trust name": "name", "Abbreviation": "short_name", "Voting weight": "weight", "Locality": "place"}),
]


@pytest.mark.parametrize(("register", "row", "expected"), ROWS, ids=[f"{register}, {row}" for register, row, _ in ROWS])
def test_a_row_of_headings_is_read_as_a_careful_person_would(register, row, expected):
    assert read(register, "|".join(expected)) == expected


def test_every_spelling_stands_for_a_register_that_is_declared_and_a_field_that_it_has():
    apart = {"any", "sheets", "signs", "groups", "lines", "scores", "months", "ticks", "owners", "rows"}
    known = declared()
    for key, words in spellings().items():
        if key in apart:
            continue
        assert key in known
        # The beside-columns of an action belong to the action that a line of the framework makes.
        strange = [
            name for name in words if name not in {"second", "like", "extra", "action_owner", "action_due"} and name not in known[key]
        ]
        assert strange == [], key


def test_no_spelling_of_likelihood_consequence_or_score_means_two_of_them():
    said: dict[str, str] = {}
    for part in PARTS:
        for word in spellings()["scores"]["parts"][part]:
            assert said.setdefault(word.casefold(), part) == part, word


def test_every_section_is_read_as_toml_says():
    assert dict(spellings()) == tomllib.loads(resource("headings.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text", ["[a]\nb = 1\n", '[a]\nb = ["\\n"]\n', "[a]\nb = ['c']\n", '[a]\nb = [["c"]]\n', '[a]\nb = """c"""\n', "[a\n"]
)
def test_what_is_no_list_of_plain_texts_is_left_to_the_general_parser(text):
    assert lists_of(text) is None


def test_signs_of_the_format_inside_texts_are_only_signs():
    text = '# [x]\n[a.b]\nc = ["# d", "[e]", \n # "f"\n  "g = [",]\n\n[a]\nh = "i # j"\n'
    assert lists_of(text) == tomllib.loads(text)


def test_words_learnt_for_one_file_serve_the_next_and_keep_nothing_of_it():
    first, second = declared()["risk"], declared()["risk"]
    told = vocabulary_of(first)
    assert told.quick("Risk owner") == "owner"
    assert told.read(("Likelihood",)) == Vocabulary(first).read(("Likelihood",))
    known = weakref.ref(first)
    del told, first
    gc.collect()
    assert known() is None
    again = vocabulary_of(second)
    assert again.register is second
    assert again.quick("Risk owner") == "owner"


def test_a_field_of_another_name_is_learnt_by_it():
    plain = declared()["risk"]
    assert vocabulary_of(plain).quick("Champion") != "owner"
    assert vocabulary_of(plain.worded(labels={"owner": "Champion"})).quick("Champion") == "owner"
