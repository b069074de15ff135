"""Dated plans: the arithmetic as rules that always hold, and what a plan says on the real data."""

from __future__ import annotations

import itertools
import json
import math
import pickle
from datetime import date, timedelta
from fractions import Fraction

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emspath.answers.base import Range
from emspath.answers.path import path
from emspath.answers.plan import PlanAnswer, PlanQuery, plan
from emspath.answers.plans import PlanRow, PlansQuery, plans
from emspath.answers.stages import Pace, Season, Stage, months_after, schedule, stages, whole_weeks, years_after
from emspath.catalog import Catalog
from emspath.errors import NotFoundError, QuestionError
from emspath.library import built_in, open_catalog
from emspath.model import DataFile, Program
from emspath.schemas import schema_of

from .conftest import Invoke
from .small import amount, fact, level, small, state

CATALOG = open_catalog()
BEGIN = date(2027, 1, 11)
STATES = [None, *CATALOG.states]
WAYS = [
    ("none", "emr"), ("none", "emt"), ("none", "aemt"), ("none", "paramedic"), ("emr", "emt"), ("emr", "paramedic"),
    ("emt", "aemt"), ("emt", "paramedic"), ("aemt", "paramedic"),
]  # fmt: skip

days = st.dates(date(2000, 1, 1), date(2100, 12, 31)) | st.sampled_from([date(2028, 2, 29), date(2024, 2, 29), date(2026, 12, 31)])  # fmt: skip
births = st.dates(date(1950, 1, 1), date(1999, 12, 31)) | st.sampled_from([date(1996, 2, 29), date(1988, 2, 29)])
hours_a_week = st.integers(1, 168) | st.decimals(1, 168, places=2).map(float)


@st.composite
def made_stages(draw: st.DrawFn) -> tuple[Stage, ...]:
    """One to three made-up stages, some with unknown hours, an age or a processing time."""
    found = []
    for place in range(draw(st.integers(1, 3))):
        low = draw(st.integers(0, 2000))
        known = draw(st.integers(0, 9)) > 0
        slow = draw(st.integers(0, 60))
        found.append(
            Stage(
                id=f"l{place}", label=f"L{place}", step="s", kind="course", name="c", is_level=draw(st.booleans()),
                hours=Range(min=low, max=low + draw(st.integers(0, 800))) if known else None, hours_from="national",
                floor=None, weeks=None, starts=(), program=None, age=draw(st.none() | st.integers(14, 21)),
                age_known=True, license_days=Range(min=slow, max=slow + draw(st.integers(0, 30))),
                experience=draw(st.booleans()), sources=(),
            )
        )  # fmt: skip
    return tuple(found)


paces = st.builds(
    Pace, hours_a_week, st.integers(0, 20), st.none() | st.integers(0, 20), st.integers(0, 20), st.integers(0, 30),
    st.booleans(),
)  # fmt: skip


@given(found=made_stages(), pace=paces, begin=days, born=st.none() | births)
def test_dates_never_run_backwards(found: tuple[Stage, ...], pace: Pace, begin: date, born: date | None) -> None:
    legs = schedule(found, pace, begin, born)
    for leg in legs:
        for start, end in zip(leg.starts, leg.ends, strict=True):
            assert start is None or start >= begin
            assert end is None or (start is not None and start <= end)
        for low, high in (leg.starts, leg.ends):
            assert low is None or high is None or low <= high
    courses = [leg for leg in legs if leg.kind == "course"]
    for before, after in itertools.pairwise(courses):
        assert all(a is None or (b is not None and b <= a) for b, a in zip(before.ends, after.starts, strict=True))


@given(found=made_stages(), pace=paces, begin=days, born=st.none() | births)
def test_what_follows_an_unknown_length_is_unknown(
    found: tuple[Stage, ...], pace: Pace, begin: date, born: date | None
) -> None:
    unknown = False
    for leg in schedule(found, pace, begin, born):
        unknown = unknown or (leg.kind == "course" and found[leg.stage].hours is None)
        assert (leg.ends[0] is None) == (leg.ends[1] is None) == unknown


@given(found=made_stages(), pace=paces, begin=days, born=st.none() | births, more=hours_a_week)
def test_more_hours_a_week_never_finish_later(
    found: tuple[Stage, ...], pace: Pace, begin: date, born: date | None, more: float
) -> None:
    quick, slow = sorted((pace.hours_per_week, more), reverse=True)
    first = schedule(found, pace._replace(hours_per_week=quick), begin, born)[-1].ends
    second = schedule(found, pace._replace(hours_per_week=slow), begin, born)[-1].ends
    for soon, late in zip(first, second, strict=True):
        assert (soon is None) == (late is None)
        assert soon is None or late is None or soon <= late


