"""Questions on states: which of them, and which levels one has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from emspath.answers.ask.evidence import state_facts
from emspath.answers.ask.intents import SHAPES
from emspath.answers.ask.parts import Point, Reply, explain_command, listed, state_points
from emspath.answers.ask.understand import Question
from emspath.catalog import LEVEL_NOUN, Catalog, headline, label, ranked_readings
from emspath.model import Entity
from emspath.names import fold

_STATES_ASKED: Final = SHAPES["STATES"]
_MEMBERS: Final = "which|what states?|how many|list of|do all|does every|do most|are there|any states?"


def which_states_reply(catalog: Catalog, question: Question) -> Reply | None:
    """In which states something holds: the compact, the National Registry, a level or a title."""
    if question.states or not question.has(_STATES_ASKED):
        return None
    if question.has("compact|replica") and question.has(_MEMBERS) and not question.has("cost|fee|fees"):
        return _compact_states(catalog)
    wanted = question.titles or question.levels
    if wanted and question.has(
        "license|licensed|licenses|still|recognize|recognized|have|use|certify|exist|offer|issue"
    ):
        found = _states_with_level(catalog, question, wanted)
        if found is not None:
            return found
    if "REGISTRY" in question.signals.groups and question.has(
        "require|requires|required|use|uses|accept|accepts|need|recognize|take"
    ):
        return _registry_states(catalog, question)
    return None


def _compact_states(catalog: Catalog) -> Reply:
    points, members = [], []
    for state in catalog.states.values():
        for located in state_facts(catalog, state, "place.compact"):
            first = headline(located.fact)
            if first is not None and first.code == "yes":
                members.append(state.name)
                points.append(Point(located, first))
    general = catalog.fact("ems-compact.place.compact")
    first = headline(general.fact)
    text = f"{len(members)} states are members by the data here: {listed(members)}."
    front = (Point(general, first),) if first else ()
    return Reply("compact", text, (*front, *points[:6]), "emspath explain ems-compact", "high")


def _states_with_level(catalog: Catalog, question: Question, wanted: Sequence[Entity]) -> Reply | None:
    """The states whose own list of levels holds a title or level."""
    keys = {fold(n) for e in wanted for n in (e.name, e.abbreviation or "", *e.aliases) if n}
    ids = {e.id for e in wanted}
    still: list[str] = []
    renewal_only: list[str] = []
    sources = []
    for state in catalog.states.values():
        for local in state.levels:
            names = {fold(n) for n in (local.name, *local.aliases)}
            if names & keys or (local.maps_to in ids):
                (still if local.status == "licensed" else renewal_only).append(state.name)
                sources.append((state, local))
                break
    name = re.sub(r"\s*\(.*\)", "", label(wanted[0]))
    points = []
    for entity in wanted:
        for located in catalog.facts(entity):
            if located.fact.topic == "history.status":
                points += [Point(located, r) for r in ranked_readings(located.fact) if r.reach == "state"]
    listed_by_fact = sorted(
        {catalog.states[(p.reading.where or "").casefold()].name for p in points
         if not re.search(r"\b(not|no longer|stopped|replaced|ended|formerly|phased)\b", p.reading.says)}
    )  # fmt: skip
    if not still and not renewal_only and not listed_by_fact:
        return None
    yes = "Yes: " if question.has("any states?|do some states|some states|are there") else ""
    said = []
    if still:
        said.append(
            f"{yes}by the data here {listed(still)} list{'s' if len(still) == 1 else ''} {name} among their levels."
        )
    if renewal_only:
        said.append(f"{listed(renewal_only)} only renew{'s' if len(renewal_only) == 1 else ''} it.")
    also = [n for n in listed_by_fact if n not in still and n not in renewal_only]
    if also:
        said.append(f"{'Yes: ' if yes and not said else ''}State sources also name it in {listed(also)}.")
    if not points:
        points = [p for state, _ in sources[:4] for p in state_points(catalog, state, "licence.levels")]
    return Reply("state", " ".join(said), tuple(points[:8]), explain_command(wanted[0].id), "medium")


def _registry_states(catalog: Catalog, question: Question) -> Reply | None:
    level = question.levels[0].id if question.levels else "emt"
    required: list[str] = []
    accepted: list[str] = []
    points = []
    for state in catalog.states.values():
        for located in state_facts(catalog, state, "licence.nremt", level):
            first = headline(located.fact)
            if first is not None and first.code:
                (required if first.code == "required" else accepted).append(state.name)
                points.append(Point(located, first))
                break
    if not required:
        return None
    noun = LEVEL_NOUN[level]
    text = (
        f"Not every state: by the data here {len(required)} ask {noun} for the National Registry's exam or certification "
        f"at the first license ({listed(required)})."
    )
    if accepted:
        text += f" In {listed(accepted)} there is another way or it plays no part; for the others it is unknown here."
    general = catalog.fact("ems.licence.nremt")
    first = headline(general.fact)
    return Reply(
        "state", text, ((Point(general, first),) if first else ()) + tuple(points[:6]), "emspath list states", "medium"
    )


def state_levels_reply(catalog: Catalog, question: Question) -> Reply | None:
    """The levels that a state licenses, under its own names."""
    if len(question.states) != 1 or question.titles or (question.skills and question.about_doing):
        return None
    topics = {t: w for t, w in question.signals.topics.items() if not t.startswith(("what.", "history."))}
    if not question.has("levels|types of|kinds of|tiers|what .* certifications|which .* certifications"):
        return None
    if max((w for t, w in topics.items() if t != "licence.levels"), default=0.0) >= 4.0:
        return None
    state = question.states[0]
    licensed = [local.name for local in state.levels if local.status == "licensed"]
    renewed = [local.name for local in state.levels if local.status == "renewal-only"]
    if not licensed:
        return None
    text = f"{state.name} licenses: {listed(licensed)}."
    if renewed:
        text += f" It only renews: {listed(renewed)}."
    points = [*state_points(catalog, state, "licence.levels"), *state_points(catalog, state, "place.office")]
    return Reply("state", text, tuple(points[:5]), f"emspath state {state.id}", "high")
