"""The answers on the real data: compare, path, scope, why, sources, list."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emspath.answers.base import age_months
from emspath.answers.compare import compare
from emspath.answers.explain import explain
from emspath.answers.listing import WHAT, listing
from emspath.answers.path import path
from emspath.answers.scope import scope
from emspath.answers.sources import months_of, sources, stale
from emspath.answers.why import why
from emspath.catalog import LADDER, Catalog
from emspath.errors import NotFoundError, QuestionError
from emspath.model import Title

from .small import amount, fact, small
from .small import level as small_level

LEVELS = list(LADDER)


@pytest.mark.parametrize("first", LEVELS)
@pytest.mark.parametrize("second", LEVELS)
def test_any_two_levels_compare_and_the_order_is_kept(catalog: Catalog, first: str, second: str) -> None:
    if first == second:
        with pytest.raises(QuestionError, match="two or more different things"):
            compare(catalog, [first, second])
        return
    answer = compare(catalog, [first, second]).answer
    assert answer.items == (first, second)
    assert {row.section for row in answer.rows} >= {
        "what",
        "training",
        "prerequisites",
        "exam",
        "scope",
        "renewal",
        "pay",
    }
    for row in answer.rows:
        assert list(row.values) == [first, second]


def test_a_row_differs_exactly_when_its_texts_do(catalog: Catalog) -> None:
    for row in compare(catalog, LEVELS).answer.rows:
        assert row.differs == (len({(v.text, v.known) for v in row.values.values()}) > 1)


def test_differences_only_leaves_out_the_rows_that_agree(catalog: Catalog) -> None:
    every = compare(catalog, ["emt", "aemt"]).answer.rows
    kept = compare(catalog, ["emt", "aemt"], differences=True).answer.rows
    assert [row for row in every if row.differs] == list(kept)
    assert len(kept) < len(every)


def test_a_section_alone_keeps_only_its_rows(catalog: Catalog) -> None:
    rows = compare(catalog, ["emt", "paramedic"], section="exam").answer.rows
    assert {row.section for row in rows} == {"exam"}
    with pytest.raises(QuestionError, match="no section 'nonsense'"):
        compare(catalog, ["emt", "paramedic"], section="nonsense")


def test_every_known_value_names_a_fact_that_why_explains(catalog: Catalog) -> None:
    for row in compare(catalog, LEVELS).answer.rows:
        for value in row.values.values():
            if value.fact is not None:
                receipt = why(catalog, value.fact).answer
                assert receipt.readings or receipt.unknown
                if value.known and value.sources:
                    assert set(value.sources) <= {s for r in receipt.readings for s in r.sources}


def test_unknown_is_never_shown_as_no(catalog: Catalog) -> None:
    for skill in catalog.skills.values():
        view = scope(catalog, [skill.id]).answer.skills[0]
        for level in LADDER:
            may = getattr(skill.levels, level).may
            assert view.levels[level] is {"yes": True, "no": False, "unknown": None}[may]


def test_things_of_different_kinds_say_what_each_is(catalog: Catalog) -> None:
    for pair in (("ems", "emt"), ("paramedic", "narcan spray"), ("nremt", "tx"), ("emt", "registered nurse")):
        try:
            answer = compare(catalog, pair).answer
        except NotFoundError:
            continue
        assert answer.rows[0].field == "kind"
        assert answer.rows[0].differs
        assert all(value.known for value in answer.rows[0].values.values())


def test_old_titles_compare_as_the_levels_they_became(catalog: Catalog) -> None:
    assert compare(catalog, ["emt-b", "nremt-p"]).answer.items == ("emt", "paramedic")
    assert compare(catalog, ["emt-basic", "aemt"]).answer.items == ("emt", "aemt")


def test_an_old_title_beside_the_very_level_it_became_says_what_each_is(catalog: Catalog) -> None:
    answer = compare(catalog, ["emt", "emt-b"]).answer
    assert answer.items == ("emt", "emt-b")
    assert answer.rows[0].field == "kind"


def test_an_ambiguous_name_cannot_be_compared_and_says_why(catalog: Catalog) -> None:
    with pytest.raises(QuestionError, match="several meanings"):
        compare(catalog, ["EMT-I", "paramedic"])


def test_the_counts_of_the_scope_summary_add_up(catalog: Catalog) -> None:
    answer = scope(catalog, []).answer
    for level in LADDER:
        tally = answer.tally[level]
        assert tally.yes + tally.no + tally.unknown == len(catalog.skills) == len(answer.skills)


def test_what_a_level_adds_is_what_the_one_below_may_not(catalog: Catalog) -> None:
    answer = scope(catalog, [], added_by="paramedic").answer
    assert answer.beyond == "aemt"
    assert answer.skills
    for skill in answer.skills:
        assert skill.levels["paramedic"] is True
        assert skill.levels["aemt"] is False
    with pytest.raises(QuestionError, match="lowest level"):
        scope(catalog, [], added_by="emr")


@pytest.mark.parametrize(("words", "level", "expected"), [
    ("iv", "emt", False), ("iv", "aemt", True), ("intubate", "paramedic", True), ("intubate", "aemt", False),
    ("narcan nasal spray", "emr", True), ("tourniquet", "emt", True),
])  # fmt: skip
def test_common_questions_about_scope_are_answered(catalog: Catalog, words: str, level: str, expected: bool) -> None:
    skills = scope(catalog, [words]).answer.skills
    assert any(skill.levels[level] is expected for skill in skills)


def test_words_that_fit_nothing_are_not_found(catalog: Catalog) -> None:
    with pytest.raises(NotFoundError):
        scope(catalog, ["brain surgery"])


@pytest.mark.parametrize(
    ("start", "goal"),
    [(None, "paramedic"), ("none", "emt"), ("emr", "paramedic"), ("emt", "aemt"), ("rn", "paramedic"), ("68w", "emt")],
)
def test_a_path_ends_at_its_goal_and_its_totals_add_up(catalog: Catalog, start: str | None, goal: str) -> None:
    answer = path(catalog, start, goal).answer
    assert answer.routes
    assert answer.routes[0].recommended
    assert not any(route.recommended for route in answer.routes[1:])
    for route in answer.routes:
        assert route.through[-1] == answer.goal
        courses = [step for step in route.steps if step.kind in ("course", "bridge")]
        if all(step.hours is not None for step in courses):
            assert route.hours.min == sum(step.hours.min for step in courses if step.hours)
            assert route.hours.max == sum(step.hours.max for step in courses if step.hours)
        else:
            assert route.hours.min is None
        for step in route.steps:
            if step.hours is not None:
                assert step.hours.min <= step.hours.max
            assert step.sources


def test_each_level_on_the_way_asks_for_course_exam_and_licence(catalog: Catalog) -> None:
    route = path(catalog, None, "paramedic").answer.routes[0]
    assert [step.id for step in route.steps] == [
        "emt.course", "emt.exam", "emt.licence", "paramedic.course", "paramedic.exam", "paramedic.licence",
    ]  # fmt: skip


def test_there_is_a_way_with_and_without_the_aemt(catalog: Catalog) -> None:
    ways = [route.through for route in path(catalog, "emt", "paramedic").answer.routes]
    assert ("paramedic",) in ways
    assert ("aemt", "paramedic") in ways


def test_no_way_is_said_plainly_with_the_reason(catalog: Catalog) -> None:
    for start, goal in (("paramedic", "emt"), ("emt", "emt")):
        answer = path(catalog, start, goal).answer
        assert answer.routes == ()
        assert answer.reason


def test_a_path_to_a_word_or_to_nothing_is_refused(catalog: Catalog) -> None:
    for goal in ("licensure", "none", "ems"):
        with pytest.raises(QuestionError):
            path(catalog, "emt", goal)


def test_why_shows_every_reading_and_one_headline(catalog: Catalog) -> None:
    for located in catalog.every_fact():
        receipt = why(catalog, located.id).answer
        assert len(receipt.readings) == len(located.fact.readings)
        assert sum(reading.headline for reading in receipt.readings) <= 1
        assert receipt.dispute == located.fact.dispute
        assert receipt.unknown == located.fact.unknown


def test_why_tells_the_nearest_facts_for_a_wrong_id(catalog: Catalog) -> None:
    with pytest.raises(NotFoundError, match=r"emt\.training\.hours"):
        why(catalog, "emt.training.hour")
    with pytest.raises(NotFoundError):
        why(catalog, "emt")


def test_every_source_used_by_an_answer_is_spelled_out(catalog: Catalog) -> None:
    answer = compare(catalog, LEVELS)
    used = {source for row in answer.answer.rows for value in row.values.values() for source in value.sources}
    assert used <= {source.id for source in answer.sources} | {
        s for skill in catalog.skills.values() for level in LADDER for s in getattr(skill.levels, level).sources
    }


def test_stale_lists_only_older_facts_oldest_first(catalog: Catalog) -> None:
    answer = stale(catalog, 24, date(2026, 11, 24)).answer
    ages = [item.months for item in answer]
    assert ages == sorted(ages, reverse=True)
    assert all(age > 24 for age in ages)
    assert len(stale(catalog, 1200, date(2026, 11, 24)).answer) == 0


@given(st.dates(date(1960, 1, 1), date(2100, 1, 1)), st.integers(0, 600))
def test_age_is_never_negative_and_grows_with_the_day(day: date, later: int) -> None:
    older = date.fromordinal(day.toordinal() + later)
    for text in (str(day.year), f"{day.year}-{day.month:02}", day.isoformat()):
        assert 0 <= age_months(text, day) <= age_months(text, older)


@pytest.mark.parametrize(("text", "months"), [("24m", 24), ("2y", 24), ("1 year", 12), ("6months", 6)])
def test_lengths_of_time_are_read(text: str, months: int) -> None:
    assert months_of(text) == months
    with pytest.raises(QuestionError):
        months_of("soon")


def test_a_source_lists_the_facts_that_cite_it(catalog: Catalog) -> None:
    answer = sources(catalog, ["ed-standards-2021"]).answer
    assert "emt.training.hours" in answer[0].facts
    with pytest.raises(NotFoundError):
        sources(catalog, ["no-such-source"])


@pytest.mark.parametrize("what", [None, *WHAT])
def test_every_list_has_entries_with_id_kind_and_name(catalog: Catalog, what: str | None) -> None:
    rows = listing(catalog, what).answer
    assert rows
    assert all(row.id and row.kind and row.name for row in rows)


def test_everything_that_is_listed_can_be_explained(catalog: Catalog) -> None:
    for row in listing(catalog).answer:
        explained = explain(catalog, [row.id]).answer
        assert row.id in [thing.id for thing in explained]
        for thing in explained:
            assert thing.definition != "unknown"
            assert thing.definition_sources or thing.kind == "state"


def test_levels_without_skills_or_hours_compare_by_what_is_known() -> None:
    known = small(small_level("emt", fact("training.hours", amount(150))), small_level("aemt", fact("training.hours", unknown="None.")))  # fmt: skip
    answer = compare(known, ["emt", "aemt"]).answer
    assert [row.field for row in answer.rows] == ["training.hours"]
    assert answer.lead[1:] == ("Course: EMT 150 hours.",)


def test_what_another_title_adds_is_what_its_level_adds_and_says_so(catalog: Catalog) -> None:
    answer = scope(catalog, added_by="EMT-Basic")
    assert answer.answer == scope(catalog, added_by="emt").answer
    assert "Emergency Medical Technician-Basic corresponds to EMT today." in answer.notes


def test_a_title_that_is_also_a_skill_is_taken_for_the_skill(catalog: Catalog) -> None:
    """ETT is the tube, and a title of Alaska."""
    answer = scope(catalog, ["ETT"]).answer
    assert [skill.id for skill in answer.skills] == ["endotracheal-intubation"]
    assert answer.levels == LADDER


def test_a_levels_own_name_needs_no_remark_though_a_title_bears_it_too() -> None:
    title = Title(id="old", name="Old", jurisdiction="US", status="replaced", maps_to=("emt",), aliases=("EMT",))
    answer = scope(small(titles=(title,)), ["EMT"])
    assert (answer.answer.levels, answer.notes) == (("emt",), scope(small(), ["EMT"]).notes)
