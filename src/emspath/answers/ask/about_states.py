"""Questions on states: which of them, and which levels one has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from emspath.answers.ask.intents import SHAPES
from emspath.answers.ask.parts import Point, Reply, explain_command, in_state, state_facts, state_points
from emspath.answers.ask.understand import Question
from emspath.answers.ask.words import LIGHT
from emspath.catalog import LEVEL_NOUN, Catalog, headline, label, ranked_readings
from emspath.model import Entity, Level, State
from emspath.names import fold
from emspath.wording import listed

_STATES_ASKED: Final = SHAPES["STATES"]
_MEMBERS: Final = "which|what states?|how many|list of|do all|does every|do most|are there|any states?"


def which_states_reply(catalog: Catalog, question: Question) -> Reply | None:
    """In which states something holds: the compact, the National Registry, a level or a title."""
    if question.states or not question.has(_STATES_ASKED):
        return None
    if question.has("compact|replica") and question.has(_MEMBERS) and not question.has("cost|fee|fees"):
        return _compact_states(catalog, every=question.yes_no and question.has("every state|all states"))
    if question.signals.topics.get("pay.median", 0.0) >= 3.0 or question.has(_PAYS):
        return _pay_by_state(catalog, question)
    wanted = question.titles or question.levels
    of_age = question.signals.topics.get("prerequisites.age", 0.0) >= 5.0
    if (
        wanted
        and not of_age
        and question.has("license|licensed|licenses|still|recognize|recognized|have|use|certify|exist|offer|issue")
    ):
        found = _states_with_level(catalog, question, wanted)
        if found is not None:
            return found
    if "REGISTRY" in question.signals.groups and question.has(
        "require|requires|required|use|uses|accept|accepts|need|recognize|take"
    ):
        return _registry_states(catalog, question)
    return None


_PAYS: Final = "pays?|paid|salary|salaries|earn|wages?|make"


def _pay_by_state(catalog: Catalog, question: Question) -> Reply | None:
    """Where a level is paid most, or least, or that this differs, by the states' medians."""
    level = question.levels[-1] if question.levels else None
    topic = "place.pay-paramedic" if level is not None and level.id == "paramedic" else "place.pay-emt"
    ranked = question.has("most|highest|best|least|lowest|worst")
    alike = question.has("same|equally|alike|differ|differs|different|differently|vary|varies|depend|depends")
    if not (ranked or alike) or (level is not None and level.id not in ("emt", "paramedic")):
        return None
    points = [
        p for state in catalog.states.values() for p in state_points(catalog, state, topic) if p.reading.min is not None
    ]
    points.sort(key=lambda p: (p.reading.min or 0.0, p.located.about), reverse=not question.has("least|lowest|worst"))
    if len(points) < 3:
        return None
    if not ranked:
        ends = (points[-1], points[0])
        text = f"It differs by state. {' '.join(p.reading.says for p in ends)}"
        return Reply("pay", text, ends, f"emspath why {ends[0].located.id}", "high")
    return Reply(
        "pay",
        " ".join(p.reading.says for p in points[:3]),
        tuple(points[:5]),
        f"emspath why {points[0].located.id}",
        "high",
    )


def move_reply(catalog: Catalog, question: Question) -> Reply | None:
    """What a license is worth in another state, where no fact of that state tells it."""
    carried = bool(question.origins and question.states) and question.has(_CARRIED)
    moves = question.signals.topics.get("licence.reciprocity", 0.0) >= 5.0 and (
        question.origins or question.has(_MOVES)
    )
    if not (carried or moves):
        return None
    if any(not isinstance(s, Level) for s in question.subjects) or (question.free and not set(question.free) <= LIGHT):
        return None
    if not question.states:
        return _move_anywhere(catalog)
    state = question.states[0]
    level = question.levels[0].id if question.levels else "emt"
    taken = state_points(catalog, state, "licence.reciprocity", level)
    if taken and not carried:
        return None
    office = state_points(catalog, state, "place.office")
    membership = [p for s in (state, *question.origins) for p in state_points(catalog, s, "place.compact")]
    if taken:
        said = [*(in_state(state, p.reading.says) for p in taken[:2]), *(p.reading.says for p in membership)]
        move = f"emspath move {question.origins[0].abbreviation} {state.abbreviation} --level {level}"
        return Reply("transfer", " ".join(said), (*taken, *membership, *office), move, "medium")
    said = [
        f"How {state.name} takes a license from another state is not known here.",
        *(p.reading.says for p in (*membership, *office)),
    ]
    command = (
        f"emspath move {question.origins[0].abbreviation} {state.abbreviation} --level {level}"
        if question.origins
        else explain_command(state.id)
    )
    return Reply("transfer", " ".join(said), (*membership, *office), command, "low" if membership else "none")


