"""Answers as one self-contained HTML page: no network, no script, light and dark, fit to print."""

from __future__ import annotations

from emspath.render.engine import Citations, engine, pieces
from emspath.report import Report


def render(report: Report) -> str:
    """The report as a page that stands on its own."""
    template = engine().get_template("report.html.jinja")
    return template.render(report=report, pieces=pieces(report.title, report.blocks), refs=Citations(report.cited))
