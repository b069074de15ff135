"""Questions in plain English: right answers, honest refusals, and an answer whatever is typed."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from types import ModuleType
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from emspath.answers.ask import ask
from emspath.answers.ask.phrases import holds
from emspath.answers.ask.records import Asked
from emspath.answers.ask.understand import Question
from emspath.answers.ask.words import LONGEST
from emspath.catalog import ENTITY_KINDS, LADDER, Catalog, label
from emspath.cli.start import LADDER as SHOWN
from emspath.cli.start import NEXT, QUESTIONS, screen
from emspath.library import built_in, open_catalog
from emspath.model import Fact
from emspath.schemas import schema_of

from .conftest import ROOT, Invoke, Run

SET = ROOT / "benchmarks" / "questions.yaml"
OWN = ROOT / "benchmarks" / "held_out.yaml"


def benchmark() -> ModuleType:
    """The benchmark's own judge."""
    spec = importlib.util.spec_from_file_location("ask_benchmark", ROOT / "benchmarks" / "ask.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


JUDGE = benchmark()


def items(name: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(name.read_text(encoding="utf-8"))["questions"]
    return found


@pytest.fixture(scope="session")
def said(catalog: Catalog) -> Any:
    """The answer to a question, without its envelope."""

    def answer(question: str) -> Asked:
        return ask(catalog, question).answer

    return answer


@pytest.mark.parametrize("name", [SET, OWN], ids=["questions", "own"])
def test_most_questions_are_answered_right_and_hardly_any_wrong(catalog: Catalog, name: Any) -> None:
    outcomes = Counter(JUDGE.judge(ask(catalog, item["question"]), item) for item in items(name))
    total = sum(outcomes.values())
    assert outcomes["right"] >= 0.85 * total, outcomes
    assert outcomes["wrong"] <= 0.03 * total, outcomes


def test_no_question_of_the_set_is_answered_wrong_with_high_confidence(catalog: Catalog) -> None:
    wrong = []
    for item in items(SET):
        answer = ask(catalog, item["question"])
        if answer.answer.confidence == "high" and JUDGE.judge(answer, item) == "wrong":
            wrong.append(item["id"])
    assert wrong == []


def test_no_sample_of_the_corpus_is_a_question_of_the_benchmarks(catalog: Catalog) -> None:
    def bare(text: str) -> str:
        return " ".join(JUDGE.re.findall(r"\w+", text.casefold()))

    samples = {bare(question) for asks in catalog.asks for question in asks.questions}
    assert len(samples) > 3500
    for name in (SET, OWN, ROOT / "benchmarks" / "unseen.yaml"):
        assert not samples & {bare(item["question"]) for item in items(name)}


def test_a_new_sample_teaches_a_new_word(tmp_path: Any) -> None:
    told = ask(open_catalog(), "zorbing?").answer
    assert told.confidence == "none"
    overlay = tmp_path / "o.yaml"
    overlay.write_text(
        'asks:\n- {topic: exam.fee, questions: ["how much zorbing is it", "zorbing of the exam", "zorbing"]}\n'
    )
    question = Question(open_catalog([overlay]), "zorbing?")
    assert max(question.likely, key=question.likely.__getitem__) == "exam.fee"


def test_the_judge_is_strict(catalog: Catalog) -> None:
    answer = ask(catalog, "Can EMTs intubate?")
    assert JUDGE.judge(answer, {"verdict": "no", "points": [["paramedic"]]}) == "right"
    assert JUDGE.judge(answer, {"verdict": "yes", "points": [["paramedic"]]}) == "wrong"
    assert JUDGE.judge(answer, {"points": [["tracheostomy"]]}) == "wrong"
    assert JUDGE.judge(answer, {"decline": True}) == "wrong"
    assert not JUDGE.told(["40"], "it takes 140 hours")
    assert JUDGE.told(["six|6"], JUDGE.readable("Six attempts"))


PROMISED = (
    "definition", "difference", "legacy_title", "training_time", "prerequisites", "cost", "exam", "scope", "state",
    "renewal", "career_path", "other_roles", "pay_outlook", "misconception",
)  # fmt: skip


@pytest.mark.parametrize("name", [SET, OWN], ids=["questions", "own"])
def test_the_benchmarks_hold_every_kind_of_question(name: Any) -> None:
    kinds = {item["kind"] for item in items(name)}
    assert kinds >= set(PROMISED)
    assert len({item["id"] for item in items(name)}) == len(items(name))


def test_the_benchmark_reports_by_kind_and_keeps_the_marks() -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/ask.py"], capture_output=True, text=True, check=False, cwd=ROOT, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "right    partly  declined     wrong" in done.stdout
    assert all(kind in done.stdout for kind in PROMISED)


# --- honest: cited, declined, not blurred


def test_every_fact_has_a_source_in_the_envelope_and_an_id_that_why_takes(catalog: Catalog) -> None:
    for item in items(SET):
        answer = ask(catalog, item["question"])
        sources = {source.id for source in answer.sources}
        for fact in answer.answer.facts:
            assert fact.sources
            assert set(fact.sources) <= sources
            assert catalog.fact(fact.fact).id == fact.fact


COUNTED = (
    "scope",
    "state",
    "compact",
    "levels",
    "prerequisites",
    "difference",
    "which-higher",
    "definition",
    "transfer",
)
"""Intents of which the answers count entries of the catalogue, or name the years of a level."""


def test_every_number_of_an_answer_stands_in_a_fact_that_it_cites(catalog: Catalog) -> None:
    checked = 0
    for item in items(SET) + items(OWN)[::4]:
        answer = ask(catalog, item["question"]).answer
        if answer.understood.intent in COUNTED or answer.confidence == "none":
            continue
        told = JUDGE.readable(" ".join(fact.text for fact in answer.facts))
        for number in JUDGE.re.findall(r"\d+(?:\.\d+)?", JUDGE.readable(answer.text)):
            checked += 1
            assert number.removesuffix(".00") in told, (item["id"], number, answer.text)
    assert checked > 100


@pytest.mark.parametrize(
    "question",
    ["", " ", "?", "asdf qwerty", "what is the weather tomorrow", "who won the world cup", "how do I become a plumber",
     "how much is a gallon of milk", "Can EMTs carry guns?", "😀😀😀", "the the the"],
)  # fmt: skip
def test_what_is_not_understood_is_declined_with_three_other_questions(said: Any, question: str) -> None:
    answer = said(question)
    assert answer.confidence == "none"
    assert "not" in answer.text or "no question" in answer.text
    assert len(set(answer.nearest)) == 3
    assert question.strip() not in answer.nearest or not question.strip()


@pytest.mark.parametrize(
    ("question", "begins", "holds"),
    [
        ("What is the highest level of EMS?", "Paramedic is the highest", "EMR, EMT, AEMT, paramedic"),
        ("What is the lowest EMS level?", "Emergency Medical Responder (EMR) is the lowest", "paramedic"),
        ("Can a paramedic in Maryland drop the NREMT?", "No: ", "Maryland"),
        ("Do I have to keep my NREMT to renew in Texas?", "No: ", "Texas"),
        ("What is intubation?", "", "paramedics may"),
        ("What skills can an EMT perform in Texas?", "", "Texas"),
        ("Which states pay paramedics the least?", "", "$"),
        ("Which states pay paramedics the most?", "", "$"),
        ("Can a 17 year old be licensed as an EMT in Texas?", "No: ", "18"),
        ("Can an 18 year old be licensed as an EMT in Texas?", "Yes: ", "18"),
        ("How much do EMTs and paramedics earn?", "", "$"),
        ("Which is higher, a flight nurse or a dispatcher?", "", "do not stand on one ladder"),
        ("What is the pay of a firefighter compared to a dispatcher?", "", "$"),
        ("What is the shortest paramedic program?", "", "hours"),
        ("Is Ohio in the EMS Compact?", "No: ", "Ohio"),
        ("Is Texas a member of the EMS Compact?", "Yes: ", "Texas"),
        ("What levels does Texas license?", "Texas licenses", "Emergency Care Attendant"),
        ("Do I need the NREMT exam in Texas?", "Yes: ", "Texas"),
        ("What comes after EMT on the ladder?", "EMT has AEMT and paramedic above it", "paramedic"),
        ("What level is below EMR?", "No national level stands below", "EMR"),
        ("How do I become a flight nurse?", "", "nurse"),
        ("What is the difference between ALS1 and ALS2?", "", "billing"),
    ],
)  # fmt: skip
def test_questions_of_a_known_form_open_with_the_answer(said: Any, question: str, begins: str, holds: str) -> None:
    answer = said(question)
    assert answer.confidence != "none"
    assert answer.text.startswith(begins)
    assert holds in answer.text


@pytest.mark.parametrize(
    "question",
    ["What do the levels of EMS pay?", "How many questions are on the test at the different EMS levels?",
     "Is a flight nurse the highest level of EMS?", "How old must I be for each of the EMS levels?",
     "What is the highest of the levels that an EMT course covers?"],
)  # fmt: skip
def test_a_question_that_names_levels_in_passing_does_not_get_the_list_of_levels(said: Any, question: str) -> None:
    assert not said(question).text.startswith("There are four national levels")


def test_how_a_state_takes_people_in_is_called_unknown_where_no_source_says(catalog: Catalog) -> None:
    silent = [
        s for s in catalog.states.values() if all(f.topic != "licence.reciprocity" or not f.readings for f in s.facts)
    ]
    for state in silent:
        answer = ask(catalog, f"Can I transfer my EMT license from another state to {state.name}?").answer
        assert answer.confidence in ("low", "none")
        assert state.name in answer.text


def test_a_question_without_sense_is_answered_as_a_guess_at_most(said: Any) -> None:
    assert said("is Canada an EMT").confidence in ("low", "none")


def test_the_questions_that_are_offered_are_answered(catalog: Catalog) -> None:
    some = [entity for place, entity in enumerate(catalog.entities.values()) if place % 6 == 0 or entity.id in LADDER]
    offered = {text for entity in some for text in ask(catalog, f"{entity.name} flibber gibbet wug").answer.nearest}
    assert len(offered) > 60
    assert [text for text in sorted(offered) if ask(catalog, text).answer.confidence == "none"] == []


def test_an_unknown_of_a_state_is_told_as_unknown_and_who_to_ask(said: Any) -> None:
    answer = said("How long does it take to get my EMT certification card in Vermont?")
    assert answer.confidence == "none"
    assert "Vermont" in answer.text
    assert "Department of Health" in answer.text


def test_scope_says_the_model_first_and_who_decides_then(said: Any) -> None:
    national, texas, colorado = (
        said(f"Can an EMT start an IV{place}?").text for place in ("", " in Texas", " in Colorado")
    )
    assert national.startswith("No, not under the national model")
    assert "medical director" in national
    assert texas.startswith("Not under the national model")
    assert "In Texas" in texas or "Texas" in texas.split("upward.")[1]
    assert colorado.startswith("An EMT in Colorado may start")


def test_scope_that_depends_on_how_says_so(said: Any) -> None:
    oxygen = said("Can an EMR give oxygen?").text
    assert oxygen.startswith("It depends on how")
    assert "nasal cannula" in oxygen.split(", no with ")[0]


def test_a_disputed_skill_is_unknown_and_both_sides_are_told(said: Any) -> None:
    answer = said("Can an AEMT give fentanyl?")
    assert "unknown" in answer.text
    assert not answer.text.startswith(("Yes", "No"))


# --- questions of seldom met forms, and what each answer has to say


def check(answer: Asked, begins: str, holds: tuple[str, ...], lacks: tuple[str, ...] = ()) -> None:
    assert answer.text.startswith(begins), answer.text
    assert [words for words in holds if words not in answer.text] == [], answer.text
    assert [words for words in lacks if words in answer.text] == [], answer.text


def cited(answer: Asked) -> list[str]:
    return [fact.fact for fact in answer.facts]


@pytest.mark.parametrize(
    ("question", "begins", "holds", "fact", "confidence"),
    [
        ("How do the exam fees of an AEMT and a paramedic differ?", "The paramedic exam costs $175", ("AEMT $159",), "aemt.exam.fee", "medium"),
        ("What is the difference in pay between a dispatcher and a paramedic?", "", ("$53,040", "$60,600"), "telecommunicator.pay.median", "high"),
        ("Which earns more, EMTs or paramedics?", "", ("EMT $44,470 a year", "paramedic $60,600 a year"), "paramedic.pay.median", "high"),
        ("What do EMTs and paramedics make an hour?", "", ("EMT $21.38 an hour", "paramedic $29.13 an hour"), "paramedic.pay.hourly", "high"),
        ("Which employers pay EMTs and paramedics the most?", "", ("$42,260", "paramedic $60,040 a year"), "paramedic.pay.by-employer", "medium"),
        ("How many weeks do EMR and EMT courses take?", "A career guide gives 1 to 4 weeks", ("UCLA's course takes 3 weeks",), "emt.training.weeks", "high"),
    ],
)  # fmt: skip
def test_a_number_of_two_is_told_of_both(
    said: Any, question: str, begins: str, holds: tuple[str, ...], fact: str, confidence: str
) -> None:
    answer = said(question)
    check(answer, begins, holds)
    assert fact in cited(answer)
    assert answer.confidence == confidence


def test_pay_that_only_one_of_two_has_is_not_answered_by_what_they_are(said: Any) -> None:
    answer = said("How does the salary of a flight paramedic differ from a firefighter's?")
    check(answer, "", ("firefighters in the United States earned less than $59,280",), ("FP-C is",))


@pytest.mark.parametrize(
    ("question", "confidence", "not_told"),
    [
        ("What is the difference between EMTs in Texas and Ohio?", "none", "EMT, or Emergency Medical Technician"),
        ("What is the difference between an IV and an IO?", "low", "intravenous line is"),
        ("How do AEMTs differ from states to states?", "low", "gives basic care"),
        ("Do CAPCE courses count the same for the NREMT?", "medium", "not the same"),
        ("Are EMTs and paramedics levels?", "low", "No: "),
        ("Is EMR or EMT the entry level?", "low", "No: "),
        ("What are an EMR, an EMT and a paramedic?", "low", "is the higher"),
        ("What is Utah in EMS?", "none", "whole chain of people"),
    ],
)  # fmt: skip
def test_two_names_in_a_question_are_not_set_against_each_other_without_being_asked(
    said: Any, question: str, confidence: str, not_told: str
) -> None:
    answer = said(question)
    assert answer.confidence == confidence
    assert answer.understood.intent != "difference"
    assert not_told not in answer.text


def test_two_names_of_one_entry_of_which_nothing_more_is_known_are_no_difference(said: Any) -> None:
    answer = said("What is the difference between NIMS and ICS?")
    assert answer.confidence == "low"
    assert answer.text.startswith("NIMS and ICS courses are online courses in incident management")


def test_of_two_jobs_of_which_no_source_compares_them_both_are_explained(said: Any) -> None:
    answer = said("Is a firefighter a police officer?")
    check(answer, "A firefighter fights fires", ("A police officer is often first on the scene",))
    assert {"firefighter.what.definition", "police-responder.what.definition"} <= set(cited(answer))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Which states still use First Responder?", "State sources name First Responder in Wyoming."),
        ("Do any states still have First Responders?", "Yes: State sources name First Responder in Wyoming."),
        ("Which states still certify the EMT-Enhanced?", "Virginia only renews EMT-Enhanced."),
        ("Which states still license EMT-Critical Care?", "New York only renews EMT-Critical Care."),
        ("Which states still have EMT-I/85?", "By the data here South Dakota lists Emergency Medical Technician-Intermediate among its levels. Alabama only renews it."),
        ("Do some states still have EMT-I/99?", "Yes: By the data here Colorado and South Dakota list Emergency Medical Technician-Intermediate among their levels. Arizona only renews it."),
        ("What levels does Alabama license?", "Alabama licenses: EMT, Advanced EMT and Paramedic. It only renews: EMT-Intermediate (I-85)."),
    ],
)  # fmt: skip
def test_states_of_a_title_are_told_by_how_they_have_it(said: Any, question: str, text: str) -> None:
    answer = said(question)
    assert answer.text == text
    assert answer.understood.intent == "state"


