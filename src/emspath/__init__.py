"""emspath explains United States EMS certification.

Load the catalogue once and ask it; every answer is a frozen, typed record that encodes to the documented JSON.

>>> import emspath
>>> catalog = emspath.load()
>>> answer = emspath.explain(catalog, ["emt"])
>>> answer.answer[0].name
'Emergency Medical Technician'
>>> emspath.compare(catalog, ["emt", "paramedic"]).answer.items
('emt', 'paramedic')
>>> [step.id for step in emspath.path(catalog, "emt", "paramedic").answer.routes[0].steps]
['paramedic.course', 'paramedic.exam', 'paramedic.licence']
>>> emspath.scope(catalog, ["start an iv"]).answer.skills[0].levels
{'emr': False, 'emt': False, 'aemt': True, 'paramedic': True}
>>> emspath.why(catalog, "emt.exam.fee").answer.readings[0].unit
'USD'

Questions that cannot be answered raise a subclass of `emspath.errors.EmspathError`. Neither click nor rich is
needed to import this package.
"""

from __future__ import annotations

TYPE_CHECKING = False
"""As in typing, which is not imported: this runs before the start can say how garbage is to be collected."""

if TYPE_CHECKING:
    from typing import Any, Final

    from emspath.answers.compare import compare
    from emspath.answers.explain import explain
    from emspath.answers.listing import listing
    from emspath.answers.path import path
    from emspath.answers.scope import scope
    from emspath.answers.sources import sources, stale
    from emspath.answers.why import why
    from emspath.library import open_catalog as load

__version__ = "0.1.0"

_HOMES: Final = {
    "compare": ("answers.compare", "compare"),
    "explain": ("answers.explain", "explain"),
    "listing": ("answers.listing", "listing"),
    "load": ("library", "open_catalog"),
    "path": ("answers.path", "path"),
    "scope": ("answers.scope", "scope"),
    "sources": ("answers.sources", "sources"),
    "stale": ("answers.sources", "stale"),
    "why": ("answers.why", "why"),
}

__all__ = ["__version__", "compare", "explain", "listing", "load", "path", "scope", "sources", "stale", "why"]


def __getattr__(name: str) -> Any:
    """The public functions, imported when first used, so that `import emspath` stays quick."""
    if name in _HOMES:
        from importlib import import_module

        module, attribute = _HOMES[name]
        return getattr(import_module(f"emspath.{module}"), attribute)
    raise AttributeError(f"module 'emspath' has no attribute {name!r}")
