"""Lays each kind of answer out on a report: what comes first, what only with `full`, and which words surround it.

A module for each kind of answer; only the one that is needed is imported.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

from emspath.answers.base import Answer
from emspath.present.page import Options, Page
from emspath.report import Report

_LAYOUTS: Final = {
    "explain": "explain",
    "compare": "compare",
    "path": "path",
    "scope": "scope",
    "list": "receipts",
    "why": "receipts",
    "sources": "receipts",
    "stale": "receipts",
    "state": "state",
    "states": "state",
    "move": "move",
    "plan": "plan",
    "plans": "plan",
    "renew": "renew",
    "advise": "roster",
    "ask": "ask",
}
"""For each kind of answer the module with its layout, a function `lay_out_<kind>(answer, page)`."""


def present(answer: Answer, options: Options | None = None) -> Report:
    """The page for an answer of any kind."""
    kind = str(getattr(answer, "kind"))  # noqa: B009 - each subclass declares its own literal kind
    module = import_module(f"emspath.present.{_LAYOUTS[kind]}")
    report: Report = getattr(module, f"lay_out_{kind}")(answer, Page(answer, options or Options()))
    return report


__all__ = ["Options", "Page", "present"]
