"""What stands below every answer: notes, further commands and numbered sources, as lines."""

from __future__ import annotations

from collections.abc import Iterator

from emspath.report import Report


def footer_lines(report: Report, sources: str, width: int | None = None) -> Iterator[str]:
    """Notes, then commands that tell more, then sources: short (one line each, cut at `width`), full or none."""
    for note in report.notes:
        words, _, link = note.rpartition(" ")
        if link.startswith("http"):
            yield f"Note: {words}"
            yield f"      {link}"
        else:
            yield f"Note: {note}" if not note.startswith("*") else note
    if report.more:
        yield "More: " + report.more[0]
        for command in report.more[1:]:
            yield "      " + command
    if sources == "none" or not report.cited:
        return
    yield ""
    yield "Sources:" if sources == "full" else "Sources (--sources full for links):"
    for item in report.cited:
        said = f"[{item.number}] {item.publisher}: {item.title}"
        date = f" ({item.date})"
        if sources != "full" and width is not None and len(said) + len(date) > width:
            said = said[: width - len(date) - 1].rstrip() + "…"
        yield said + date
        if sources == "full":
            yield f"    {item.url}  (emspath sources {item.id})"
