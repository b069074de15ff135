"""Everything there is to ask about: `list`."""

from __future__ import annotations

from typing import Final, Literal

from emspath.answers.base import Answer, Ledger, Struct, fact_view
from emspath.answers.explain import definition_of
from emspath.catalog import Catalog, kind_of
from emspath.errors import QuestionError

WHAT: Final = ("levels", "roles", "terms", "skills", "titles", "systems", "states", "sources", "topics")


class Listed(Struct, frozen=True, kw_only=True):
    """One thing, with a few words about it."""

    id: str
    kind: str
    name: str
    abbreviation: str | None
    group: str | None
    summary: str
    owner: str | None = None


class ListQuery(Struct, frozen=True, kw_only=True):
    """What was asked."""

    what: str | None


class Listing(Answer, frozen=True, kw_only=True):
    """A list in its envelope, in the order of the data files."""

    kind: Literal["list"] = "list"
    query: ListQuery
    answer: tuple[Listed, ...]


def listing(catalog: Catalog, what: str | None = None) -> Listing:
    """All entities, or those of one kind (also sources and topics). Raises QuestionError for an unknown kind."""
    if what is not None and what not in WHAT:
        raise QuestionError(f"there is no list of '{what}'", f"Lists: {', '.join(WHAT)}")
    ledger = Ledger(catalog)
    rows: list[Listed] = []
    if what == "sources":
        rows = [
            Listed(id=s.id, kind="source", name=s.title, abbreviation=None, group=s.kind, summary=s.publisher)
            for s in catalog.sources.values()
        ]  # fmt: skip
    elif what == "topics":
        rows = [
            Listed(id=t.id, kind="topic", name=t.label, abbreviation=None, group=t.id.partition(".")[0], summary=t.meaning)
            for t in catalog.topics.values()
        ]  # fmt: skip
    else:
        for entity in catalog.entities.values():
            if what is None or kind_of(entity) == what.removesuffix("s"):
                views = [fact_view(f, ledger) for f in catalog.facts(entity) if f.fact.topic == "what.definition"]
                summary, cited = definition_of(catalog, entity, views)
                ledger.cite(cited)
                rows.append(
                    Listed(
                        id=entity.id, kind=kind_of(entity), name=entity.name, abbreviation=entity.abbreviation,
                        group=getattr(entity, "category", None) or getattr(entity, "jurisdiction", None), summary=summary,
                        owner=entity.owner,
                    )
                )  # fmt: skip
    return Listing(query=ListQuery(what=what), answer=tuple(rows), **ledger.envelope())
