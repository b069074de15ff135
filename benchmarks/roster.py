"""How fast and how large `emspath advise` is beside a plain read-and-write copy of the same file.

    python benchmarks/roster.py [ROWS...]      (default: 10000 100000 1000000)

Each size gets a made-up roster in a temporary folder. Both programs run in a process of their own, so that the peak
memory is theirs alone; seconds are processor seconds, start-up included, the fewest of three runs, so that other work
on the machine counts little. The ratio is advise over copy.
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

HEAD = ("id", "name", "level", "goal", "state", "hours per week", "start", "birth date", "expires")
STATES = ("TX", "CA", "NY", "OH", "FL", "WA", "CO", "PA", "GA", "VA")
WAYS = (("none", "emt"), ("none", "paramedic"), ("EMT", "Paramedic"), ("emt", "aemt"), ("AEMT", "paramedic"), ("paramedic", "paramedic"))  # fmt: skip
COPY = """
import csv, sys
with open(sys.argv[1], newline="", encoding="utf-8") as a, open(sys.argv[2], "w", newline="", encoding="utf-8") as b:
    csv.writer(b).writerows(csv.reader(a))
"""
RUNS = 3


def make(path: Path, rows: int) -> None:
    """A roster of made-up people; the same for the same number of rows."""
    dice = random.Random(rows)
    first = date(2027, 1, 4)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for row in range(rows):
            level, goal = dice.choice(WAYS)
            held = level != "none"
            writer.writerow(
                (
                    f"S{row:07d}", f"Student Number {row}", level, goal, dice.choice(STATES), dice.choice((6, 8, 12, 20, 40)),
                    first + timedelta(days=7 * dice.randrange(52)), date(2010, 1, 1) - timedelta(days=dice.randrange(9000)),
                    date(2029, 3, 31) if held else "",
                )
            )  # fmt: skip


def measure(command: Sequence[str]) -> tuple[float, float]:
    """Fewest processor seconds and largest peak memory in MB over the runs."""
    seconds, peak = float("inf"), 0.0
    for _ in range(RUNS):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise SystemExit(f"{command[0]} failed")
        seconds = min(seconds, usage.ru_utime + usage.ru_stime)
        peak = max(peak, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2))
    return seconds, peak


def compare(rows: int, folder: Path) -> tuple[float, str]:
    """The ratio at this size, and a line that tells it."""
    roster, copied, advised = folder / "roster.csv", folder / "copy.csv", folder / "advice.csv"
    make(roster, rows)
    copy, copy_peak = measure([sys.executable, "-c", COPY, str(roster), str(copied)])
    took, peak = measure(
        [sys.executable, "-m", "emspath", "advise", str(roster), "-o", str(advised), "--force", "--as-of", "2026-11-24"]
    )
    told = f"{rows:>9,} | {copy:>6.2f} s | {took:>6.2f} s | {rows / took:>8,.0f} | {took / copy:>5.1f} | {copy_peak:>4.0f} MB | {peak:>4.0f} MB"
    return took / copy, told


def main(arguments: Sequence[str]) -> None:
    """Print a table with a line for each size."""
    print("     rows | copy     | advise   | rows a s | ratio | copy    | advise")
    for rows in [int(argument) for argument in arguments] or [10_000, 100_000, 1_000_000]:
        with tempfile.TemporaryDirectory() as folder:
            print(compare(rows, Path(folder))[1], flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
