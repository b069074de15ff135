"""Shell completion: the scripts name the program, and each argument is offered what it takes."""

from __future__ import annotations

from datetime import date

import click
import pytest
from click.shell_completion import CompletionItem, ShellComplete
from msgspec.structs import replace

from emspath.answers.listing import WHAT
from emspath.answers.plan import PlanQuery, plan
from emspath.answers.scope import scope
from emspath.catalog import Catalog
from emspath.cli import complete, main
from emspath.errors import DataError
from emspath.library import open_catalog
from emspath.names import fold, hyphened
from emspath.schemas import KINDS, answer_types

from .conftest import Invoke, Run

BEGUN = sorted({form[:end] for h in open_catalog().handles for form in (h.id, *h.others) for end in (1, 2)})
"""Every letter and pair of letters with which a name begins."""


def items(*words: str) -> list[CompletionItem]:
    """What is offered for the last word after the others."""
    *before, typed = words
    return ShellComplete(main, {}, "emspath", "_EMSPATH_COMPLETE").get_completions(before, typed)


def offered(*words: str) -> list[str]:
    return [item.value for item in items(*words)]


def test_the_script_for_each_shell_asks_emspath(invoke: Invoke) -> None:
    for shell in ("bash", "zsh", "fish"):
        result = invoke("completion", shell)
        assert result.exit_code == 0
        assert "_EMSPATH_COMPLETE" in result.stdout
        assert "emspath" in result.stdout


def test_the_help_tells_how_each_shell_loads_it(invoke: Invoke) -> None:
    shown = invoke("completion", "--help").stdout
    for line in (
        '~/.bashrc: eval "$(emspath completion bash)"\n',
        "~/.zshrc: autoload -Uz compinit; compinit\n",
        'below it: eval "$(emspath completion zsh)"\n',
        "config.fish: emspath completion fish | source\n",
    ):
        assert line in shown


@pytest.mark.parametrize(
    ("typed", "place", "found"),
    [("emspath comp", 1, "compare"), ("emspath explain para", 2, "paramedic"), ("emspath scope iv", 2, "iv-access-peripheral"),
     ("emspath explain emt --state te", 4, "texas")],
)  # fmt: skip
def test_commands_and_names_are_completed(run: Run, typed: str, place: int, found: str) -> None:
    result = run(env={"_EMSPATH_COMPLETE": "bash_complete", "COMP_WORDS": typed, "COMP_CWORD": str(place)})
    assert result.returncode == 0
    assert found in result.stdout.decode().casefold()
    assert result.stderr == b""


# --- names


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("te", ["tennessee", "texas"]), ("new", ["new-hampshire", "new-jersey", "new-mexico", "new-york"]), ("New y", ["new-york"]),
     ("west", ["west-virginia"]), ("TEX", ["texas"]), ("tx", ["tx"]), ("ma", ["maine", "maryland", "ma"]), ("zz", [])],
)  # fmt: skip
@pytest.mark.parametrize("before", [("state",), ("move",), ("move", "tx"), ("explain", "emt", "--state"), ("plans", "--state"), ("advise", "--state")])  # fmt: skip
def test_a_state_is_offered_by_what_begins_as_typed(before: tuple[str, ...], typed: str, expected: list[str]) -> None:
    assert offered(*before, typed) == expected


def test_beside_a_code_stands_the_name_and_beside_a_name_the_code() -> None:
    assert [(item.value, item.help) for item in items("state", "tx")] == [("tx", "Texas")]
    assert [(item.value, item.help) for item in items("state", "tex")] == [("texas", "TX")]


@pytest.mark.parametrize(
    ("before", "typed", "found"),
    [("scope", "tour", "tourniquet"), ("scope", "nar", "narcan"), ("explain", "first", "first-responder"), ("explain", "adv", "advanced-emt"),
     ("renew", "me", "medic"), ("compare", "nur", "nurse"), ("explain", "tex", "texas")],
)  # fmt: skip
def test_names_and_aliases_are_offered_in_the_form_of_ids(before: str, typed: str, found: str) -> None:
    assert found in offered(before, typed)


@pytest.mark.parametrize("command", ["explain", "scope", "path", "renew", "state", "why"])
def test_every_offer_begins_as_typed_and_comes_once(command: str) -> None:
    for typed in BEGUN:
        found = offered(command, typed.upper())
        assert all(value.startswith(typed) for value in found), typed
        assert len(set(found)) == len(found), typed


def test_every_name_is_understood_as_it_is_offered(catalog: Catalog) -> None:
    for handle in catalog.handles:
        for form in (handle.id, *handle.others):
            assert form == hyphened(form)
            assert handle.id in catalog.named(fold(form))
            if handle.kind == "level":
                assert catalog.level_of(form)[0].id == handle.id
            elif handle.kind == "state":
                assert catalog.state(form).id == handle.id


def test_every_word_offered_for_scope_is_understood(catalog: Catalog) -> None:
    for typed in BEGUN:
        for value in offered("scope", typed):
            assert scope(catalog, [value]).answer.skills, value


def test_an_id_in_other_words_has_its_name_beside_it() -> None:
    helps = {item.value: item.help for item in items("explain", "wfr")}
    assert helps["wfr"] == "Wilderness First Responder"
    assert {item.value: item.help for item in items("explain", "paramedic")}["paramedic"] is None
    assert {item.value: item.help for item in items("scope", "narcan")} == {
        "narcan-nasal-spray": "Naloxone (Narcan) by nasal spray for suspected opioid overdose",
        "narcan": "3 skills",
    }


def test_before_anything_is_typed_each_thing_is_offered_once_by_its_id(catalog: Catalog) -> None:
    assert offered("explain", "") == list(catalog.entities)
    assert offered("state", "") == list(catalog.states)
    assert offered("scope", "") == [*catalog.levels, *catalog.skills]
    assert all(item.help is None for item in items("scope", ""))


