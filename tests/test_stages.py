"""The arithmetic behind plans, rule by rule, on a catalogue made for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from emspath.answers.base import Range
from emspath.answers.plan import PlanQuery, plan
from emspath.answers.roster import Person, Settings, advise_all
from emspath.answers.stages import (
    Pace,
    Season,
    Stage,
    add_up,
    chain,
    check_hours,
    day_text,
    in_weeks,
    later,
    license_days,
    months_after,
    next_start,
    plus,
    schedule,
    stages,
    state_fact,
    step_id,
    waits,
    whole_weeks,
    years_after,
)
from emspath.errors import NotFoundError, QuestionError
from emspath.model import Fact, Program

from .small import amount, fact, level, reading, small, state, step

BEGIN = date(2027, 1, 11)


def days(low: int, high: int) -> Range:
    return Range(min=low, max=high)


def stage(place: str = "emt", **fields: Any) -> Stage:
    plain = Stage(
        id=place, label=place.upper(), step=f"none-{place}", kind="course", name="course", is_level=True,
        hours=days(120, 240), hours_from="national", floor=None, weeks=None, starts=(), program=None, age=None,
        age_known=False, license_days=None, experience=False, sources=(),
    )  # fmt: skip
    return msgspec.structs.replace(plain, **fields)


def texas(*facts: Fact, levels: tuple[Any, ...] = (), goal: str = "emt", start: str = "none") -> Stage:
    """The last stage in a state with these facts."""
    return stages(small(*levels, states=(state(*facts),)), start, goal, "tx")[-1]


# --- lengths


@pytest.mark.parametrize("hours", [1, 168, 1.0])
def test_a_week_has_at_least_one_hour_and_at_most_168(hours: float) -> None:
    check_hours(hours)


@pytest.mark.parametrize("hours", [0.99, 168.01, -1, float("nan")])
def test_other_weeks_are_refused(hours: float) -> None:
    with pytest.raises(QuestionError, match="hours a week cannot be planned with"):
        check_hours(hours)


@pytest.mark.parametrize(
    ("hours", "per_week", "weeks"), [(0, 12, 0), (12, 12, 1), (13, 12, 2), (1.1, 1.1, 1), (3.3, 1.1, 3), (0.3, 0.1, 3)]
)
def test_weeks_hold_the_hours_with_nothing_lost_to_binary_fractions(hours: float, per_week: float, weeks: int) -> None:
    assert whole_weeks(hours, per_week) == weeks


def test_a_course_is_as_long_as_its_program_else_as_its_hours_take() -> None:
    assert stage().course_weeks(12) == days(10, 20)
    assert stage(weeks=15).course_weeks(12) == days(15, 15)
    assert stage(hours=None).course_weeks(12) is None
    assert stage(hours=None, weeks=7).course_weeks(12) == days(7, 7)


def test_ranges_add_up_end_by_end_unless_one_is_unknown() -> None:
    assert add_up([days(1, 2), days(10, 20)]) == days(11, 22)
    assert add_up([]) == days(0, 0)
    assert add_up([days(1, 2), None, days(1, 2)]) is None


@pytest.mark.parametrize(("number", "weeks"), [(0, 0), (1, 1), (7, 1), (8, 2), (14, 2)])
def test_days_make_whole_weeks_rounded_up(number: int, weeks: int) -> None:
    end = plus(BEGIN, number)
    assert in_weeks(BEGIN, end, plus(BEGIN, 70)) == days(weeks, 10)
    assert in_weeks(BEGIN, BEGIN, end) == days(0, weeks)
    assert in_weeks(BEGIN, None, end) is None
    assert in_weeks(BEGIN, end, None) is None


# --- days


def test_the_later_of_two_days_counts_and_none_sets_no_bound() -> None:
    first, second = date(2027, 1, 1), date(2027, 1, 2)
    assert later(first, second) == later(second, first) == second
    assert later(first, None) == first
    assert later(None, first) is None


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)), (date(2027, 1, 31), 13, date(2028, 2, 29)),
        (date(2027, 12, 31), 1, date(2028, 1, 31)), (date(2027, 1, 15), -1, date(2026, 12, 15)),
        (date(2027, 11, 30), 1, date(2027, 12, 30)), (date(2027, 5, 5), 0, date(2027, 5, 5)),
    ],
)  # fmt: skip
def test_months_are_counted_on_the_calendar(day: date, months: int, moved: date) -> None:
    assert months_after(day, months) == moved
    assert months_after(None, months) is None


def test_a_day_is_written_as_people_do() -> None:
    assert day_text(date(2027, 1, 11)) == "January 11, 2027"
    assert day_text(date(2026, 12, 1)) == "December 1, 2026"


def test_years_after_a_birth_are_birthdays() -> None:
    assert years_after(date(2009, 5, 2), 18) == date(2027, 5, 2)
    assert years_after(date(2008, 2, 29), 18) == date(2026, 3, 1)


def test_a_course_starts_on_the_first_known_day_that_is_not_past() -> None:
    known = stage(starts=(date(2027, 1, 4), date(2027, 1, 11), date(2027, 2, 1)))
    assert next_start(known, BEGIN) == BEGIN
    assert next_start(known, date(2027, 1, 12)) == date(2027, 2, 1)
    assert next_start(known, date(2027, 2, 2)) is None
    assert next_start(known, None) is None
    assert next_start(stage(), BEGIN) == BEGIN


def test_a_license_takes_what_is_asked_else_what_the_state_tells_else_nothing() -> None:
    told = stage(license_days=days(3, 10))
    assert license_days(told, Pace(license_weeks=2)) == (14, 14)
    assert license_days(told, Pace(license_weeks=0)) == (0, 0)
    assert license_days(told, Pace()) == (3, 10)
    assert license_days(stage(), Pace()) == (0, 0)


# --- a schedule


def ends(pace: Pace, *found: Stage, born: date | None = None) -> dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """For each leg, days from the beginning: starts and ends."""

    def since(pair: tuple[date | None, date | None]) -> tuple[int | None, ...]:
        return tuple(None if day is None else (day - BEGIN).days for day in pair)

    return {
        f"{found[leg.stage].id}.{leg.kind}": (since(leg.starts), since(leg.ends))
        for leg in schedule(found, pace, BEGIN, born)
    }


def test_a_level_takes_its_course_then_the_exam_then_the_license() -> None:
    told = ends(Pace(12, exam_weeks=2), stage(license_days=days(3, 10)))
    assert list(told) == ["emt.course", "emt.exam", "emt.licence"]
    assert told["emt.course"] == ((0, 0), (70, 140))
    assert told["emt.exam"] == ((70, 140), (84, 154))
    assert told["emt.licence"] == ((84, 154), (87, 164))


def test_a_role_takes_its_course_alone_and_the_next_one_follows_it() -> None:
    told = ends(Pace(12), stage("role", is_level=False), stage("emt"))
    assert list(told) == ["role.course", "emt.course", "emt.exam", "emt.licence"]
    assert told["emt.course"][0] == (70, 140)


def test_work_before_a_course_that_follows_a_role_begins_when_the_role_is_held() -> None:
    told = ends(Pace(12, experience_months=1), stage("role", is_level=False), stage("emt", experience=True))
    assert told["emt.experience"][0] == (70, 140)


def test_the_next_course_waits_for_the_certification_or_for_the_license_where_asked() -> None:
    first, second = stage(license_days=days(7, 14)), stage("paramedic")
    assert ends(Pace(12), first, second)["paramedic.course"][0] == (70, 140)
    assert ends(Pace(12, license_first=True), first, second)["paramedic.course"][0] == (77, 154)


def test_weeks_between_stand_before_each_course_but_the_first() -> None:
    told = ends(Pace(12, weeks_between=3), stage(), stage("paramedic"))
    assert told["emt.course"][0] == (0, 0)
    assert told["paramedic.course"][0] == (91, 161)


def test_work_is_counted_in_months_from_the_license_where_a_source_asks_for_it() -> None:
    first = stage(license_days=days(7, 7))
    told = ends(Pace(12, experience_months=2), first, stage("paramedic", experience=True))
    assert told["paramedic.experience"][0] == (77, 147)
    start = date(2027, 3, 29)
    assert (start - BEGIN).days == 77
    assert told["paramedic.experience"][1][0] == (date(2027, 5, 29) - BEGIN).days
    assert told["paramedic.course"][0] == told["paramedic.experience"][1]
    assert "paramedic.experience" not in ends(Pace(12, experience_months=2), first, stage("paramedic"))
    assert "paramedic.experience" not in ends(Pace(12), first, stage("paramedic", experience=True))


def test_a_license_waits_for_the_birthday_and_its_processing_begins_then_at_the_latest() -> None:
    waiting = stage(age=18, license_days=days(3, 10))
    born = date(2009, 7, 1)
    told = ends(Pace(12), waiting, born=born)
    birthday = (date(2027, 7, 1) - BEGIN).days
    assert told["emt.licence"] == ((70, 140), (birthday, birthday + 10))
    assert ends(Pace(12), waiting)["emt.licence"][1] == (73, 150)
    assert ends(Pace(12), waiting, born=date(1990, 1, 1))["emt.licence"][1] == (73, 150)


def test_an_unknown_length_or_start_leaves_what_follows_unknown() -> None:
    told = ends(Pace(12), stage(hours=None), stage("paramedic"))
    assert told["emt.course"] == ((0, 0), (None, None))
    assert told["paramedic.licence"] == ((None, None), (None, None))
    late = stage(starts=(date(2027, 3, 29),), license_days=days(0, 9))
    told = ends(Pace(12), stage("emr", hours=days(132, 240)), late)
    assert told["emt.course"] == ((77, None), (147, None))


# --- what decides the end


def chained(pace: Pace, *found: Stage, born: date | None = None) -> tuple[str, ...]:
    return chain(found, pace, schedule(found, pace, BEGIN, born), born)


def test_the_critical_path_leaves_out_a_license_that_nothing_waits_for() -> None:
    two = (stage(), stage("paramedic"))
    courses = ("emt.course", "emt.exam", "paramedic.course", "paramedic.exam", "paramedic.licence")
    with_licence = ("emt.course", "emt.exam", "emt.licence", *courses[2:])
    assert chained(Pace(12), *two) == courses
    assert chained(Pace(12, license_first=True), *two) == with_licence


def test_work_that_is_planned_makes_the_license_before_it_critical() -> None:
    worked = (stage(), stage("paramedic", experience=True))
    assert chained(Pace(12, experience_months=6), *worked) == (
        "emt.course", "emt.exam", "emt.licence", "paramedic.experience", "paramedic.course", "paramedic.exam", "paramedic.licence",
    )  # fmt: skip
    assert "emt.licence" not in chained(Pace(12), *worked)
    assert "emt.licence" not in chained(Pace(12, experience_months=6), stage(), stage("paramedic"))


def test_the_critical_path_begins_anew_at_an_age_that_is_waited_for() -> None:
    assert chained(Pace(12), stage(age=18), born=date(2012, 1, 1)) == ("emt.age", "emt.licence")
    assert chained(Pace(12), stage(age=18), born=date(2000, 1, 1))[0] == "emt.course"


@pytest.mark.parametrize(("birthday", "held"), [(date(2027, 5, 31), False), (date(2027, 6, 1), True)])
def test_an_age_holds_up_a_license_when_it_comes_after_the_latest_exam(birthday: date, held: bool) -> None:
    found = (stage(age=18),)
    born = birthday.replace(year=birthday.year - 18)
    licence = schedule(found, Pace(12), BEGIN, born)[-1]
    assert licence.starts[1] == date(2027, 5, 31)
    assert waits(found[0], licence, born) is held
    assert waits(found[0], licence, None) is False
    assert waits(stage(), licence, born) is False
    assert waits(found[0], licence._replace(starts=(BEGIN, None)), born) is False


def test_a_step_has_the_id_that_a_path_gives_it() -> None:
    course, exam = schedule((stage(),), Pace(), BEGIN, None)[:2]
    bridge = stage(kind="bridge", step="rn-bridge")
    assert step_id(stage(), course) == "emt.course"
    assert step_id(bridge, course) == "rn-bridge"
    assert step_id(bridge, exam) == "emt.exam"


# --- the stages of a way


BEYOND = "a date of the answer would lie outside the years 1 to 9999"


def test_no_date_runs_out_of_the_calendar() -> None:
    last = date(9999, 12, 31)
    assert plus(last, 0) == months_after(last, 0) == years_after(last, 0) == last
    first = date(1, 1, 1)
    assert months_after(first, 0) == years_after(first, 0) == first
    assert years_after(date(2008, 2, 29), 20) == date(2028, 2, 29)
    moves: list[tuple[Callable[[date, int], Any], date, int]] = [
        (plus, last, 1), (plus, BEGIN, 10**30), (months_after, last, 1), (months_after, BEGIN, 10**30),
        (years_after, last, 1), (years_after, date(2008, 2, 29), 7992), (years_after, BEGIN, 10**30),
    ]  # fmt: skip
    for move, day, length in moves:
        with pytest.raises(QuestionError, match=BEYOND):
            move(day, length)
    assert plus(None, 10**30) is None
    assert months_after(None, 10**30) is None


def test_a_season_that_would_follow_the_last_year_is_refused() -> None:
    season = Season("03-31", None, None, None, 2, ())
    assert season.next_expiry(date(9999, 3, 30)) == date(9999, 3, 31)
    with pytest.raises(QuestionError, match=BEYOND):
        season.next_expiry(date(9999, 3, 31))


@pytest.mark.parametrize(
    "told",
    [
        (fact("training.hours", amount(10**17)),),
        (fact("training.hours", amount(1e99)),),
        (fact("training.hours", amount(100)), fact("training.validity", amount(10**17, unit="months"))),
    ],
)
def test_a_plan_with_an_impossible_length_is_refused_in_words(told: tuple[Fact, ...]) -> None:
    with pytest.raises(QuestionError, match=BEYOND):
        plan(small(level("emt", *told)), PlanQuery(goal="emt", begin=BEGIN))


@pytest.mark.parametrize(
    "told", [fact("licence.age", amount(10**17, unit="years")), fact("licence.processing", amount(1e99, unit="days"))]
)
def test_so_is_an_impossible_age_or_wait_of_a_state(told: Fact) -> None:
    catalog = small(level("emt", fact("training.hours", amount(100))), states=(state(told),))
    with pytest.raises(QuestionError, match=BEYOND):
        plan(catalog, PlanQuery(goal="emt", begin=BEGIN, state="tx", born=date(2000, 2, 29)))
    person = Person(level="none", goal="emt", state="tx", born=date(2000, 2, 29))
    advice = list(advise_all(catalog, [(1, 2, "a", person)], Settings(as_of=BEGIN)))
    assert [(row.status, row.error_column) for row in advice] == [("error", "goal")]
    assert BEYOND in (advice[0].error or "")


def test_a_program_whose_dates_lie_beyond_the_calendar_is_refused_in_words() -> None:
    for fields in ({"starts": ("9999-12-31",), "weeks": 16}, {"course_hours": 10**4, "weekly_hours": 1e-10}):
        program = Program(id="p", name="P", level="emt", provider="X", sources=("s",), as_of="2026", **fields)
        catalog = small(programs=(program,))
        with pytest.raises(QuestionError, match=BEYOND):
            plan(catalog, PlanQuery(goal="emt", begin=BEGIN, programs=("p",)))


HOURS = fact("training.hours", amount(150, 190, sources=("s",)))


def test_a_stage_counts_all_current_readings_of_the_headlines_reach() -> None:
    told = fact(
        "training.hours", amount(150, 190), amount(140, 200, sources=("t",)), amount(1, 999, superseded="gone", sources=("u",)),
        amount(100, 400, reach="program", where="A school", sources=("v",)),
    )  # fmt: skip
    (found,) = stages(small(level("emt", told)), "none", "emt")
    assert (found.hours, found.hours_from, found.floor) == (days(140, 200), "national", None)
    assert found.sources == ("s", "t")


def test_hours_that_are_no_hours_or_not_there_are_unknown() -> None:
    for told in (
        (),
        (fact("training.hours", amount(5, unit="credits")),),
        (fact("training.hours", unknown="No source."),),
    ):
        (found,) = stages(small(level("emt", *told)), "none", "emt")
        assert (found.hours, found.hours_from, found.sources) == (None, None, ())


def test_hours_of_single_programs_are_marked_as_such() -> None:
    told = fact("training.hours", amount(100, 400, reach="program", where="A school"))
    (found,) = stages(small(level("emt", told)), "none", "emt")
    assert (found.hours, found.hours_from) == (days(100, 400), "program")


def test_an_aemt_course_is_counted_on_top_of_the_level_before() -> None:
    both = (fact("training.hours", amount(400)), fact("training.hours-beyond", amount(200)))
    after_emt = stages(small(level("aemt", *both)), "emt", "aemt")[-1]
    assert after_emt.hours == days(200, 200)
    other = stages(small(level("paramedic", *both)), "emt", "paramedic")[-1]
    assert other.hours == days(400, 400)
    from_role = small(level("aemt", *both), steps=(step("nurse", "aemt"),))
    assert stages(from_role, "nurse", "aemt")[-1].hours == days(400, 400)
    from_nothing = small(level("aemt", *both), steps=(step("none", "aemt"),))
    assert stages(from_nothing, "none", "aemt")[-1].hours == days(400, 400)


def test_a_bridge_counts_its_own_hours_only() -> None:
    own = (fact("training.cost", amount(90, unit="USD")), fact("training.hours", amount(80, 90)))
    bridge = step("nurse", "paramedic", *own, kind="bridge")
    minimum = fact("licence.hours", amount(1000, reach="state", where="TX"), level="paramedic")
    known = small(level("paramedic", fact("training.hours", amount(1200))), steps=(bridge,), states=(state(minimum),))
    (found,) = stages(known, "nurse", "paramedic", "tx")
    assert (found.kind, found.name, found.step) == ("bridge", "nurse to paramedic", "nurse-paramedic")
    assert (found.hours, found.hours_from, found.floor) == (days(80, 90), "national", None)


def test_a_way_to_a_role_has_no_hours_age_or_license() -> None:
    age = fact("licence.age", amount(18, unit="years", reach="state", where="TX"))
    known = small(steps=(step("none", "nurse", fact("training.hours", amount(10))),), states=(state(age),))
    (found,) = stages(known, "none", "nurse", "tx")
    assert (found.id, found.is_level, found.kind, found.name) == ("nurse", False, "course", "none to nurse")
    assert (found.hours, found.age, found.age_known, found.license_days) == (None, None, False, None)


def in_texas(topic: str, *readings: Any, **fields: Any) -> Fact:
    return fact(topic, *(msgspec.structs.replace(r, reach="state", where="TX") for r in readings), **fields)


@pytest.mark.parametrize(
    ("minimum", "counted", "floor"),
    [
        (amount(160, sources=("t",)), days(160, 190), 160), (amount(150, sources=("t",)), days(150, 190), None),
        (amount(140, sources=("t",)), days(150, 190), None), (amount(200, sources=("t",)), days(200, 200), 200),
        (amount(160, 220, sources=("t",)), days(160, 220), 160),
    ],
)  # fmt: skip
def test_a_states_minimum_raises_what_is_below_it(minimum: Any, counted: Range, floor: int | None) -> None:
    found = texas(in_texas("licence.hours", minimum, level="emt"), levels=(level("emt", HOURS),))
    assert (found.hours, found.floor, found.hours_from) == (counted, floor, "national")
    assert found.sources == ("s", "t")


def test_a_states_minimum_stands_alone_where_no_national_hours_are_known() -> None:
    found = texas(in_texas("licence.hours", amount(160, 180), level="emt"))
    assert (found.hours, found.floor, found.hours_from) == (days(160, 180), None, "state")


def test_a_states_figure_in_another_unit_or_for_another_level_raises_nothing() -> None:
    for told in (in_texas("licence.hours", amount(900, unit="credits"), level="emt"), in_texas("licence.hours", amount(900), level="emr"),
                 in_texas("licence.hours", reading("None."), level="emt"), in_texas("licence.hours", unknown="No source.", level="emt")):  # fmt: skip
        found = texas(told, levels=(level("emt", HOURS),))
        assert (found.hours, found.floor, found.sources) == (days(150, 190), None, ("s",))


def test_a_states_fact_about_the_level_goes_before_its_fact_about_all() -> None:
    every = in_texas("licence.age", amount(17, unit="years"))
    own = in_texas("licence.age", amount(18, unit="years"), level="emt")
    other = in_texas("licence.age", amount(21, unit="years"), level="paramedic")
    assert texas(every, other, own).age == 18
    assert texas(every, other).age == 17
    assert texas(other).age is None
    assert not texas(other).age_known
    blank = in_texas("licence.age", unknown="No source.", level="emt")
    assert texas(blank, every).age == 17


@pytest.mark.parametrize(
    ("told", "age"),
    [(amount(18, unit="years"), 18), (amount(17.5, unit="years"), 18), (reading("Old enough."), None), (amount(216, unit="months"), None)],
)  # fmt: skip
def test_an_age_is_whole_years_or_unknown_in_number(told: Any, age: int | None) -> None:
    found = texas(in_texas("licence.age", told))
    assert (found.age, found.age_known, found.sources) == (age, True, ("s",))


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        (amount(10, 20, unit="days"), days(10, 20)), (amount(2, 3, unit="weeks"), days(14, 21)), (amount(1, unit="months"), None),
        (amount(0.5, 1.5, unit="days"), days(0, 2)), (amount(0.5, 1.5, unit="weeks"), days(3, 11)), (reading("Soon."), None),
        (amount(10, 20, "days", says="10 business days."), days(14, 28)), (amount(5, 6, "days", says="As working days."), days(7, 14)),
        (amount(12, 13, "days", says="business days"), days(16, 21)), (amount(4, 4, "days", says="business days"), days(4, 7)),
    ],
)  # fmt: skip
def test_a_states_processing_is_counted_in_calendar_days(told: Any, counted: Range | None) -> None:
    assert texas(in_texas("licence.processing", told)).license_days == counted


def test_the_sources_of_a_stage_are_those_of_all_it_counts() -> None:
    found = texas(
        in_texas("licence.hours", amount(160, sources=("t",)), level="emt"), in_texas("licence.age", amount(18, unit="years", sources=("u",))),
        in_texas("licence.processing", amount(3, unit="days", sources=("v",))), levels=(level("emt", HOURS),),
    )  # fmt: skip
    assert found.sources == ("s", "t", "u", "v")


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        (amount(6, 12, "months"), True), (amount(0, 6, "months"), True), (amount(0, 0, "months"), False), (reading("Some."), False),
        (amount(6, 12, "months", superseded="gone"), False),
    ],
)  # fmt: skip
def test_work_is_asked_for_where_a_current_reading_gives_more_than_none(told: Any, asked: bool) -> None:
    facts = fact("prerequisites.experience", told)
    assert stages(small(level("emt", facts)), "none", "emt")[-1].experience is asked
    own = small(steps=(step("none", "emt", facts),))
    assert stages(own, "none", "emt")[-1].experience is asked
    other = fact("prerequisites.age", amount(18, unit="years"))
    assert stages(small(level("emt", other)), "none", "emt")[-1].experience is False
    assert not texas(in_texas("prerequisites.experience", amount(6, unit="months"))).experience


def test_the_stages_follow_the_usual_way_or_the_first_one_through_the_levels_named() -> None:
    known = small()
    assert [one.id for one in stages(known, "none", "paramedic")] == ["emt", "paramedic"]
    assert [one.id for one in stages(known, "none", "paramedic", via=("aemt",))] == ["emt", "aemt", "paramedic"]
    assert [one.id for one in stages(known, "none", "paramedic", via=("aemt", "emr"))] == [
        "emr",
        "emt",
        "aemt",
        "paramedic",
    ]
    assert [one.name for one in stages(known, "none", "paramedic")] == ["EMT course", "Paramedic course"]


def test_hours_that_are_set_take_the_place_of_the_known_ones() -> None:
    low = in_texas("licence.hours", amount(200), level="emt")
    known = small(level("emt", HOURS), states=(state(low),))
    (found,) = stages(known, "none", "emt", "tx", hours=(("emt", 100),))
    assert (found.hours, found.hours_from, found.floor) == (days(100, 100), "yours", None)
    assert stages(known, "none", "emt", "tx", hours=(("aemt", 100),))[0].hours == days(200, 200)


@pytest.mark.parametrize(
    ("start", "goal", "via", "says"),
    [
        ("emt", "emt", (), "EMT is where you are already"),
        ("paramedic", "emt", (), "the goal EMT stands below Paramedic, which is held already"),
        ("none", "nurse", (), "the sources read describe no way from no certification to Nurse"),
        ("emt", "nurse", (), "the sources read describe no way from EMT to Nurse"),
        ("emt", "paramedic", ("emr", "aemt"), "no way from EMT to Paramedic through EMR and AEMT"),
        ("nurse", "emt", (), "the sources read describe no way from Nurse to EMT"),
    ],
)
def test_a_way_that_is_none_is_refused_with_the_reason(start: str, goal: str, via: tuple[str, ...], says: str) -> None:
    with pytest.raises(QuestionError) as caught:
        stages(small(), start, goal, via=via)
    assert caught.value.message.endswith(says)


# --- programs


def program(id_: str = "night", **fields: Any) -> Program:
    return Program(
        **{
            "id": id_,
            "name": "Night",
            "level": "emt",
            "provider": "A school",
            "sources": ("t",),
            "as_of": "2026",
            **fields,
        }
    )


def with_program(**fields: Any) -> Stage:
    low = in_texas("licence.hours", amount(200), level="emt")
    known = small(level("emt", HOURS), states=(state(low),), programs=(program(**fields),))
    (found,) = stages(known, "none", "emt", "tx", programs=("night",))
    return found


def test_a_program_counts_its_weeks_before_its_hours_at_its_own_pace() -> None:
    assert with_program(weeks=15, course_hours=160, weekly_hours=20).weeks == 15
    paced = with_program(course_hours=161, weekly_hours=20)
    assert (paced.weeks, paced.hours, paced.hours_from, paced.floor) == (9, days(161, 161), "overlay program", None)
    hours = with_program(course_hours=160)
    assert (hours.weeks, hours.hours, hours.hours_from, hours.floor) == (None, days(160, 160), "overlay program", None)
    weeks = with_program(weeks=15)
    assert (weeks.weeks, weeks.hours, weeks.hours_from, weeks.floor) == (15, days(200, 200), "overlay program", 200)
    bare = with_program(weekly_hours=20)
    assert (bare.weeks, bare.hours, bare.hours_from, bare.floor) == (None, days(200, 200), "national", 200)


def test_a_program_adds_its_starts_in_order_and_its_sources_once() -> None:
    found = with_program(starts=("2027-09-01", "2027-02-01"), sources=("s", "t"))
    assert found.starts == (date(2027, 2, 1), date(2027, 9, 1))
    assert found.sources == ("s", "t")
    assert found.program == "night"


def test_a_program_belongs_to_one_level_of_the_way() -> None:
    several = small(programs=tuple(program(f"p{n}") for n in range(9)))
    with pytest.raises(NotFoundError) as caught:
        stages(several, "none", "emt", programs=("nope",))
    assert caught.value.hint == "Known: p0, p1, p2, p3, p4, p5"
    assert caught.value.suggestions == ("p0", "p1", "p2")
    with pytest.raises(NotFoundError) as caught:
        stages(small(), "none", "emt", programs=("nope",))
    assert caught.value.hint == "Programs come with an overlay: add --data FILE"
    with pytest.raises(QuestionError, match="two programs teach emt"):
        stages(several, "none", "emt", programs=("p0", "p1"))
    with pytest.raises(QuestionError, match="teaches emt, which is not on this way"):
        stages(several, "emt", "paramedic", programs=("p0",))
    both = small(programs=(program("p"), program("q", level="paramedic", weeks=40)))
    assert [s.program for s in stages(both, "none", "paramedic", programs=("q", "p"))] == ["p", "q"]


def test_the_states_fact_is_found_by_topic_and_level() -> None:
    known = small(
        states=(state(in_texas("licence.fee", reading("Fee.")), in_texas("licence.age", reading("Age."), level="emt")),)
    )
    facts = [f for f in known.facts(known.levels["emt"], state=known.states["tx"]) if f.state]
    fee = state_fact(facts, "licence.fee", "emt")
    assert fee is not None
    assert fee.fact.topic == "licence.fee"
    assert state_fact(facts, "licence.age", "aemt") is None


# --- seasons


SEASON = Season(expiry="03-31", opens="10-01", closes="03-31", late_until="04-30", cycle_years=2, sources=())


def test_a_season_turns_around_its_expiry() -> None:
    expires = date(2028, 3, 31)
    assert SEASON.fits(expires)
    assert not SEASON.fits(date(2028, 3, 30))
    assert (SEASON.opening(expires), SEASON.closing(expires), SEASON.late(expires)) == (
        date(2027, 10, 1),
        expires,
        date(2028, 4, 30),
    )
    assert SEASON.next_expiry(date(2028, 3, 30)) == expires
    assert SEASON.next_expiry(expires) == date(2029, 3, 31)
    assert SEASON.expiry_text == "March 31"


def test_a_season_without_days_knows_none() -> None:
    empty = Season(None, None, None, None, None, ())
    day = date(2028, 3, 31)
    assert empty.expiry_text == "a day that is not known"
    assert not empty.fits(day)
    assert (empty.opening(day), empty.closing(day), empty.late(day), empty.next_expiry(day)) == (None,) * 4


def test_a_leap_day_in_a_season_is_february_28_in_other_years() -> None:
    leap = SEASON._replace(expiry="02-29", opens="02-28")
    assert leap.next_expiry(date(2026, 12, 1)) == date(2027, 2, 28)
    assert leap.next_expiry(date(2027, 12, 1)) == date(2028, 2, 29)
    assert leap.opening(date(2028, 3, 1)) == date(2028, 2, 28)
    assert leap.next_expiry(date(2024, 12, 1)) == date(2025, 2, 28)
    assert leap.next_expiry(date(2099, 12, 1)) == date(2100, 2, 28)
    march = SEASON._replace(expiry="03-29")
    assert march.next_expiry(date(2026, 12, 1)) == date(2027, 3, 29)


def test_a_season_is_read_from_the_renewal_facts() -> None:
    topics = ("expiry", "window-opens", "window-closes", "late-until")
    marks = dict(zip(topics, (("03-31", "s"), ("10-01", "t"), ("03-30", "u"), ("04-30", "v")), strict=True))
    told = [fact(f"renewal.{name}", reading(day=day, sources=(source,))) for name, (day, source) in marks.items()]
    known = small(level("emt", *told, fact("renewal.cycle", amount(2, unit="years"))))
    assert Season.of(known, known.levels["emt"]) == Season("03-31", "10-01", "03-30", "04-30", 2, ("s", "t", "u", "v"))


def test_what_is_no_day_or_no_number_of_years_leaves_the_season_without() -> None:
    told = (fact("renewal.expiry", reading("In spring.")), fact("renewal.cycle", amount(24, unit="months")))
    known = small(level("emt", *told))
    assert Season.of(known, known.levels["emt"]) == Season(None, None, None, None, None, ())
    bare = small(level("emt", fact("renewal.cycle", reading("Often."))))
    assert Season.of(bare, bare.levels["emt"]).cycle_years is None
    none = small()
    assert Season.of(none, none.levels["emt"]) == Season(None, None, None, None, None, ())


def test_a_states_own_renewal_facts_set_no_national_season() -> None:
    cycle = fact("renewal.cycle", amount(2, unit="years", sources=("v",)))
    known = small(level("emt", cycle), states=(state(in_texas("renewal.expiry", reading(day="12-31"))),))
    assert Season.of(known, known.levels["emt"]) == Season(None, None, None, None, 2, ("v",))


def test_levels_of_the_same_rank_may_follow_each_other() -> None:
    beside = small(msgspec.structs.replace(level("aemt"), rank=2), steps=(step("emt", "aemt"),))
    assert stages(beside, "emt", "aemt")[-1].id == "aemt"


def test_every_level_of_the_way_may_be_named() -> None:
    assert [one.id for one in stages(small(), "none", "paramedic", via=("emt", "paramedic"))] == ["emt", "paramedic"]


def test_a_program_must_be_on_the_way_that_is_taken() -> None:
    known = small(programs=(program(level="emr"),))
    with pytest.raises(QuestionError, match="teaches emr, which is not on this way"):
        stages(known, "none", "emt", programs=("night",))


def test_part_of_a_business_day_is_no_day_yet() -> None:
    assert texas(in_texas("licence.processing", amount(6.5, 6.5, "days", says="business days"))).license_days == days(
        8, 14
    )


def test_work_runs_from_the_earliest_and_from_the_latest_license() -> None:
    told = ends(Pace(12, experience_months=2), stage(), stage("paramedic", experience=True))
    assert told["emt.licence"][1] == (70, 140)
    assert told["paramedic.experience"][1] == ((date(2027, 5, 22) - BEGIN).days, (date(2027, 7, 31) - BEGIN).days)


def test_work_before_the_last_of_three_makes_only_the_license_before_it_critical() -> None:
    three = (stage("emr", experience=True), stage("emt"), stage("paramedic", experience=True))
    told = chained(Pace(12, experience_months=6), *three)
    assert "emt.licence" in told
    assert "emr.licence" not in told


def test_what_is_said_of_licenses_in_general_is_no_states_rule() -> None:
    told = (
        fact("licence.age", amount(18, unit="years")),
        fact("licence.processing", amount(9, unit="days")),
        fact("licence.hours", amount(999)),
    )
    (found,) = stages(small(level("emt", *told)), "none", "emt")
    assert (found.age, found.age_known, found.license_days, found.hours) == (None, False, None, None)
