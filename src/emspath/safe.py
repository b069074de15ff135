"""The one place where text is made harmless to show.

Text comes from data files, overlays, rosters and arguments. On its way to a terminal or a page every control,
direction-changing or invisible character becomes a visible escape, so that nothing can move the cursor, set a
clipboard, turn text around or hide in it.
"""

from __future__ import annotations

import re
from typing import Final

_HARMFUL: Final = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ue000-\uf8ff\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_SELECTORS: Final = "\U000e0000"
"""From here on some of the harmful count as printable; below none does, so most text needs no search."""
_PLAIN: Final = bytes((10, *range(32, 127)))
_BREAKS: Final = r"\s*[\t\r\n]\s*"
_ASCII: Final = {
    "–": "-", "—": "-", "→": "->", "←": "<-", "≠": "!=", "…": "...", "·": "-", "“": '"', "”": '"', "‘": "'", "’": "'",
    "•": "*", "█": "#", "░": ".", "│": "|", "├": "|", "└": "`", "─": "-", "✓": "yes", "✗": "no", "×": "x",
    "≤": "<=", "≥": ">=", "½": "1/2", "§": "section ", "°": " degrees", "\u00a0": " ",
}  # fmt: skip


def visible(text: str) -> str:
    """`text` on one line, with every character that could act on a terminal or hide shown as an escape."""
    if text.isprintable() and (text.isascii() or max(text) < _SELECTORS):
        return text
    return re.sub(_HARMFUL, _escape, re.sub(_BREAKS, " ", text))


def _escape(match: re.Match[str]) -> str:
    point = ord(match.group())
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def json_visible(data: bytes) -> bytes:
    """Encoded JSON that says the same, with those characters written as the escapes that JSON has for them."""
    rest = data.translate(None, _PLAIN)
    plain = not rest or (rest.decode().isprintable() and _SELECTORS.encode()[:2] not in rest)
    return data if plain else re.sub(_HARMFUL, _json_escape, data.decode()).encode()


def _json_escape(match: re.Match[str]) -> str:
    units = match.group().encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[place : place + 4]}" for place in range(0, len(units), 4))


def to_ascii(text: str) -> str:
    """`text` in readable ASCII, for consoles that show nothing else."""
    import unicodedata

    mapped = "".join(_ASCII.get(character, character) for character in text)
    plain = "".join(c for c in unicodedata.normalize("NFKD", mapped) if not unicodedata.combining(c))
    return plain.encode("ascii", "backslashreplace").decode("ascii")