@pytest.mark.parametrize(
    ("shell", "words", "place", "said"),
    [("bash", "emspath scope iv --state = tex", "5", "plain,texas"), ("bash", "emspath scope iv --state =", "4", "plain,al"),
     ("zsh", "emspath scope iv --state=tex", "3", "plain\n--state=texas\nTX"), ("fish", "emspath scope iv --state=tex", "--state=tex", "plain,--state=texas\tTX"),
     ("zsh", "emspath scope iv --format=js", "3", "plain\n--format=json\n_")],
)  # fmt: skip
def test_a_value_joined_to_its_option_is_completed(run: Run, shell: str, words: str, place: str, said: str) -> None:
    result = run(env={"_EMSPATH_COMPLETE": f"{shell}_complete", "COMP_WORDS": words, "COMP_CWORD": place})
    assert result.stdout.decode().startswith(said)
    assert result.stderr == b""


# --- what each argument takes


@pytest.mark.parametrize(
    "words", [("renew",), ("state", "tx", "--level"), ("move", "tx", "co", "--level"), ("states", "--level"), ("states", "--licenses"),
              ("scope", "--added-by"), ("plan", "--via"), ("plans", "--to")],
)  # fmt: skip
def test_a_level_is_offered_levels_only(words: tuple[str, ...]) -> None:
    assert offered(*words, "") == ["emr", "emt", "aemt", "paramedic"]


def test_a_way_starts_from_nothing_a_level_or_a_role() -> None:
    assert offered("plans", "--from", "") == ["none", "emr", "emt", "aemt", "paramedic"]
    starts = offered("plan", "--from", "")
    assert starts[:5] == ["none", "emr", "emt", "aemt", "paramedic"]
    assert "registered-nurse" in starts
    assert "lifeguard" not in starts
    assert offered("path", "no")[0] == "none"
    assert "none" not in offered("path", "emt", "no")
    assert "registered-nurse" in offered("path", "emt", "reg")


@pytest.mark.parametrize("start", ["none", "paramedic", "registered-nurse"])
def test_a_plan_is_offered_the_goals_that_it_can_reach(catalog: Catalog, start: str) -> None:
    goals = offered("plan", "--from", start, "--to", "")
    query = PlanQuery(start=start, goal="emt", begin=date(2027, 1, 11))
    for goal in goals:
        assert plan(catalog, replace(query, goal=goal)).answer.steps, goal
    assert ("phrn" in goals) == (start == "registered-nurse")
    assert "ski-patroller" not in goals
    assert start not in goals


def test_words_are_offered_where_only_these_are_taken() -> None:
    assert offered("list", "") == list(WHAT)
    assert offered("list", "S") == ["skills", "systems", "states", "sources"]
    assert offered("schema", "") == list(KINDS)
    assert offered("schema", "st") == ["stale", "state", "states"]
    assert offered("compare", "emt", "aemt", "--section", "l") == ["license"]


def test_the_kinds_of_schemas_are_those_of_the_answers() -> None:
    assert (*answer_types(), "data") == KINDS


def test_sources_are_offered_by_id(catalog: Catalog) -> None:
    assert offered("sources", "") == [], "a thousand are no help"
    assert offered("sources", "ed-st") == offered("sources", "ED-ST") == ["ed-standards-2021"]
    assert items("sources", "ed-st")[0].help == catalog.sources["ed-standards-2021"].title


def test_facts_are_offered_of_what_stands_before_the_dot(catalog: Catalog) -> None:
    found = offered("why", "emt.tr")
    assert found[0] == "emt.training.hours"
    assert all(value.startswith("emt.tr") and catalog.fact(value).id == value for value in found)
    assert offered("why", "EMT.training.hours-cl") == ["emt.training.hours-classroom", "emt.training.hours-clinical"]
    assert all(catalog.fact(value).about == "emt" for value in offered("why", "emergency-medical-technician."))
    assert all(catalog.fact(value).about == "all-levels" for value in offered("why", "all-levels."))
    assert all(catalog.fact(value).about == "emt-to-aemt" for value in offered("why", "emt-to-aemt."))
    assert "tx.emt.licence.age" in offered("why", "tx.emt.")
    assert "tx.emt.license.age" in offered("why", "tx.emt.license")
    assert offered("why", "nosuchname.") == offered("why", ".") == []


def test_before_the_dot_it_is_offered_what_has_facts() -> None:
    assert offered("why", "") == ["emr.", "emt.", "aemt.", "paramedic."]
    assert {"emt.", "emr.", "emt-to-aemt."} <= set(offered("why", "em"))
    assert offered("why", "emt") == offered("why", "emt."), "a whole id is enough"
    assert {"al.", "all-levels."} <= set(offered("why", "al")), "but not a code, with which much begins"
    assert offered("why", "advanced-emt")[0].startswith("advanced-emt.")


@pytest.mark.parametrize(
    "before", [("check",), ("check", "--data"), ("explain", "emt", "--data"), ("explain", "emt", "-o"), ("advise",)]
)
def test_a_file_is_left_to_the_shell(before: tuple[str, ...]) -> None:
    assert [(item.type, item.value) for item in items(*before, "my")] == [("file", "my")]


def test_each_completion_is_one_that_there_is() -> None:
    for name in main.commands:
        for param in main.commands[name].params:
            context = click.Context(main.commands[name])
            for item in param.shell_complete(context, "e"):
                assert isinstance(item, CompletionItem), (name, param.name)


def test_data_that_cannot_be_read_is_no_fault_while_typing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Catalog:
        raise DataError(("bad",))

    monkeypatch.setattr(complete, "open_catalog", broken)
    assert offered("state", "te") == []