def test_a_state_whose_level_has_the_same_initials_does_not_license_the_title(said: Any) -> None:
    text = said("Which states still license the Cardiac Rescue Technician?").text
    assert (
        text == "By the data here Maryland lists Cardiac Rescue Technician among its levels."
    )  # Utah's CRT is another


def test_a_title_that_no_state_lists_is_answered_by_what_became_of_it(said: Any) -> None:
    answer = said("Which states still license the EMT-Ambulance?")
    check(answer, "", ("no longer among today's four national levels",))
    assert answer.understood.intent == "legacy"


def test_a_title_that_a_state_once_had_is_not_told_as_one_that_it_has(said: Any) -> None:
    check(said("Do any states still recognize the EMT-D?"), "", (), ("Yes", "State sources"))
    assert (
        said("Which states still have the EMT-II?").text == "State sources name EMT-II in Alaska."
    )  # California had it


def test_the_states_of_a_level_are_told_with_what_they_say_of_their_levels(said: Any) -> None:
    answer = said("Which states license EMRs?")
    check(answer, "By the data here", ("Connecticut", "list EMR among their levels"), ("Alabama",))
    assert {fact.partition(".")[2] for fact in cited(answer)} == {"licence.levels"}


@pytest.mark.parametrize(
    ("question", "begins", "holds"),
    [
        ("Do I need to keep my NREMT in Connecticut?", "It depends: ", ("after January 1, 2020 must keep",)),
        ("Do volunteer hours count for recertification?", "No: ", ("volunteer time",)),
        ("Can someone under 18 be an EMT in Ohio?", "No: ", ("18",)),
        ("Can a paramedic be licensed before 18 in Texas?", "No: ", ("from the age of 18",)),
        ("Is there a minimum age to be an EMT in Ohio?", "Ohio certifies EMTs from the age of 18", ()),
        ("Can I be an EMT in North Carolina at 17?", "In North Carolina an EMT must be 18; the exam may be taken at 17", ()),
        ("Can a 16 year old be an EMT in California?", "The state EMT card is issued from 18", ("possible from 16",)),
        ("What are the ways to renew in Utah?", "Nothing current is known here; an older source says: Utah takes renewals from six months to 30 days before expiry", ()),
    ],
)  # fmt: skip
def test_a_verdict_stands_in_front_where_the_fact_settles_it_and_only_there(
    said: Any, question: str, begins: str, holds: tuple[str, ...]
) -> None:
    check(said(question), begins, holds)


