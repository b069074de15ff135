"""A million people through DuckDB: join a roster with the table of all plans instead of asking for each person.

    emspath plans --all -f csv -o plans.csv
    python examples/join_duckdb.py roster.csv plans.csv advice.csv

The dates are those that `emspath advise` gives with its usual assumptions. Levels and goals are level ids in any case,
states are postal codes, and the hours per week are among those of the table (`emspath plans --hours-per-week` adds
others).
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import duckdb

QUERY = """
COPY (
    WITH people AS (
        SELECT
            r.*, p.next_step, p.hours_min, p.hours_max, p.sources,
            r.start + CAST(p.days_min AS INTEGER) AS soonest, r.start + CAST(p.days_max AS INTEGER) AS slowest,
            CAST(p.license_days_max AS INTEGER) AS license_days,
            r."birth date" + to_years(p.minimum_age) AS anniversary
        FROM read_csv($roster, header = true) r
        LEFT JOIN read_csv($plans, header = true) p
            ON p.start = lower(r.level) AND p.goal = lower(r.goal)
            AND p.state = r.state AND p.hours_per_week = r."hours per week"
    ), aged AS (
        -- whoever was born on February 29 comes of age on March 1
        SELECT *, CAST(anniversary AS DATE) + CAST(day("birth date") = 29 AND day(anniversary) = 28 AS INTEGER) AS birthday
        FROM people
    )
    SELECT
        id, lower(level) AS level, lower(goal) AS goal, state, next_step, hours_min, hours_max,
        greatest(soonest, coalesce(birthday, soonest)) AS earliest_finish,
        greatest(slowest, coalesce(birthday + license_days, slowest)) AS latest_finish,
        expires AS renewal_due, sources
    FROM aged
) TO $out (HEADER, DELIMITER ',')
"""


def join(roster: Path, plans: Path, out: Path) -> None:
    """Write an advice for each row of `roster`, in no set order."""
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(QUERY, {"roster": str(roster), "plans": str(plans), "out": str(out)})


if __name__ == "__main__":
    begin = time.perf_counter()
    join(*map(Path, sys.argv[1:4]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{time.perf_counter() - begin:.1f} s, {peak:.0f} MB at most")
