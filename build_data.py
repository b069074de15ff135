"""Build hook: compiles the YAML of data/ for the wheel, so that an installed emspath need not parse it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileData(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the compiled data to a wheel; an editable install reads the YAML itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the wheel's files are collected."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        try:
            from emspath.library import COMPILED_NAME, compile_folder

            target = root / "build" / COMPILED_NAME
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(compile_folder(root / "data"))
        finally:
            sys.path.remove(str(root / "src"))
        build_data["force_include"][str(target)] = f"emspath/data/{COMPILED_NAME}"
