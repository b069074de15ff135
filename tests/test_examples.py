"""The examples run, and a join gives the dates that `advise` gives."""

from __future__ import annotations

import csv
import importlib.util
import random
import sys
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import pytest

from .conftest import ROOT, Invoke

COLUMNS = ("earliest_finish", "latest_finish", "renewal_due", "next_step")


def load(path: Path) -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows_of(path: Path) -> dict[str, tuple[str, ...]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: tuple(row[column] for column in COLUMNS) for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """People at every level, some with a leap-day birthday or an age still to reach."""
    dice = random.Random(7)
    path = tmp_path_factory.mktemp("join") / "roster.csv"
    ways = [
        ("none", "emt"),
        ("None", "Paramedic"),
        ("EMT", "paramedic"),
        ("emt", "AEMT"),
        ("aemt", "paramedic"),
        ("emr", "emt"),
    ]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "level", "goal", "state", "hours per week", "start", "birth date", "expires"))
        for number in range(3000):
            level, goal = dice.choice(ways)
            born = dice.choice(
                [date(2012, 2, 29), date(2008, 2, 29), date(2009, 1, 1) + timedelta(days=dice.randrange(1500))]
            )
            start = date(2027, 1, 4) + timedelta(days=dice.randrange(365))
            expires = "" if level.lower() == "none" else date(2029, 3, 31)
            writer.writerow((f"P{number}", level, goal, dice.choice(("TX", "CA", "GA", "CT", "IA", "DE")), dice.choice((4, 12, 40)), start, born, expires))  # fmt: skip
    return path


@pytest.mark.parametrize("name", ["join_duckdb", "join_polars"])
def test_a_join_gives_the_dates_of_advise(invoke: Invoke, roster: Path, name: str) -> None:
    plans, advice, joined = (roster.with_name(f"{name}-{part}.csv") for part in ("plans", "advice", "joined"))
    assert invoke("plans", "--all", "-f", "csv", "-o", str(plans)).exit_code == 0
    assert invoke("advise", str(roster), "-o", str(advice), "--as-of", "2026-11-24").exit_code == 0
    load(ROOT / "examples" / f"{name}.py").join(roster, plans, joined)
    expected = rows_of(advice)
    assert len(expected) == 3000
    assert rows_of(joined) == expected


def test_the_benchmark_compares_with_a_copy_of_the_same_file(tmp_path: Path) -> None:
    module = load(ROOT / "benchmarks" / "roster.py")
    if sys.platform == "win32":
        pytest.skip("processes are measured with wait4")
    ratio, told = module.compare(300, tmp_path)
    assert ratio > 0
    assert "300" in told
    with (
        (tmp_path / "roster.csv").open(encoding="utf-8") as one,
        (tmp_path / "copy.csv").open(encoding="utf-8") as other,
    ):
        assert one.read() == other.read()
    with (tmp_path / "advice.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["status"] for row in csv.DictReader(file)} == {"ok"}
