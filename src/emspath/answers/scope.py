"""Who may do what under the national model: `scope`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from emspath.answers.base import Answer, FactView, Ledger, Struct, fact_view, office_notes, scope_note
from emspath.answers.compare import added, scope_tally
from emspath.catalog import LADDER, Catalog, label
from emspath.errors import NotFoundError, QuestionError
from emspath.model import Cell, Level, Skill, State


class CellView(Struct, frozen=True, kw_only=True):
    """What backs one cell."""

    fact: str
    sources: tuple[str, ...]
    trust: str
    as_of: str | None
    read: str | None
    disputed: bool
    unknown: str | None


class SkillView(Struct, frozen=True, kw_only=True):
    """One row of the scope table: true is in the national model, false is not, null is unknown."""

    id: str
    name: str
    category: str
    levels: dict[str, bool | None]
    qualifier: str | None
    owner: str | None
    sources: tuple[str, ...]
    cells: dict[str, CellView]
    facts: tuple[FactView, ...]
    """What else is known of the skill, such as where a state differs."""


class Tally(Struct, frozen=True, kw_only=True):
    """How the rows shown fall for one level."""

    yes: int
    no: int
    unknown: int


class Scope(Struct, frozen=True, kw_only=True):
    """The rows that the question selects, and how they fall."""

    levels: tuple[str, ...]
    skills: tuple[SkillView, ...]
    tally: dict[str, Tally]
    added_by: str | None
    beyond: str | None
    """The level below `added_by`, which may not do these."""
    decides: tuple[FactView, ...]
    """Who decides scope: in the state asked for, else in general."""
    state_differences: tuple[FactView, ...]


class ScopeQuery(Struct, frozen=True, kw_only=True):
    """What was asked."""

    names: tuple[str, ...]
    added_by: str | None = None
    category: str | None = None
    state: str | None = None


class ScopeAnswer(Answer, frozen=True, kw_only=True):
    """A part of the scope table in its envelope."""

    kind: Literal["scope"] = "scope"
    query: ScopeQuery
    answer: Scope


def scope(
    catalog: Catalog,
    names: Sequence[str] = (),
    *,
    added_by: str | None = None,
    category: str | None = None,
    state: State | None = None,
) -> ScopeAnswer:
    """The rows of the scope table that `names` select.

    A level's name selects that level's column, a skill's name or free words select rows; both may be mixed.
    `added_by` keeps the rows that a level may do and the level below it may not. Without names all rows come.
    Raises NotFoundError for words that fit neither a level nor a skill, QuestionError for an unknown category
    or an `added_by` that is the lowest level.
    """
    ledger = Ledger(catalog)
    notes: list[str] = [scope_note()]
    levels: list[Level] = []
    rows: dict[str, Skill] = {}
    for name in names:
        level = _level(catalog, name, state, notes)
        if level is not None:
            levels.append(level)
        else:
            rows.update((skill.id, skill) for skill in _skills(catalog, name))
    chosen = list(rows.values()) if rows else list(catalog.skills.values())
    beyond: str | None = None
    if added_by is not None:
        higher, remark = catalog.level_of(added_by, state=state)
        if remark:
            notes.append(remark + ".")
        ladder = list(catalog.levels.values())
        place = ladder.index(higher)
        if place == 0:
            raise QuestionError(
                f"{label(higher)} is the lowest level, so it adds to none",
                f"`emspath scope {higher.id}` lists its skills",
            )
        beyond = ladder[place - 1].id
        chosen = added(chosen, beyond, higher.id)
        added_by = higher.id
    if category is not None:
        categories = tuple(dict.fromkeys(skill.category for skill in catalog.skills.values()))
        wanted = [c for c in categories if category.casefold() in c.casefold()]
        if not wanted:
            raise QuestionError(f"there is no category '{category}'", f"Categories: {'; '.join(categories)}")
        chosen = [skill for skill in chosen if skill.category in wanted]
    views = tuple(_view(catalog, skill, ledger) for skill in chosen)
    system = catalog.systems.get("ems")
    asked = {level.id for level in levels} or set(LADDER)
    decides: list[FactView] = []
    differences: list[FactView] = []
    if state is not None:
        for located in catalog.facts(state):
            if located.fact.topic == "scope.authority":
                decides.append(fact_view(located, ledger))
            elif located.fact.topic == "scope.difference" and located.fact.level in (None, *asked):
                differences.append(fact_view(located, ledger))
    elif system is not None and (general := catalog.fact_about(system, "scope.authority")) is not None:
        decides.append(fact_view(general, ledger))
    return ScopeAnswer(
        query=ScopeQuery(
            names=tuple(names), added_by=added_by, category=category, state=state.abbreviation if state else None
        ),
        answer=Scope(
            levels=tuple(level.id for level in dict.fromkeys(levels)) or LADDER,
            skills=views,
            tally={level: Tally(**scope_tally(chosen, level)) for level in LADDER},
            added_by=added_by,
            beyond=beyond,
            decides=tuple(decides),
            state_differences=tuple(differences),
        ),
        **ledger.envelope([*notes, *office_notes(catalog, state)]),
    )  # fmt: skip


def _level(catalog: Catalog, name: str, state: State | None, notes: list[str]) -> Level | None:
    """The level that `name` stands for, or None when it is no level's name."""
    found = catalog.look_up(name, state=state, kinds=("level", "title"))
    if found is None:
        return None
    if catalog.find_skills(name) and not any(isinstance(m.entity, Level) for m in found.meanings):
        return None
    if len(found.meanings) == 1 and isinstance(level := found.meanings[0].entity, Level):
        if found.meanings[0].local is not None and state is not None:
            notes.append(f"{found.meanings[0].local.name} is the {state.name} name for {label(level)}.")
        return level
    level, remark = catalog.level_of(name, state=state)
    if remark:
        notes.append(remark + ".")
    return level


