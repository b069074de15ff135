"""States: one, all of them, filters, and what `--state` does to the other questions."""

from __future__ import annotations

import json
from datetime import date
from itertools import product
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emspath import coverage
from emspath.answers.compare import compare
from emspath.answers.explain import explain
from emspath.answers.path import path
from emspath.answers.scope import scope
from emspath.answers.state import COLUMNS, PER_LEVEL, state, states
from emspath.catalog import LADDER, Catalog, headline, label
from emspath.errors import NotFoundError, QuestionError
from emspath.library import open_catalog
from emspath.model import LocalLevel
from emspath.present import Options, present
from emspath.report import Prose, Table
from emspath.schemas import schema_of

from .conftest import DAY, ROOT, Invoke
from .small import amount, fact, small
from .small import state as small_state

CATALOG = open_catalog()
STATES = sorted(CATALOG.states)


def page(answer: Any, *, full: bool = False) -> Any:
    return present(answer, Options(full=full, as_of=date.fromisoformat(DAY)))


def test_all_fifty_states_and_dc_are_there() -> None:
    assert len(STATES) == 51
    assert {"ak", "dc", "hi", "tx", "wy"} <= set(STATES)


@pytest.mark.parametrize("name", STATES)
def test_each_state_answers_and_ends_with_the_office_to_check_with(name: str) -> None:
    answer = state(CATALOG, [name])
    view = answer.answer[0]
    assert view.levels
    assert view.offices
    report = page(answer)
    last = report.blocks[-1]
    assert isinstance(last, Prose)
    assert last.title == "Check with"
    assert all("http" in text.text for text in last.texts)
    assert len(last.texts) == len(view.offices)