@given(
    found=made_stages(),
    pace=paces,
    begin=days,
    born=st.none() | births,
    low=st.integers(0, 50),
    high=st.integers(0, 500),
)
def test_wider_hours_give_wider_dates_around_the_narrow_ones(
    found: tuple[Stage, ...], pace: Pace, begin: date, born: date | None, low: int, high: int
) -> None:
    import msgspec

    wide = tuple(
        msgspec.structs.replace(s, hours=Range(min=max(s.hours.min - low, 0), max=s.hours.max + high)) if s.hours else s
        for s in found
    )
    for inner, outer in zip(schedule(found, pace, begin, born), schedule(wide, pace, begin, born), strict=True):
        for (a, b), (c, d) in ((inner.starts, outer.starts), (inner.ends, outer.ends)):
            assert (a is None) == (c is None)
            assert a is None or b is None or c is None or d is None or c <= a <= b <= d


@given(found=made_stages(), pace=paces, begin=days, later=st.integers(0, 800), born=st.none() | births)
def test_a_later_start_never_finishes_sooner(
    found: tuple[Stage, ...], pace: Pace, begin: date, later: int, born: date | None
) -> None:
    first = schedule(found, pace, begin, born)[-1].ends
    second = schedule(found, pace, begin + timedelta(days=later), born)[-1].ends
    assert all(a is None or b is None or a <= b for a, b in zip(first, second, strict=True))


@given(hours=st.integers(0, 10000), per_week=st.decimals(1, 168, places=2))
def test_weeks_are_rounded_up_exactly(hours: int, per_week: Fraction) -> None:
    weeks = whole_weeks(hours, float(per_week))
    assert weeks * Fraction(per_week) >= hours
    assert weeks == 0 or (weeks - 1) * Fraction(per_week) < hours


@given(day=days, months=st.integers(-60, 60))
def test_months_keep_the_day_or_take_the_last_of_a_shorter_month(day: date, months: int) -> None:
    moved = months_after(day, months)
    assert moved is not None
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


