"""What a path asks and how its hours add up, rule by rule, on a catalogue made for it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from emspath.answers.base import Range
from emspath.answers.path import Hours, StepView, is_nothing, path, ways_between
from emspath.catalog import Catalog
from emspath.errors import QuestionError
from emspath.model import DataFile, Fact, LocalLevel, Program, Role, Term, Title
from emspath.present import present
from emspath.render import as_lines

from .small import amount, fact, level, reading, small, state, step

EXAM = ("exam.format", "exam.items", "exam.time", "exam.fee", "exam.skills", "exam.attempts", "exam.result-validity")


def texan(topic: str, *says: str, **fields: Any) -> Fact:
    return fact(topic, *(reading(each, reach="state", where="TX") for each in says), **fields)


def steps(known: Catalog, goal: str = "emt", start: str | None = None, *, tx: bool = False) -> dict[str, StepView]:
    """The steps of the recommended route."""
    answer = path(known, start, goal, state=known.states["tx"] if tx else None).answer
    return {one.id: one for one in answer.routes[0].steps}


def asked(view: StepView) -> list[str]:
    return [need.label for need in view.needs]


# --- hours


HOURS = fact(
    "training.hours", amount(150, 190), amount(140, 160, sources=("t",)), amount(1, 999, superseded="gone", sources=("u",)),
    amount(100, 400, reach="program", where="A school", sources=("v",)),
)  # fmt: skip


def test_a_course_has_the_span_of_the_headlines_reach_with_exactly_its_sources() -> None:
    course = steps(small(level("emt", HOURS)))["emt.course"]
    assert (course.hours, course.hours_reach, course.state_hours, course.sources) == (
        Range(min=140, max=190),
        "national",
        None,
        ("s", "t"),
    )


def test_the_total_runs_along_the_courses_and_is_unknown_from_an_unknown_one_on() -> None:
    known = small(
        level("emt", fact("training.hours", amount(100, 110))),
        level("paramedic", fact("training.hours", amount(1000, 1500))),
    )
    route = path(known, None, "paramedic").answer.routes[0]
    assert [(one.total.min, one.total.max) for one in route.steps] == [(100, 110)] * 3 + [(1100, 1610)] * 3
    assert route.hours == Hours(min=1100, max=1610)
    unknown = small(level("paramedic", fact("training.hours", amount(1000, 1500))))
    route = path(unknown, None, "paramedic").answer.routes[0]
    assert {(one.total.min, one.total.max) for one in route.steps} == {(None, None)}
    assert route.hours == Hours(min=None, max=None)


def test_only_an_aemt_course_is_counted_on_top_of_the_level_before() -> None:
    both = (fact("training.hours", amount(400)), fact("training.hours-beyond", amount(200)))
    assert steps(small(level("aemt", *both)), "aemt", "emt")["aemt.course"].hours == Range(min=200, max=200)
    assert steps(small(level("paramedic", *both)), "paramedic", "emt")["paramedic.course"].hours == Range(
        min=400, max=400
    )
    alone = small(level("aemt", *both), steps=(step("none", "aemt"),))
    assert steps(alone, "aemt")["aemt.course"].hours == Range(min=400, max=400)
    only_whole = small(level("aemt", both[0]))
    assert steps(only_whole, "aemt", "emt")["aemt.course"].hours == Range(min=400, max=400)


def test_a_states_minimum_stands_beside_the_national_hours() -> None:
    minimum = fact("licence.hours", amount(160, 170, reach="state", where="TX", sources=("v",)), level="emt")
    other = fact("licence.hours", amount(900, reach="state", where="TX"), level="aemt")
    known = small(level("emt", HOURS), states=(state(other, minimum),))
    course = steps(known, tx=True)["emt.course"]
    assert (course.hours, course.state_hours, course.sources) == (
        Range(min=140, max=190),
        Range(min=160, max=170),
        ("s", "t", "v"),
    )
    blank = small(level("emt", HOURS), states=(state(texan("licence.hours", "Many.", level="emt")),))
    assert steps(blank, tx=True)["emt.course"].state_hours is None


def test_hours_of_single_programs_are_explained_in_a_note() -> None:
    note = "Hours marked 'single programs' are what particular schools ask, not a national figure."
    program = fact("training.hours", amount(100, reach="program", where="A school"))
    assert note in path(small(level("emt", program)), None, "emt").notes
    assert note not in path(small(level("emt", HOURS)), None, "emt").notes
    assert path(small(), None, "emt").notes[0].startswith("Practicing needs a license")


def length(*facts: Fact) -> str | None:
    return steps(small(level("emt", *facts)))["emt.course"].length


def test_a_length_is_the_first_national_one_else_one_programs_by_name() -> None:
    months, weeks = fact("training.months", amount(3, unit="months")), fact("training.weeks", amount(12, unit="weeks"))
    semesters = fact("training.semesters", amount(2, unit="semesters"))
    assert length(weeks, months, semesters) == "3 months"
    assert length(weeks, semesters) == "12 weeks"
    assert length(semesters) == "2 semesters"
    one = fact("training.months", amount(4, unit="months", reach="program", where="A school"))
    assert length(one, weeks) == "12 weeks"
    assert length(one) == "4 months (one program: A school)"
    assert length(fact("training.months", reading("Some months."))) is None
    assert length(fact("training.hours", amount(3))) is None
    assert length() is None
    here = fact("training.months", amount(9, unit="months", reach="state", where="TX"))
    assert steps(small(states=(state(here),)), tx=True)["emt.course"].length is None


# --- what a step asks


def test_a_course_asks_what_the_level_and_the_step_ask_each_topic_once() -> None:
    emt = level(
        "emt", HOURS, fact("training.clinical", reading()), fact("training.accreditation", reading()), fact("training.weeks", amount(9, unit="weeks")),
        fact("prerequisites.age", reading("Old enough.")), fact("exam.fee", reading()), fact("training.cost", reading()),
    )  # fmt: skip
    way = step(
        "none",
        "emt",
        fact("prerequisites.age", reading("Step's.")),
        fact("prerequisites.cpr", reading("CPR.")),
        fact("exam.wait", reading()),
    )
    known = small(
        emt, steps=(way,), states=(state(texan("prerequisites.health", "Here."), texan("training.clinical", "Here.")),)
    )
    course = steps(known, tx=True)["emt.course"]
    assert asked(course) == ["age", "cpr", "clinical", "accreditation"]
    assert course.needs[0].text == "Old enough."
    assert asked(steps(known, tx=True)["emt.exam"]) == ["fee"]


def test_an_exam_tells_its_own_facts_only() -> None:
    emt = level("emt", *(fact(topic, reading()) for topic in (*EXAM, "exam.wait", "prerequisites.age")))
    exam = steps(small(emt))["emt.exam"]
    assert exam.kind == "exam"
    assert sorted(asked(exam)) == sorted(topic.partition(".")[2] for topic in EXAM)


def test_a_license_tells_the_national_rule_and_what_the_state_says_of_the_level() -> None:
    here = (
        texan("licence.nremt", "All."), texan("licence.nremt", "EMTs.", level="emt"), texan("licence.age", "All."), texan("licence.age", level="emt", unknown="No source."),
        texan("licence.requirements", "First.", "Second."), texan("licence.requirements", "Own.", level="emt"), texan("licence.fee", "Fee.", level="aemt"),
        texan("licence.processing", "Soon."), texan("licence.renewal", "Never."), texan("licence.hours", "Many.", level="emt"),
    )  # fmt: skip
    known = small(
        level("emt", fact("licence.rule", reading("Rule.")), fact("licence.fee", reading("National."))),
        states=(state(*here),),
    )
    licence = steps(known, tx=True)["emt.licence"]
    assert (licence.kind, licence.name) == ("licence", "Texas license, EMT")
    assert [(need.label, need.text) for need in licence.needs] == [
        ("rule", "Rule."), ("nremt", "EMTs."), ("age", "All."), ("age", "unknown: No source."), ("requirements", "First."),
        ("requirements", "Second."), ("requirements", "Own."), ("processing", "Soon."),
    ]  # fmt: skip
    bare = steps(known)["emt.licence"]
    assert (bare.name, asked(bare)) == ("State license, EMT", ["rule"])


def test_requirements_that_no_longer_hold_are_left_out() -> None:
    old = fact(
        "licence.fee",
        reading("Now.", reach="state", where="TX"),
        reading("Then.", reach="state", where="TX", superseded="Now."),
    )
    licence = steps(small(states=(state(old),)), tx=True)["emt.licence"]
    assert [need.text for need in licence.needs] == ["Now."]


def local(name: str, maps_to: str) -> LocalLevel:
    return LocalLevel(name=name, maps_to=maps_to, sources=("s",), trust="primary", as_of="2020")  # type: ignore[arg-type]


def test_a_license_bears_the_states_own_name_where_that_is_another() -> None:
    known = small(
        states=(
            state(
                levels=(
                    local("Basic", "emt"),
                    local("Other", "aemt"),
                    local("e.m.t.", "emt"),
                    local("EMT level", "emt"),
                )
            ),
        )
    )
    assert steps(known, tx=True)["emt.licence"].name == "Texas license, EMT (Basic)"
    plain = small(states=(state(levels=(local("Other", "aemt"), local("EMT", "emt"))),))
    assert steps(plain, tx=True)["emt.licence"].name == "Texas license, EMT"


def test_a_bridge_is_one_step_with_its_own_facts_then_exam_and_license() -> None:
    own = (
        fact("training.hours", amount(80, 90)),
        fact("prerequisites.age", reading()),
        fact("training.semesters", amount(1, unit="semesters")),
    )
    known = small(
        level("paramedic", fact("training.hours", amount(1200)), fact("prerequisites.cpr", reading())),
        steps=(step("nurse", "paramedic", *own, kind="bridge"),),
    )
    told = steps(known, "paramedic", "nurse")
    assert [(one.id, one.kind, one.total) for one in told.values()] == [
        ("nurse-paramedic", "bridge", Hours(min=80, max=90)), ("paramedic.exam", "exam", Hours(min=80, max=90)), ("paramedic.licence", "licence", Hours(min=80, max=90)),
    ]  # fmt: skip
    assert asked(told["nurse-paramedic"]) == ["age", "semesters"]
    assert told["nurse-paramedic"].length == "1 semester"


def test_a_route_remarks_on_what_its_ladder_steps_say_of_the_training() -> None:
    said = tuple(
        fact(topic, reading()) for topic in ("what.definition", "training.cost", "licence.rule", "prerequisites.cpr")
    )
    remarks = path(small(steps=(step("none", "emt", *said),)), None, "emt").answer.routes[0].remarks
    assert [one.topic for one in remarks] == ["what.definition", "training.cost", "licence.rule"]
    bridge = small(steps=(step("nurse", "emt", *said, kind="bridge"),))
    assert path(bridge, "nurse", "emt").answer.routes[0].remarks == ()


# --- ways


def through(known: Catalog, start: str, goal: str) -> list[str]:
    return [">".join(one.end for one in way) for way in ways_between(known, start, goal)]


def test_the_usual_way_comes_first_then_those_with_fewer_unusual_steps() -> None:
    assert through(small(), "none", "paramedic") == [
        "emt>paramedic",
        "emr>emt>paramedic",
        "emt>aemt>paramedic",
        "emr>emt>aemt>paramedic",
    ]
    assert through(small(), "emt", "emt") == []


def test_no_way_goes_in_a_circle_and_six_are_enough() -> None:
    circle = small(steps=(step("none", "emt"), step("emt", "emr"), step("emr", "emt"), step("emr", "aemt")))
    assert through(circle, "none", "aemt") == ["emt>emr>aemt"]
    roles = tuple(Role(id=f"r{n}", name=f"R{n}", category="c") for n in range(8))
    many = Catalog([*small()._files, msgspec.structs.replace(small()._files[0], levels=(), roles=roles, topics=(), sections=(), steps=tuple(
        one for role in roles for one in (step("none", role.id), step(role.id, "nurse"))))])  # fmt: skip
    assert len(ways_between(many, "none", "nurse")) == 6


@pytest.mark.parametrize("level_", ["emr", "emt", "aemt", "paramedic"])
def test_a_bridge_is_taken_on_the_way_from_a_level_but_not_from_a_role(level_: str) -> None:
    other = "aemt" if level_ != "aemt" else "emt"
    known = small(
        steps=(
            step("none", level_),
            step(level_, other, kind="bridge"),
            step("none", "nurse"),
            step("nurse", other, kind="bridge"),
        )
    )
    assert through(known, "none", other) == [f"{level_}>{other}"]
    assert through(known, "nurse", other) == [other]


def test_a_route_is_named_by_its_places() -> None:
    answer = path(small(), "emr", "emt").answer
    assert (answer.routes[0].id, answer.routes[0].name, answer.routes[0].through) == ("emr>emt", "EMR → EMT", ("emt",))
    assert (answer.start_name, answer.goal_name) == ("EMR", "EMT")
    nothing = path(small(), None, "emt").answer
    assert (nothing.routes[0].id, nothing.routes[0].name, nothing.start_name) == ("none>emt", "EMT", "no certification")


def test_only_the_first_route_is_recommended() -> None:
    assert [route.recommended for route in path(small(), None, "paramedic").answer.routes] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("start", "goal", "reason"),
    [
        ("emt", "emt", "EMT is where you are already."),
        ("paramedic", "emt", "EMT stands below Paramedic on the ladder, so there is nothing to climb."),
        ("emt", "nurse", "The sources read describe no way from EMT to Nurse; there may be one that they do not cover."),
        (None, "nurse", "The sources read describe no way from no certification to Nurse; there may be one that they do not cover."),
        ("nurse", "emt", "The sources read describe no way from Nurse to EMT; there may be one that they do not cover."),
    ],
)  # fmt: skip
def test_no_way_has_its_reason(start: str | None, goal: str, reason: str) -> None:
    answer = path(small(), start, goal).answer
    assert (answer.routes, answer.reason) == ((), reason)
    assert path(small(), None, "emt").answer.reason is None


def test_a_climb_that_the_steps_do_not_hold_is_not_called_a_descent() -> None:
    answer = path(small(steps=()), "emr", "emt").answer
    assert answer.reason is not None
    assert answer.reason.startswith("The sources read describe no way from EMR to EMT")


@pytest.mark.parametrize(
    "word", ["none", "Nothing", "zero", "start", "scratch", "beginner", "high school", "High-School", ""]
)
def test_words_for_nothing(word: str) -> None:
    assert is_nothing(word) == (word != "")
    if word:
        with pytest.raises(QuestionError, match="cannot be the goal"):
            path(small(), "emt", word)


def titled() -> Catalog:
    titles = (
        Title(id="basic", name="EMT-Basic", jurisdiction="US", status="replaced", maps_to=("emt",), aliases=("Duo",)),
        Title(id="plus", name="Nurse plus", jurisdiction="US", status="replaced", maps_to=("emt",), aliases=("RN",)),
    )
    role = Role(id="rn", name="Registered nurse", category="c", aliases=("RN",))
    base = small(titles=titles, states=(state(levels=(local("ECA", "emr"),)),))
    return Catalog([*base._files, msgspec.structs.replace(base._files[0], levels=(), titles=(), states=(), topics=(), sections=(), steps=(step("rn", "emt"),), roles=(role,))])  # fmt: skip


def test_an_end_of_a_way_may_be_named_by_another_title_which_is_said() -> None:
    known = titled()
    answer = path(known, None, "emt-basic")
    assert answer.answer.goal == "emt"
    assert "EMT-Basic corresponds to EMT today." in answer.notes
    local_ = path(known, "eca", "emt", state=known.states["tx"])
    assert (local_.answer.start, local_.notes[0]) == ("emr", "ECA is the Texas name for EMR.")
    assert path(known, "rn", "emt").answer.start == "rn"
    assert path(known, "emr", "emt", state=known.states["tx"]).notes == (
        "Practicing in Texas needs that state's license.",
    )


def test_what_is_no_level_or_role_says_what_it_is() -> None:
    with pytest.raises(QuestionError) as caught:
        path(titled(), None, "texas")
    assert caught.value.message == "Texas is no level or role that a path can lead to: it is a state"


# --- the picture


def test_each_level_has_its_place_on_the_way() -> None:
    def places(start: str | None, goal: str) -> list[str]:
        return [rung.place for rung in path(small(), start, goal).answer.ladder]

    assert places("emt", "paramedic") == ["below", "start", "between", "goal"]
    assert places(None, "emt") == ["between", "goal", "above", "above"]
    assert places("emr", "aemt") == ["start", "between", "goal", "above"]
    assert places("nurse", "paramedic") == ["between", "between", "between", "goal"]
    assert places(None, "nurse") == ["between", "between", "between", "between"]


def test_a_rung_tells_its_hours_and_whether_they_come_on_top() -> None:
    both = (fact("training.hours", amount(400)), fact("training.hours-beyond", amount(200, 250)))
    rungs = path(
        small(level("emt", fact("training.hours", amount(150, 190)), both[1]), level("aemt", *both)), None, "emt"
    ).answer.ladder
    assert [(one.id, one.hours, one.on_top) for one in rungs] == [
        ("emr", None, False), ("emt", Range(min=150, max=190), False), ("aemt", Range(min=200, max=250), True), ("paramedic", None, False),
    ]  # fmt: skip
    assert (rungs[0].label, rungs[0].name) == ("EMR", "Emr level")


def test_the_programs_of_an_overlay_are_offered_where_the_way_passes() -> None:
    given = tuple(
        Program(id=f"p-{one}", name="P", level=one, provider="A school", sources=("t",), as_of="2026")
        for one in ("emr", "emt")
    )
    assert [offer.id for offer in path(small(programs=given), None, "emt").answer.programs] == ["p-emr", "p-emt"]
    assert [offer.id for offer in path(small(programs=given), "emr", "emt").answer.programs] == ["p-emt"]


# --- what is seldom met


def test_an_answer_says_what_was_asked() -> None:
    answer = path(small(states=(state(),)), None, "EMT", state=small(states=(state(),)).states["tx"])
    assert (answer.kind, answer.query.start, answer.query.goal, answer.query.state) == ("path", "none", "EMT", "TX")
    assert path(small(), "emr", "emt").query.start == "emr"


def test_a_word_that_is_also_a_title_leads_to_its_level_and_other_words_say_what_the_first_is() -> None:
    title = Title(id="basic", name="Basic", jurisdiction="US", status="replaced", maps_to=("emt",))
    words = (
        Term(id="word", name="Word", category="c", aliases=("Basic", "Same")),
        Term(id="other", name="Other", category="c", aliases=("Same",)),
    )
    known = small(titles=(title,), terms=words)
    assert path(known, None, "basic").answer.goal == "emt"
    with pytest.raises(QuestionError, match=r"^Word is no level or role"):
        path(known, None, "same")


def test_levels_of_the_same_rank_are_not_below_each_other() -> None:
    known = small(msgspec.structs.replace(level("aemt"), rank=2), steps=())
    reason = path(known, "emt", "aemt").answer.reason
    assert reason is not None
    assert reason.startswith("The sources read describe no way")


@pytest.mark.parametrize("topic", ["licence.nremt", "licence.age"])
def test_what_a_state_says_of_the_level_replaces_what_it_says_of_all(topic: str) -> None:
    known = small(states=(state(texan(topic, "All."), texan(topic, "EMTs.", level="emt")),))
    assert [need.text for need in steps(known, tx=True)["emt.licence"].needs] == ["EMTs."]


def test_the_first_hours_of_a_bridge_count_and_lengths_are_no_needs() -> None:
    own = (
        fact("training.hours", amount(80)), fact("training.hours-beyond", amount(10)), fact("training.weeks", amount(9, unit="weeks")),
        fact("training.months", amount(2, unit="months")),
    )  # fmt: skip
    known = small(steps=(step("nurse", "paramedic", *own, kind="bridge"),))
    bridge = steps(known, "paramedic", "nurse")["nurse-paramedic"]
    assert (bridge.hours, asked(bridge)) == (Range(min=80, max=80), ["hours-beyond"])


def test_a_length_told_in_words_is_passed_over() -> None:
    worded = fact("training.months", reading("A while.", as_of="2026"), amount(3, unit="months"))
    assert length(worded) is None
    assert length(worded, fact("training.weeks", amount(12, unit="weeks"))) == "12 weeks"


def test_each_fee_of_a_state_is_told() -> None:
    known = small(states=(state(texan("licence.fee", "One.", "Two.")),))
    assert [need.text for need in steps(known, tx=True)["emt.licence"].needs] == ["One.", "Two."]


def texts(known: Catalog, start: str | None, goal: str) -> list[str]:
    """The page of a path line by line."""
    return as_lines.render(present(path(known, start, goal)), sources="none").splitlines()


def test_a_way_to_a_role_is_one_step_without_exam_or_license() -> None:
    hours = fact("training.hours", amount(480))
    for kind, id_, name in (("bridge", "emt-nurse", "bridge"), ("ladder", "nurse.course", "course")):
        known = small(steps=(step("emt", "nurse", hours, kind=kind),))
        told = steps(known, "nurse", "emt")
        assert [(one.id, one.kind, one.hours) for one in told.values()] == [(id_, name, Range(min=480, max=480))]
        assert texts(known, "emt", "nurse")[1] == "EMT → Nurse: one step. 480 hours of course in all."


def test_a_way_through_a_role_counts_its_steps() -> None:
    known = small(steps=(step("none", "nurse"), step("nurse", "emt")))
    assert texts(known, None, "emt")[1].startswith("Nurse → EMT: 2 steps. The length in hours is unknown")


def test_a_page_has_only_the_parts_that_there_is_something_for() -> None:
    assert "Worth knowing:" not in texts(small(), None, "emt")
    said = small(steps=(step("none", "emt", fact("training.cost", reading("It costs."))),))
    assert "- cost: It costs." in texts(said, None, "emt")


def test_what_a_school_asks_is_marked_as_its_own() -> None:
    known = small(level("emt", fact("prerequisites.age", reading("17.", owner="A school"))))
    (line,) = [line for line in texts(known, None, "emt") if line.startswith("age: ")]
    assert line == "age: 17. (from A school)"


def test_a_name_of_a_level_is_not_said_to_be_another_title_for_it() -> None:
    """A role and a title bear it too, so that the level is chosen among three."""
    role = Role(id="driver", name="Driver", category="c", aliases=("EMT",))
    title = Title(id="old", name="Old", jurisdiction="US", status="replaced", maps_to=("emt",), aliases=("EMT",))
    base = small(titles=(title,))
    known = Catalog([*base._files, DataFile(roles=(role,))])
    answer = path(known, None, "EMT")
    assert answer.answer.goal == "emt"
    assert answer.notes == path(small(), None, "EMT").notes


def test_hours_that_only_programs_give_are_marked_on_the_page() -> None:
    def length_of(**fields: Any) -> str:
        hours = fact("training.hours", amount(160, where="A school" if fields else None, **fields))
        (line,) = [line for line in texts(small(level("emt", hours)), None, "emt") if line.startswith("Length")]
        return line

    assert length_of() == "Length: 160 hours"
    assert length_of(reach="program") == "Length: 160 hours (single programs)"
