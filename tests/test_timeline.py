"""What a dated plan tells beside its dates, rule by rule, on a catalogue made for it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from emspath.answers.base import Range
from emspath.answers.plan import Dates, PlanQuery, PlanStep, Timeline, check_day, check_query, plan
from emspath.catalog import Catalog
from emspath.errors import QuestionError
from emspath.model import Fact, LocalLevel, Program, Reading
from emspath.present import Options, present
from emspath.render import as_ics, as_lines

from .small import amount, fact, level, reading, small, state, step

BEGIN = date(2027, 1, 11)
HOURS = fact("training.hours", amount(120, 240))


def timeline(known: Catalog, **query: Any) -> Timeline:
    return plan(known, PlanQuery(**{"goal": "emt", "begin": BEGIN, **query})).answer


def steps(known: Catalog, **query: Any) -> dict[str, PlanStep]:
    return {one.id: one for one in timeline(known, **query).steps}


def here(topic: str, *given: Reading, **fields: Any) -> Fact:
    return fact(
        topic,
        *(
            Reading(**{**{name: getattr(r, name) for name in r.__struct_fields__}, "reach": "state", "where": "TX"})
            for r in given
        ),
        **fields,
    )


def climb(*facts: Fact, **lists: Any) -> Catalog:
    """EMT with these facts, and a paramedic course of 1200 hours."""
    return small(level("emt", HOURS, *facts), level("paramedic", fact("training.hours", amount(1200))), **lists)


# --- what may be asked


@pytest.mark.parametrize(
    "changes",
    [
        {"begin": date(1990, 1, 1)}, {"begin": date(2199, 12, 31)}, {"born": date(1900, 1, 1)}, {"born": BEGIN}, {"expires": BEGIN}, {"expires": date(2199, 12, 31)},
        {"exam_weeks": 520}, {"license_weeks": 520}, {"license_weeks": 0}, {"weeks_between": 520}, {"experience_months": 600},
        {"course_hours": (("emt", 1),)}, {"course_hours": (("emt", 10000),)},
    ],
)  # fmt: skip
def test_what_lies_just_inside_can_be_planned(changes: dict[str, Any]) -> None:
    check_query(PlanQuery(**{"goal": "emt", "begin": BEGIN, **changes}))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"begin": date(1989, 12, 31)}, "the start (1989-12-31) is no day to plan with"), ({"begin": date(2200, 1, 1)}, "the start (2200-01-01) is no day to plan with"),
        ({"born": date(1899, 12, 31)}, "the birth date lies before 1900"), ({"born": date(2027, 1, 12)}, "the birth date lies after the start"),
        ({"expires": date(2027, 1, 10)}, "the start (2027-01-11) lies after the expiry (2027-01-10)"), ({"expires": date(2200, 1, 1)}, "the expiry (2200-01-01) is no day to plan with"),
        ({"exam_weeks": 521}, "521 exam weeks cannot be planned with"), ({"license_weeks": 521}, "521 license weeks cannot be planned with"), ({"license_weeks": -1}, "-1 license weeks cannot be planned with"),
        ({"weeks_between": 521}, "521 weeks between steps cannot be planned with"), ({"experience_months": 601}, "601 experience months cannot be planned with"), ({"exam_weeks": -1}, "-1 exam weeks cannot be planned with"),
        ({"course_hours": (("emt", 0.5),)}, "0.5 hours cannot be the length of a course (emt)"), ({"course_hours": (("emt", 10001),)}, "10001 hours cannot be the length of a course (emt)"),
    ],
)  # fmt: skip
def test_what_lies_just_outside_is_refused(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(QuestionError) as caught:
        check_query(PlanQuery(**{"goal": "emt", "begin": BEGIN, **changes}))
    assert caught.value.message == says


def test_the_days_to_plan_with_are_told() -> None:
    with pytest.raises(QuestionError) as caught:
        check_day(date(1, 1, 1), "the start")
    assert caught.value.hint == "Give a day from 1990 to 2199"


def test_twelve_hours_a_week_are_taken_unless_others_are_given() -> None:
    told = timeline(climb())
    assert told.finish == Dates(earliest=date(2027, 3, 22), latest=date(2027, 5, 31))
    assert told.assumptions[0].text == "12 course hours a week, every week without a break."


# --- the frame


def test_a_plan_names_its_ends_its_route_and_its_sums() -> None:
    told = timeline(climb(), goal="paramedic")
    assert (told.start, told.goal, told.start_name, told.goal_name, told.route) == (
        "none",
        "paramedic",
        "no certification",
        "Paramedic",
        "EMT → Paramedic",
    )
    assert (told.hours, told.weeks, told.begin) == (Range(min=1320, max=1440), Range(min=110, max=120), BEGIN)
    later = timeline(climb(), start="emt", goal="paramedic")
    assert (later.start, later.start_name, later.route) == ("emt", "EMT", "EMT → Paramedic")
    answer = plan(climb(), PlanQuery(goal="emt", begin=BEGIN))
    assert answer.notes == (
        "Practicing needs a license from the state where you work; national certification alone does not give it.",
    )


def test_steps_follow_each_other_and_a_license_runs_beside() -> None:
    told = steps(climb(), goal="paramedic")
    assert {id_: one.after for id_, one in told.items()} == {
        "emt.course": (), "emt.exam": ("emt.course",), "emt.licence": ("emt.exam",), "paramedic.course": ("emt.exam",),
        "paramedic.exam": ("paramedic.course",), "paramedic.licence": ("paramedic.exam",),
    }  # fmt: skip
    assert {id_: one.beside for id_, one in told.items() if one.beside} == {"emt.licence": ("paramedic.course",)}
    assert [id_ for id_, one in told.items() if not one.critical] == ["emt.licence"]
    first = steps(climb(), goal="paramedic", license_first=True)
    assert first["paramedic.course"].after == ("emt.exam", "emt.licence")
    assert first["emt.licence"].beside == ()


def test_work_follows_the_license_and_the_course_follows_the_work() -> None:
    asked = fact("prerequisites.experience", amount(6, unit="months"))
    known = small(level("emt", HOURS), level("paramedic", asked))
    told = steps(known, goal="paramedic", experience_months=6)
    assert told["paramedic.experience"].after == ("emt.licence",)
    assert told["paramedic.course"].after == ("paramedic.experience",)
    assert (told["paramedic.experience"].name, told["paramedic.experience"].kind) == (
        "Work before the Paramedic course",
        "experience",
    )
    assert [one.topic for one in told["paramedic.experience"].facts] == ["prerequisites.experience"]


def test_each_kind_of_step_has_its_name_and_its_numbers() -> None:
    told = steps(climb(), state=None)
    course = told["emt.course"]
    assert (course.kind, course.name, course.level, course.hours, course.hours_from, course.weeks, course.sources) == (
        "course", "EMT course", "emt", Range(min=120, max=240), "national", Range(min=10, max=20), ("s",),
    )  # fmt: skip
    exam = told["emt.exam"]
    assert (exam.kind, exam.name, exam.hours, exam.hours_from, exam.weeks, exam.length, exam.sources) == (
        "exam",
        "National certification exam (NREMT), EMT",
        None,
        None,
        None,
        None,
        (),
    )
    assert (told["emt.licence"].kind, told["emt.licence"].name) == ("licence", "State license, EMT")
    texas = climb(states=(state(),))
    assert steps(texas, state="tx")["emt.licence"].name == "Texas license, EMT"


def test_a_bridge_is_its_own_kind_and_counts_only_its_own_training() -> None:
    own = (
        fact("training.hours", amount(80)),
        fact("prerequisites.cpr", reading("Own.")),
        fact("training.weeks", amount(7, unit="weeks")),
    )
    paramedic = level("paramedic", fact("prerequisites.cpr", reading("Level's.")), fact("training.clinical", reading()), fact("training.validity", amount(24, unit="months")),
                      fact("prerequisites.age", reading("Old enough.")), fact("exam.fee", amount(160, unit="USD")))  # fmt: skip
    known = small(paramedic, steps=(step("nurse", "paramedic", *own, kind="bridge"),))
    told = timeline(known, start="nurse", goal="paramedic")
    bridge, exam = told.steps[:2]
    assert (bridge.id, bridge.kind, bridge.length, [one.says for one in bridge.facts]) == (
        "nurse-paramedic",
        "bridge",
        "7 weeks",
        ["Own."],
    )
    assert exam.by == Dates(earliest=None, latest=None)
    assert [gate.what for gate in told.ages] == ["Paramedic national certification", "Paramedic license"]
    assert told.fees == Range(min=160, max=160)


# --- what the steps tell


def test_a_step_tells_its_topics_in_their_order_and_national_ones_only() -> None:
    course = ("certification", "cpr", "background-check", "health", "education")
    topics = [*(f"prerequisites.{name}" for name in course), "training.clinical", "training.validity"]
    exam = [
        "exam.fee",
        "exam.attempts",
        "exam.wait",
        "exam.remediation",
        "exam.authorization",
        "exam.result-validity",
        "exam.skills",
    ]
    licence = ["licence.nremt", "licence.age", "licence.requirements", "licence.fee", "licence.processing"]
    emt = level(
        "emt",
        *(
            fact(topic, reading(topic))
            for topic in (*reversed(topics), *reversed(exam), "exam.format", "prerequisites.age", *licence)
        ),
    )
    local = [here(topic, reading("Here.")) for topic in (*topics, *exam, *reversed(licence), "licence.renewal")]
    other = [here("licence.fee", reading("AEMT."), level="aemt"), here("licence.fee", reading("EMT."), level="emt")]
    told = steps(small(emt, states=(state(*local, *other),)), state="tx")
    assert [one.says for one in told["emt.course"].facts] == topics
    assert [one.says for one in told["emt.exam"].facts] == exam
    assert [(one.topic, one.says) for one in told["emt.licence"].facts] == [
        ("licence.nremt", "Here."), ("licence.age", "Here."), ("licence.requirements", "Here."), ("licence.fee", "Here."), ("licence.fee", "EMT."), ("licence.processing", "Here."),
    ]  # fmt: skip
    assert steps(small(emt))["emt.licence"].facts == ()


def test_what_the_step_itself_says_is_told_behind_the_levels_own() -> None:
    known = small(
        level("emt", fact("prerequisites.cpr", reading("Level's."))),
        steps=(step("none", "emt", fact("prerequisites.cpr", reading("Step's."))),),
    )
    assert [one.says for one in steps(known)["emt.course"].facts] == ["Level's.", "Step's."]


def test_a_length_in_weeks_goes_before_months_and_semesters() -> None:
    weeks, months = fact("training.weeks", amount(12, unit="weeks")), fact("training.months", amount(3, unit="months"))
    semesters = fact("training.semesters", amount(2, unit="semesters"))
    assert steps(small(level("emt", semesters, months, weeks)))["emt.course"].length == "12 weeks"
    assert (
        steps(small(level("emt", semesters, months, fact("training.weeks", unknown="No source."))))["emt.course"].length
        == "3 months"
    )
    assert steps(small(level("emt", semesters)))["emt.course"].length == "2 semesters"
    assert steps(small())["emt.course"].length is None


@pytest.mark.parametrize(
    ("told", "known"),
    [(amount(24, unit="months"), True), (amount(2, unit="years"), False), (reading("For long."), False)],
)
def test_the_last_day_for_the_exam_is_counted_from_the_course_in_months(told: Reading, known: bool) -> None:
    exam = steps(climb(fact("training.validity", told)))["emt.exam"]
    by = Dates(earliest=date(2029, 3, 22), latest=date(2029, 5, 31)) if known else Dates(earliest=None, latest=None)
    assert exam.by == by


# --- ages


def test_a_states_age_is_told_with_the_day_on_which_it_is_reached() -> None:
    asked = here("licence.age", amount(18, unit="years", says="18 years."))
    known = climb(states=(state(asked),))
    (gate,) = timeline(known, state="tx", born=date(2009, 5, 31)).ages
    assert (gate.id, gate.level, gate.what, gate.age, gate.known, gate.reached, gate.text) == (
        "emt.age",
        "emt",
        "Texas license, EMT",
        18,
        True,
        date(2027, 5, 31),
        "18 years.",
    )
    assert (gate.fact, gate.sources) == ("tx.licence.age", ("s",))
    assert gate.delays
    (free,) = timeline(known, state="tx").ages
    assert (free.age, free.reached, free.delays) == (18, None, False)


@pytest.mark.parametrize(("birthday", "delays"), [(date(2027, 3, 22), False), (date(2027, 3, 23), True)])
def test_an_age_delays_a_license_when_it_comes_after_the_earliest_exam(birthday: date, delays: bool) -> None:
    known = climb(states=(state(here("licence.age", amount(18, unit="years"))),))
    told = timeline(known, state="tx", born=birthday.replace(year=2009))
    assert told.ages[0].delays is delays
    assert bool(told.problems) is delays
    if delays:
        assert (
            told.problems[0].text
            == "Texas licenses EMT from 18, reached on March 23, 2027; that license waits until then."
        )
        assert (told.problems[0].fact, told.problems[0].sources) == ("tx.licence.age", ("s",))


def test_an_age_that_nobody_tells_is_said_to_be_unknown() -> None:
    nothing = timeline(climb(states=(state(),)), state="tx").ages[0]
    assert (nothing.age, nothing.known, nothing.text, nothing.fact, nothing.what) == (
        None,
        False,
        "Nothing is known of Texas's minimum age.",
        None,
        "Texas license, EMT",
    )
    blank = timeline(climb(states=(state(here("licence.age", unknown="No page says.")),)), state="tx").ages[0]
    assert (blank.age, blank.known, blank.text, blank.fact) == (None, False, "No page says.", "tx.licence.age")
    each = timeline(climb()).ages[0]
    assert (each.what, each.known, each.text) == ("EMT license", False, "Each state sets its own age.")
    assert timeline(climb(), goal="paramedic").ages[1].id == "paramedic.age"


def test_the_national_age_is_told_as_its_dispute_its_gap_or_its_words() -> None:
    for told, text in (
        (fact("prerequisites.age", reading("18."), reading("None."), dispute="They disagree.", unknown="Which."), "They disagree."),
        (fact("prerequisites.age", reading("18."), unknown="Which holds."), "Which holds."), (fact("prerequisites.age", reading("18.")), "18."),
    ):  # fmt: skip
        gate = timeline(climb(told)).ages[0]
        assert (gate.id, gate.what, gate.text, gate.fact, gate.known, gate.delays, gate.sources) == (
            "emt.age-national",
            "EMT national certification",
            text,
            "emt.prerequisites.age",
            False,
            False,
            ("s",),
        )


# --- costs


def test_costs_stand_in_the_order_of_the_steps_and_exam_fees_add_up() -> None:
    emt = (fact("training.cost", amount(900, 1500, "USD", reach="program", where="A school"), amount(800, 800, "USD", reach="program", where="B", sources=("t",)), amount(1, 1, "USD", superseded="since", sources=("u",))),
           fact("exam.fee", amount(104, 104, "USD", sources=("u",))))  # fmt: skip
    paramedic = level(
        "paramedic",
        fact("exam.fee", amount(160, 175, "USD")),
        fact("training.cost", amount(9000, 9000, "USD", reach="program", where="A school")),
    )
    fee = here("licence.fee", amount(64, 64, "USD", says="$64 for five years."))
    known = small(level("emt", HOURS, *emt), paramedic, states=(state(fee),))
    told = timeline(known, goal="paramedic", state="tx")
    assert [(one.step, one.text, one.counted) for one in told.costs] == [
        ("emt.course", "$800–$1,500 (single programs)", False), ("emt.exam", "$104", True), ("emt.licence", "$64 for five years.", False),
        ("paramedic.course", "$9,000 (one program: A school)", False), ("paramedic.exam", "$160–$175", True), ("paramedic.licence", "$64 for five years.", False),
    ]  # fmt: skip
    assert [one.label for one in told.costs[:3]] == [
        "EMT course, tuition",
        "EMT exam, each attempt",
        "Texas license fee, EMT",
    ]
    assert (told.costs[0].amount, set(told.costs[0].sources)) == (Range(min=800, max=1500), {"s", "t"})
    assert told.costs[1].sources == ("u",)
    assert told.fees == Range(min=264, max=279)
    assert [one.step for one in timeline(known).costs] == ["emt.course", "emt.exam"]


def test_a_cost_that_is_no_sum_of_money_is_told_in_words_or_as_unknown() -> None:
    told = timeline(climb(fact("exam.fee", reading("Ask.")), fact("training.cost", unknown="No source.")))
    course, exam = told.costs
    assert (course.text, course.amount, course.fact, course.sources) == ("unknown", None, "emt.training.cost", ())
    assert (exam.text, exam.amount, exam.fact, exam.counted) == ("Ask.", None, "emt.exam.fee", True)
    assert told.fees is None
    none = timeline(climb()).costs
    assert [(one.text, one.amount, one.fact) for one in none] == [("unknown", None, None)] * 2
    hourly = timeline(climb(fact("exam.fee", amount(3, unit="hours", says="Three."))))
    assert (hourly.costs[1].text, hourly.costs[1].amount) == ("Three.", None)


def test_a_chosen_program_has_its_own_tuition() -> None:
    given = Program(
        id="night",
        name="Night",
        level="emt",
        provider="A school",
        sources=("t",),
        as_of="2026",
        tuition_usd=1450,
        weekly_hours=20,
    )
    told = timeline(climb(programs=(given,)), programs=("night",))
    cost = told.costs[0]
    assert (cost.label, cost.text, cost.amount, cost.fact, cost.sources, cost.counted) == (
        "EMT course, Night",
        "$1,450",
        Range(min=1450, max=1450),
        None,
        ("t",),
        False,
    )
    assert told.problems[0].text == "Night asks 20 hours a week; 12 are planned."
    assert not timeline(climb(programs=(given,)), programs=("night",), hours_per_week=20).problems
    assert ("emt.program", "The EMT course is Night, A school.", "--program") in [
        (one.id, one.text, one.option) for one in told.assumptions
    ]


# --- renewals


SEASON = (
    fact("renewal.expiry", reading(day="03-31")),
    fact("renewal.window-opens", reading(day="10-01")),
    fact("renewal.late-until", reading(day="04-30")),
    fact("renewal.cycle", amount(2, unit="years", sources=("t",))),
)


def test_a_certification_that_is_held_is_renewed_from_its_expiry_on() -> None:
    told = timeline(climb(*SEASON), start="emt", goal="paramedic", expires=date(2027, 3, 31)).renewals
    assert [(one.level, one.known, one.opens, one.expires, one.late_until) for one in told] == [
        ("emt", True, date(2026, 10, 1), date(2027, 3, 31), date(2027, 4, 30)), ("emt", True, date(2028, 10, 1), date(2029, 3, 31), date(2029, 4, 30)),
    ][: len(told)]  # fmt: skip
    assert len(told) == 1
    assert told[0].text == "The EMT national certification ends."
    assert (told[0].name, told[0].sources, told[0].candidates) == ("EMT national certification", ("s", "t"), ())
    slow = timeline(climb(*SEASON), start="emt", goal="paramedic", expires=date(2027, 3, 31), hours_per_week=4).renewals
    assert [one.expires for one in slow] == [date(2027 + 2 * n, 3, 31) for n in range(3)]
    last = timeline(climb(*SEASON), start="emt", goal="paramedic", expires=date(2028, 12, 11)).renewals
    assert timeline(climb(*SEASON), start="emt", goal="paramedic").finish.latest == date(2028, 12, 11)
    assert [one.expires for one in last] == [date(2028, 12, 11)]
    assert timeline(climb(*SEASON), start="emt", goal="paramedic", expires=date(2028, 12, 12)).renewals == ()


def test_an_expiry_on_another_day_leaves_the_window_open() -> None:
    (told, *_) = timeline(climb(*SEASON), start="emt", goal="paramedic", expires=date(2027, 6, 30)).renewals
    assert (told.opens, told.late_until, told.expires) == (None, None, date(2027, 6, 30))
    assert "by the date given; national ones end on March 31" in told.text
    (bare,) = timeline(climb(), start="emt", goal="paramedic", expires=date(2027, 6, 30)).renewals
    assert (bare.text, bare.opens) == ("The EMT national certification ends.", None)


def test_a_level_that_is_passed_may_end_on_any_expiry_inside_the_plan() -> None:
    (told,) = timeline(climb(*SEASON), goal="paramedic").renewals
    assert (told.level, told.known, told.expires, told.candidates) == (
        "emt",
        False,
        None,
        (date(2027, 3, 31), date(2028, 3, 31), date(2029, 3, 31)),
    )
    assert told.text.startswith(
        "EMT national certifications are renewed every 2 years and end on March 31. In this plan that may be in 2027, 2028 or 2029:"
    )
    assert told.sources == ("s", "t")
    assert timeline(climb(*SEASON)).renewals == ()
    assert timeline(climb(), goal="paramedic").renewals == ()
    unknown = small(level("emt", HOURS, *SEASON[:3]))
    (two,) = timeline(unknown, goal="paramedic").renewals
    assert two.candidates == (date(2027, 3, 31), date(2028, 3, 31))
    assert two.text.startswith("EMT national certifications end on March 31.")
    long = timeline(climb(*SEASON), goal="paramedic", hours_per_week=1).renewals[0]
    assert len(long.candidates) == 12
    (once,) = timeline(
        small(level("emt", HOURS, *SEASON)), start="emt", goal="paramedic", expires=date(2027, 3, 31)
    ).renewals
    assert once.expires == date(2027, 3, 31)


# --- what it rests on


def assumed(known: Catalog, **query: Any) -> dict[str, tuple[str, str | None]]:
    return {one.id: (one.text, one.option) for one in timeline(known, **query).assumptions}


def test_the_usual_assumptions_are_told_with_their_options() -> None:
    asked = fact("prerequisites.experience", amount(6, unit="months"))
    known = small(level("emt", HOURS), level("paramedic", asked))
    assert assumed(known, goal="paramedic") == {
        "hours-per-week": ("12 course hours a week, every week without a break.", "--hours-per-week"),
        "exam": ("The exam is passed as soon as the course ends, at the first attempt.", "--exam-weeks"),
        "license": ("A license takes no time after the exam; how long it takes is not known.", "--license-weeks"),
        "between": ("Between a step and the next course: no pause.", "--weeks-between"),
        "license-first": (
            "The next course starts once the level before it is certified; its license comes meanwhile.",
            "--license-first",
        ),
        "experience": ("No work comes before the Paramedic course; some programs ask for it.", "--experience-months"),
    }
    assert set(assumed(climb())) == {"hours-per-week", "exam", "license"}


def test_what_is_set_is_told_as_it_was_set() -> None:
    asked = fact("prerequisites.experience", amount(6, unit="months"))
    known = small(level("emt", HOURS), level("paramedic", asked))
    told = assumed(
        known,
        goal="paramedic",
        exam_weeks=1,
        license_weeks=2,
        weeks_between=3,
        experience_months=6,
        license_first=True,
        course_hours=(("emt", 100),),
    )
    assert told["exam"][0] == "The exam is passed 1 week after the course, at the first attempt."
    assert told["license"][0] == "A license takes 2 weeks."
    assert told["between"][0] == "Between a step and the next course: 3 weeks."
    assert told["license-first"][0] == "The next course starts once the license before it is in hand."
    assert told["experience"] == ("6 months of work come before the Paramedic course.", "--experience-months")
    assert told["emt.hours"] == ("The EMT course takes 100 hours, as you set it.", "--course-hours")
    assert assumed(climb(), experience_months=6)["experience"] == (
        "No source asks for work on this way, so none is planned.",
        None,
    )


def test_a_states_time_and_floor_and_the_hours_of_programs_are_told() -> None:
    texas = state(
        here("licence.processing", amount(3, 10, unit="days"), level="emt"),
        here("licence.hours", amount(150), level="emt"),
    )
    told = assumed(climb(states=(texas,)), state="tx")
    assert told["license"] == (
        "A license takes as long as Texas tells, in calendar days: EMT 3–10 days.",
        "--license-weeks",
    )
    assert told["emt.floor"] == ("The EMT course has no fewer than the 150 hours that Texas asks.", "--course-hours")
    assert "no time" in assumed(climb(states=(state(),)), state="tx")["license"][0]
    program = fact("training.hours", amount(100, reach="program", where="A school"))
    assert assumed(small(level("emt", program)))["emt.hours"][0].startswith(
        "The hours of the EMT course are what single programs ask"
    )


def test_what_is_not_known_is_listed_once_with_the_way_to_set_it() -> None:
    assert timeline(climb()).unknown == ("The state's age, processing time and own course hours: add --state.",)
    texas = climb(states=(state(),))
    assert timeline(texas, state="tx").unknown == (
        "Texas's minimum age for the EMT license.", "How long Texas takes for the EMT license; none is counted. Set it with --license-weeks.",
    )  # fmt: skip
    assert timeline(texas, state="tx", license_weeks=2).unknown == ("Texas's minimum age for the EMT license.",)
    full = climb(
        states=(
            state(here("licence.age", amount(18, unit="years")), here("licence.processing", amount(3, unit="days"))),
        )
    )
    assert timeline(full, state="tx").unknown == ("When the age asked for is reached: add --born.",)
    assert timeline(full, state="tx", born=date(2000, 1, 1)).unknown == ()
    assert (
        timeline(small()).unknown[0]
        == "How many hours the EMT course takes; so every date after it. Set them with --course-hours, or choose a --program."
    )
    given = Program(
        id="night",
        name="Night",
        level="emt",
        provider="A school",
        sources=("t",),
        as_of="2026",
        weeks=9,
        starts=("2027-01-10",),
    )
    assert (
        timeline(small(programs=(given,)), programs=("night",)).unknown[0]
        == "When the EMT course starts: the program's known starts lie before it could begin."
    )


# --- what to look into


def licensed(name: str, maps_to: Any, **fields: Any) -> LocalLevel:
    return LocalLevel(
        **{"name": name, "maps_to": maps_to, "sources": ("t",), "trust": "primary", "as_of": "2020", **fields}
    )


def test_a_level_that_the_state_does_not_license_is_a_problem() -> None:
    def problems(*levels: LocalLevel) -> list[str]:
        return [one.text for one in timeline(climb(states=(state(levels=levels),)), state="tx").problems]

    said = "The sources read name no EMT among the levels that Texas licenses."
    assert problems(licensed("EMR", "emr")) == [said]
    assert problems(licensed("EMR", "emr"), licensed("EMT", "emt", status="renewal-only")) == [said]
    assert problems(licensed("EMT", "emt")) == []
    assert problems() == []
    told = timeline(climb(states=(state(levels=(licensed("EMR", "emr"),)),)), state="tx").problems[0]
    assert (told.sources, told.fact) == (("t",), None)


def test_a_state_that_takes_no_national_certification_is_a_problem() -> None:
    for code, found in (("not-used", 1), ("required", 0)):
        known = climb(states=(state(here("licence.nremt", reading("Not taken here.", code=code))),))
        assert [one.text for one in timeline(known, state="tx").problems] == ["Not taken here."] * found
    assert timeline(known, state="tx").problems == ()


@pytest.mark.parametrize(("expires", "problem"), [(date(2028, 12, 10), True), (date(2028, 12, 11), False)])
def test_a_certification_that_ends_before_the_next_exam_is_a_problem(expires: date, problem: bool) -> None:
    told = timeline(climb(), start="emt", goal="paramedic", expires=expires).problems
    assert [one.text for one in told] == [
        "The certification held now ends on December 10, 2028, before the next exam may be passed: renew it in time."
    ] * problem
    unknown = timeline(small(), start="emt", goal="paramedic", expires=expires).problems
    assert len(unknown) == 1


def test_an_expiry_needs_the_level_that_expires() -> None:
    with pytest.raises(QuestionError, match="needs the level that expires"):
        timeline(climb(), expires=date(2028, 3, 31))
    with pytest.raises(QuestionError, match="needs the level that expires"):
        timeline(small(), start="nurse", goal="paramedic", expires=date(2028, 3, 31))


# --- what is seldom met


def test_what_is_said_of_licenses_in_general_is_no_states_rule() -> None:
    general = [
        fact(topic, reading("General.", code="not-used")) for topic in ("licence.age", "licence.fee", "licence.nremt")
    ]
    told = timeline(climb(*general, states=(state(here("licence.ce", unknown="No source.")),)), state="tx")
    assert [(gate.text, gate.known, gate.delays) for gate in told.ages] == [
        ("Nothing is known of Texas's minimum age.", False, False)
    ]
    assert told.costs[2].text == "unknown"
    assert told.problems == ()


def test_a_bridges_own_fee_goes_before_the_levels() -> None:
    own = step("nurse", "paramedic", fact("exam.fee", amount(90, unit="USD")), kind="bridge")
    known = small(level("paramedic", fact("exam.fee", amount(160, unit="USD"))), steps=(own,))
    assert timeline(known, start="nurse", goal="paramedic").fees == Range(min=90, max=90)


def test_a_license_runs_beside_the_next_course_only_and_steps_have_both_ends() -> None:
    told = steps(climb(), goal="paramedic", via=("aemt",), course_hours=(("aemt", 100),))
    assert told["emt.licence"].beside == ("aemt.course",)
    assert (
        told["emt.exam"].start == told["emt.course"].end == Dates(earliest=date(2027, 3, 22), latest=date(2027, 5, 31))
    )


def test_one_program_is_named_though_others_are_history_or_in_another_unit() -> None:
    cost = fact(
        "training.cost", amount(900, 900, "USD", reach="program", where="A school"), amount(9, 9, "USD per credit", reach="program", where="B", sources=("t",)),
        amount(5, 5, "USD", reach="program", where="C", superseded="since", sources=("u",)), amount(700, 700, "USD", reach="employer", where="D", sources=("v",)),
    )  # fmt: skip
    told = timeline(climb(cost)).costs[0]
    assert (told.text, told.sources) == ("$900 (one program: A school)", ("s", "t"))


def test_a_fee_cites_the_reading_it_shows() -> None:
    fee = fact("exam.fee", amount(104, 104, "USD"), amount(98, 98, "USD", as_of="2010", sources=("t",)))
    assert timeline(climb(fee)).costs[1].sources == ("s",)


def test_at_most_twelve_renewals_are_told() -> None:
    told = timeline(climb(*SEASON), start="emt", goal="paramedic", expires=date(2027, 3, 31), hours_per_week=1).renewals
    assert [one.expires for one in told] == [date(2027 + 2 * n, 3, 31) for n in range(12)]


def test_the_time_of_one_license_is_told_though_others_are_not_known() -> None:
    known = climb(states=(state(here("licence.processing", amount(3, unit="days"), level="emt")),))
    assert (
        assumed(known, goal="paramedic", state="tx")["license"][0]
        == "A license takes as long as Texas tells, in calendar days: EMT 3 days."
    )
    assert assumed(known, license_weeks=2)["license"][1] == "--license-weeks"


def test_one_age_on_the_way_asks_for_the_birth_date() -> None:
    known = climb(states=(state(here("licence.age", amount(18, unit="years"), level="emt")),))
    assert "When the age asked for is reached: add --born." in timeline(known, goal="paramedic", state="tx").unknown


def test_a_program_that_starts_in_time_leaves_nothing_unknown_and_one_problem() -> None:
    given = Program(
        id="night",
        name="Night",
        level="emt",
        provider="A school",
        sources=("t",),
        as_of="2026",
        weeks=9,
        starts=("2027-02-01",),
        weekly_hours=20,
    )
    told = timeline(small(programs=(given,)), programs=("night",))
    assert told.unknown == ("The state's age, processing time and own course hours: add --state.",)
    assert len(told.problems) == 1


@pytest.mark.parametrize(("expires", "problem"), [(date(2027, 6, 6), True), (date(2027, 6, 7), False)])
def test_the_latest_day_of_the_next_exam_decides_whether_to_renew(expires: date, problem: bool) -> None:
    told = timeline(small(level("emt", HOURS)), start="emr", goal="emt", exam_weeks=1, expires=expires).problems
    assert bool(told) is problem


# --- the page


def page(known: Catalog, *, full: bool = False, **query: Any) -> list[str]:
    answer = plan(known, PlanQuery(**{"goal": "emt", "begin": BEGIN, **query}))
    return as_lines.render(present(answer, Options(full=full)), sources="none").splitlines()


TO_NURSE = small(level("emt", HOURS), steps=(step("emt", "nurse", fact("training.hours", amount(480)), kind="bridge"),))


def test_a_plan_for_a_role_tells_of_no_exam_age_or_renewal() -> None:
    told = timeline(TO_NURSE, start="emt", goal="nurse")
    assert (told.fees, told.ages, [one.kind for one in told.steps]) == (None, (), ["bridge"])
    lines = page(TO_NURSE, start="emt", goal="nurse")
    assert "- emt to nurse, tuition: unknown" in lines
    assert not [line for line in lines if "Ages" in line or "Exam fees" in line or "emspath renew" in line]
    assert [line for line in page(climb()) if "emspath renew emt" in line]


def test_a_plan_without_gaps_lists_none_and_the_full_page_offers_no_fuller_one() -> None:
    known = climb(
        states=(
            state(here("licence.age", amount(18, unit="years")), here("licence.processing", amount(3, unit="days"))),
        )
    )
    query: dict[str, Any] = {"state": "tx", "born": date(2000, 1, 1)}
    assert "Not known:" not in page(known, **query)
    assert "Not known:" in page(known, state="tx")
    assert [line for line in page(known, **query) if "--full" in line]
    assert not [line for line in page(known, full=True, **query) if "--full" in line]


def test_an_end_without_a_latest_day_is_told_at_the_earliest() -> None:
    """The one start of the program is in time for who passes early, and not for who passes late."""
    night = Program(
        id="night", name="Night", level="paramedic", provider="A school", sources=("t",), as_of="2026", weeks=10,
        starts=("2027-04-01",),
    )  # fmt: skip
    lines = page(climb(programs=(night,)), goal="paramedic", programs=("night",))
    assert lines[1] == "Paramedic at the earliest on June 10, 2027; the latest day is unknown."
    assert "- Paramedic exam: Jun 10, 2027 at the earliest" in lines


def test_an_exam_that_takes_time_is_told_by_the_day_on_which_it_is_passed() -> None:
    def exam(**query: Any) -> str:
        (line,) = [line for line in page(climb(), **query) if line.startswith("National certification exam")]
        return line.partition("When: ")[2].partition(" |")[0]

    assert exam() == "Mar 22 – May 31, 2027"
    assert exam(exam_weeks=2) == "passed Apr 5 – Jun 14, 2027"


def test_a_gap_in_what_a_step_asks_is_told_as_unknown() -> None:
    (line,) = [line for line in page(climb(fact("exam.fee", unknown="No page."))) if line.startswith("National cert")]
    assert line.endswith("Worth knowing: fee unknown")


@pytest.mark.parametrize(("late", "told"), [(True, "; late renewals are taken until April 30, 2027."), (False, ".")])
def test_a_renewal_inside_the_plan_is_told_with_its_window(late: bool, told: str) -> None:
    season = SEASON if late else (*SEASON[:2], SEASON[3])
    lines = page(climb(*season), start="emt", goal="paramedic", expires=date(2027, 3, 31))
    ends = "- March 31, 2027: The EMT national certification ends. The renewal window opens on October 1, 2026"
    assert f"{ends}{told}" in lines


def entries(known: Catalog, **query: Any) -> list[tuple[str, str]]:
    """The day and the title of each entry of the plan's calendar."""
    answer = plan(known, PlanQuery(**{"goal": "emt", "begin": BEGIN, **query}))
    lines = as_ics.render(answer, BEGIN).replace("\r\n ", "").splitlines()
    days = [line.rpartition(":")[2] for line in lines if line.startswith("DTSTART")]
    return list(zip(days, (line.partition(":")[2] for line in lines if line.startswith("SUMMARY")), strict=True))


def test_a_renewal_in_the_calendar_has_its_window_and_its_end() -> None:
    told = entries(climb(*SEASON), start="emt", goal="paramedic", expires=date(2027, 3, 31))
    assert ("20261001", "EMT national certification: renewal opens") in told
    assert ("20270331", "EMT national certification: ends") in told
    assert not [title for _, title in told if "may end" in title]
    other = entries(climb(*SEASON), start="emt", goal="paramedic", expires=date(2027, 6, 30))
    assert ("20270630", "EMT national certification: ends") in other
    assert not [title for _, title in other if "opens" in title]


def test_a_step_whose_end_is_not_known_has_its_start_in_the_calendar_only() -> None:
    assert entries(small()) == [("20270111", "EMT course: starts")]
