"""The one place where text is made harmless to show.

Text comes from data files, overlays, rosters and arguments. On its way to a terminal or a page every control,
direction-changing or invisible character becomes a visible escape, so that nothing can move the cursor, set a
clipboard, turn text around or hide in it.
"""

from __future__ import annotations

import re
from typing import Final

_UNSEEN: Final = frozenset(
    chr(point)
    for first, last in ((0x34F, 0x34F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2800, 0x2800),
                        (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF))
    for point in range(first, last + 1)
)  # fmt: skip
"""What Python counts as printable and nobody sees: fillers, joiners, variation selectors."""
_HARMFUL: Final = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\ud800-\udfff\ue000-\uf8ff\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_PLAIN: Final = bytes((10, *range(32, 127)))
_BREAKS: Final = r"\s*[\t\r\n]\s*"
_ASCII: Final = {
    "–": "-", "—": "-", "→": "->", "←": "<-", "≠": "!=", "…": "...", "·": "-", "“": '"', "”": '"', "‘": "'", "’": "'",
    "•": "*", "█": "#", "░": ".", "│": "|", "├": "|", "└": "`", "─": "-", "✓": "yes", "✗": "no", "×": "x",
    "≤": "<=", "≥": ">=", "½": "1/2", "§": "section ", "°": " degrees", "\u00a0": " ",
}  # fmt: skip


def visible(text: str) -> str:
    """`text` on one line, with every character that could act on a terminal or hide shown as an escape."""
    if text.isprintable() and (text.isascii() or _UNSEEN.isdisjoint(text)):
        return text
    return re.sub(_HARMFUL, _escape, re.sub(_BREAKS, " ", text))


def _escape(match: re.Match[str]) -> str:
    point = ord(match.group())
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def json_visible(data: bytes) -> bytes:
    """Encoded JSON that says the same, with those characters written as the escapes that JSON has for them."""
    rest = data.translate(None, _PLAIN)
    plain = not rest or ((told := rest.decode()).isprintable() and _UNSEEN.isdisjoint(told))
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