def test_a_leap_day_birthday_is_on_march_1_of_common_years() -> None:
    assert years_after(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert years_after(date(2008, 2, 29), 20) == date(2028, 2, 29)


@given(level=st.sampled_from(sorted(CATALOG.levels)), day=days)
def test_the_season_lies_around_its_expiry(level: str, day: date) -> None:
    season = Season.of(CATALOG, CATALOG.levels[level])
    expires = season.next_expiry(day)
    assert expires is not None
    assert day < expires <= day + timedelta(days=366)
    assert season.fits(expires)
    opens, closes, late = season.opening(expires), season.closing(expires), season.late(expires)
    assert opens is not None
    assert closes is not None
    assert late is not None
    assert opens < closes <= expires < late


# --- on the real data


@settings(deadline=None, max_examples=60)
@given(
    way=st.sampled_from(WAYS), state=st.sampled_from(STATES), begin=days, born=st.none() | births,
    pace=st.integers(1, 80), months=st.sampled_from([0, 0, 6, 12]), first=st.booleans(),
)  # fmt: skip
def test_a_real_plan_keeps_order_and_names_its_sources(
    way: tuple[str, str], state: str | None, begin: date, born: date | None, pace: int, months: int, first: bool
) -> None:
    query = PlanQuery(
        start=way[0], goal=way[1], begin=begin, born=born, state=state, hours_per_week=pace, experience_months=months,
        license_first=first,
    )  # fmt: skip
    answer = plan(CATALOG, query)
    steps = {step.id: step for step in answer.answer.steps}
    cited = {note.id for note in answer.sources}
    for step in steps.values():
        assert set(step.sources) <= cited
        for one in (step.start, step.end):
            assert one.earliest is None or one.latest is None or begin <= one.earliest <= one.latest
        for before in step.after:
            end = steps[before].end.earliest
            assert end is not None
            assert step.start.earliest is not None
            assert end <= step.start.earliest
    assert answer.answer.finish == answer.answer.steps[-1].end
    assert answer.answer.critical_path[-1] == answer.answer.steps[-1].id
    assert hash(answer) == hash(plan(CATALOG, query))
    assert pickle.loads(pickle.dumps(answer)) == answer


@pytest.mark.parametrize("state", STATES)
def test_a_plan_counts_the_hours_that_the_path_shows(state: str | None) -> None:
    where = CATALOG.states[state] if state else None
    for start, goal in WAYS:
        shown = [s for s in path(CATALOG, start, goal, state=where).answer.routes[0].steps if s.kind == "course"]
        counted = stages(CATALOG, start, goal, state)
        assert [s.name for s in shown] == [s.name for s in counted]
        for view, stage in zip(shown, counted, strict=True):
            if view.hours is None:
                assert stage.hours is None or view.state_hours is not None
                continue
            assert stage.hours is not None
            if view.state_hours is None:
                assert stage.hours == view.hours
            else:
                assert stage.hours.min >= view.hours.min
                assert stage.hours.max == max(view.hours.max, view.state_hours.max)


def test_a_course_ends_its_hours_over_the_weekly_hours_later() -> None:
    answer = plan(CATALOG, PlanQuery(goal="emt", begin=BEGIN, hours_per_week=12)).answer
    course = answer.steps[0]
    assert course.hours is not None
    assert course.end.earliest == BEGIN + timedelta(weeks=math.ceil(course.hours.min / 12))
    assert course.end.latest == BEGIN + timedelta(weeks=math.ceil(course.hours.max / 12))


def test_a_state_minimum_raises_the_low_end_and_is_listed() -> None:
    free = plan(CATALOG, PlanQuery(goal="emt", begin=BEGIN)).answer
    texas = plan(CATALOG, PlanQuery(goal="emt", begin=BEGIN, state="TX")).answer
    assert free.hours is not None
    assert texas.hours is not None
    assert free.hours.min < 150 == texas.hours.min
    assert any("Texas asks" in one.text and one.option == "--course-hours" for one in texas.assumptions)


def test_the_license_waits_for_the_age_that_a_state_asks() -> None:
    born = date(2011, 5, 2)
    answer = plan(CATALOG, PlanQuery(goal="emt", begin=BEGIN, state="TX", born=born)).answer
    gate = next(gate for gate in answer.ages if gate.id == "emt.age")
    assert (gate.age, gate.reached, gate.delays) == (18, date(2029, 5, 2), True)
    assert answer.finish.earliest == answer.finish.latest == date(2029, 5, 2)
    assert answer.critical_path == ("emt.age", "emt.licence")
    assert any("waits until then" in remark.text and remark.sources for remark in answer.problems)


def test_an_age_that_no_source_gives_is_unknown_and_sets_no_date() -> None:
    answer = plan(CATALOG, PlanQuery(goal="emt", begin=BEGIN, born=date(2015, 1, 1), state="IA")).answer
    gate = next(gate for gate in answer.ages if gate.id == "emt.age")
    assert (gate.known, gate.age, gate.reached) == (False, None, None)
    assert any("minimum age" in said for said in answer.unknown)


def test_unknown_hours_leave_each_later_date_unknown_until_they_are_set() -> None:
    blank = plan(CATALOG, PlanQuery(start="registered-nurse", goal="paramedic", begin=BEGIN)).answer
    assert blank.finish.earliest is None
    assert all(step.end.earliest is None for step in blank.steps)
    assert blank.weeks is None
    assert any("--course-hours" in said for said in blank.unknown)
    query = PlanQuery(start="registered-nurse", goal="paramedic", begin=BEGIN, course_hours=(("paramedic", 120),))
    assert plan(CATALOG, query).answer.finish.earliest == BEGIN + timedelta(weeks=10)


def test_the_exam_has_a_last_day_from_how_long_the_course_counts() -> None:
    exam = plan(CATALOG, PlanQuery(goal="emt", begin=BEGIN)).answer.steps[1]
    assert exam.kind == "exam"
    assert exam.by.earliest == months_after(exam.start.earliest, 24)
    topics = {fact.topic for fact in exam.facts}
    assert {"exam.fee", "exam.attempts", "exam.wait", "exam.authorization", "exam.result-validity"} <= topics


def test_an_intermediate_license_runs_beside_the_next_course() -> None:
    answer = plan(CATALOG, PlanQuery(goal="paramedic", begin=BEGIN)).answer
    licence = next(step for step in answer.steps if step.id == "emt.licence")
    assert licence.beside == ("paramedic.course",)
    assert not licence.critical
    waiting = plan(CATALOG, PlanQuery(goal="paramedic", begin=BEGIN, license_first=True, license_weeks=3)).answer
    assert "emt.licence" in waiting.critical_path
    assert waiting.finish.earliest is not None
    assert answer.finish.earliest is not None
    assert waiting.finish.earliest == answer.finish.earliest + timedelta(weeks=6)


def test_experience_is_told_and_only_added_when_asked() -> None:
    without = plan(CATALOG, PlanQuery(start="emt", goal="paramedic", begin=BEGIN)).answer
    assert any(one.option == "--experience-months" for one in without.assumptions)
    assert all(step.kind != "experience" for step in without.steps)
    worked = plan(CATALOG, PlanQuery(start="emt", goal="paramedic", begin=BEGIN, experience_months=12)).answer
    assert worked.steps[0].kind == "experience"
    assert worked.steps[0].end.earliest == date(2028, 1, 11)
    assert worked.steps[1].start.earliest == date(2028, 1, 11)


def test_business_days_of_a_state_are_counted_as_calendar_days() -> None:
    answer = plan(CATALOG, PlanQuery(start="emt", goal="paramedic", begin=BEGIN, state="CA")).answer
    exam, licence = answer.steps[-2], answer.steps[-1]
    assert exam.end.latest is not None
    assert licence.end.latest == exam.end.latest + timedelta(days=42)


def test_renewals_inside_the_plan_have_a_year_only_when_the_expiry_is_known() -> None:
    answer = plan(CATALOG, PlanQuery(goal="paramedic", begin=BEGIN)).answer
    assert [(due.level, due.known, due.expires) for due in answer.renewals] == [("emt", False, None)]
    assert answer.renewals[0].candidates[:2] == (date(2027, 3, 31), date(2028, 3, 31))
    query = PlanQuery(start="emt", goal="paramedic", begin=BEGIN, expires=date(2027, 3, 31))
    known = plan(CATALOG, query).answer.renewals
    assert [due.expires for due in known] == [date(2027, 3, 31), date(2029, 3, 31)][: len(known)]
    assert known[0].known
    assert (known[0].opens, known[0].late_until) == (date(2026, 10, 1), date(2027, 4, 30))


def test_fees_add_up_the_exams_and_tuition_stays_a_labelled_range() -> None:
    answer = plan(CATALOG, PlanQuery(goal="paramedic", begin=BEGIN)).answer
    fees = [cost.amount for cost in answer.costs if cost.counted]
    assert answer.fees is not None
    assert answer.fees.min == sum(fee.min for fee in fees if fee)
    tuition = next(cost for cost in answer.costs if cost.step == "emt.course")
    assert "single programs" in tuition.text
    assert not tuition.counted


def test_via_goes_through_the_level_asked() -> None:
    answer = plan(CATALOG, PlanQuery(goal="paramedic", begin=BEGIN, via=("AEMT",))).answer
    assert answer.route == "EMT → AEMT → Paramedic"
    with pytest.raises(QuestionError, match="no way"):
        plan(CATALOG, PlanQuery(start="aemt", goal="paramedic", begin=BEGIN, via=("emr",)))


def _with_program(**fields: object) -> Catalog:
    program = Program(id="night-emt", name="Night EMT", level="emt", provider="A College", sources=("tolles",), as_of="2026", **fields)  # type: ignore[arg-type]  # fmt: skip
    return Catalog([*built_in(), DataFile(programs=(program,))])


def test_a_chosen_program_sets_start_length_and_price() -> None:
    known = _with_program(
        starts=("2026-09-01", "2027-02-01", "2027-09-01"), weeks=15, tuition_usd=1450, weekly_hours=20
    )
    answer = plan(known, PlanQuery(goal="emt", begin=BEGIN, programs=("night-emt",))).answer
    course = answer.steps[0]
    assert (course.start.earliest, course.end.earliest) == (date(2027, 2, 1), date(2027, 5, 17))
    assert course.hours_from == "overlay program"
    assert next(cost for cost in answer.costs if cost.step == "emt.course").text == "$1,450"
    assert any("20 hours a week" in remark.text for remark in answer.problems)


def test_a_program_without_a_start_left_leaves_the_dates_unknown() -> None:
    known = _with_program(starts=("2026-09-01",), course_hours=160)
    answer = plan(known, PlanQuery(goal="emt", begin=BEGIN, programs=("night-emt",))).answer
    assert answer.finish.earliest is None
    assert any("known starts" in said for said in answer.unknown)


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"hours_per_week": 0}, QuestionError, "0 hours a week"),
        ({"hours_per_week": 400}, QuestionError, "400 hours a week"),
        ({"hours_per_week": float("nan")}, QuestionError, "nan hours a week"),
        ({"hours_per_week": float("inf")}, QuestionError, "inf hours a week"),
        ({"born": date(2028, 1, 1)}, QuestionError, "birth date lies after the start"),
        ({"born": date(1850, 1, 1)}, QuestionError, "before 1900"),
        ({"begin": date(9999, 12, 31)}, QuestionError, "no day to plan with"),
        ({"start": "emt", "goal": "paramedic", "expires": date(2026, 3, 31)}, QuestionError, "lies after the expiry"),
        ({"expires": date(2028, 3, 31)}, QuestionError, "needs the level that expires"),
        ({"start": "paramedic"}, QuestionError, "stands below Paramedic"),
        ({"start": "emt"}, QuestionError, "where you are already"),
        ({"state": "ZZ"}, NotFoundError, "no state is called 'ZZ'"),
        ({"goal": "paramedik"}, NotFoundError, "nothing is called 'paramedik'"),
        ({"programs": ("nope",)}, NotFoundError, "no program has the id 'nope'"),
        ({"exam_weeks": -1}, QuestionError, "-1 exam weeks"),
        ({"course_hours": (("emt", 0),)}, QuestionError, "0 hours cannot be the length"),
    ],
)
def test_what_cannot_be_planned_is_refused(changes: dict[str, object], error: type[Exception], says: str) -> None:
    fields: dict[str, object] = {"goal": "emt", "begin": BEGIN, **changes}
    with pytest.raises(error, match=says):
        plan(CATALOG, PlanQuery(**fields))  # type: ignore[arg-type]


