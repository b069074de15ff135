"""From an understood question to an answer: a sentence or two from cited facts, or an honest refusal.

Every shape of question has a function that answers it or returns None; the first that answers wins. What no
shape takes is answered by the facts that fit best, as long as they cover what was asked.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from emspath.answers.ask import evidence
from emspath.answers.ask.evidence import Evidence
from emspath.answers.ask.intents import SHAPES
from emspath.answers.ask.records import Confidence
from emspath.answers.ask.understand import Question
from emspath.answers.ask.words import STOP, stem, stems
from emspath.answers.base import amount_text
from emspath.catalog import LADDER, LEVEL_NOUN, Catalog, Located, cell_facts, headline, kind_of, label, ranked_readings
from emspath.model import Entity, Level, Reading, Role, Skill, State, System, Title
from emspath.names import fold


class Point(NamedTuple):
    """A reading that an answer rests on."""

    located: Located
    reading: Reading


class Reply(NamedTuple):
    """An answer before it is put in its envelope."""

    intent: str
    text: str
    points: tuple[Point, ...]
    command: str | None
    confidence: Confidence


def reply(catalog: Catalog, question: Question) -> Reply:
    """The answer to a question; confidence `none` when it is not understood or no fact fits."""
    if not question.said:
        return Reply("", "There is no question to answer.", (), None, "none")
    for shape in (_which_states, _scope, _levels, _same_or_different, _is_a, _become):
        found = shape(catalog, question)
        if found is not None:
            return found
    ranked = evidence.rank(catalog, question)
    found = _definition(catalog, question, ranked)
    if found is not None:
        return found
    return _by_facts(catalog, question, ranked)


# --- shapes

_STATES_ASKED: Final = SHAPES["STATES"]


def _which_states(catalog: Catalog, question: Question) -> Reply | None:
    """In which states something holds: the compact, the National Registry, a level or a title."""
    if question.states or not question.has(_STATES_ASKED):
        return None
    if question.has("compact|replica") and not question.has("cost|fee|fees"):
        return _compact_states(catalog)
    wanted = question.titles or question.levels
    if wanted and question.has("license|licensed|licenses|still|recognize|recognized|have|use|certify|exist|offer|issue"):
        found = _states_with_level(catalog, question, wanted)
        if found is not None:
            return found
    if "REGISTRY" in question.signals.groups and question.has("require|requires|required|use|uses|accept|accepts|need|recognize|take"):
        return _registry_states(catalog, question)
    return None


def _compact_states(catalog: Catalog) -> Reply:
    points, members = [], []
    for state in catalog.states.values():
        for located in evidence.state_facts(catalog, state, "place.compact"):
            first = headline(located.fact)
            if first is not None and first.code == "yes":
                members.append(state.name)
                points.append(Point(located, first))
    general = catalog.fact("ems-compact.place.compact")
    first = headline(general.fact)
    text = f"{len(members)} states are members by the data here: {_and(members)}."
    front = (Point(general, first),) if first else ()
    return Reply("compact", text, (*front, *points[:6]), "emspath explain ems-compact", "high")


def _states_with_level(catalog: Catalog, question: Question, wanted: Sequence[Entity]) -> Reply | None:
    """The states whose own list of levels holds a title or level."""
    keys = {fold(n) for e in wanted for n in (e.name, e.abbreviation or "", *e.aliases) if n}
    ids = {e.id for e in wanted}
    still, renewal_only, sources = [], [], []
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
        said.append(f"{yes}by the data here {_and(still)} list{'s' if len(still) == 1 else ''} {name} among their levels.")
    if renewal_only:
        said.append(f"{_and(renewal_only)} only renew{'s' if len(renewal_only) == 1 else ''} it.")
    also = [n for n in listed_by_fact if n not in still and n not in renewal_only]
    if also:
        said.append(f"{'Yes: ' if yes and not said else ''}State sources also name it in {_and(also)}.")
    if not points:
        points = [p for state, _ in sources[:4] for p in _state_points(catalog, state, "licence.levels")]
    return Reply("state", " ".join(said), tuple(points[:8]), _explain_command(wanted[0].id), "medium")


def _registry_states(catalog: Catalog, question: Question) -> Reply | None:
    level = question.levels[0].id if question.levels else "emt"
    required, accepted, points = [], [], []
    for state in catalog.states.values():
        for located in evidence.state_facts(catalog, state, "licence.nremt", level):
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
        f"at the first license ({_and(required)})."
    )
    if accepted:
        text += f" In {_and(accepted)} there is another way or it plays no part; for the others it is unknown here."
    general = catalog.fact("ems.licence.nremt")
    first = headline(general.fact)
    return Reply("state", text, ((Point(general, first),) if first else ()) + tuple(points[:6]), "emspath list states", "medium")


def _state_points(catalog: Catalog, state: State, topic: str, level: str | None = None) -> list[Point]:
    return [
        Point(located, first)
        for located in evidence.state_facts(catalog, state, topic, level)
        if (first := headline(located.fact)) is not None
    ]


_SCOPE_LIST: Final = r"skills?|procedures?|interventions?|scope|duties|what can|what does|what do|allowed to do|able to do"
_MEDICATION: Final = SHAPES["MEDICATIONS"]


def _scope(catalog: Catalog, question: Question) -> Reply | None:
    """Who may do what."""
    if question.skills and question.about_doing:
        strongest = max(question.signals.topics.values(), default=0.0)
        skill_named = any(m.kind == "skill" and not m.general for m in question.mentions)
        modal = question.has("can|may|allowed|able|permitted|authorized|legal|legally|who|perform|administer|could|scope")
        who = question.levels or question.has("who can|who may|who is allowed|which level|what level|who|level")
        asks = question.has("can|may|allowed|able|permitted|authorized|legal|legally|who|scope|perform|administer|do|does|could")
        if who and asks and (skill_named or modal and strongest < 4.0) and not (strongest >= 5.0 and question.signals.groups & {"COST", "PAID", "EXAM"}):
            return _may(catalog, question)
    if question.levels and question.has(_MEDICATION) and question.has("can|may|give|administer|allowed|carry|push|what|which|list"):
        return _list_of_skills(catalog, question, medication=True)
    if question.levels and len(question.levels) == 1 and question.has(_SCOPE_LIST) and not question.subjects[1:]:
        strongest = max((w for t, w in question.signals.topics.items() if not t.startswith(("scope", "what", "licence.levels"))), default=0.0)
        if strongest < 3.0 and not question.has("exam|test|paper|document|find|where") and question.has("skills?|procedures?|interventions?|scope|allowed to do|able to do|what can .* do"):
            return _list_of_skills(catalog, question, medication=False)
    return None


def _may(catalog: Catalog, question: Question) -> Reply:
    """Whether the levels named may perform the skills named."""
    state = question.states[0] if question.states else None
    skills = question.skills
    points: list[Point] = []
    said: list[str] = []
    known = False
    if not question.levels:
        for skill in skills[:3]:
            said.append(_who_may(skill))
            points += _cell_points(catalog, skill, LADDER)
        known = True
    for level in question.levels[:3]:
        answers = {skill.id: getattr(skill.levels, level.id).may for skill in skills}
        noun = LEVEL_NOUN[level.id]
        for skill in skills:
            points += _cell_points(catalog, skill, (level.id,))
        yes = [skill for skill in skills if answers[skill.id] == "yes"]
        no = [skill for skill in skills if answers[skill.id] == "no"]
        known = known or bool(yes or no)
        if yes and not no:
            said.append(f"Yes under the national model: {_names(yes)} {_is_are(yes)} in the scope of {noun}.")
        elif no and not yes:
            starts = {first for skill in no if (first := _starts_at(skill)) is not None}
            where = f"; it starts at {_and([_level_word(s) for s in starts])}" if len(starts) == 1 else ""
            said.append(f"No under the national model: {_names(no)} {_is_are(no)} not in the scope of {noun}{where}.")
        elif yes and no:
            said.append(
                f"It depends on how, under the national model: for {noun} yes with {_names(yes)}, no with {_names(no)}."
            )
        else:
            reason = getattr(skills[0].levels, level.id).unknown or ""
            said.append(f"Unknown for {noun} under the national model: {reason}".rstrip(": ") )
    decides, deciding = _who_decides(catalog, question, state, skills)
    said += decides
    points = deciding[:1] + points + deciding[1:] if state and deciding else points + deciding
    command = f"emspath scope {_quoted(_short(skills[0]))}" + (f" --state {state.abbreviation or state.id.upper()}" if state else "")
    confidence: Confidence = "high" if known and len(skills) <= 3 else "medium" if known else "low"
    return Reply("scope", " ".join(said), tuple(points), command, confidence)


def _who_decides(
    catalog: Catalog, question: Question, state: State | None, skills: Sequence[Skill]
) -> tuple[list[str], list[Point]]:
    """Who decides where one works, with what is known of a difference in the state asked for."""
    if state is None:
        located = catalog.fact("ems.scope.authority")
        readings = ranked_readings(located.fact)
        extra = []
        if question.has("everywhere|why|some places|some states|varies|different states"):
            extra = _elsewhere(catalog, question, skills)
        text = ["Your state and your medical director decide what holds where you work."]
        text += [p.reading.says for p in extra[:1]]
        return text, [*extra, *(Point(located, r) for r in readings[:2])]
    wanted = {s for skill in skills for n in (skill.name, *skill.aliases) for s in stems(n)} - _DULL
    levels = {level.id for level in question.levels}
    found: list[Point] = []
    for topic in ("scope.difference", "scope.authority", "licence.notes"):
        for located in evidence.state_facts(catalog, state, topic):
            if located.fact.level and levels and located.fact.level not in levels:
                continue
            for reading in ranked_readings(located.fact):
                if reading.superseded is None and (topic == "scope.authority" or wanted & set(stems(reading.says))):
                    found.append(Point(located, reading))
    for title in catalog.titles.values():
        if title.jurisdiction == state.abbreviation and any(fold(s) in fold(title.name) for s in ("IV",)) and "iv" in wanted:
            first = catalog.fact_about(title, "what.definition")
            if first is not None and (reading := headline(first.fact)) is not None:
                found.insert(0, Point(first, reading))
    differences = [p for p in found if p.located.fact.topic != "scope.authority"]
    authority = [p for p in found if p.located.fact.topic == "scope.authority"]
    if differences:
        return [f"In {state.name}: {differences[0].reading.says}"], [*differences, *authority]
    if authority:
        return [f"In {state.name}: {authority[0].reading.says}"], authority
    unknown = next((f.fact.unknown for f in evidence.state_facts(catalog, state, "scope.authority") if f.fact.unknown), None)
    return [f"What {state.name} decides is not known here{f': {unknown}' if unknown else '.'}"], []


def _elsewhere(catalog: Catalog, question: Question, skills: Sequence[Skill]) -> list[Point]:
    """State titles that add the skill to a level, for a question on why it differs."""
    wanted = {s for skill in skills for n in (skill.name, *skill.aliases) for s in stems(n)} - _DULL
    levels = {level.id for level in question.levels}
    found = []
    for title in catalog.titles.values():
        if levels & set(title.maps_to) and wanted & set(stems(title.name)):
            located = catalog.fact_about(title, "what.definition")
            if located is not None and (first := headline(located.fact)) is not None:
                found.append(Point(located, first))
    return found


def _list_of_skills(catalog: Catalog, question: Question, *, medication: bool) -> Reply:
    """What a level may do, in short, with examples or the medications by name."""
    level = question.levels[0]
    state = question.states[0] if question.states else None
    noun = LEVEL_NOUN[level.id]
    rows = [s for s in catalog.skills.values() if not medication or re.search("medic|drug", s.category, re.I)]
    yes = [s for s in rows if getattr(s.levels, level.id).may == "yes"]
    points: list[Point] = []
    if medication:
        drugs = [s for s in yes if "device" not in s.name and "injection" not in s.name]
        names = _and([_brief(s) for s in drugs])
        text = f"Under the national model {noun} may give: {names}." if yes else f"The national model lists no medications for {noun}."
        for skill in yes[:6]:
            points += _cell_points(catalog, skill, (level.id,))
    else:
        summary = catalog.fact_about(level, "scope.summary")
        readings = ranked_readings(summary.fact) if summary else ()
        text = " ".join(r.says for r in readings[:2])
        text = f"{text} {len(yes)} of {len(rows)} skills in the national table are theirs.".strip()
        if summary:
            points += [Point(summary, r) for r in readings]
    extra: list[Point] = []
    if state is not None:
        for topic in ("scope.difference", "scope.authority"):
            extra += _state_points(catalog, state, topic, level.id)
        text += f" In {state.name}: {extra[0].reading.says}" if extra else f" What {state.name} changes is not known here."
    else:
        text += " The state and the medical director decide what holds where you work."
    command = f"emspath scope {level.id}" + (f" --state {state.abbreviation}" if state else "")
    return Reply("scope", text, (*points, *extra), command, "high")


def _levels(catalog: Catalog, question: Question) -> Reply | None:
    """The levels there are, lowest first."""
    asks = question.has("levels|tiers|types of emts?|kinds of emts?|ranks|hierarchy|ladder|highest level|lowest level|highest|lowest")
    if not asks or question.states or len(question.levels) > 1 or question.titles:
        return None
    if question.levels and not question.has("types of|kinds of|levels of|different"):
        return None
    if max((w for t, w in question.signals.topics.items() if not t.startswith(("what", "licence.levels", "history"))), default=0.0) >= 3.0 and not question.has("levels|tiers|types|kinds"):
        return None
    if question.has("exam|test|pay|paid|salary|cost|questions"):
        return None
    if any(kind_of(s) in ("role", "skill") for s in question.subjects):
        return None
    ladder = list(catalog.levels.values())
    names = [f"{level.name} ({level.abbreviation})" if level.abbreviation else level.name for level in ladder]
    if question.has("highest|most advanced|top"):
        text = f"{ladder[-1].name} is the highest of the four national levels: {', '.join(_level_word(level.id) for level in ladder)}, lowest first."
    elif question.has("lowest|entry|bottom"):
        text = f"{ladder[0].name} ({ladder[0].abbreviation}) is the lowest of the four national levels: {', '.join(_level_word(level.id) for level in ladder)}."
    else:
        text = (
            f"There are four national levels, from the least training to the most: {_and(names)}. "
            "States may use other names or add levels of their own."
        )
    located = catalog.fact("ems.what.detail")
    points = [Point(located, r) for r in ranked_readings(located.fact) if re.search("level", r.says)]
    return Reply("levels", text, tuple(points), "emspath list levels", "high")


_DIFFERENT: Final = SHAPES["DIFFERENT"]
_SAME: Final = SHAPES["SAME"]
_HIGHER: Final = SHAPES["HIGHER"]


def _pair(question: Question) -> tuple[Entity, Entity] | None:
    """The two things that a question sets against each other."""
    things: list[Entity] = []
    for mention in question.mentions:
        if mention.kind in ("state", "skill"):
            continue
        entities = question.entities_of(mention)
        if entities and entities[0] not in things:
            things.append(entities[0])
    if len(question.subjects) >= 2:
        things = [t for t in things if t in question.subjects]
    ranked = [t for t in things if isinstance(t, (Level, Title, System))]
    things = ranked if len(ranked) >= 2 else things
    return (things[0], things[1]) if len(things) >= 2 else None


def _same_or_different(catalog: Catalog, question: Question) -> Reply | None:
    """How two things differ, which is higher, or whether they are one."""
    different, same = question.has(_DIFFERENT), question.has(_SAME)
    higher = question.has(_HIGHER) and question.signals.topics.get("pay.median", 0) < 4
    if not (different or same or higher):
        return None
    pair = _pair(question)
    if pair is None:
        return None
    strong = [t for t, w in question.signals.topics.items() if w >= 4.0 and not t.startswith(("what", "history", "licence.reciprocity", "licence.levels", "exam.changes", "prerequisites.certification"))]
    if strong and not same and all(isinstance(e, Level) for e in pair):
        return None
    first, second = pair
    if same and (isinstance(first, Title) or isinstance(second, Title)):
        return _title_mapping(catalog, question, first, second)
    points = [*_definition_points(catalog, first), *_definition_points(catalog, second)]
    command = f"emspath compare {first.id} {second.id}"
    if isinstance(first, Level) and isinstance(second, Level):
        return _two_levels(catalog, question, first, second, same=same, higher=higher, command=command)
    if higher and not different and not same:
        text = f"{label(first)} and {label(second)} do not stand on one ladder, so neither is the higher."
        role = next((catalog.fact_about(e, "what.role") for e in pair if isinstance(e, Role)), None)
        extra = [Point(role, r)] if role is not None and (r := headline(role.fact)) else []
        text += "".join(f" {p.reading.says}" for p in extra)
        return Reply("which-higher", text, (*extra, *points), command, "medium")
    if not points:
        return None
    lead = "No, they are not the same. " if same and question.yes_no else ""
    if kind_of(first) != kind_of(second) and isinstance(first, System) != isinstance(second, System):
        system, other = (first, second) if isinstance(first, System) else (second, first)
        lead += f"{label(system)} is the whole system; {label(other)} is {_KIND_WORD[kind_of(other)]}. "
    notes = [
        Point(located, r)
        for e in pair
        for topic in ("what.misunderstanding",)
        if (located := catalog.fact_about(e, topic)) is not None
        for r in ranked_readings(located.fact)
        if _mentions(r.says, first if e is second else second)
    ]
    text = lead + " ".join(p.reading.says for p in points) + (f" {notes[0].reading.says}" if notes else "")
    return Reply("difference", text, (*points, *notes), command, "high")


_KIND_WORD: Final = {
    "level": "a level of certification that a person holds", "role": "a job that a person does",
    "term": "one part or body of it", "title": "a title that a person holds", "system": "a system", "skill": "a skill",
    "state": "a state",
}  # fmt: skip


def _two_levels(
    catalog: Catalog, question: Question, first: Level, second: Level, *, same: bool, higher: bool, command: str
) -> Reply:
    low, high = sorted((first, second), key=lambda level: level.rank)
    points = [*_definition_points(catalog, low), *_definition_points(catalog, high)]
    hours = []
    for level in (low, high):
        located = catalog.fact_about(level, "training.hours")
        if located is not None and (r := headline(located.fact)) is not None and r.min is not None and r.unit:
            about = "about " if r.about or "about" in r.says else ""
            hours.append(f"{_level_word(level.id)} {about}{amount_text(r.min, r.max or r.min, r.unit)}")
            points.append(Point(located, r))
    prior = catalog.fact_about(high, "prerequisites.certification")
    start = ""
    if prior is not None and (r := headline(prior.fact)) is not None:
        points.append(Point(prior, r))
        if r.code == low.id:
            start = f" {_article(low)} {_level_word(low.id)} certification comes before the {_level_word(high.id)} course."
    lead = ""
    if same and question.yes_no:
        lead = "No: they are different levels. "
    elif higher and question.yes_no:
        mine = re.search(r"\b(lower|below|under)\b", question.text) is not None
        lead = "Yes. " if (first is high) != mine else "No. "
    named = [p.reading.says for p in points[:2]]
    extra = f" Course: {'; '.join(hours)}." if hours else ""
    care = ""
    if {low.id, high.id} == {"emt", "paramedic"}:
        care = f" {_level_word(low.id)} care is basic life support (BLS), paramedic care advanced life support (ALS)."
        points += [Point(located, r) for id_ in ("basic-life-support", "advanced-life-support")
                   if (located := catalog.fact_about(catalog.get(id_), "what.definition")) and (r := headline(located.fact))]  # fmt: skip
    text = f"{lead}{_cap(_level_word(high.id))} is the higher level. {' '.join(named)}{care}{extra}{start}"
    return Reply("which-higher" if higher else "difference", text, tuple(points), command, "high")


def _title_mapping(catalog: Catalog, question: Question, first: Entity, second: Entity) -> Reply | None:
    """Whether a title is the same as a level, from what is known of its mapping."""
    title, other = (first, second) if isinstance(first, Title) else (second, first)
    assert isinstance(title, Title)
    located = catalog.fact_about(title, "history.mapping")
    points = _definition_points(catalog, title)
    if located is not None:
        points += [Point(located, r) for r in ranked_readings(located.fact)[:3]]
    if not points:
        return None
    if other.id in title.maps_to:
        lead = f"Yes: {title.abbreviation or title.name} is an older or local name for {_level_word(other.id)}. " if question.yes_no else ""
        sure: Confidence = "high"
    elif title.maps_to and isinstance(other, Level):
        lead, sure = f"No: {title.abbreviation or title.name} corresponds to {_and([_level_word(m) for m in title.maps_to])}. ", "high"
    else:
        lead, sure = "Not exactly. ", "high"
    history = catalog.fact_about(other, "history.origin") if isinstance(other, Level) else None
    if history is not None:
        points += [Point(history, r) for r in ranked_readings(history.fact) if _mentions(r.says, title)]
    said = [p.reading.says for p in points[1:3]] if question.has("why|same|replac") else [p.reading.says for p in points[:2]]
    why = [p.reading.says for p in points if "aim" in p.reading.says] if question.has("why") else []
    text = lead + " ".join(dict.fromkeys([*said[:2], *why]))
    return Reply("legacy", text, tuple(points), f"emspath compare {title.id} {other.id}", sure)


def _is_a(catalog: Catalog, question: Question) -> Reply | None:
    """Whether one thing is another: a dispatcher an EMT, an EMT a paramedic."""
    named = [m for m in question.mentions if m.kind not in ("state", "skill") and not m.general]
    if len(named) < 2 or not re.match(r"(is|are|was|were|can|could|do|does)\b", question.text):
        return None
    one, two = named[0], named[-1]
    between = {word.low for word in question.said[one.end : two.start]}
    calls = bool(between & {"call", "called", "considered", "count", "counted", "themselves", "yourself", "myself"})
    if not calls and (not question.text.startswith(("is ", "are ", "was ", "were ")) or not between <= STOP | {"both"}):
        return None
    if "or" in between or one.id == two.id:
        return None
    left, right = catalog.get(one.id), catalog.get(two.id)
    if isinstance(left, Title) and isinstance(right, Level) and not calls:
        return _title_mapping(catalog, question, left, right)
    if not isinstance(right, (Level, Role)) or not isinstance(left, (Level, Role)):
        return None
    about = [p for e in (left, right) for topic in ("what.misunderstanding", "what.credential") if (located := catalog.fact_about(e, topic))
             for r in ranked_readings(located.fact) if r.superseded is None and _mentions(r.says, right if e is left else left)
             for p in (Point(located, r),)]  # fmt: skip
    states = {state.id for state in question.states}
    about = [p for p in about if p.reading.reach != "state" or (p.reading.where or "").casefold() in states or not states]
    command = f"emspath compare {left.id} {right.id}"
    if isinstance(left, Level) and isinstance(right, Level):
        text = f"No: {_level_word(left.id)} and {_level_word(right.id)} are different levels; {_level_word(max((left, right), key=lambda e: e.rank).id)} is the higher."
        text += f" {about[0].reading.says}" if about else ""
        return Reply("misconception", text, (*about, *_definition_points(catalog, left), *_definition_points(catalog, right)), command, "high")
    if isinstance(left, Role) and isinstance(right, Level):
        held = right.id in left.beside
        lead = f"Not by the job alone: {_small(label(left))} is a role, {_level_word(right.id)} a level of certification." if held else f"No: {_small(label(left))} is a role, {_level_word(right.id)} a level of certification."
        text = f"{lead} {about[0].reading.says}" if about else lead + "".join(f" {p.reading.says}" for p in _definition_points(catalog, left))
        return Reply("misconception", text, (*about, *_definition_points(catalog, left)), command, "high" if about else "medium")
    if not about:
        return None
    text = " ".join(p.reading.says for p in about[:2])
    return Reply("misconception", text, tuple(about), command, "medium")


def _become(catalog: Catalog, question: Question) -> Reply | None:
    """How to become something from nothing: the course, the exam, the license."""
    if not question.has("how do (i|you|people|we|they) (become|get to be|train)|how to become|how can i become|how can you become|how does (one|someone|a person) become|steps to become|path to becom\\w+|want to become|want to be an?|what does it take to (become|be)|what do i need to (become|be)|requirements? (to become|for becoming|to be) an?|how would i become"):
        return None
    goals = [e for e in question.subjects if isinstance(e, Level)]
    others = [e for e in question.subjects if not isinstance(e, (Level, System))]
    if not goals or others or question.has("long|fast|quick|cost|online|age|old"):
        return None
    if "MOVE" in question.signals.groups:
        return None
    goal = goals[0] if len(goals) == 1 else next((g for g in goals if g.id == "emt"), goals[0])
    state = question.states[0] if question.states else None
    points: list[Point] = []
    said: list[str] = []
    if state is not None:
        for topic in ("licence.requirements", "licence.nremt", "licence.age"):
            found = [
                Point(located, r)
                for located in evidence.state_facts(catalog, state, topic, goal.id)
                for r in ranked_readings(located.fact)
                if r.superseded is None
            ]
            found.sort(key=lambda p: p.located.fact.level is None)
            points += found
        requirements = [p for p in points if p.located.fact.topic == "licence.requirements"]
        registry = [p for p in points if p.located.fact.topic == "licence.nremt"][:1]
        said = [p.reading.says for p in (*requirements[:3], *registry)]
        if not said:
            return None
        text = " ".join(said)
        return Reply("path", text, tuple(points[:8]), f"emspath path {goal.id} --state {state.abbreviation}", "high")
    course = catalog.fact_about(goal, "training.hours")
    prior = catalog.fact_about(goal, "prerequisites.certification")
    for located in (prior, course, catalog.fact_about(goal, "exam.body"), catalog.fact_about(goal, "licence.rule")):
        if located is not None and (r := headline(located.fact)) is not None:
            points.append(Point(located, r))
    hours = headline(course.fact) if course else None
    amount = f" of about {amount_text(hours.min, hours.max or hours.min, 'hours')}" if hours and hours.min is not None else ""
    first = "First become an EMT; then take" if goal.id in ("aemt", "paramedic") else "Take"
    text = (
        f"{first} a state-approved {_level_word(goal.id)} course{amount}, pass the National Registry (NREMT) exam, "
        "and get a license from the state where you will work."
    )
    return Reply("path", text, tuple(points), f"emspath path {goal.id}", "high")


def _definition(catalog: Catalog, question: Question, ranked: Sequence[Evidence]) -> Reply | None:
    """What something is."""
    topics = question.signals.topics
    if topics.get("what.definition", 0.0) < 2.0 and not _bare_name(question):
        return None
    subjects = question.subjects or question.general or question.skills
    if not subjects or (question.states and len(question.mentions) > len(question.states) and max(topics.values(), default=0.0) >= 4.0):
        return None
    other = max((w for t, w in topics.items() if t not in _DEFINING), default=0.0)
    if other >= 4.0 and not _bare_name(question) and question.subjects and not question.has("stand for|define|meaning|mean"):
        return None
    if not question.subjects and any(w >= 2.5 for t, w in topics.items() if t not in _DEFINING) and not _bare_name(question):
        return None
    head = _head(question)
    if head is not None:
        subjects = (head,)
    if len(subjects) > 3 or len(question.free) > 2 or len({m.ids for m in question.mentions}) > 2:
        return None
    main = [s for s in subjects if not isinstance(s, State)]
    if not main:
        return None
    points = [p for subject in main[:3] for p in _definition_points(catalog, subject)]
    if not points:
        if isinstance(main[0], Skill):
            return Reply("definition", _who_may(main[0]), tuple(_cell_points(catalog, main[0], LADDER)), f"emspath explain {main[0].id}", "high")
        return None
    extra = [
        Point(e.located, e.reading)
        for e in ranked
        if e.direct and e.located.fact.topic != "what.definition" and (e.topical >= 1 or set(e.shared) & set(question.free))
        and not e.reading.superseded
    ]  # fmt: skip
    unexplained = set(question.free) - {s for p in (*points, *extra[:2]) for s in stems(p.reading.says)}
    if len(unexplained) > 1 or (unexplained and question.states):
        return None
    text = points[0].reading.says
    if len(main) > 1:
        text = " ".join(p.reading.says for p in points[:2])
    why = [p for p in extra if question.has("why|need|benefit|how|where") and set(stems(p.reading.says)) & set(question.content)]
    follow = why or extra
    if isinstance(main[0], Level) and not why:
        sentence, rung = _rung(catalog, main[0])
        text += f" {sentence}"
        extra = [*rung, *extra]
    elif len(main) == 1 and follow and _adds([text], follow[0].reading.says):
        text += f" {follow[0].reading.says}"
    legacy = isinstance(main[0], Title)
    return Reply("legacy" if legacy else "definition", text, (*points, *extra[:4]), _explain_command(main[0].id), "high" if not unexplained else "medium")


def _head(question: Question) -> Entity | None:
    """The general word that a name stands before: the license in `an EMT license`."""
    for one, two in itertools.pairwise(question.mentions):
        if one.kind in ("level", "title") and two.general and one.end == two.start:
            return question.entities_of(two)[0]
    return None


_DEFINING: Final = frozenset(
    ("what.definition", "what.plain", "what.role", "what.detail", "what.misunderstanding", "history.status", "history.dates", "licence.levels", "history.mapping", "scope.summary", "scope.difference", "scope.trend", "what.credential", "history.origin", "history.event")
)


def _rung(catalog: Catalog, level: Level) -> tuple[str, list[Point]]:
    """Where a level stands on the ladder and how long its course is, in a sentence."""
    ladder = list(catalog.levels.values())
    place = {0: "the first", len(ladder) - 1: "the highest"}.get(ladder.index(level), "one")
    said = f"It is {place} of the four national levels: {', '.join(_level_word(other.id) for other in ladder)}."
    located = catalog.fact_about(level, "training.hours")
    first = headline(located.fact) if located else None
    if located is None or first is None or first.min is None or first.unit is None:
        return said, []
    return (
        f"{said[:-1]}; the course takes about {amount_text(first.min, first.max if first.max is not None else first.min, first.unit)}.",
        [Point(located, first)],
    )


def _bare_name(question: Question) -> bool:
    """Whether the question is nothing but a name."""
    named = sum(m.end - m.start for m in question.mentions)
    rest = [w for w in question.said if w.low not in STOP]
    return bool(question.mentions) and len(question.said) <= named + 2 and len(rest) <= named


# --- by facts

_NUMBER_WORDS: Final = {"sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "fifteen": 15, "fourteen": 14}


def _by_facts(catalog: Catalog, question: Question, ranked: Sequence[Evidence]) -> Reply:
    """The facts that fit best, when they cover what is asked."""
    if not ranked:
        return _decline(catalog, question, None)
    best = ranked[0]
    unknown = _only_unknown(catalog, question)
    if unknown is not None and (best.topical < unknown[1] - 0.5 or (best.located.state is None and best.located.about not in catalog.states)):
        located, _ = unknown
        text = f"Not known here: {located.fact.unknown}"
        return Reply(_intent(located.fact.topic, question), text, (), f"emspath why {located.id}", "none")
    chosen = _chosen(question, ranked)
    covered, missing = _coverage(question, ranked, chosen)
    linked = best.links > 0
    strong = best.topical >= 4.0 and (best.direct or not question.subjects)
    fair = best.topical >= 2.0 and (best.direct or not question.subjects)
    lexical = len(best.shared & set(question.free)) >= 2 or (best.direct and len(best.shared & set(question.free)) >= 1)
    lexical = lexical or linked
    domain = best.topical >= 5.0 or bool(question.mentions) or bool(question.signals.groups & {"EXAM", "REGISTRY", "LICENSE", "COURSE", "CE"}) or lexical
    if not domain or covered < 0.45 or not (strong or fair or lexical):
        return _decline(catalog, question, best)
    if question.states and not any(_of_states(e, question) for e in chosen):
        return _national_only(catalog, question, chosen, covered)
    text = _compose(catalog, question, chosen)
    if best.located.about in catalog.states and not question.states:
        name = catalog.states[best.located.about].name
        named = name in best.reading.says
        text = f"It depends on the state. {'For example: ' if named else f'In {name}: '}{text}"
    trust = chosen[0].reading.trust
    program = chosen[0].reading.reach in ("program", "employer")
    confidence: Confidence
    if strong and covered >= 0.65 and trust != "low" and not program:
        confidence = "high"
    elif (strong or fair or lexical) and covered >= 0.55 and trust != "low":
        confidence = "medium"
    else:
        confidence = "low"
    command = _command(catalog, question, best)
    return Reply(_intent(best.located.fact.topic, question), text, tuple(Point(e.located, e.reading) for e in chosen), command, confidence)


def _of_states(e: Evidence, question: Question) -> bool:
    states = {state.id for state in question.states}
    return e.located.about in states or (e.reading.where or "").casefold() in states


def _national_only(catalog: Catalog, question: Question, chosen: Sequence[Evidence], covered: float) -> Reply:
    """A state was asked for and nothing is known of it: say so, and tell the national fact as such."""
    state = question.states[0]
    best = chosen[0]
    national = best.reading.reach == "national"
    text = f"For {state.name} this is not known here; ask its EMS office."
    if national and best.topical >= 3.0:
        text += f" In general: {best.reading.says}"
    office = _state_points(catalog, state, "place.office")
    points = [Point(e.located, e.reading) for e in chosen if e.reading.reach == "national"][:3]
    return Reply(_intent(best.located.fact.topic, question), text, (*points, *office[:1]), f"emspath explain {state.id}", "low" if national and best.topical >= 3.0 else "none")


def _only_unknown(catalog: Catalog, question: Question) -> tuple[Located, float] | None:
    """The fact asked for, where all that is known of it is that no source says."""
    topics = question.signals.topics
    if not topics:
        return None
    top = max(topics.values())
    if top < 4.0:
        return None
    levels = [level.id for level in question.levels]
    about: list[Entity] = list(question.states) or [s for s in question.subjects if isinstance(s, (Level, Role, Title))]
    found: list[tuple[Located, float]] = []
    for entity in about[:2]:
        for located in catalog.facts(entity):
            weight = topics.get(located.fact.topic, 0.0)
            if weight < top or (isinstance(entity, State) and levels and located.fact.level not in (None, *levels)):
                continue
            if headline(located.fact) is not None:
                return None
            if located.fact.unknown:
                found.append((located, weight))
    return found[0] if found else None


def _chosen(question: Question, ranked: Sequence[Evidence]) -> list[Evidence]:
    """The best reading and those that belong beside it."""
    best = ranked[0]
    chosen = [best]
    told = set(stems(best.reading.says))
    levels = {level.id for level in question.levels}
    for e in ranked[1:24]:
        if len(chosen) >= 6:
            break
        if e.score < 0.5 * best.score or (e.reading.superseded and not best.reading.superseded):
            continue
        said = set(stems(e.reading.says))
        if any(c.reading.says == e.reading.says for c in chosen):
            continue
        same_topic = e.located.fact.topic == best.located.fact.topic
        if levels and e.located.about in LADDER and e.located.about not in levels:
            continue
        if same_topic or e.topical >= 4.0 or e.score >= 0.75 * best.score:
            chosen.append(e)
            told |= said
    return chosen


def _compose(catalog: Catalog, question: Question, chosen: Sequence[Evidence]) -> str:
    """One to three sentences: the best fact, what stands beside it, and what the other levels have."""
    best = chosen[0]
    topic = best.located.fact.topic
    said = [best.reading.says]
    lead = _yes_or_no(question, best)
    rest = [e for e in chosen[1:] if not e.reading.superseded]
    if best.located.about in LADDER and best.reading.unit and best.reading.reach == "national" and len(question.levels) != 1:
        others = _other_levels(catalog, question, best)
        if others:
            return f"{lead}{said[0]} {others}"
    if best.reading.unit and best.reading.reach == "program" and (listed := _programs(best)):
        return f"{lead}{listed}"
    second_topics = [t for t, w in question.signals.topics.items() if w >= 4.0 and t != topic]
    beside = [e for e in rest if e.located.fact.topic in second_topics and e.direct == best.direct and e.score >= 0.7 * best.score]
    same = [e for e in rest if e.located.fact.topic == topic and e.located.about == best.located.about]
    same_level = [e for e in same if e.located.fact.level == best.located.fact.level]
    by_level = [e for e in same if e.located.fact.level != best.located.fact.level]
    rungs = [] if question.levels else [e for e in rest if e.located.fact.topic == topic and e.located.about in LADDER and e.located.about != best.located.about]
    if best.located.about in catalog.steps:
        beside, rest = [], [e for e in rest if e.located.about == best.located.about]
    picks: list[Evidence] = []
    for e in (*beside[:1], *rungs[:1], *same_level[:1], *(by_level[:2] if not question.levels else ()), *rest[:1]):
        if len(picks) < 2 and e not in picks and _adds(said, e.reading.says) and (e.reading.reach == best.reading.reach or e.topical >= 4.0):
            picks.append(e)
            said.append(e.reading.says)
    return lead + " ".join(said)


def _programs(best: Evidence) -> str:
    """What single programs ask, side by side, lowest first."""
    fact = best.located.fact
    rows = [r for r in fact.readings if r.superseded is None and r.reach in ("program", "employer") and r.unit == best.reading.unit and r.min is not None]
    if len(rows) < 3 or rows[0].unit is None:
        return ""
    rows.sort(key=lambda r: (r.min or 0, r.max or 0))
    told = [f"{amount_text(r.min or 0, r.max or 0, r.unit or '')} ({r.where})" for r in rows[:9]]
    about = best.located.about
    noun = f"{_level_word(about)} courses" if about in LADDER else "courses"
    return f"It depends on the program. {best.located.topic.label} of {noun} in the sources: {'; '.join(told)}."


def _adds(said: Sequence[str], text: str) -> bool:
    """Whether a sentence says more than those before it."""
    words = set(stems(text))
    return all(len(words & set(stems(s))) < 0.7 * len(words) for s in said)


def _other_levels(catalog: Catalog, question: Question, best: Evidence) -> str:
    """The same number for the other levels asked for, or for all when none was named."""
    topic = best.located.fact.topic
    parts = []
    wanted = [level.id for level in question.levels] or list(LADDER)
    for id_ in wanted:
        if id_ == best.located.about:
            continue
        located = catalog.fact_about(catalog.levels[id_], topic)
        first = headline(located.fact) if located else None
        if first is None or first.min is None or first.unit is None or first.reach in ("program", "employer"):
            continue
        about = "about " if first.about else ""
        parts.append(f"{_level_word(id_)} {about}{amount_text(first.min, first.max if first.max is not None else first.min, first.unit)}")
    label_ = best.located.topic.label
    return f"{label_} for the others: {'; '.join(parts)}." if parts else ""


_NOT: Final = re.compile(r"\b(not|no|cannot|never|nobody|none|neither|nor)\b")
_AFFIRMS: Final = re.compile(r"\b(can|may|yes|accepts?|accepted|allows?|lets?|asks?|must|required?|requires?|needs?|possible|is|are)\b")


def _yes_or_no(question: Question, best: Evidence) -> str:
    """`Yes: ` or `No: ` where the fact itself settles it, else nothing."""
    if not question.yes_no:
        return ""
    topic, code = best.located.fact.topic, best.reading.code
    if topic == "licence.nremt" and code:
        must = question.has("have to|need|needs|required|must|mandatory|require|requires")
        return {"required": "Yes: ", "accepted": "Not necessarily: " if must else "Yes: ", "not-used": "No: "}[code]
    if topic in ("licence.keep-nremt", "place.compact") and code in ("yes", "no"):
        return "Yes: " if code == "yes" else "No: "
    if topic == "licence.keep-nremt" and code == "varies":
        return "It depends: "
    if topic.endswith(".age"):
        return _age_verdict(question, best) or ("It depends on the state. " if not question.states else "")
    clause = re.split(r"[:;.,]", best.reading.says, maxsplit=1)[0].casefold()
    if question.has("everyone|everybody|every|all") and re.search(r"\bnot (everyone|everybody|every|all)\b", clause):
        return "No: "
    if _NOT.search(question.text) or re.search(r"\b(bar|required|needed|limit|minimum|listed)\b", clause):
        return ""
    content = set(question.content) - _EVERYWHERE
    if not content or not _NOT.search(clause):
        return ""
    return "No: " if len(content & set(stems(clause))) / len(content) >= 0.6 else ""


_EVERYWHERE: Final = frozenset(stem(word) for word in "course exam license certification state ems job level work need age".split())


def _age_verdict(question: Question, best: Evidence) -> str:
    """Whether the age named in the question is enough, for a state's own minimum."""
    match = re.search(r"\b(1[4-9]|2[01])\b", question.text)
    age = int(match.group()) if match else next((n for w, n in _NUMBER_WORDS.items() if question.has(w)), None)
    minimum = best.reading.min
    if age is None or minimum is None or not question.states:
        return ""
    if question.has("under (18|21|17|16)|younger than|before (18|21)"):
        age -= 1
    if question.has("(have to|must|need to|do i have to) be"):
        return "Yes: " if age == minimum else ""
    return "Yes: " if age >= minimum else "No: "


