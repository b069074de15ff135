"""A million people through Polars: join a roster with the table of all plans instead of asking for each person.

    emspath plans --all -f csv -o plans.csv
    python examples/join_polars.py roster.csv plans.csv advice.csv

The dates are those that `emspath advise` gives with its usual assumptions. Levels and goals are level ids in any case,
states are postal codes, and the hours per week are among those of the table (`emspath plans --hours-per-week` adds
others).
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import polars as pl


def join(roster: Path, plans: Path, out: Path) -> None:
    """Write an advice for each row of `roster`."""
    people = pl.scan_csv(roster, try_parse_dates=True).with_columns(
        pl.col("level", "goal").str.to_lowercase(), pl.col("hours per week").cast(pl.Float64)
    )
    table = pl.scan_csv(plans, schema_overrides={"hours_per_week": pl.Float64}).rename({"start": "from"})
    joined = people.join(
        table,
        left_on=["level", "goal", "state", "hours per week"],
        right_on=["from", "goal", "state", "hours_per_week"],
        how="left",
    )
    born = pl.col("birth date")
    anniversary = born.dt.offset_by(pl.format("{}y", pl.col("minimum_age").fill_null(0)))
    # whoever was born on February 29 comes of age on March 1
    leap = ((born.dt.day() == 29) & (anniversary.dt.day() == 28)).cast(pl.Int64)
    birthday = pl.when(pl.col("minimum_age").is_not_null()).then(anniversary + pl.duration(days=leap))
    advice = joined.select(
        "id", "level", "goal", "state", "next_step", "hours_min", "hours_max",
        pl.when(pl.col("days_min").is_not_null()).then(
            pl.max_horizontal(pl.col("start") + pl.duration(days="days_min"), birthday)
        ).alias("earliest_finish"),
        pl.when(pl.col("days_max").is_not_null()).then(
            pl.max_horizontal(
                pl.col("start") + pl.duration(days="days_max"), birthday + pl.duration(days="license_days_max")
            )
        ).alias("latest_finish"),
        pl.col("expires").alias("renewal_due"), "sources",
    )  # fmt: skip
    advice.sink_csv(out)


if __name__ == "__main__":
    begin = time.perf_counter()
    join(*map(Path, sys.argv[1:4]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{time.perf_counter() - begin:.1f} s, {peak:.0f} MB at most")