# --- the look-up table


def test_the_table_of_plans_gives_the_dates_of_the_plan() -> None:
    answer = plans(CATALOG, PlansQuery(states=("TX", "CA", "GA"), hours_per_week=(8, 12.5)))
    assert len(answer.answer) == 3 * 10 * 2
    for row in answer.answer:
        query = PlanQuery(
            start=row.start, goal=row.goal, begin=BEGIN, state=row.state, hours_per_week=row.hours_per_week
        )
        finish = plan(CATALOG, query).answer.finish
        low = None if row.days_min is None else BEGIN + timedelta(days=row.days_min)
        high = None if row.days_max is None else BEGIN + timedelta(days=row.days_max)
        assert (finish.earliest, finish.latest) == (low, high)


def test_the_whole_table_holds_every_state_and_the_nation() -> None:
    rows = plans(CATALOG, PlansQuery(hours_per_week=(10,))).answer
    assert {row.state for row in rows} == {None, *(state.abbreviation for state in CATALOG.states.values())}
    assert len({(row.start, row.goal, row.state) for row in rows}) == len(rows) == 10 * (1 + len(CATALOG.states))


def test_a_row_of_the_table_holds_the_ends_of_every_range() -> None:
    age = fact("licence.age", amount(18, unit="years", reach="state", where="TX", sources=("t",)))
    wait = fact("licence.processing", amount(3, 10, unit="days", reach="state", where="TX", sources=("u",)))
    emt = level("emt", fact("training.hours", amount(120, 240)))
    known = small(emt, states=(state(age, wait),))
    query = PlansQuery(starts=("nothing",), goals=("emt",), states=("tx",), hours_per_week=(12,))
    answer = plans(known, query)
    assert answer.answer == (
        PlanRow(
            start="none", goal="emt", state="TX", hours_per_week=12, route="none > emt", next_step="EMT course", steps=3, hours_min=120, hours_max=240,
            weeks_min=11, weeks_max=22, days_min=73, days_max=150, license_days_max=10, minimum_age=18, sources=("s", "t", "u"),
        ),
    )  # fmt: skip
    assert [source.id for source in answer.sources] == ["s", "t", "u"]
    (unknown,) = plans(known, PlansQuery(starts=("emt",), goals=("aemt",), states=("tx",), hours_per_week=(12,))).answer
    assert (
        unknown.hours_min,
        unknown.hours_max,
        unknown.weeks_min,
        unknown.weeks_max,
        unknown.days_min,
        unknown.days_max,
    ) == (None,) * 6