def _coverage(question: Question, ranked: Sequence[Evidence], chosen: Sequence[Evidence]) -> tuple[float, tuple[str, ...]]:
    """How much of what was asked the answer takes up, and the words that it does not."""
    free = set(question.free)
    held = {s for e in chosen[:4] for s in stems(e.reading.says)} | {s for e in chosen[:2] for s in stems(e.located.topic.label)}
    seen = {s for e in ranked for s in e.shared}
    total = got = 0.0
    missing = []
    for word in question.content:
        if word.isdigit() and word not in held:
            continue
        weight = 0.6 if word not in free else 1.0 if word in seen else 1.3
        total += weight
        if word not in free or word in held:
            got += weight
        else:
            missing.append(word)
    named = 0.8 * len({m.ids for m in question.mentions if not m.general})
    total, got = total + named, got + named
    return (got / total if total else 0.0), tuple(missing)


def _decline(catalog: Catalog, question: Question, best: Evidence | None) -> Reply:
    named = [m.name for m in question.mentions]
    if named:
        text = f"I do not know. I understood that it is about {_and(list(dict.fromkeys(named))[:4])}, but found no fact that answers it."
        subject = question.mentions[0]
        return Reply("", text, (), _explain_command(subject.id), "none")
    return Reply("", "I do not know: I did not recognize what this asks about EMS certification.", (), "emspath list", "none")