def test_what_a_state_does_not_tell_is_told_of_the_country_and_as_such(said: Any) -> None:
    answer = said("How long do I wait to retake the NREMT in Wyoming?")
    check(answer, "For Wyoming this is not known here; ask its EMS office. In general: ", ("waits 15 days",))
    assert answer.confidence == "low"
    assert cited(answer) == ["all-levels.exam.wait", "wy.place.office"]


@pytest.mark.parametrize(("question", "course"), [("How do I become an EMR in Delaware?", "EMR course of about 48 hours"),
                                                  ("How do I become an AEMT in Oklahoma?", "AEMT course of about 400 hours")])  # fmt: skip
def test_the_way_to_a_level_of_which_a_state_says_nothing_is_the_general_one(
    said: Any, question: str, course: str
) -> None:
    answer = said(question)
    assert " asks for it is not known here; ask its EMS office. In general: " in answer.text
    assert course in answer.text
    assert answer.confidence == "low"
    assert answer.facts[0].fact.endswith(".place.office")


@pytest.mark.parametrize(("question", "id_"), [("How do I become a nursing assistant?", "nursing-assistant"),
                                               ("What do I need to become an LPN?", "licensed-practical-nurse")])  # fmt: skip
def test_what_a_job_asks_for_is_called_unknown_where_nothing_is_known_of_it(said: Any, question: str, id_: str) -> None:
    answer = said(question)
    assert answer.text.startswith("What is asked for this is not known here.")
    assert cited(answer) == [f"{id_}.what.definition"]
    assert answer.confidence == "low"
    assert answer.command == f"emspath explain {id_}"


