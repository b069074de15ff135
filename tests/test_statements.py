"""The seven statements that the tool stands for, each one command away and with its source."""

from __future__ import annotations

import re

import pytest

from .conftest import Invoke

SCHOOL = "Axon Education"


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def ask(invoke: Invoke):  # type: ignore[no-untyped-def]
    def call(*arguments: str) -> str:
        result = invoke(*arguments, "--width", "400")
        assert result.exit_code == 0, result.stderr
        return flat(result.stdout)

    return call


def test_1_ems_is_a_system_and_nobody_is_an_ems(ask) -> None:  # type: ignore[no-untyped-def]
    said = ask("explain", "ems")
    assert "a system and not a person" in said
    assert 'nobody "is an EMS"' in said
    compared = ask("compare", "ems", "emt")
    assert compared.index("EMS is a system, not a person") < compared.index("What kind of thing")
    assert "An EMT is a person" in compared
    assert "[1]" in compared


def test_2_the_broad_and_the_usual_sense_of_ems(ask) -> None:  # type: ignore[no-untyped-def]
    said = ask("explain", "ems", "--full")
    assert "prehospital care" in said
    assert "broad sense" in ask("why", "ems.what.role")
    system = ask("explain", "911 system", "--full")
    for word in ("police", "fire", "ambulance", "paramedic"):
        assert word in system.casefold()
    assert SCHOOL in ask("explain", "ems", "--full", "--sources", "full")


def test_3_practising_needs_a_state_license_and_the_four_parts_are_told_apart(ask) -> None:  # type: ignore[no-untyped-def]
    assert "license" in ask("explain", "emt").casefold()
    told = {name: ask("explain", name) for name in ("certification", "licensure", "credentialing", "education")}
    assert len(set(told.values())) == 4
    assert "NREMT" in told["certification"] or "National Registry" in told["certification"]
    assert "state" in told["licensure"].casefold()
    assert "medical director" in told["credentialing"].casefold()
    assert "national certification alone does not give it" in ask("compare", "emt", "paramedic")


def test_4_the_emr_dispute_keeps_both_sides_with_their_sources(ask) -> None:  # type: ignore[no-untyped-def]
    said = ask("why", "emr.what.patient-care")
    assert "Disputed" in said
    assert SCHOOL in said
    assert "lifesaving" in said
    assert "NHTSA" in said
    assert "ambulance" in ask("why", "emr.what.role")
    assert SCHOOL in ask("why", "emr.what.hiring")


def test_5_the_emt_is_where_almost_everyone_starts(ask) -> None:  # type: ignore[no-untyped-def]
    assert "starts as an EMT" in ask("explain", "emt")
    full = ask("explain", "emt", "--full")
    assert "drive" in full
    assert "weeks" in full
    assert SCHOOL in ask("why", "emt.training.clinical")
    assert "state" in ask("why", "emt.scope.trend").casefold()


def test_6_the_paramedic_is_the_customary_top_and_others_appear_at_times(ask) -> None:  # type: ignore[no-untyped-def]
    full = ask("explain", "paramedic", "--full")
    assert "aspire" in full
    every = full + ask("why", "paramedic.what.role")
    for word in ("physician", "nurse", "medevac"):
        assert word in every.casefold(), word
    assert "ommunity" in ask("why", "paramedic.scope.trend") + full


def test_7_the_first_step_to_paramedic_is_emt(ask) -> None:  # type: ignore[no-untyped-def]
    assert "The first step to becoming a paramedic is EMT certification." in ask("path", "paramedic")
