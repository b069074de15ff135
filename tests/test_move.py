"""Moving from one state to another: what carries over is said as surely as the sources say it, and no more."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emspath.answers.move import COVERED, move
from emspath.catalog import LADDER, headline
from emspath.errors import NotFoundError, QuestionError
from emspath.library import open_catalog
from emspath.present import present
from emspath.report import Prose
from emspath.schemas import schema_of

from .conftest import DAY, Invoke

CATALOG = open_catalog()
STATES = sorted(CATALOG.states)


def member(name: str) -> str | None:
    located = CATALOG.fact_about(CATALOG.states[name], "place.compact")
    first = headline(located.fact) if located else None
    return first.code if first else None


def words(invoke: Invoke, *question: str) -> str:
    result = invoke("move", *question, "--as-of", DAY)
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(STATES), st.sampled_from(STATES), st.sampled_from(LADDER))
def test_the_privilege_needs_two_members_and_a_covered_level(here: str, there: str, level: str) -> None:
    if here == there:
        with pytest.raises(QuestionError):
            move(CATALOG, here, there, level=level)
        return
    answer = move(CATALOG, here, there, level=level).answer
    codes = {member(here), member(there)}
    if level not in COVERED:
        assert answer.privilege.verdict == "no"
    elif codes == {"yes"}:
        assert answer.privilege.verdict == "yes"
        assert "not a" in answer.privilege.says
    elif "no" in codes:
        assert answer.privilege.verdict == "no"
    else:
        assert answer.privilege.verdict == "unknown"


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(STATES), st.sampled_from(STATES), st.sampled_from(LADDER))
def test_each_move_names_both_offices_and_says_what_is_unknown(here: str, there: str, level: str) -> None:
    if here == there:
        return
    answer = move(CATALOG, here, there, level=level)
    told = answer.answer
    assert told.origin.offices
    assert told.destination.offices
    if not any(fact.known for fact in told.reciprocity):
        assert any("how" in gap and "license from another state" in gap for gap in told.unknown)
    last = present(answer).blocks[-1]
    assert isinstance(last, Prose)
    assert last.title == "Who to ask before you act"
    assert all("http" in text.text for text in last.texts)
    for fact in (*told.reciprocity, *told.asked, *told.privilege.terms):
        assert not fact.known or fact.sources, fact.id


def test_two_members_share_the_privilege_with_its_limits(invoke: Invoke) -> None:
    shown = words(invoke, "tx", "co", "--level", "emt")
    for limit in (
        "Yes, for work across the line", "It is not a Colorado license", "EMRs are not covered", "day-to-day movement", "the home license has to be kept",
        "may ask a person to get and keep its own license", "physician medical director", "at least 18 years old",
        "do not say that the privilege to practice serves somebody who moves to the other state for good",
    ):  # fmt: skip
        assert limit in shown, limit


def test_a_state_outside_the_compact_gives_no_privilege(invoke: Invoke) -> None:
    shown = words(invoke, "tx", "ny", "--level", "paramedic")
    assert "No: by the sources read, New York is not a member of the EMS Compact" in shown
    assert "New York can certify people who are certified by another state" in shown
    assert "Yes, for work" not in shown


def test_an_emr_is_not_covered_even_between_members(invoke: Invoke) -> None:
    shown = words(invoke, "tx", "co", "--level", "emr")
    assert "No: the EMS Compact does not cover the EMR level" in shown
    assert "gives a privilege" not in shown


@pytest.mark.parametrize(
    ("question", "note", "level"),
    [
        (("tx", "co", "--level", "ECA"), "Emergency Care Attendant is the Texas name for EMR", "emr"),
        (("co", "tx", "--level", "ECA"), "Emergency Care Attendant is the Texas name for EMR", "emr"),
        (("tx", "co", "--level", "nremt-p"), "corresponds to Paramedic today", "paramedic"),
        (("mi", "tx", "--level", "MFR"), "Medical First Responder is the Michigan name for EMR", "emr"),
    ],
)
def test_levels_are_found_under_any_name_local_titles_first(
    invoke: Invoke, question: tuple[str, ...], note: str, level: str
) -> None:
    answer = json.loads(invoke("move", *question, "--json").stdout)
    assert answer["answer"]["level"] == level
    assert any(note in told for told in answer["notes"])


def test_a_level_of_the_state_alone_is_never_said_to_carry_over() -> None:
    answer = move(CATALOG, "co", "tx", level="EMT-Intermediate").answer
    assert answer.level is None
    assert answer.privilege.verdict == "unknown"
    assert any("which level Texas would give" in gap for gap in answer.unknown)
    between = move(CATALOG, "ak", "tx", level="EMT-II").answer
    assert between.privilege.verdict == "no", "Alaska is no member"


def test_a_level_that_the_new_state_does_not_list_is_said_to_be_unlisted() -> None:
    told = move(CATALOG, "tx", "md", level="aemt").answer.unknown
    assert "The sources read list no level of Maryland that equals AEMT." in told


def test_the_same_state_twice_is_no_move(run: Any) -> None:
    done = run("move", "tx", "Texas")
    assert done.returncode == 2
    assert b"two different states" in done.stderr
    assert b"emspath state tx" in done.stderr


def test_unknown_names_are_not_found() -> None:
    with pytest.raises(NotFoundError):
        move(CATALOG, "tx", "Narnia")
    with pytest.raises(NotFoundError):
        move(CATALOG, "tx", "co", level="flibbertigibbet")
    with pytest.raises(QuestionError):
        move(CATALOG, "nv", "id", level="EMT-I")


def test_without_a_level_the_page_says_which_one_it_means(invoke: Invoke) -> None:
    assert words(invoke, "tx", "co").startswith("From Texas to Colorado as an EMT")


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "markdown", "html"])
def test_a_move_is_answered_in_every_format(invoke: Invoke, form: str) -> None:
    result = invoke("move", "tx", "fl", "--level", "emt", "-f", form)
    assert result.exit_code == 0
    assert "Florida" in result.stdout


def test_json_follows_its_schema(invoke: Invoke) -> None:
    answer = json.loads(invoke("move", "ga", "fl", "--json").stdout)
    jsonschema.validate(answer, schema_of("move"))


def test_a_contested_membership_is_said_to_be_contested(invoke: Invoke) -> None:
    shown = words(invoke, "tx", "ct", "--level", "emt")
    assert "Sources disagree on whether Connecticut is a member (emspath why ct.place.compact)" in shown
    assert "disputed" in shown
    assert "Sources disagree on whether" not in words(invoke, "tx", "co", "--level", "emt")


def test_the_article_fits_the_state() -> None:
    assert "an Ohio license gives no privilege" in move(CATALOG, "oh", "tx").answer.privilege.says
    assert "not a Utah license" in move(CATALOG, "co", "ut").answer.privilege.says