@pytest.mark.parametrize("spelled", ["TX", "tx", "Texas", "tExAs", " texas "])
def test_a_state_is_found_by_code_or_name_in_any_case(invoke: Invoke, spelled: str) -> None:
    result = invoke("state", spelled, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["answer"][0]["id"] == "tx"


def test_new_york_is_found_by_its_two_words(invoke: Invoke) -> None:
    assert "New York (NY)" in invoke("state", "new york").stdout


def test_a_wrong_state_is_not_found(invoke: Invoke, run: Any) -> None:
    done = run("state", "Texsa")
    assert done.returncode == 3
    assert b"Texas" in done.stderr


def test_the_table_tells_an_unknown_value_as_unknown() -> None:
    """Each cell says either what a source says or `unknown`; never a `no` that no source gives."""
    for name in STATES:
        view = state(CATALOG, [name]).answer[0]
        table = next(block for block in page(state(CATALOG, [name])).blocks if isinstance(block, Table))
        cells = {row.name.text: row.cells for row in table.groups[0].rows}
        for row, (place, column) in product(view.rows, enumerate(view.ladder)):
            value = row.values[column.level]
            shown = cells[row.label][place].text
            assert (shown == "unknown") == (not value.known), (name, row.topic, column.level)
            if shown == "no":
                assert value.code == "no"


def test_a_level_of_its_own_stands_before_what_holds_for_all() -> None:
    row = {r.topic: r for r in state(CATALOG, ["tx"]).answer[0].rows}["licence.age"]
    assert {value.text for value in row.values.values()} == {"18 years"}
    assert row.values["emt"].fact == "tx.emt.licence.age"
    lasts = {r.topic: r for r in state(CATALOG, ["tx"]).answer[0].rows}["licence.renewal"]
    assert {value.fact for value in lasts.values.values()} == {"tx.licence.renewal"}


def test_texas_is_laid_out_as_a_student_needs_it(invoke: Invoke) -> None:
    shown = invoke("state", "tx", "--as-of", DAY, "--width", "80").stdout
    places = [
        shown.index(part)
        for part in (
            "Emergency Care Attendant", "NREMT for the first", "Also asked for the license", "\nEMS Compact\n", "Who sets scope",
            "Coming from another state", "Pay here", "Worth knowing", "Sources disagree", "Not known", "Check with",
        )
    ]  # fmt: skip
    assert places == sorted(places)
    assert "required" in shown
    assert "150 hours" in shown
    assert "(2024)" in shown, "a value older than 24 months shows its year"


def test_every_current_reading_of_a_condition_is_shown() -> None:
    report = page(state(CATALOG, ["tx"]))
    told = " ".join(text.text for block in report.blocks if isinstance(block, Prose) for text in block.texts)
    for asked in ("high school diploma", "course approved by DSHS", "jurisprudence exam", "fingerprints"):
        assert asked in told


def test_one_level_is_told_in_sentences_under_the_local_name(invoke: Invoke) -> None:
    shown = invoke("state", "tx", "--level", "ECA").stdout
    assert shown.startswith("Texas (TX): EMR (Emergency Care Attendant)")
    assert "paramedic" not in shown.partition("Also asked")[0].replace("EMT-Paramedic, Licensed Paramedic", "").lower()


def test_several_states_stand_one_after_the_other(invoke: Invoke) -> None:
    shown = invoke("state", "tx", "ca", "TX").stdout
    assert shown.count("Check with") == 2
    assert shown.index("Texas (TX)") < shown.index("California (CA)")


# --- all states


def codes(topic: str, level: str | None) -> dict[str, str | None]:
    """The code that the first current reading gives, per state, straight from the records."""
    told: dict[str, str | None] = {}
    for name, where in CATALOG.states.items():
        facts = {f.level: f for f in where.facts if f.topic == topic}
        chosen = [facts[key] for key in dict.fromkeys((level, None)) if key in facts]
        first = next((found for found in map(headline, chosen) if found is not None), None)
        told[name] = first.code if first else None
    return told


@settings(deadline=None, max_examples=40)
@given(
    compact=st.sampled_from([None, True, False]),
    nremt=st.sampled_from([None, "required", "accepted", "not-used"]),
    level=st.sampled_from([None, *LADDER]),
    licenses=st.sampled_from([None, "emr", "aemt", "EMT-Intermediate", "AEMT-CC"]),
)
def test_filters_keep_what_sources_confirm_and_never_count_unknown_as_no(
    compact: bool | None, nremt: str | None, level: str | None, licenses: str | None
) -> None:
    found = states(CATALOG, level=level, compact=compact, nremt=nremt, licenses=licenses).answer
    kept = {line.id for line in found.states}
    for each in found.filters:
        assert each.yes + each.no + len(each.unknown) + len(each.unlisted) == 51
        assert not kept & {*each.unknown, *each.unlisted}
    assert not kept & set(found.undecided)
    member = codes("place.compact", None)
    asked = codes("licence.nremt", level or "emt")
    for name in kept:
        assert compact is None or member[name] == ("yes" if compact else "no")
        assert nremt is None or asked[name] == nremt
    if nremt is not None and compact is None and licenses is None:
        assert set(found.undecided) == {name for name, code in asked.items() if code is None}


def test_both_sides_of_a_filter_and_the_unknown_make_all_states() -> None:
    sides = [states(CATALOG, compact=side).answer for side in (True, False)]
    assert len(sides[0].states) + len(sides[1].states) + len(sides[0].undecided) == 51
    assert {line.id for line in sides[0].states} >= {"tx", "co", "ga"}


def test_the_page_says_for_how_many_states_a_filter_is_unknown(invoke: Invoke) -> None:
    found = states(CATALOG, nremt="required", level="emr").answer
    shown = " ".join(invoke("states", "--nremt", "required", "--level", "emr").stdout.split())
    assert f"{len(found.states)} of 51 fit" in shown
    assert f"Unknown for {len(found.undecided)}, left out and not counted as no" in shown


@pytest.mark.parametrize(
    ("name", "some", "never"),
    [
        ("aemt", {"tx", "ca", "co"}, {"md"}),
        ("EMT-CC", {"ny"}, {"tx"}),
        ("aemt-cc", {"ny"}, {"tx"}),
        ("EMT-Intermediate", {"co", "or", "sd"}, {"ny"}),
        ("EMT-P", {"tx"}, set()),
        ("ECA", {"tx"}, {"ca"}),
    ],
)
def test_licenses_takes_levels_and_the_names_that_states_use(name: str, some: set[str], never: set[str]) -> None:
    kept = {line.id for line in states(CATALOG, licenses=name).answer.states}
    assert some <= kept
    assert not never & kept


def test_a_short_name_finds_no_longer_one() -> None:
    assert {"EMT-II", "EMT-III"}.isdisjoint(
        local
        for line in states(CATALOG, licenses="EMT-I").answer.states
        for local in line.values["levels"].text.split(", ")
    )


def test_what_is_no_license_level_is_explained_and_not_found_anywhere(invoke: Invoke) -> None:
    result = invoke("states", "--licenses", "EMT-IV")
    assert "0 of 51 fit" in result.stdout
    assert "authorization on top of EMT" in " ".join(result.stdout.split())


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown"])
def test_each_column_can_be_chosen_in_each_format(invoke: Invoke, column: str, form: str) -> None:
    result = invoke("states", "--columns", column, "-f", form, "--as-of", DAY)
    assert result.exit_code == 0
    assert "Texas" in result.stdout


@pytest.mark.parametrize("level", LADDER)
def test_level_columns_are_those_of_the_level_asked(level: str) -> None:
    for line in states(CATALOG, level=level, columns=[*PER_LEVEL]).answer.states:
        for value in line.values.values():
            about = (value.fact or "").split(".")
            assert len(about) < 4 or about[1] == level


def test_wrong_columns_levels_and_choices_are_usage_errors(run: Any) -> None:
    assert run("states", "--columns", "nope").returncode == 2
    assert run("states", "--nremt", "nope").returncode == 2
    assert run("states", "--level", "nope").returncode == 3
    assert run("states", "--licenses", "flibbertigibbet").returncode == 3


def test_state_questions_raise_what_they_promise() -> None:
    with pytest.raises(QuestionError):
        state(CATALOG, [])
    with pytest.raises(NotFoundError):
        state(CATALOG, ["Narnia"])
    with pytest.raises(QuestionError, match="equals no level"):
        state(CATALOG, ["co"], level="EMT-IV")


def test_the_list_fits_eighty_columns(invoke: Invoke) -> None:
    shown = invoke("states", "--width", "80", "--as-of", DAY).stdout.splitlines()
    assert any(line.startswith("State ") and "Compact" in line for line in shown)
    assert all(len(line) <= 80 for line in shown)


@pytest.mark.parametrize(
    "question", [("state", "tx", "ny"), ("states",), ("states", "--compact", "--level", "emr"), ("state", "ca", "--level", "emt")], ids=" ".join
)  # fmt: skip
def test_json_follows_its_schema(invoke: Invoke, question: tuple[str, ...]) -> None:
    answer = json.loads(invoke(*question, "--json").stdout)
    jsonschema.validate(answer, schema_of(answer["kind"]))


def test_every_value_in_json_has_its_source() -> None:
    for line in states(CATALOG, columns=COLUMNS).answer.states:
        for column, value in line.values.items():
            assert not value.known or value.sources, (line.id, column)


# --- the other questions, asked for a state


@pytest.mark.parametrize("name", ["tx", "ca", "az", "nj"])
def test_every_answer_for_a_state_ends_with_its_office(catalog: Catalog, name: str) -> None:
    where = catalog.states[name]
    office = catalog.fact_about(where, "place.office")
    assert office is not None
    answers = [
        explain(catalog, ["emt"], state=where), explain(catalog, ["iv-access-peripheral"], state=where), compare(catalog, ["emt", "paramedic"], state=where),
        path(catalog, None, "emt", state=where), scope(catalog, ["iv"], state=where),
    ]  # fmt: skip
    for answer in answers:
        assert office.fact.readings[-1].says in answer.notes[-1]
        assert "http" in answer.notes[-1]


def test_local_titles_come_first_for_their_state(invoke: Invoke) -> None:
    assert "Emergency Medical Responder (EMR)" in invoke("explain", "ECA", "--state", "tx").stdout
    assert "From EMR to EMT in TX" in invoke("path", "ECA", "emt", "--state", "tx").stdout
    assert json.loads(invoke("scope", "ECA", "--state", "tx", "--json").stdout)["answer"]["levels"] == ["emr"]
    columns = json.loads(invoke("compare", "ECA", "EMT-Paramedic", "--state", "tx", "--json").stdout)["answer"][
        "details"
    ]
    assert [(c["id"], c["local_name"]) for c in columns] == [
        ("emr", "Emergency Care Attendant"),
        ("paramedic", "EMT-Paramedic"),
    ]


def test_the_same_title_means_what_the_state_means_by_it(catalog: Catalog) -> None:
    def first(name: str, where: str) -> str:
        return explain(catalog, [name], state=catalog.states[where]).answer[0].name

    assert first("CRT", "md") == "Cardiac Rescue Technician"
    assert first("CRT", "ut") == "Crisis Response Technician"
    assert first("EMT-I", "ca") == "EMT-I (California)"
    assert first("EMT-I", "co") == "EMT-Intermediate"


def test_a_state_level_without_a_national_equal_is_explained(invoke: Invoke) -> None:
    shown = " ".join(invoke("explain", "Ambulance Based Clinician", "--state", "id").stdout.split())
    assert "is a level that Idaho licenses under its own name" in shown
    assert "No level of today's ladder is known to equal it" in shown


def test_a_comparison_shows_the_state_hours_beside_the_national_ones(invoke: Invoke) -> None:
    shown = " ".join(invoke("compare", "emt", "paramedic", "--state", "tx").stdout.split())
    assert "Course: EMT 150 hours (sources range 120–190 hours)" in shown
    assert "Least hours that Texas asks for: EMT 150 hours" in shown
    assert "Paramedic unknown" in shown
    assert "(TX only" in shown


def test_a_path_adds_the_license_step_with_what_the_state_asks(invoke: Invoke) -> None:
    shown = " ".join(invoke("path", "emt", "--state", "tx").stdout.split())
    assert "the state asks for at least 150 hours" in shown
    assert "3. Texas license, EMT" in shown
    for asked in ("high school diploma or GED", "jurisprudence exam", "fingerprints", "Texas charges an EMT $60"):
        assert asked in shown
    assert "Emergency Care Attendant" in invoke("path", "emr", "--state", "tx").stdout


def test_an_explanation_shows_the_state_minimum_right_below_the_national_hours(invoke: Invoke) -> None:
    lines = invoke("explain", "emt", "--state", "tx", "--width", "120").stdout.splitlines()
    hours = next(place for place, line in enumerate(lines) if line.startswith("Course hours"))
    assert any("at least 150 hours" in line for line in lines[hours : hours + 6])


def test_scope_says_who_decides_in_the_state_and_what_differs(invoke: Invoke) -> None:
    texas = " ".join(invoke("scope", "iv", "--state", "tx").stdout.split())
    assert "Who decides in TX: EMS in Texas is a delegated practice" in texas
    assert "that does not prove that there is none" in texas
    colorado = " ".join(invoke("scope", "iv", "--state", "co").stdout.split())
    assert "An EMT in Colorado may start intravenous lines after an approved course" in colorado
    arizona = " ".join(invoke("scope", "iv", "--state", "az").stdout.split())
    assert "Who decides in AZ: unknown" in arizona


def test_age_is_counted_from_the_day_given(invoke: Invoke) -> None:
    new = invoke("state", "tx", "--as-of", "2024-10-01").stdout
    assert "required (2024)" not in " ".join(new.split())
    assert "(2017)" in new, "the rule of 2017 is older than 24 months on that day too"


def test_the_coverage_page_is_current() -> None:
    shown = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    assert shown == coverage.page(CATALOG), "run python -m emspath.coverage > docs/coverage.md"


@pytest.mark.parametrize("width", ["40", "60", "80", "120"])
@pytest.mark.parametrize(
    "question", [("state", "tx"), ("state", "az", "--level", "emt"), ("states",), ("states", "--columns", "office,levels"), ("move", "tx", "co")], ids=" ".join
)  # fmt: skip
def test_no_line_but_a_link_or_a_command_is_wider_than_asked(
    invoke: Invoke, question: tuple[str, ...], width: str
) -> None:
    for line in invoke(*question, "--width", width, "--as-of", DAY).stdout.splitlines():
        assert len(line) <= int(width) or "http" in line or "emspath " in line, line


def test_an_explanation_says_how_the_state_calls_the_level(invoke: Invoke) -> None:
    assert "Its name in TX: Emergency Care Attendant." in invoke("explain", "ECA", "--state", "tx").stdout
    assert (
        "Its name in TX: EMT-Paramedic, Licensed Paramedic." in invoke("explain", "paramedic", "--state", "tx").stdout
    )


def test_states_are_compared_by_what_they_ask_and_not_by_wording(catalog: Catalog) -> None:
    rows = {row.field: row for row in compare(catalog, ["tx", "ga"]).answer.rows}
    nremt = rows["emt.licence.nremt"]
    assert [value.text for value in nremt.values.values()] == ["required", "required"]
    assert not nremt.differs
    lasts = rows["emt.licence.renewal"]
    assert lasts.values["tx"].text == "4 years", (
        "what holds for all levels stands where the level has nothing of its own"
    )
    assert next(iter(rows)) == "levels"


def test_an_unknown_is_no_answer_in_a_comparison(catalog: Catalog) -> None:
    for row in compare(catalog, ["tx", "ca", "az"]).answer.rows:
        for value in row.values.values():
            assert (value.text == "unknown") == (not value.known), row.field


@pytest.mark.parametrize("state_id", STATES)
def test_the_explanation_of_a_state_shows_each_of_its_levels_with_what_it_equals(invoke: Invoke, state_id: str) -> None:
    shown = invoke("explain", state_id, "-f", "markdown").stdout
    rows = {line.split(" | ")[0].strip("| *"): line for line in shown.splitlines() if line.startswith("|")}
    for local in CATALOG.states[state_id].levels:
        row = rows[local.name.replace("|", "\\|")]
        if local.maps_to:
            assert f"| {label(CATALOG.levels[local.maps_to])} |" in row
        elif local.between:
            low, high = (label(CATALOG.levels[id_]) for id_ in local.between)
            assert f"| between {low} and {high} |" in row
        else:
            assert "| none |" in row
        assert {"licensed": "| licensed", "renewal-only": "| renewal only", "unknown": "| status unknown"}[
            local.status
        ] in row


def local(name: str, maps_to: Any = None) -> LocalLevel:
    return LocalLevel(name=name, maps_to=maps_to, sources=("t",), trust="primary", as_of="2020")


def test_a_name_that_only_a_state_uses_finds_it() -> None:
    known = small(states=(small_state(levels=(local("Ambulance Driver"), local("EMT", "emt"))),))
    (line,) = states(known, licenses="ambulance driver").answer.states
    assert (line.id, line.values["levels"].text) == ("tx", "Ambulance Driver")
    with pytest.raises(NotFoundError):
        states(known, licenses="ambulance pilot")


def test_a_state_of_which_nothing_is_known_has_unknown_columns() -> None:
    (line,) = states(small(states=(small_state(),)), columns=["office", "levels"]).answer.states
    assert [(value.text, value.known) for value in line.values.values()] == [("unknown", False), ("unknown", False)]


def test_what_a_state_says_of_all_levels_stands_where_it_is_silent_on_one() -> None:
    every = fact("licence.age", amount(18, unit="years", reach="state", where="TX"))
    silent = fact("licence.age", unknown="Its rule is silent.", level="emt")
    known = small(states=(small_state(every, silent),))
    answer = compare(known, ["emt", "paramedic"], state=known.states["tx"]).answer
    (row,) = [row for row in answer.rows if row.field == "licence.age"]
    assert {id_: value.text for id_, value in row.values.items()} == {"emt": "18 years", "paramedic": "18 years"}
