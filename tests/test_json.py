"""The JSON contract: schemas from the types, checked by another validator, and a loss-free round trip."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emspath.answers.base import Answer
from emspath.answers.compare import compare
from emspath.answers.explain import explain
from emspath.answers.path import path
from emspath.answers.scope import scope
from emspath.catalog import LADDER, Catalog
from emspath.library import open_catalog
from emspath.load import data_folder
from emspath.render import as_json
from emspath.schemas import answer_types, schema_of, schema_text

from .conftest import ROOT, Invoke

CALLS: dict[str, list[tuple[str, ...]]] = {
    "explain": [("explain", "ems", "emt", "narcan nasal spray"), ("explain", "EMT-I"), ("explain", "tx"), ("explain", "emt", "--state", "tx")],
    "compare": [("compare", "emt", "paramedic"), ("compare", "tx", "ca"), ("compare", "ems", "emt"), ("compare", "emt", "aemt", "--state", "ny")],
    "path": [("path", "emt", "paramedic"), ("path", "paramedic"), ("path", "rn", "paramedic", "--state", "ca"), ("path", "paramedic", "emt")],
    "scope": [("scope",), ("scope", "iv", "--state", "tx"), ("scope", "--added-by", "aemt")],
    "list": [("list",), ("list", "sources")],
    "why": [("why", "emt.training.hours"), ("why", "airway-supraglottic.scope.emt")],
    "sources": [("sources",), ("sources", "ed-standards-2021")],
    "stale": [("sources", "--stale", "24m", "--as-of", "2026-11-24")],
}  # fmt: skip
CASES = [(kind, call) for kind, calls in CALLS.items() for call in calls if "narcan nasal spray" not in call]


@pytest.mark.parametrize(("kind", "call"), CASES, ids=[" ".join(call) for _, call in CASES])
def test_real_output_satisfies_its_schema(invoke: Invoke, kind: str, call: tuple[str, ...]) -> None:
    result = invoke(*call, "--json")
    told = json.loads(result.stdout)
    assert told["kind"] == kind
    jsonschema.validate(told, schema_of(kind), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("kind", [*answer_types(), "data"])
def test_each_schema_is_itself_sound_and_printed(invoke: Invoke, kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema_of(kind))
    assert json.loads(invoke("schema", kind).stdout) == schema_of(kind)


SHIPPED = ROOT / "src/emspath/schema"


@pytest.mark.parametrize("kind", [*answer_types(), "data"])
def test_the_shipped_schemas_are_current(kind: str, request: pytest.FixtureRequest) -> None:
    path = SHIPPED / f"{kind}.schema.json"
    if request.config.getoption("--update-golden"):
        path.write_text(schema_text(kind), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == schema_text(kind)


def test_the_data_files_satisfy_the_schema_that_they_name() -> None:
    from emspath import yamlio

    validator = jsonschema.Draft202012Validator(schema_of("data"))
    for file in sorted(data_folder().rglob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        assert text.startswith("# yaml-language-server: $schema="), file
        named = text.splitlines()[0].partition("=")[2]
        assert (file.parent / named).resolve() == SHIPPED / "data.schema.json", file
        assert next(validator.iter_errors(yamlio.parse(text, file.name)), None) is None, file


def test_the_contract_of_each_kind_holds(invoke: Invoke) -> None:
    def told(*call: str) -> Any:
        return json.loads(invoke(*call, "--json").stdout)

    for thing in told("explain", "ems", "emt", "licensure", "rn", "emt-b", "tx", "iv-access-peripheral")["answer"]:
        assert {"id", "kind", "name", "abbreviation", "definition", "facts", "aliases"} <= set(thing)
        assert thing["kind"] in ("system", "level", "role", "term", "skill", "title", "state")
    compared = told("compare", "paramedic", "emt")["answer"]
    assert compared["items"] == ["paramedic", "emt"]
    for row in compared["rows"]:
        assert {"section", "field", "differs", "values"} <= set(row)
        for value in row["values"].values():
            assert {"text", "value", "unit", "sources"} <= set(value)
            number = value["value"]
            assert number is None or isinstance(number, (int, float)) or {"min", "max"} == set(number)
            assert (number is None) or value["unit"]
    way = told("path", "none", "paramedic")["answer"]
    assert way["routes"][0]["recommended"] is True
    for route in way["routes"]:
        assert set(route["hours"]) == {"min", "max"}
        for step in route["steps"]:
            assert {"id", "kind", "name", "hours", "needs", "sources"} <= set(step)
    for skill in told("scope")["answer"]["skills"]:
        assert {"id", "name", "category", "levels", "qualifier", "sources"} <= set(skill)
        assert list(skill["levels"]) == list(LADDER)
        assert set(map(type, skill["levels"].values())) <= {bool, type(None)}
    for row in told("list")["answer"]:
        assert {"id", "kind", "name"} <= set(row)
    envelope = told("explain", "emt")
    assert set(envelope["emspath"]) == {"version", "schema", "data"}
    used = {source for fact in envelope["answer"][0]["facts"] for source in fact["sources"]}
    assert used <= {source["id"] for source in envelope["sources"]}


CATALOG = open_catalog()
NAMES = sorted(CATALOG.entities)


def round_trips(answer: Answer) -> None:
    assert msgspec.json.decode(as_json.render(answer), type=type(answer)) == answer
    assert msgspec.json.decode(as_json.render_line(answer), type=type(answer)) == answer


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NAMES), st.sampled_from(["", *sorted(CATALOG.states)]))
def test_an_explanation_decoded_from_its_json_is_the_same(name: str, state: str) -> None:
    round_trips(explain(CATALOG, [name], state=CATALOG.states[state] if state else None))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True))
def test_a_comparison_decoded_from_its_json_is_the_same(names: list[str]) -> None:
    round_trips(compare(CATALOG, names))


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from([None, *LADDER, "registered-nurse", "army-68w"]),
    st.sampled_from(LADDER),
    st.sampled_from(["", "tx", "ca", "ny"]),
)
def test_a_path_decoded_from_its_json_is_the_same(start: str | None, goal: str, state: str) -> None:
    round_trips(path(CATALOG, start, goal, state=CATALOG.states[state] if state else None))


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.sampled_from([*LADDER, "iv", "narcan", "airway"]), max_size=3),
    st.sampled_from([None, "emt", "aemt", "paramedic"]),
)
def test_a_scope_answer_decoded_from_its_json_is_the_same(names: list[str], added_by: str | None) -> None:
    round_trips(scope(CATALOG, names, added_by=added_by))


def test_a_catalogue_can_be_made_by_hand(catalog: Catalog) -> None:
    from emspath.model import DataFile

    assert Catalog([DataFile()]).entities == {}
    assert catalog.entities
