"""The commands with dates: a plan, a renewal, a whole roster, and the table of all plans."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from emspath.cli.lazy import Command, option
from emspath.cli.opened import catalog
from emspath.cli.options import DAY, FILE, completing, data_option, output_options, state_option
from emspath.cli.output import Output
from emspath.errors import QuestionError

_HOURS = 12


def _assumptions(command: Any) -> Any:
    """Adds the options that set what a plan assumes."""
    for added in reversed(
        (
            option("--hours-per-week", type=float, default=_HOURS, show_default=True, metavar="HOURS", help="Course hours a week, 1 to 168."),
            option("--exam-weeks", type=int, default=0, metavar="WEEKS", help="Weeks from the end of a course to its passed exam (default: 0)."),
            option("--license-weeks", type=int, metavar="WEEKS", help="Weeks from exam to license (default: as the state tells, else 0)."),
            option("--weeks-between", type=int, default=0, metavar="WEEKS", help="Weeks of pause before each further course (default: 0)."),
            option("--experience-months", type=int, default=0, metavar="MONTHS", help="Months of work before a program that asks for it (default: 0)."),
            option("--license-first", is_flag=True, help="Start the next course only once the license before it is in hand."),
        )
    ):  # fmt: skip
        command = added(command)
    return command


def _whole(number: float) -> int | float:
    return int(number) if number == number // 1 and abs(number) < 1e9 else number


@click.command(
    cls=Command,
    epilog="Example: emspath plan --from none --to paramedic --hours-per-week 12 --start 2027-01-11 --state TX",
)
@option("--from", "start", default="none", metavar="LEVEL", shell_complete=completing("starts"), help="The level held now (default: none).")  # fmt: skip
@option("--to", "goal", required=True, metavar="LEVEL", shell_complete=completing("goals"), help="The level or role wanted.")  # fmt: skip
@option("--start", "begin", type=DAY, metavar="DATE", help="The first day of the first course (default: today).")
@option("--born", type=DAY, metavar="DATE", help="Birth date, for the ages that are asked. It is kept nowhere.")
@option("--expires", type=DAY, metavar="DATE", help="The day on which the certification held now ends.")
@option(
    "--via",
    multiple=True,
    metavar="LEVEL",
    shell_complete=completing("levels"),
    help="Go through this level too, such as aemt; may be repeated.",
)
@option("--program", "programs", multiple=True, metavar="ID", help="Plan with this program of an overlay; may be repeated.")  # fmt: skip
@option("--course-hours", multiple=True, metavar="LEVEL=HOURS", help="Plan with these course hours; may be repeated.")  # fmt: skip
@_assumptions
@state_option
@output_options
def plan(
    start: str, goal: str, begin: date | None, born: date | None, expires: date | None, via: tuple[str, ...],
    programs: tuple[str, ...], course_hours: tuple[str, ...], hours_per_week: float, exam_weeks: int,
    license_weeks: int | None, weeks_between: int, experience_months: int, license_first: bool, state: str | None,
    output: Output,
) -> None:  # fmt: skip
    """Put the way to a level on the calendar.

    Each course, exam and license gets its earliest and latest day. What is assumed is listed with the option that
    changes it; `-f ics` or `-o plan.ics` writes a calendar.
    """
    from emspath.answers.plan import PlanQuery
    from emspath.answers.plan import plan as ask

    query = PlanQuery(
        start=start, goal=goal, begin=begin or output.as_of or date.today(), hours_per_week=_whole(hours_per_week),
        state=state, born=born, expires=expires, via=via, programs=programs, exam_weeks=exam_weeks,
        license_weeks=license_weeks, weeks_between=weeks_between, experience_months=experience_months,
        license_first=license_first, course_hours=_pairs("--course-hours", course_hours),
    )  # fmt: skip
    output.write(ask(catalog(), query))


def _pairs(option: str, given: tuple[str, ...]) -> tuple[tuple[str, int | float], ...]:
    """`name=number` pairs, also joined by commas. Raises QuestionError for anything else."""
    pairs = []
    for pair in ",".join(given).split(",") if given else ():
        name, _, number = pair.partition("=")
        try:
            value = float(number)
        except ValueError:
            value = float("nan")
        if not name.strip() or value != value or abs(value) > 1e9:
            raise QuestionError(f"{option}: '{pair}' is no name=number", f"Give it like {option} {_EXAMPLES[option]}")
        pairs.append((name.strip(), _whole(value)))
    return tuple(pairs)


_EXAMPLES = {"--course-hours": "aemt=304", "--earned": "national=12,local=4,individual=0"}


@click.command(
    cls=Command, epilog="Example: emspath renew emt --expires 2028-03-31 --earned national=12,local=4,individual=0"
)
@click.argument("level", metavar="LEVEL", shell_complete=completing("levels"))
@option("--expires", type=DAY, metavar="DATE", help="The day on which the certification ends.")
@option("--earned", multiple=True, metavar="PART=CREDITS", help="Credits earned, as national=12,local=4,individual=0.")  # fmt: skip
@state_option
@output_options
def renew(level: str, expires: date | None, earned: tuple[str, ...], state: str | None, output: Output) -> None:
    """Show what keeps a national certification: what is owed, by when, and what follows a lapse.

    A state license has a renewal of its own; --state adds it. `-o renew.ics` writes reminders.
    """
    from emspath.answers.renew import RenewQuery
    from emspath.answers.renew import renew as ask

    query = RenewQuery(
        level=level, as_of=output.as_of or date.today(), expires=expires, earned=_pairs("--earned", earned), state=state
    )
    output.write(ask(catalog(), query))


@click.command(cls=Command, epilog="Example: emspath plans --all -f csv")
@option("--all", "all_", is_flag=True, help="Every start, goal and state.")
@option(
    "--from",
    "starts",
    multiple=True,
    metavar="LEVEL",
    shell_complete=completing("levels_or_none"),
    help="Only from this level, or none; may be repeated.",
)
@option(
    "--to",
    "goals",
    multiple=True,
    metavar="LEVEL",
    shell_complete=completing("levels"),
    help="Only to this level; may be repeated.",
)
@option(
    "--state",
    "states",
    multiple=True,
    metavar="STATE",
    shell_complete=completing("states"),
    help="Only in this state; may be repeated.",
)
@option("--hours-per-week", "hours", type=float, multiple=True, metavar="HOURS", help="Hours a week (default: 4 to 40 in nine steps); may be repeated.")  # fmt: skip
@output_options
def plans(
    all_: bool, starts: tuple[str, ...], goals: tuple[str, ...], states: tuple[str, ...], hours: tuple[float, ...],
    output: Output,
) -> None:  # fmt: skip
    """Write the table of all plans, to join with a table of people.

    Plans have no dates: add `days_min` and `days_max` to a start. With `-f jsonl` each plan is a line.
    """
    import msgspec

    from emspath.answers.plans import USUAL_HOURS, PlansQuery
    from emspath.answers.plans import plans as ask

    if not (all_ or starts or goals or states):
        raise click.UsageError("choose plans with --from, --to or --state, or all of them with --all")
    if all_ and (starts or goals or states):
        raise click.UsageError("--all leaves nothing to choose; leave out --from, --to and --state")
    query = PlansQuery(
        starts=starts, goals=goals, states=states, hours_per_week=tuple(map(_whole, hours)) or USUAL_HOURS
    )
    answer = ask(catalog(), query)
    if output.chosen() == "jsonl":
        output.emit("".join(msgspec.json.encode(row).decode() + "\n" for row in answer.answer))
    else:
        output.write(answer)


@click.command(cls=Command, epilog="Example: emspath advise roster.csv -o advice.csv --summary")
@click.argument("roster", type=FILE, metavar="ROSTER")
@option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="The column for a field (id, level, goal, state, hours-per-week, start, born, expires); may be repeated.")  # fmt: skip
@option("--keep", is_flag=True, help="Pass unknown columns through.")
@option("--format", "-f", "format_", type=click.Choice(("csv", "jsonl", "xlsx")), help="How to write the rows (default: csv).")  # fmt: skip
@option("--output", "-o", "output_file", type=FILE, metavar="FILE", help="Write the rows to FILE; its ending chooses the format.")  # fmt: skip
@option("--handouts", type=FILE, metavar="DIR", help="Write a page for each person into DIR.")
@option("--handout-format", type=click.Choice(("html", "markdown")), default="html", show_default=True, help="What the pages are.")  # fmt: skip
@option("--summary", is_flag=True, help="Show totals by goal and state, instead of the rows unless -o is given.")
@option("--json", "json_flag", is_flag=True, help="The totals as JSON.")
@option("--strict", is_flag=True, help="Stop at the first bad row.")
@option("--force", is_flag=True, help="Let files that exist be replaced.")
@option("--start", "begin", type=DAY, metavar="DATE", help="The start for rows without one (default: today).")
@option("--as-of", type=DAY, metavar="DATE", help="The day that counts as today.")
@_assumptions
@option("--state", metavar="STATE", shell_complete=completing("states"), help="The state for rows without one.")
@data_option
def advise(
    roster: Path, mapping: tuple[str, ...], keep: bool, format_: str | None, output_file: Path | None,
    handouts: Path | None, handout_format: str, summary: bool, json_flag: bool, strict: bool, force: bool,
    begin: date | None, as_of: date | None, hours_per_week: float, exam_weeks: int, license_weeks: int | None,
    weeks_between: int, experience_months: int, license_first: bool, state: str | None,
) -> None:  # fmt: skip
    """Advise everybody on a roster: CSV, JSON Lines or XLSX; - is standard input.

    A row has the person's level and goal and may have id, state, hours per week, start, birth date and expiry. A bad
    row comes out with its error and the exit code is 1; the others are advised on. Nothing leaves the machine, and
    nothing about a person is kept or logged.
    """
    from emspath.answers.roster import FIELDS, Settings
    from emspath.cli import roster_run

    today = as_of or date.today()
    known = catalog()
    settings = Settings(
        as_of=today, begin=begin, state=known.state(state).id if state else None, hours_per_week=_whole(hours_per_week),
        exam_weeks=exam_weeks, license_weeks=license_weeks, weeks_between=weeks_between,
        experience_months=experience_months, license_first=license_first,
    )  # fmt: skip
    _check_settings(settings)
    wanted = format_ or (output_file.suffix.casefold().lstrip(".").replace("ndjson", "jsonl") if output_file else "csv")
    if wanted not in roster_run.FORMATS:
        raise QuestionError(f"the format cannot be told from '{output_file}'", "Add --format csv, jsonl or xlsx")
    if wanted == "xlsx" and output_file is None and not summary:
        raise QuestionError("a workbook cannot be written to standard output", "Add -o FILE.xlsx")
    if handouts is not None:
        roster_run.make_folder(handouts)
    to_stdout = output_file is None and handouts is None and not summary
    job = roster_run.Job(
        source=None if str(roster) == "-" else roster, mapping=roster_run.mapping_of(mapping, FIELDS), keep=keep,
        settings=settings, rows_to="stdout" if to_stdout else output_file, format=wanted, force=force,
        handouts=handouts, handout_format=handout_format, strict=strict,
    )  # fmt: skip
    totals = roster_run.run(known, job)
    if handouts is not None:
        roster_run.say(f"{totals.people - totals.errors:,} handouts are in '{handouts}'")
    if summary:
        chosen = "json" if json_flag else format_ if output_file is None and format_ in ("csv", "jsonl") else None
        Output(format=chosen, as_of=today).write(totals.answer(known, settings))
    if totals.errors:
        raise roster_run.RosterError(
            f"{totals.errors:,} of {totals.people:,} rows have errors", "Each has its error, line and column in its row"
        )


def _check_settings(settings: Any) -> None:
    """Refuse settings that cannot be planned with, before the first row."""
    from emspath.answers.plan import PlanQuery, check_query

    check_query(
        PlanQuery(
            goal="emt", begin=settings.begin or settings.as_of, hours_per_week=settings.hours_per_week,
            exam_weeks=settings.exam_weeks, license_weeks=settings.license_weeks,
            weeks_between=settings.weeks_between, experience_months=settings.experience_months,
        )
    )  # fmt: skip
