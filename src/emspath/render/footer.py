"""What stands below every answer: notes, further commands and numbered sources, as lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from emspath.report import Report


def footer_lines(report: Report, sources: str, cut: Callable[[str, str], str] | None = None) -> Iterator[str]:
    """Notes, then commands that tell more, then sources: short (one line each), full or none.

    `cut` shortens what a source is called so that its date behind it has room on the line.
    """
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
    if report.notes or report.more:
        yield ""
    yield "Sources:" if sources == "full" else "Sources (--sources full for links):"
    for item in report.cited:
        said = f"[{item.number}] {item.publisher}: {item.title}"
        date = f" ({item.date})"
        yield (cut(said, date) if cut is not None and sources != "full" else said) + date
        if sources == "full":
            yield f"    {item.url}  (emspath sources {item.id})"