def test_a_row_of_several_steps_names_the_first_and_has_the_age_and_time_of_the_last() -> None:
    own = [
        fact("licence.age", amount(years, unit="years", reach="state", where="TX"), level=name)
        for name, years in (("emt", 17), ("paramedic", 18))
    ]
    wait = fact("licence.processing", amount(3, 10, unit="days", reach="state", where="TX"), level="paramedic")
    (row,) = plans(
        small(states=(state(*own, wait),)),
        PlansQuery(starts=("none",), goals=("paramedic",), states=("tx",), hours_per_week=(12,)),
    ).answer
    assert (row.next_step, row.minimum_age, row.license_days_max, row.steps) == ("EMT course", 18, 10, 6)


def test_the_table_goes_by_state_start_goal_and_hours_and_only_upwards() -> None:
    rows = plans(small(states=(state(),)), PlansQuery(hours_per_week=(4, 8))).answer
    ways = [("none", "emr"), ("none", "emt"), ("none", "aemt"), ("none", "paramedic"), ("emr", "emt"), ("emr", "aemt"), ("emr", "paramedic"), ("emt", "aemt"), ("emt", "paramedic"), ("aemt", "paramedic")]  # fmt: skip
    assert [(row.state, row.start, row.goal, row.hours_per_week) for row in rows] == [
        (where, *way, hours) for where in (None, "TX") for way in ways for hours in (4, 8)
    ]


