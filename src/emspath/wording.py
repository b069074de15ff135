"""Small matters of English that sentences everywhere share: lists, articles, capitals."""

from __future__ import annotations

from collections.abc import Sequence


def listed(names: Sequence[str], last: str = "and") -> str:
    """Names as a sentence lists them: A, B and C; "none" without any."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}" if names else "none"


def article(name: str) -> str:
    """`an` before a vowel, or before initials whose first letter is spelled with one, as in EMT; else `a`."""
    return "an" if name[:1] and name[0] in ("AEFHILMNORSX" if name[:2].isupper() else "AEIOUaeiou") else "a"


def capped(text: str) -> str:
    """`text` as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def uncapped(name: str) -> str:
    """`name` within a sentence: initials stay as they are."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
