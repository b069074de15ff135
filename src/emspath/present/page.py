"""What all layouts share: numbering of sources, trust marks, remarks, and small wording helpers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from emspath.answers.base import Answer, Further, Number, Range, SourceNote, Value, age_months
from emspath.report import Block, Cited, Flat, Report, Text, Tone

SECTION_TITLES: Final = {
    "what": ("What it is", ""),
    "training": ("Training", "education"),
    "prerequisites": ("Prerequisites", "before course, exam or card"),
    "exam": ("Certification exam", "national certification, NREMT"),
    "licence": ("State license", "each state decides"),
    "scope": ("Scope of practice", "national model; your state and medical director decide"),
    "renewal": ("Renewal", "national certification; a state license has its own"),
    "pay": ("Pay and outlook", "federal statistics"),
    "place": ("Office and compact", "state"),
    "history": ("History", ""),
}
MARKS: Final = {"primary": "", "secondary": "*", "low": "**"}
LEGEND: Final = {
    "*": "* known from secondary sources only",
    "**": "** known from sources of low trust only: check before relying on it",
}
STATUS: Final = {
    "current": "in use", "phasing-out": "being phased out", "replaced": "replaced", "discontinued": "discontinued",
    "unknown": "status unknown", "licensed": "licensed", "renewal-only": "renewal only",
}  # fmt: skip


class Options:
    """How much to show, and the day against which age is counted (None marks nothing as old)."""

    def __init__(self, *, full: bool = False, as_of: date | None = None, old_months: int = 24) -> None:
        self.full = full
        self.as_of = as_of
        self.old_months = old_months


class Page:
    """Numbers the sources as they are met and puts the page together."""

    def __init__(self, answer: Answer, options: Options) -> None:
        self.options = options
        self._answer = answer
        self._notes = {note.id: note for note in answer.sources}
        self._numbers: dict[str, int] = {}
        self._marks: set[str] = set()

    def cite(self, ids: Iterable[str]) -> tuple[int, ...]:
        """The numbers of these sources on this page."""
        return tuple(self._numbers.setdefault(id_, len(self._numbers) + 1) for id_ in ids if id_ in self._notes)

    def mark(self, trust: str | None) -> str:
        """The trust mark, noted for the legend."""
        mark = MARKS.get(trust or "primary", "")
        if mark:
            self._marks.add(mark)
        return mark

    def value(self, value: Value, *, tone: Tone | None = None) -> Text:
        """A value of an answer as a cell."""
        if not value.known:
            remarks = ("formerly known; see why",) if value.others else ()
            return Text(text="unknown", tone=Tone.UNKNOWN, remarks=remarks, fact=value.fact)
        return Text(
            text=value.text, tone=tone or Tone.PLAIN, cites=self.cite(value.sources), remarks=self.remarks(value),
            mark=self.mark(value.trust), fact=value.fact,
        )  # fmt: skip

    def remarks(self, value: Value | Further) -> tuple[str, ...]:
        """What has to be said with a value: whose it is, whether sources disagree, and its year when it is old."""
        told = []
        if value.owner:
            told.append(f"from {value.owner}")
        if value.reach == "state":
            told.append(f"{value.where} only")
        elif value.reach in ("program", "employer"):
            told.append(f"one {value.reach}: {value.where}")
        elif value.reach == "abroad":
            told.append(str(value.where))
        if isinstance(value, Value) and value.qualifier:
            told.append(value.qualifier)
        if isinstance(value, Value) and value.disputed:
            told.append("disputed")
        if self.old(value) and value.as_of:
            told.append(value.as_of[:4])
        return tuple(told)

    def old(self, value: Value | Further) -> bool:
        """Whether a value is dated longer ago than the threshold; an undated page has no age."""
        day = self.options.as_of
        return bool(value.as_of and day and age_months(value.as_of, day) > self.options.old_months)

    def report(
        self,
        title: str,
        lead: Sequence[Text],
        blocks: Sequence[Block],
        flat: Callable[[], Flat],
        more: Sequence[str] = (),
    ) -> Report:
        """The finished page; a note that already stands in the lead is not said again."""
        said = {text.text for text in lead}
        ordered = sorted(self._numbers, key=lambda id_: self._numbers[id_])
        legend = [LEGEND[mark] for mark in LEGEND if mark in self._marks]
        return Report(
            title=title, lead=tuple(lead), blocks=tuple(blocks), notes=(*(note for note in self._answer.notes if note not in said), *legend),
            more=tuple(more), cited=tuple(self._cited(self._notes[id_]) for id_ in ordered), flat=flat,
            version=self._answer.emspath.version, data=self._answer.emspath.data,
        )  # fmt: skip

    def _cited(self, note: SourceNote) -> Cited:
        when = note.published or f"undated; read {note.read[:7]}"
        return Cited(
            number=self._numbers[note.id],
            id=note.id,
            title=note.title,
            publisher=note.publisher,
            url=note.url,
            date=when,
        )


def numbers(value: Number | Range | None) -> tuple[str, str]:
    """Lowest and highest of a value as text for a flat table; empty when there is no number."""
    if value is None:
        return "", ""
    if isinstance(value, Range):
        return str(value.min), str(value.max)
    return str(value), str(value)


def blank(value: Number | None) -> str:
    """A number as text, empty for none."""
    return "" if value is None else str(value)


def yes_no(value: bool | None) -> str:
    """yes, no or unknown."""
    return "unknown" if value is None else "yes" if value else "no"


def quoted(names: Sequence[str]) -> str:
    """Names as one would type them at a shell."""
    return " ".join(f'"{name}"' if not name.replace("-", "").isalnum() else name for name in names)


def level_name(id_: str) -> str:
    """How a ladder level is called in a table."""
    return "Paramedic" if id_ == "paramedic" else id_.upper()


def code_tone(code: str | None) -> Tone:
    """The tone of a yes or no."""
    return {"yes": Tone.YES, "no": Tone.NO}.get(code or "", Tone.PLAIN)
