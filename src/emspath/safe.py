"""The one place where text is made harmless to show.

Text comes from data files, overlays, rosters and arguments. On its way to a terminal or a page every control,
direction-changing or invisible character becomes a visible escape, so that nothing can move the cursor, set a
clipboard, turn text around or hide in it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_BREAKS = re.compile(r"\s*[\t\r\n]\s*")
_ASCII: Final = {
    "–": "-", "—": "-", "→": "->", "≠": "!=", "…": "...", "·": "-", "“": '"', "”": '"', "‘": "'", "’": "'",
    "•": "*", "█": "#", "░": ".", "│": "|", "├": "|", "└": "`", "─": "-", "✓": "yes", "✗": "no", "×": "x",
    "≤": "<=", "≥": ">=", "½": "1/2", "§": "section ", "°": " degrees", "\u00a0": " ",
}  # fmt: skip


def visible(text: str) -> str:
    """`text` on one line, with every character that could act on a terminal or hide shown as an escape."""
    flat = _BREAKS.sub(" ", text)
    return _HARMFUL.sub(_escape, flat)


def _escape(match: re.Match[str]) -> str:
    point = ord(match.group())
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def to_ascii(text: str) -> str:
    """`text` in readable ASCII, for consoles that show nothing else."""
    mapped = "".join(_ASCII.get(character, character) for character in text)
    plain = "".join(c for c in unicodedata.normalize("NFKD", mapped) if not unicodedata.combining(c))
    return plain.encode("ascii", "backslashreplace").decode("ascii")