# --- small helpers

_INTENTS: Final = (
    ("training.cost", "cost"), ("training.side-costs", "cost"), ("exam.fee", "cost"), ("licence.fee", "cost"), ("renewal.fee", "cost"),
    ("training.hours", "duration"), ("training.weeks", "duration"), ("training.months", "duration"), ("training.semesters", "duration"),
    ("training", "training"), ("prerequisites", "prerequisites"), ("exam", "exam"), ("licence.reciprocity", "transfer"),
    ("licence.renewal", "renewal"), ("licence.ce", "renewal"), ("licence.keep-nremt", "renewal"), ("licence.lapse", "lapse"),
    ("licence", "state"), ("place.compact", "compact"), ("place.pay", "pay"), ("place", "state"), ("scope", "scope"),
    ("renewal.lapse", "lapse"), ("renewal.reentry", "lapse"), ("renewal", "renewal"), ("pay", "pay"), ("history", "history"),
    ("what.misunderstanding", "misconception"), ("what", "definition"),
)  # fmt: skip


def _intent(topic: str, question: Question) -> str:
    if topic.startswith("history") and question.titles:
        return "legacy"
    return next(intent for start, intent in _INTENTS if topic.startswith(start))


def _command(catalog: Catalog, question: Question, best: Evidence) -> str:
    state = question.states[0] if question.states else None
    about = best.located.about
    if about in catalog.states or about == "all-levels" or about in catalog.steps:
        if state is not None:
            level = question.levels[0].id if question.levels else None
            return f"emspath explain {level} --state {state.abbreviation}" if level else f"emspath explain {state.id}"
        return f"emspath why {best.located.id}"
    return f"emspath why {best.located.id}"