_CARRIED: Final = (
    "valid|good in|use|using|work|working|accepted|accept|transfer|transfers|honor|honored|recognized|move|moving"
)
"""Words for a license of one state that is carried to another."""
_MOVES: Final = "transfer|transfers|transferring|reciprocity|reciprocal|move|moves|moving|moved|relocate|relocating|comity|(another|other|different|new) state|out of state|state to state|state lines"


def _move_anywhere(catalog: Catalog) -> Reply | None:
    points = [
        Point(located, first)
        for id_ in ("all-levels.licence.rule", "reciprocity.what.definition", "ems-compact.what.definition")
        if (located := catalog.fact(id_)) is not None and (first := headline(located.fact)) is not None
    ]
    text = " ".join(p.reading.says for p in points)
    return (
        Reply("transfer", f"It depends on the state. {text}", tuple(points), "emspath list states", "high")
        if points
        else None
    )


def _compact_states(catalog: Catalog, *, every: bool) -> Reply:
    """The members, behind a no where it was asked whether the compact holds in every state."""
    points, members = [], []
    for state in catalog.states.values():
        for located in state_facts(catalog, state, "place.compact"):
            first = headline(located.fact)
            if first is not None and first.code == "yes":
                members.append(state.name)
                points.append(Point(located, first))
    general = catalog.fact("ems-compact.place.compact")
    first = headline(general.fact)
    text = f"{'No: ' if every else ''}{len(members)} states are members by the data here: {listed(members)}."
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
            known = set(catalog.named(fold(local.name)))
            if (names & keys and (not known or known & ids)) or local.maps_to in ids:
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
         if not re.search(_GONE, p.reading.says)}
    )  # fmt: skip
    if not still and not renewal_only and not listed_by_fact:
        return None
    said = []
    if still:
        whose = "its" if len(still) == 1 else "their"
        said.append(
            f"By the data here {listed(still)} list{'s' if len(still) == 1 else ''} {name} among {whose} levels."
        )
    if renewal_only:
        named = "it" if said else name
        said.append(f"{listed(renewal_only)} only renew{'s' if len(renewal_only) == 1 else ''} {named}.")
    also = [n for n in listed_by_fact if n not in still and n not in renewal_only]
    if also:
        said.append(f"State sources {'also name it' if said else f'name {name}'} in {listed(also)}.")
    if question.has("any states?|do some states|some states|are there"):
        said[0] = f"Yes: {said[0]}"
    if not points:
        points = [p for state, _ in sources[:4] for p in state_points(catalog, state, "licence.levels")]
    return Reply("state", " ".join(said), tuple(points[:8]), explain_command(wanted[0].id), "medium")


_GONE: Final = (
    r"\b(not|no (longer|more|new)|only|had|stopped|replaced|moved|expired|ended|ends|formerly|phased|levels today|"
    r"current (\w+ )?levels)\b"
)
"""Words by which a state's source says that a title is no longer given there."""


def _registry_states(catalog: Catalog, question: Question) -> Reply | None:
    level = question.levels[0].id if question.levels else "emt"
    if question.has("keep|keeping|maintain|maintaining|current|drop"):
        return _keeping_states(catalog, level)
    coded = _coded(catalog, "licence.nremt", level)
    required = [state.name for state, point in coded if point.reading.code == "required"]
    accepted = [state.name for state, point in coded if point.reading.code != "required"]
    points = [point for _, point in coded]
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


def _coded(catalog: Catalog, topic: str, level: str) -> list[tuple[State, Point]]:
    """Each state that answers a topic with a code for a level, with the reading that gives it."""
    found = []
    for state in catalog.states.values():
        readings = ((located, headline(located.fact)) for located in state_facts(catalog, state, topic, level))
        point = next((Point(located, first) for located, first in readings if first is not None and first.code), None)
        if point is not None:
            found.append((state, point))
    return found


def _keeping_states(catalog: Catalog, level: str) -> Reply | None:
    """Which states ask that the national certification be kept for the license."""
    coded = _coded(catalog, "licence.keep-nremt", level)
    yes, no, varies = ([s.name for s, point in coded if point.reading.code == code] for code in ("yes", "no", "varies"))
    if not yes:
        return None
    rest = len(catalog.states) - len(coded)
    text = f"By the data here {LEVEL_NOUN[level]} have to keep the national certification for the license in {listed(yes)}."
    text += f" It depends in {listed(varies)}." if varies else ""
    text += f" {len(no)} states do not ask for it, and for {rest} it is unknown here."
    points = sorted((point for _, point in coded), key=lambda p: p.reading.code != "yes")
    return Reply("renewal", text, tuple(points[:8]), "emspath states --columns keep-nremt", "medium")


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
