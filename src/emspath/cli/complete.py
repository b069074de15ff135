"""What a shell is offered for each kind of value: always something that begins with what is typed.

A shell puts what the offers have in common in place of what is typed, so an offer that begins otherwise would take
typed letters away. It is imported only when a shell asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import click
from click.shell_completion import CompletionItem

from emspath.catalog import Catalog, Handle, Kind
from emspath.library import open_catalog
from emspath.model import ALL_LEVELS
from emspath.names import fold, hyphened, words

_NOTHING = "none"


def names(ctx: click.Context, typed: str) -> list[CompletionItem]:
    """Everything that can be explained."""
    return list(_items(open_catalog().handles, _form(typed)))


def states(ctx: click.Context, typed: str) -> list[CompletionItem]:
    """States by code, and by name where the code begins otherwise."""
    return list(_items(_handles(open_catalog(), "state"), _form(typed)))


def levels(ctx: click.Context, typed: str) -> list[CompletionItem]:
    """The levels of the ladder."""
    return list(_items(_handles(open_catalog(), "level"), _form(typed)))


def levels_or_none(ctx: click.Context, typed: str) -> list[CompletionItem]:
    """The levels of the ladder, and `none` for no certification."""
    return [*_words((_NOTHING,), typed), *levels(ctx, typed)]


def ends(ctx: click.Context, typed: str) -> list[CompletionItem]:
    """Levels and roles, and `none` where a way may start."""
    start = [] if ctx.params.get("names") else _words((_NOTHING,), typed)
    return [*start, *_items(_handles(open_catalog(), "level", "role"), _form(typed))]


def starts(ctx: click.Context, typed: str) -> list[CompletionItem]:
    """`none`, the levels, and the roles from which a way is known."""
    catalog = open_catalog()
    known = {id_ for step in catalog.steps.values() for id_ in step.start}
    handles = [h for h in _handles(catalog, "level", "role") if h.kind == "level" or h.id in known]
    return [*_words((_NOTHING,), typed), *_items(handles, _form(typed))]


def goals(ctx: click.Context, typed: str) -> list[CompletionItem]:
    """The levels and roles to which a way is known from the start that is given."""
    from emspath.answers.path import ways_between

    catalog = open_catalog()
    found = catalog.look_up(str(ctx.params.get("start") or _NOTHING), kinds=("level", "role"))
    start = found.meanings[0].entity.id if found else _NOTHING
    begun = [h for h in _handles(catalog, "level", "role") if h.begun_by(_form(typed))]
    return list(_items((h for h in begun if ways_between(catalog, start, h.id)), _form(typed)))


def scope(ctx: click.Context, typed: str) -> list[CompletionItem]:
    """Levels and skills, and single words from the names of skills, since scope is asked in free words."""
    start = _form(typed)
    catalog = open_catalog()
    handles = _handles(catalog, "skill", "level")
    items = list(_items(handles, start))
    offered = {item.value for item in items}
    holding: dict[str, list[str]] = {}
    needed = set()
    for handle in handles if start else ():
        if handle.kind == "skill":
            for word in {word for form in handle.others for word in form.split("-")}:
                if word.startswith(start) and word not in offered and words(word):
                    holding.setdefault(word, []).append(handle.name)
                    if handle.begun_by(start) is None:
                        needed.add(word)
    for word in sorted(needed - {fold(id_) for id_ in catalog.systems}):
        skills = holding[word]
        items.append(CompletionItem(word, help=skills[0] if len(skills) == 1 else f"{len(skills)} skills"))
    return items


def facts(ctx: click.Context, typed: str) -> list[CompletionItem]:
    """The facts about what stands before the dot; before there is one, what it may be."""
    catalog = open_catalog()
    about, dot, rest = _form(typed).partition(".")
    if not about:
        return [] if dot else [CompletionItem(f"{h.id}.", help=h.name) for h in _handles(catalog, "level")]
    if not dot:
        ids = [*(handle.id for handle in catalog.handles), ALL_LEVELS, *catalog.steps]
        whole = about in ids and about not in catalog.states  # much else begins with the letters of a code
        begun = [about] if whole else [id_ for id_ in ids if id_.startswith(about)]
        begun = begun or [form for handle in catalog.handles if (form := handle.begun_by(about)) is not None]
        if len(begun) != 1:
            return [CompletionItem(f"{one}.") for one in dict.fromkeys(begun)]
        about = begun[0]
    items: dict[str, CompletionItem] = {}
    for located in catalog.facts_called(about):
        known = located.id.partition(".")[2]
        for spelled in (known, f".{known}".replace(".licence.", ".license.")[1:]):
            if spelled.startswith(rest):
                items.setdefault(known, CompletionItem(f"{about}.{spelled}", help=located.topic.label))
    return list(items.values())


def sources(ctx: click.Context, typed: str) -> list[CompletionItem]:
    """The ids of sources; none before anything is typed, since there are a thousand."""
    catalog = open_catalog()
    begun = [id_ for id_ in catalog.sources if id_.startswith(typed.casefold())] if typed else []
    return [CompletionItem(id_, help=catalog.sources[id_].title) for id_ in begun]


def lists(ctx: click.Context, typed: str) -> list[CompletionItem]:
    """What can be listed."""
    from emspath.answers.listing import WHAT

    return _words(WHAT, typed)


def schemas(ctx: click.Context, typed: str) -> list[CompletionItem]:
    """The kinds of schemas."""
    from emspath.schemas import KINDS

    return _words(KINDS, typed)


def sections(ctx: click.Context, typed: str) -> list[CompletionItem]:
    """The sections of a comparison."""
    from emspath.answers.compare import SPELLINGS

    ours = {known: spelled for spelled, known in SPELLINGS.items()}
    return _words((ours.get(id_, id_) for id_ in open_catalog().sections), typed)


def _form(typed: str) -> str:
    """What is typed as ids are written; words in quotes are joined."""
    return re.sub(r"\s+", "-", typed.casefold())


def _words(known: Iterable[str], typed: str) -> list[CompletionItem]:
    return [CompletionItem(word) for word in known if word.startswith(typed.casefold())]


def _handles(catalog: Catalog, *kinds: Kind) -> list[Handle]:
    return [handle for handle in catalog.handles if handle.kind in kinds]


def _items(handles: Iterable[Handle], start: str) -> Iterator[CompletionItem]:
    """An offer for each thing that begins so, with its name where that says more; all at once are only listed."""
    offered: set[str] = set()
    for handle in handles:
        form = handle.begun_by(start)
        if form is None or form in offered:
            continue
        offered.add(form)
        if handle.kind == "state":
            yield CompletionItem(form, help=handle.name if form == handle.id else handle.id.upper())
        else:
            yield CompletionItem(form, help=handle.name if start and hyphened(handle.name) != form else None)