def test_how_long_the_way_to_a_job_takes_is_not_answered_by_what_it_asks_for(said: Any) -> None:
    answer = said("How long does it take to become a flight nurse?")
    assert answer.understood.intent != "path"
    assert answer.confidence == "low"


def test_whether_one_level_helps_on_the_way_to_another_is_answered_by_what_is_asked_before_it(said: Any) -> None:
    answer = said("Does being an EMR help to become an EMT?")
    assert answer.text == "No EMR or other EMS certificate is listed as needed before an EMT course."
    assert answer.command == "emspath path emt"


def test_the_states_of_an_age_that_is_asked_for_are_named(said: Any) -> None:
    named, counted = (said(f"In which states may an EMT be licensed at age {age}?").text for age in (16, 18))
    assert "from 18 in 36 states, such as" in named
    assert "from 16 in Connecticut, Idaho, Maine, Maryland," in named
    assert "from 18 in 36 states, such as" in counted
    assert "from 16 in 9 states, such as Connecticut and Idaho" in counted


def test_a_number_of_weeks_is_no_age(said: Any) -> None:
    assert "age" not in said("Is a 16 week EMT class as good as the 3 week one?").text.split()


def test_an_upper_age_is_only_told_where_a_source_speaks_of_it(said: Any) -> None:
    told, silent = (said(f"Is there an upper age limit for {who}?").text for who in ("AEMTs", "paramedics"))
    assert "no upper age limit" in told
    assert silent.startswith("No source read here tells of an upper age limit for paramedics.")
    assert "paramedics are licensed from 18" in silent


@pytest.mark.parametrize(
    ("question", "begins", "holds", "ids"),
    [
        ("Can paramedics place a chest tube?", "Only in part", ("assisting only",), ("chest-tube-assist",)),
        ("Can paramedics help with a chest tube?", "Yes, ", ("assisting only",), ("chest-tube-assist",)),
        ("Can EMTs give Zofran for chest pain?", "No, not under the national model: antiemetic", ("from AEMT upward",), ("antiemetic-parenteral",)),
        ("Can AEMTs start an IV or an IO for chest pain?", "Yes, ", ("intravenous", "intraosseous"), ("iv-access-peripheral", "intraosseous-access")),
        ("Can EMTs give Narcan and ASA?", "It depends on how", ("yes with oral aspirin",), ("aspirin-chest-pain", "naloxone-intranasal", "naloxone-auto-injector", "naloxone-parenteral")),
        ("Can paramedics do splinting or RSI?", "Yes, ", ("splinting is in the scope", "unknown with drug-assisted"), ("extremity-splinting", "rapid-sequence-intubation")),
    ],
)  # fmt: skip
def test_scope_is_told_of_each_skill_that_is_named(
    said: Any, question: str, begins: str, holds: tuple[str, ...], ids: tuple[str, ...]
) -> None:
    answer = said(question)
    check(answer, begins, holds)
    assert tuple(fact.partition(".")[0] for fact in cited(answer) if "scope.authority" not in fact) == ids


def test_a_title_is_told_beside_a_skill_only_when_it_is_made_for_it(said: Any) -> None:
    lines, heart = (said(f"Why can EMTs {what} in some states?") for what in ("start IVs", "do cardiac monitoring"))
    assert "EMT-IV is a Colorado EMT with added training in intravenous (IV) therapy" in lines.text
    assert not {fact.partition(".")[0] for fact in cited(heart)} & {"cardiac-rescue-technician", "rhode-island-aemt-c"}


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("What is the CAT?", ["computer-adaptive-test"]), ("How do I schedule the cat?", []),
        ("How do I renew my EMT in Portland, OR", ["emt", "or"]), ("Is it an EMT, or not?", ["emt"]),
    ],
)  # fmt: skip
def test_initials_and_postal_codes_that_are_words_count_in_capitals(said: Any, question: str, ids: list[str]) -> None:
    assert [e.id for e in said(question).understood.entities if e.kind in ("term", "state", "level")][-2:] == ids


