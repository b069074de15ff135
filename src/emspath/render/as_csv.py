"""Answers as CSV (RFC 4180): one table, one head, the sources in the last column."""

from __future__ import annotations

import csv
import io
import re

from emspath.report import Report
from emspath.safe import visible

_FORMULA = re.compile(r"\s*[=+\-@|%\t\r]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def neutral(cell: str) -> str:
    """`cell` so that no spreadsheet reads it as a formula: a leading apostrophe where it could be taken for one."""
    text = visible(cell)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def render(report: Report) -> str:
    """The flat table of the report, CRLF line ends, with a byte-order mark so that spreadsheets read UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    flat = report.flat()
    writer.writerow([neutral(name) for name in flat.head])
    for row in flat.rows:
        writer.writerow([neutral(cell) for cell in row])
    return "\ufeff" + out.getvalue()