def test_a_table_without_a_row_or_with_impossible_hours_is_refused() -> None:
    with pytest.raises(QuestionError, match="no plan fits"):
        plans(small(), PlansQuery(starts=("paramedic",), goals=("emt",)))
    with pytest.raises(QuestionError, match="0 hours a week"):
        plans(small(), PlansQuery(starts=("paramedic",), goals=("emt",), hours_per_week=(0,)))


# --- the command line

PLAN = ("plan", "--to", "paramedic", "--start", "2027-01-11", "--state", "TX", "--born", "2009-05-02", "--as-of", "2026-11-24")  # fmt: skip


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "markdown", "html", "ics"])
def test_a_plan_comes_in_every_format(invoke: Invoke, form: str) -> None:
    result = invoke(*PLAN, "-f", form)
    assert result.exit_code == 0, result.output
    assert result.stdout.strip()


@pytest.mark.parametrize("width", ["40", "60", "80", "120"])
def test_a_plan_fits_the_width(invoke: Invoke, width: str) -> None:
    for line in invoke(*PLAN, "--width", width).stdout.splitlines():
        assert len(line) <= int(width) or "http" in line or "emspath " in line, line


@pytest.mark.parametrize(
    "question",
    [
        PLAN,
        ("plan", "--from", "registered-nurse", "--to", "paramedic"),
        ("plans", "--to", "emt"),
        ("renew", "emt", "--state", "TX"),
    ],
    ids=lambda q: q[0],
)
def test_answers_with_dates_fit_their_schema(invoke: Invoke, question: tuple[str, ...]) -> None:
    answer = json.loads(invoke(*question, "--json").stdout)
    jsonschema.Draft202012Validator(schema_of(answer["kind"])).validate(answer)


def test_the_first_lines_say_when(invoke: Invoke) -> None:
    lines = invoke(*PLAN, "--no-sources").stdout.splitlines()
    assert lines[0] == "Plan from no certification to Paramedic in TX"
    assert lines[1].startswith("Paramedic between ")


def test_plans_as_json_lines_are_a_line_each(invoke: Invoke) -> None:
    result = invoke("plans", "--from", "none", "--to", "emt", "--state", "TX", "-f", "jsonl")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["hours_per_week"] for row in rows] == [4, 6, 8, 10, 12, 15, 20, 30, 40]
    assert invoke("plans").exit_code == 2


def test_the_table_of_plans_shows_twenty_unless_asked_for_all(invoke: Invoke) -> None:
    """Nine paces in four places are 36 plans."""
    states = [f"--state={name}" for name in ("TX", "CA", "NY", "FL")]
    asked = ("plans", "--from", "none", "--to", "emt", *states, "--plain")
    some, whole = invoke(*asked).stdout.splitlines(), invoke(*asked, "--full").stdout.splitlines()
    assert [sum(line.startswith("none > emt, ") for line in lines) for lines in (some, whole)] == [20, 36]
    said = "The first 20 are shown; --full shows all."
    assert said in some
    assert said not in whole


def test_an_impossible_start_is_a_usage_error(invoke: Invoke) -> None:
    result = invoke("plan", "--to", "emt", "--start", "2027-02-30")
    assert result.exit_code == 2
    assert "is no day written as YYYY-MM-DD" in result.stderr


def test_answers_are_records_of_their_kind() -> None:
    assert isinstance(plan(CATALOG, PlanQuery(goal="emt", begin=BEGIN)), PlanAnswer)