# --- a catalogue that lacks something: the answer leaves it out, and does not fail


def lacking(lost: Callable[[str, Fact], bool], **changes: Any) -> Catalog:
    """The built-in catalogue without the facts of which `lost` says so, given what they are about.

    `changes` are fields of every state.
    """
    replace = msgspec.structs.replace
    return Catalog(
        replace(
            file,
            **{
                kind: tuple(
                    replace(
                        record,
                        facts=tuple(fact for fact in record.facts if not lost(record.id, fact)),
                        **(changes if kind == "states" else {}),
                    )
                    for record in getattr(file, kind)
                )
                for kind in (*ENTITY_KINDS, "steps")
            },
            all_levels=tuple(fact for fact in file.all_levels if not lost("all-levels", fact)),
        )
        for file in built_in()
    )


@pytest.fixture(scope="module")
def poor() -> Catalog:
    """Without any course, requirement, definition, mapping, list of levels, pay by state or age by state."""
    gone = (
        "training.hours",
        "prerequisites",
        "what.definition",
        "scope.summary",
        "place.pay",
        "licence.age",
        "exam.body",
    )
    return lacking(
        lambda about, fact: fact.topic.startswith(gone) or (about, fact.topic) == ("emt-b", "history.mapping")
        or about == "paramedic-to-rn",
        levels=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("What is the difference between EMT and paramedic?", ("Paramedic is the higher level.", "skills, such as"), ("Course:", "comes before", " hours")),
        ("How do I become an EMT?", ("Take a state-approved EMT course",), ("of about 150 hours",)),
        ("What skills can an EMT perform?", ("61 of 106 skills",), ("gives basic care",)),
        ("What levels does Alabama license?", ("Alabama",), ("Alabama licenses:",)),
        ("Which states pay paramedics the most?", (), ("Washington",)),
        ("How old do I have to be to become an EMT?", (), ("By the data here",)),
        ("What are the requirements for EMT school?", (), ("is listed as needed",)),
        ("Does being an EMR help to become an EMT?", (), ("is listed as needed",)),
        ("How do paramedics become nurses?", (), ("A current paramedic license is asked.",)),
        ("What is the difference between a lifeguard and a ski patroller?", (), ("until EMS takes over",)),
        ("Is EMT-Basic the same as EMT?", (), ("Yes: EMT-B",)),
        ("What is CAPCE?", (), ("commission that accredits",)),
    ],
)  # fmt: skip
def test_what_is_not_known_is_left_out_of_an_answer(
    catalog: Catalog, poor: Catalog, question: str, holds: tuple[str, ...], lacks: tuple[str, ...]
) -> None:
    check(ask(catalog, question).answer, "", (*holds, *lacks))
    answer = ask(poor, question).answer
    check(answer, "", holds, lacks)
    assert (answer.confidence != "none") <= bool(answer.facts)


def test_a_level_without_a_course_is_placed_on_the_ladder_all_the_same() -> None:
    bare = lacking(lambda about, fact: fact.topic == "training.hours")
    check(
        ask(bare, "Define EMT, please").answer,
        "An EMT, or",
        ("one of the four national levels",),
        ("the course takes",),
    )


@pytest.mark.parametrize(
    ("kept", "says", "lacks"),
    [(("required",), "Not every state: by the data here", "there is another way"),
     (("accepted", "not-used"), "", "Not every state")],
)  # fmt: skip
def test_states_that_ask_for_the_registry_are_told_as_far_as_they_are_known(
    kept: tuple[str, ...], says: str, lacks: str
) -> None:
    some = lacking(
        lambda _, fact: fact.topic == "licence.nremt" and fact.level is not None
        and not any(reading.code in kept for reading in fact.readings)
    )  # fmt: skip
    check(ask(some, "Which states require the NREMT for AEMTs?").answer, says, (), (lacks,))


# --- understanding


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("how long is paramedc school", "how long is paramedic school"), ("what is a parmedic", "what is a paramedic"),
     ("Can EMT's start IV's", "can EMTs start IVs"), ("diference between emt and paramedic", "difference between emt and paramedic"),
     ("WHAT IS AN AEMT", "what is an AEMT"), ("what is an emt???", "what is an EMT"), ("whats an emt", "what is an EMT")],
)  # fmt: skip
def test_misspellings_plurals_and_case_change_nothing(said: Any, typed: str, meant: str) -> None:
    assert said(typed).text == said(meant).text


@pytest.mark.parametrize(
    ("question", "intent", "ids"),
    [("What is an EMT?", "definition", ["emt"]), ("difference between AEMT and paramedic", "difference", ["aemt", "paramedic"]),
     ("How much does the paramedic exam cost?", "cost", ["paramedic"]), ("Is Texas in the EMS Compact?", "compact", ["tx", "ems-compact"]),
     ("What happened to EMT-I/85?", "legacy", ["emt-i-85"]), ("Is a paramedic higher than an EMT?", "which-higher", ["paramedic", "emt"]),
     ("How do I become an EMT?", "path", ["emt"]), ("how much do EMTs make", "pay", ["emt"])],
)  # fmt: skip
def test_the_intent_and_the_things_named_are_told(catalog: Catalog, question: str, intent: str, ids: list[str]) -> None:
    understood = ask(catalog, question).answer.understood
    assert understood.intent == intent
    assert [entity.id for entity in understood.entities] == ids
    assert all(entity.text.casefold() in question.casefold() for entity in understood.entities)


