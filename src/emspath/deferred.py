"""Modules that the libraries below us import at once and a short run never uses: they wait until something is asked of them."""

from __future__ import annotations

import sys
from types import ModuleType

from emspath import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

UNUSED = ("inspect", "textwrap", "msgspec.inspect", "msgspec.toml", "msgspec.yaml")
"""What click and msgspec import for helps, pagers and schemas. It would take an eighth of the time of an answer."""


def defer(names: tuple[str, ...] = UNUSED) -> None:
    """Let `import` find a stand-in for each of these modules that is not there yet.

    The first attribute that somebody asks for imports the real one. Python's own LazyLoader would not wait: its
    modules load at the import statement, which looks at their `__spec__`.
    """
    for name in names:
        if name not in sys.modules:
            sys.modules[name] = _Deferred(name)


class _Deferred(ModuleType):
    """A module that becomes the real one when something is asked of it."""

    def __getattr__(self, name: str) -> Any:
        from importlib import import_module

        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        real = import_module(self.__name__)
        self.__dict__.update(real.__dict__)
        return getattr(real, name)