def _skills(catalog: Catalog, words: str) -> tuple[Skill, ...]:
    whole = catalog.look_up(words, kinds=("system",))
    if whole is not None:
        raise QuestionError(
            f"{label(whole.meanings[0].entity)} is a system and not a person, so it has no scope of practice",
            "Ask for a level: emr, emt, aemt or paramedic",
        )
    found = catalog.find_skills(words)
    if found:
        return found
    near = catalog.suggest(words, kinds=("skill", "level"))
    hint = f"Did you mean {' or '.join(near)}?" if near else "`emspath list skills` shows all"
    raise NotFoundError(f"no skill and no level fits '{words}'", hint, near)


def _view(catalog: Catalog, skill: Skill, ledger: Ledger) -> SkillView:
    cells: dict[str, Cell] = {level: getattr(skill.levels, level) for level in LADDER}
    located = [
        f for f in catalog.facts(skill) if not f.fact.topic.startswith("scope.") or f.fact.topic == "scope.difference"
    ]
    return SkillView(
        id=skill.id,
        name=skill.name,
        category=skill.category,
        levels={level: {"yes": True, "no": False, "unknown": None}[cell.may] for level, cell in cells.items()},
        qualifier=skill.qualifier,
        owner=skill.owner,
        sources=ledger.cite(dict.fromkeys(source for cell in cells.values() for source in cell.sources)),
        cells={
            level: CellView(
                fact=f"{skill.id}.scope.{level}", sources=cell.sources, trust=cell.trust, as_of=cell.as_of,
                read=cell.read, disputed=bool(cell.says_yes and cell.says_no), unknown=cell.unknown,
            )
            for level, cell in cells.items()
        },
        facts=tuple(fact_view(f, ledger) for f in located),
    )  # fmt: skip


__all__ = ["Scope", "ScopeAnswer", "SkillView", "scope"]