def test_words_are_not_taken_for_postal_codes(said: Any) -> None:
    assert [e.id for e in said("can an emt work in ok").understood.entities if e.kind == "state"] == []
    assert [e.id for e in said("How do I renew in OK, or ME?").understood.entities if e.kind == "state"]
    assert [e.id for e in said("is it in or out of scope").understood.entities if e.kind == "state"] == []


def test_of_two_states_the_one_moved_to_is_asked_about(catalog: Catalog) -> None:
    answer = ask(catalog, "How do I transfer my EMT license from Texas to Oregon?").answer
    assert answer.command == "emspath move TX OR --level emt"
    assert "Oregon" in answer.text


def test_the_same_question_has_the_same_answer(catalog: Catalog, run: Run) -> None:
    once, again = (run("ask", "how long is paramedc school", "--json").stdout for _ in range(2))
    assert once == again
    hashed = run("ask", "how long is paramedc school", "--json", env={"PYTHONHASHSEED": "7"}).stdout
    assert hashed == once


TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(["can", "EMT", "emts", "paramedic", "IV", "Texas", "how", "long", "what", "is", "the", "renew",
                              "NREMT", "cost", "OR", "?", "'s", "-", "16", "a", "from", "to", "license", "and", "EMT-I/85"]),
             max_size=12).map(" ".join),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_has_an_answer_with_a_sound_envelope(text: str) -> None:
    answer = ask(open_catalog(), text).answer
    assert answer.confidence in ("high", "medium", "low", "none")
    assert answer.text
    assert len(answer.nearest) == 3
    assert (answer.confidence != "none") <= bool(answer.facts)


# --- the command


def test_the_answer_comes_first_and_then_its_facts_and_a_command(invoke: Invoke) -> None:
    shown = invoke("ask", "how", "long", "is", "the", "EMT", "course", "--width", "80").stdout
    assert shown.splitlines()[0] == "how long is the EMT course"
    assert "150 hours" in shown.split("The facts behind it")[0]
    assert "More: emspath why emt.training.hours" in shown
    assert invoke("why", "emt.training.hours").exit_code == 0


def test_explain_shows_what_was_understood(invoke: Invoke) -> None:
    plain, explained = (invoke("ask", "how long is the EMT course", *extra).stdout for extra in ((), ("--explain",)))
    assert "Understood" not in plain
    for word in ("Understood", "duration", "training.hours", "Confidence"):
        assert word in explained


def test_a_refusal_ends_with_zero_and_offers_three_questions(invoke: Invoke) -> None:
    refused = invoke("ask", "how do I become a plumber")
    assert refused.exit_code == 0
    assert refused.stderr == ""
    assert refused.stdout.split("You could ask")[1].count("•") == 3


def test_json_satisfies_its_schema_and_holds_what_is_promised(invoke: Invoke) -> None:
    for question in ("can EMTs start IVs in Texas?", "how do I become a plumber", ""):
        told = json.loads(invoke("ask", question, "--json").stdout)
        jsonschema.validate(told, schema_of("ask"), cls=jsonschema.Draft202012Validator)
        assert told["kind"] == "ask"
        assert set(told["answer"]) == {"understood", "text", "facts", "command", "confidence", "nearest"}
        assert set(told["answer"]["understood"]) >= {"intent", "entities"}


def test_a_line_each_has_an_envelope_each_in_order_whatever_it_holds(run: Run) -> None:
    lines = [
        b"What is an EMT?", b"", b"   ", b"\xff\xfe\x00 garbage \x80", b"a" * 200_000, b"How many questions are on the EMT exam?",
        b"can EMTs intubate \x1b[0m", "¿qué es un EMT? 😀".encode(), b"-", b"--help", b"x\rWhat is EMS?",
    ]  # fmt: skip
    done = run("ask", "-", "-f", "jsonl", stdin=b"\n".join(lines))
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == len(lines)
    assert [one["kind"] for one in told] == ["ask"] * len(lines)
    assert told[0]["answer"]["confidence"] == "high"
    assert told[1]["answer"]["confidence"] == told[2]["answer"]["confidence"] == "none"
    assert (
        "110" in told[5]["answer"]["text"]
        or "70" in told[5]["answer"]["text"]
        or "questions" in told[5]["answer"]["text"]
    )
    assert told[6]["answer"]["understood"]["intent"] == "scope"
    assert len(told[4]["query"]["question"]) == LONGEST
    assert any("characters" in note for note in told[4]["notes"])


def test_lines_may_be_written_to_a_file(invoke: Invoke, tmp_path: Any) -> None:
    lines, pages = tmp_path / "answers.jsonl", tmp_path / "answers.md"
    assert invoke("ask", "-", "-o", str(lines), input="What is an EMT?\nWhat is EMS?\n").exit_code == 0
    assert [json.loads(line)["kind"] for line in lines.read_text().splitlines()] == ["ask", "ask"]
    assert invoke("ask", "-", "-o", str(pages), input="What is an EMT?\nWhat is EMS?\n").exit_code == 0
    assert pages.read_text().count("basic knowledge and skills") >= 1


def test_samples_are_about_a_topic_that_exists(run: Run, invoke: Invoke, tmp_path: Any) -> None:
    overlay = tmp_path / "asks.yaml"
    overlay.write_text('asks:\n- {topic: exam.fee, questions: ["how dear is the exam"]}\n')
    told = invoke("check", str(overlay))
    assert told.exit_code == 0
    assert "adds 1 samples of questions about exam.fee" in told.stdout
    overlay.write_text('asks:\n- {topic: exam.smell, questions: ["how does the exam smell"]}\n')
    refused = run("check", str(overlay))
    assert refused.returncode == 4
    assert b"asks.yaml:2: asks[0].topic: no topic has the id 'exam.smell'" in refused.stderr


def test_no_lines_have_no_answers(run: Run) -> None:
    assert run("ask", "-", "-f", "jsonl", stdin=b"").stdout == b""


