"""The catalogue that a call asks: the built-in data with the overlays that the call names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from emspath.catalog import Catalog
    from emspath.model import State


def catalog() -> Catalog:
    """The catalogue with the overlays of this call."""
    from emspath.library import open_catalog
    from emspath.overlays import overlay_paths

    ctx = click.get_current_context()
    return open_catalog(overlay_paths((ctx.obj or {}).get("data", ())))


def state_of(known: Catalog, name: str | None) -> State | None:
    """The state asked for with --state, if any."""
    return known.state(name) if name is not None else None