def _explain_command(id_: str) -> str:
    return f"emspath explain {id_}"


def _definition_points(catalog: Catalog, entity: Entity) -> list[Point]:
    located = catalog.fact_about(entity, "what.definition")
    first = headline(located.fact) if located else None
    return [Point(located, first)] if located and first else []


def _cell_points(catalog: Catalog, skill: Skill, levels: Iterable[str]) -> list[Point]:
    facts = {fact.topic: fact for fact in cell_facts(skill)}
    found = []
    for level in levels:
        fact = facts[f"scope.{level}"]
        first = headline(fact)
        if first is not None:
            says = f"{_cap(_plain(skill))}: {first.says[0].lower()}{first.says[1:]}"
            located = Located(f"{skill.id}.scope.{level}", skill.id, fact, catalog.topics[f"scope.{level}"])
            found.append(Point(located, _said(first, says)))
    return found


def _said(reading: Reading, says: str) -> Reading:
    import msgspec

    return msgspec.structs.replace(reading, says=says)


def _who_may(skill: Skill) -> str:
    groups = {may: [LEVEL_NOUN[level] for level in LADDER if getattr(skill.levels, level).may == may] for may in ("yes", "no", "unknown")}
    parts = []
    if groups["yes"]:
        parts.append(f"{_and(groups['yes'])} may")
    if groups["no"]:
        parts.append(f"{_and(groups['no'])} may not")
    if groups["unknown"]:
        parts.append(f"for {_and(groups['unknown'])} it is unknown")
    return f"{_cap(_plain(skill))}, under the national model: {'; '.join(parts)}."