def test_a_fault_in_one_answer_does_not_stop_the_others(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    import emspath.answers.ask as package

    real = package.ask

    def faulty(catalog: Catalog, text: str, *, explain: bool = False) -> Any:
        if text == "boom":
            raise RuntimeError("no")
        return real(catalog, text, explain=explain)

    monkeypatch.setattr(package, "ask", faulty)
    told = [
        json.loads(line) for line in invoke("ask", "-", "-f", "jsonl", input="What is EMS?\nboom\n").stdout.splitlines()
    ]
    assert [one["answer"]["confidence"] for one in told] == ["high", "none"]
    assert "could not be answered" in told[1]["answer"]["text"]


def test_lines_are_not_written_as_one_json_or_a_page(invoke: Invoke) -> None:
    for form in ("json", "csv", "html"):
        assert invoke("ask", "-", "-f", form, input="What is EMS?\n").exit_code == 2


def test_nothing_heavy_is_imported_for_an_answer(run: Run) -> None:
    code = (
        "import sys; from emspath.cli import _code; assert _code(['ask', 'what is an EMT?', '--json']) == 0; "
        "heavy = {'rich', 'jinja2', 'yaml', 'rapidfuzz', 'icalendar', 'numpy'} & set(sys.modules); sys.exit(str(heavy) if heavy else 0)"
    )
    run("ask", "what is an EMT?", "--json")  # the first run of a version may still read YAML
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr


# --- the start screen


def test_the_start_screen_shows_the_ladder_as_the_catalogue_has_it(catalog: Catalog) -> None:
    assert [name for name, _ in SHOWN] == [label(level) for level in reversed(list(catalog.levels.values()))]
    rungs = [line.split()[1] for line in screen(color=False, unicode=True).splitlines() if "├" in line]
    assert rungs == [name for name, _ in SHOWN]


@pytest.mark.parametrize("unicode", [True, False])
def test_the_start_screen_fits_a_small_terminal(unicode: bool) -> None:
    told = screen(color=False, unicode=unicode)
    assert max(len(line) for line in told.splitlines()) <= 80
    assert len(told.splitlines()) <= 24
    assert told.isascii() is not unicode
    assert "\x1b[1m" in screen(color=True, unicode=unicode)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_example_questions_are_answered_well(said: Any, question: str) -> None:
    assert said(question).confidence == "high"


@pytest.mark.parametrize("command", [command for command, _ in NEXT])
def test_the_commands_of_the_start_screen_work(invoke: Invoke, command: str) -> None:
    assert invoke(*command.split()[1:]).exit_code == 0


def test_without_a_terminal_the_help_is_shown(run: Run) -> None:
    bare = run()
    assert bare.returncode == 2
    assert b"Usage: emspath" in bare.stdout + bare.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty on Windows")
def test_on_a_terminal_the_start_screen_is_shown_at_once() -> None:
    import pty

    code = (
        "import sys; from emspath.cli import _code; code = _code([]); "
        "heavy = {'rich', 'yaml', 'emspath.catalog', 'emspath.library'} & set(sys.modules); sys.exit(str(heavy) if heavy else code)"
    )
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-c", code], stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, check=False, timeout=60,
            env={**os.environ, "TERM": "xterm", "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        shown = os.read(ours, 65536).decode("utf-8")
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 0, done.stderr
    assert "Ask in plain English" in shown
    assert "The ladder" in shown


@pytest.mark.parametrize(
    "words",
    [
        "can|may|who (can|may|is (allowed|able))",
        "skills?|what can .* do",
        "exam",
        "(part|full) time|at \\d+",
        "((no|full) |part )?time|do it",
        "(what|who)? is able",
        "(a )?maybe",
        "shut (at|in|scores?)",
        "(full|an?) (time|exams?)",
        "at (?!99)",
        "who .*(do|in the (end|middle))",
    ],
)
@pytest.mark.parametrize(
    "text", ["who is able to do it", "what can emts do", "skill", "an exams", "full time", "shut at 75", "a maybe", ""]
)
def test_alternatives_stand_in_a_text_as_one_regular_expression_says(words: str, text: str) -> None:
    assert holds(words, f" {text} ") == (re.search(rf"\b(?:{words})\b", text) is not None)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Can a paramedic give ketamine for pain sedation?", "I do not know."),
        ("Can an EMT give fentanyl for pain?", "No, not under the national model: parenteral opioid analgesia"),
        ("May an EMT use an epipen for an allergic reaction?", "Yes, under the national model: epinephrine auto-injector (EpiPen)"),
    ],
)  # fmt: skip
def test_a_drug_that_nothing_names_is_not_answered_by_what_it_is_given_for(said: Any, question: str, says: str) -> None:
    assert said(question).text.startswith(says)


@pytest.mark.parametrize(
    ("question", "begins", "holds", "fact"),
    [
        ("can EMTs give narcan?", "It depends on how", ("yes with naloxone (Narcan) by nasal spray", "no with naloxone (Narcan) by IV or IO"), "naloxone-intranasal.scope.emt"),
        ("can EMTs defibrillate?", "It depends on how", ("yes with automated or semi-automated defibrillation", "no with manual defibrillation"), "aed.scope.emt"),
        ("who can do defibrillation?", "Automated or semi-automated defibrillation (AED)", ("Manual defibrillation (shock), under the national model: paramedics may",), "defibrillation-manual.scope.emt"),
        ("What is defibrillation?", "Automated or semi-automated defibrillation (AED)", ("Manual defibrillation",), "aed.scope.emt"),
        ("narcan", "Naloxone (Narcan) by nasal spray", ("by auto-injector", "by IV or IO"), "naloxone-intranasal.scope.emt"),
        ("can EMTs do EKGs?", "It depends on how", ("yes with 12-lead ECG acquisition", "no with 12-lead ECG interpretation"), "ecg-12lead-acquire.scope.emt"),
        ("can AEMTs push IV meds?", "Under the national model AEMTs may give", ("naloxone (Narcan) by IV or IO",), "naloxone-intranasal.scope.aemt"),
        ("am I too old to be an EMT?", "A career site says that there is no upper age limit", ("sets no minimum age",), "emt.prerequisites.age"),
        ("Am I too old to become a paramedic at 50?", "No source read here tells of an upper age limit for paramedics.", ("sets no minimum age",), "paramedic.prerequisites.age"),
        ("is there an age limit to be an EMT?", "It depends on the state. The National Registry", ("no upper age limit",), "emt.prerequisites.age"),
        ("Do all states pay paramedics the same?", "It differs by state.", ("$46,790", "$104,310"), "wa.place.pay-paramedic"),
        ("does EMT pay vary by state?", "It differs by state.", ("Oklahoma", "Hawaii"), "hi.place.pay-emt"),
        ("is an EMT-Cardiac the same as an AEMT?", "Not exactly. AEMT is the nearest rung", (), "rhode-island-aemt-c.history.mapping"),
        ("what is the right level to start with?", "With EMT, as a rule.", ("starts as an EMT",), "emt.what.for-whom"),
        ("Should I start as an EMR or an EMT?", "With EMT, as a rule.", ("No EMR or other EMS certificate",), "emt.prerequisites.certification"),
    ],
)  # fmt: skip
def test_a_general_word_is_answered_in_every_sense_that_it_has(
    said: Any, question: str, begins: str, holds: tuple[str, ...], fact: str
) -> None:
    answer = said(question)
    check(answer, begins, holds)
    assert fact in cited(answer)


@pytest.mark.parametrize("question", ["can narcan", "where do I start in Texas?", "what level does a nurse start at?"])
def test_what_only_looks_like_such_a_question_is_not_answered_as_one(said: Any, question: str) -> None:
    assert not said(question).text.startswith(("With EMT", "Naloxone"))


@pytest.mark.parametrize(
    ("question", "begins", "holds", "lacks"),
    [
        ("which is higher emt-b or emt-p", "Paramedic is the higher level.", (), ()),
        ("is CFR higher than EMT", "No. EMT is the higher level.", (), ()),
        ("is EMT-P higher than paramedic", "Both names stand for paramedic", (), ()),
        ("What is a VEFR in Vermont, is it below EMR?", "Vermont Emergency First Responder: It lies below EMR", (), ()),
        ("is EMT-I/99 higher than EMT-I/85", "No source read here sets the two on one ladder.", (), ()),
        ("can EMTs use a supraglottic airway in Massachusetts?", "Massachusetts has supraglottic airways in the EMT column", ("Not under the national model",), ()),
        ("can EMTs use CPAP in Wyoming?", "Yes, under the national model", ("not for the EMT",), ()),
        ("can paramedics place central lines?", "Only in part", ("central line monitoring",), ()),
        ("can a paramedic start a PICC line?", "Only in part", ("using indwelling catheters",), ()),
        ("can EMTs interpret ekgs?", "No, not under the national model: 12-lead ECG interpretation", (), ("acquisition",)),
        ("can EMTs suction a tracheostomy?", "Yes, under the national model: suctioning of a stoma", (), ()),
        ("lowest level that can give epi?", "Epinephrine", ("EMRs",), ("lowest of the four",)),
        ("can felons be EMTs?", "The National Registry may refuse", (), ()),
        ("can i be an EMT with a felony in Texas?", "An applicant gives fingerprints", (), ("Idaho",)),
        ("nremt renewal fee", "Nothing current is known here; an older source says: ", ("$50",), ("$285",)),
        ("emr recert hours", "An EMR needs 16", (), ("100 hours",)),
        ("how long is EMT certification valid", "The national certification is renewed every two years.", (), ("4 years",)),
        ("transfer my Texas paramedic license to Florida", "Florida takes current National Registry certification", ("without it there is no direct recognition", "Texas is a member"), ()),
        ("is my colorado emt valid in texas", "A person certified in another state applies to DSHS", ("Texas is a member", "Colorado is a member"), ("four years",)),
        ("how do i become an ems", "EMS, Emergency Medical Services, is a system and not a person", ("People begin with EMT",), ()),
        ("can an ems start an iv", "EMS, Emergency Medical Services, is a system and not a person", ("AEMTs and paramedics may",), ()),
        ("can I transfer my California EMT license to Nevada", "How Nevada takes a license from another state is not known here.", (), ()),
        ("Which states require you to keep your NREMT?", "By the data here EMTs have to keep the national certification", ("Alabama", "unknown here"), ("first license",)),
        ("do I need NREMT in Alaska?", "It depends on the level.", (), ()),
        ("can a 16 year old take an emt class in ohio", "Ohio certifies EMTs from the age of 18.", (), ()),
        ("can an RN challenge the paramedic exam", "A nurse has no national right", (), ()),
        ("as a nurse can i become a paramedic", "A nurse has no national right", (), ()),
        ("foreign trained doctor become paramedic in US", "A short college course turns a nurse or another licensed clinician", (), ()),
        ("is a Primary Care Paramedic the same as an EMT", "Not known here. No source read states that it equals a US level", (), ("Not exactly",)),
        ("What is a first responder certification called now", "First Responder was the lowest", (), ("Not exactly",)),
        ("I was an army 68W combat medic. can I become an EMT without retaking the class?", "Army and Air Force medics hold", (), ("ECG",)),
    ],
)  # fmt: skip
def test_a_question_is_not_answered_as_another(
    said: Any, question: str, begins: str, holds: tuple[str, ...], lacks: tuple[str, ...]
) -> None:
    check(said(question), begins, holds, lacks)


@pytest.mark.parametrize(
    "question",
    [
        "can i be an emt if i have seizures", "can I become an EMT if I have asthma", "can an EMT refuse to transport a patient",
        "can an EMT be sued for giving aspirin", "can an EMT remove an IV", "can paramedics prescribe medicine", "do i need to be a US citizen to be an EMT",
    ],
)  # fmt: skip
def test_what_the_sources_do_not_say_is_no_verdict_on_scope_and_not_sure(said: Any, question: str) -> None:
    answer = said(question)
    assert answer.confidence in ("none", "low")
    assert not answer.text.startswith(("Yes", "No,", "No:"))