def _starts_at(skill: Skill) -> str | None:
    return next((level for level in LADDER if getattr(skill.levels, level).may == "yes"), None)


def _names(skills: Sequence[Skill]) -> str:
    return _and([_plain(skill) for skill in skills])


def _is_are(skills: Sequence[Skill]) -> str:
    return "is" if len(skills) == 1 else "are"


def _plain(skill: Skill) -> str:
    name = re.sub(r"\s*\([^)]*\)", lambda m: m.group() if len(m.group()) < 14 else "", skill.name)
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def _brief(skill: Skill) -> str:
    """A skill in a list: its name up to the first bracket or comma, with an everyday name behind it."""
    name = re.split(r"\s*[(,]|\s+for\s+|\s+supplied\s+", skill.name)[0]
    if "own" in skill.name:
        name = f"the patient's own {name}"
    everyday = next((a for a in skill.aliases if len(a) < 14 and stem(a.split()[0].casefold()) not in stems(name)), "")
    small = name if name[:2].isupper() else name[0].lower() + name[1:]
    return f"{small} ({everyday})" if everyday and "own" not in name else small


def _short(skill: Skill) -> str:
    return min((skill.name, *skill.aliases), key=len)


def _mentions(text: str, entity: Entity) -> bool:
    words = set(stems(text))
    names = [entity.name, entity.abbreviation or "", *entity.aliases]
    return any(set(stems(name)) <= words for name in names if stems(name))


def _level_word(id_: str) -> str:
    return "paramedic" if id_ == "paramedic" else id_.upper()


def _article(level: Level) -> str:
    return "A" if level.id == "paramedic" else "An"


def _small(name: str) -> str:
    return name if name[:2].isupper() or name[:3].isdigit() else name[0].lower() + name[1:]


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]


def _quoted(name: str) -> str:
    return f'"{name}"' if not name.replace("-", "").isalnum() else name


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "none"


_DULL: Final = frozenset(stem(w) for w in ["start", "starting", "line", "own", "patient", "child", "adult", "bone", "level", "agency", "needle", "national", "care", "give", "giving", "basic", "device", "under", "with", "from", "by", "into", "carried", "supplied"])
