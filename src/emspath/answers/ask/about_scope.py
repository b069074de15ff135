"""Questions on who may do what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from emspath.answers.ask.intents import SHAPES
from emspath.answers.ask.parts import (
    Point,
    Reply,
    brief_name,
    cell_points,
    definition_points,
    in_state,
    is_or_are,
    level_word,
    quoted,
    short_name,
    skill_names,
    starts_at,
    state_points,
    who_may,
)
from emspath.answers.ask.phrases import holds
from emspath.answers.ask.records import Confidence
from emspath.answers.ask.understand import Question
from emspath.answers.ask.words import LIGHT
from emspath.catalog import LADDER, LEVEL_NOUN, Catalog, headline, ranked_readings
from emspath.model import Level, Skill, State
from emspath.names import words
from emspath.stems import stem, stemmed, stems
from emspath.wording import listed

_MAY: Final = frozenset(("can", "may", "could", "are", "is"))
_ARTICLES: Final = frozenset(("a", "an", "the", "basic"))
_CIRCUMSTANCES: Final = frozenset("for in with on at during when if after before to of from by without".split())
_SOMEBODY: Final = frozenset(("xlevel", "xtitle", "xrole"))
_DOES: Final = frozenset(
    "give do perform use start administer place apply deliver insert draw push run check take put carry assist".split()
)
_SCOPE_LIST: Final = (
    r"skills?|procedures?|interventions?|scope|duties|what can|what does|what do|allowed to do|able to do"
)

_BEING: Final = "(be|being|become|becoming|work as|working as|ride as|stay) (an? |the )?(xlevel|xtitle)"
"""Words that ask who may be something, and not what that person may do: with seizures, with a record, as a doctor."""
_NO_DOING: Final = SHAPES["NO_DOING"]
_AS_PERSON: Final = (
    "(can|may|could|does|is|are) (an |the )?ems( (worker|workers|person|people|personnel|provider|providers))?"
)
_LEAST_LEVEL: Final = "(lowest|highest|minimum|first|which|what) (level|certification|license) (that |which |who )?(can|may|is allowed to|to)"
_ROUTES: Final = frozenset(("iv", "io", "im", "intranasal", "intravenous", "intramuscular", "intraosseous"))
"""How a drug is given, which is not the drug."""
_MEDICATION: Final = SHAPES["MEDICATIONS"]


def scope_reply(catalog: Catalog, question: Question) -> Reply | None:
    """Who may do what."""
    being = holds(_BEING, f" {question.pattern} ") and not question.has("after|once|when")
    if being or question.has(_NO_DOING):
        return None
    if not question.levels and question.skills and question.has(_AS_PERSON):
        told = definition_points(catalog, catalog.systems["ems"])
        skills = question.skills[:3]
        text = " ".join((*(p.reading.says for p in told), *(who_may(skill) for skill in skills)))
        cells = [point for skill in skills for point in cell_points(catalog, skill, LADDER)]
        return Reply("scope", text, (*told, *cells), f"emspath scope {quoted(short_name(skills[0]))}", "high")
    named = [m for m in question.mentions if m.kind == "skill" and not m.general]
    if question.levels and named and all(m.text.casefold() in _ROUTES for m in named) and question.has(_MEDICATION):
        return _list_of_skills(catalog, question, medication=True)
    skill_named = bool(named)
    if question.skills and question.about_doing and (skill_named or not _of_something_else(catalog, question)):
        strongest = max(question.signals.topics.values(), default=0.0)
        modal = question.has(
            "can|may|allowed|able|permitted|authorized|legal|legally|who (can|may|is (allowed|able|permitted))|perform|administer|could|scope|which level|what level"
        )
        who = question.levels or question.has("who can|who may|who is allowed|which level|what level|who|level")
        asks = question.has(
            "can|may|allowed|able|permitted|authorized|legal|legally|who|scope|perform|administer|do|does|could"
        )
        doing = any(m.kind == "skill" for m in question.mentions) and _may_do(question.pattern.split())
        doing = doing or (not question.levels and question.has(_LEAST_LEVEL))
        if doing or (
            who
            and asks
            and modal
            and ((skill_named and strongest < 5.0) or strongest < 4.0)
            and not (strongest >= 5.0 and question.signals.groups & {"COST", "PAID", "EXAM"})
        ):
            return _may(catalog, question)
    if (
        question.levels
        and question.has(_MEDICATION)
        and question.has("can|may|give|administer|allowed|carry|push|what|which|list")
    ):
        return _list_of_skills(catalog, question, medication=True)
    if question.has("who decides|who sets|who determines|who regulates|who controls|who says"):
        return None
    if question.levels and len(question.levels) == 1 and question.has(_SCOPE_LIST) and not question.subjects[1:]:
        strongest = max(
            (
                w
                for t, w in question.signals.topics.items()
                if (w >= 4.0 and t.startswith("what")) or not t.startswith(("scope", "what", "licence.levels"))
            ),
            default=0.0,
        )
        if (
            strongest < 3.0
            and not question.text.startswith("should")
            and not question.has("exam|test|paper|document|find|where")
            and question.has("skills?|procedures?|interventions?|scope|allowed to do|able to do|what can .* do")
        ):
            return _list_of_skills(catalog, question, medication=False)
    return None


def _of_something_else(catalog: Catalog, question: Question) -> bool:
    """Whether something is to be done that nothing here names: giving ketamine for pain is not giving aspirin for it.

    What stands behind `for` or `with` is why or how it is done, and need not be known.
    """
    aside = False
    for word in question.said:
        aside = word.low in _CIRCUMSTANCES or (aside and word.low not in _DOES)
        unheard = not aside and stem(word.low) in question.strange
        if unheard and not any(catalog.skills_with("name", each) for each in words(word.low)):
            return True
    return False


def _may_do(said: Sequence[str]) -> bool:
    """Whether it is asked if somebody may do something: can EMTs give, are AEMTs allowed to start."""
    for place, word in enumerate(said):
        if word in _MAY:
            who = place + 2 if said[place + 1 : place + 2] and said[place + 1] in _ARTICLES else place + 1
            if said[who : who + 1] and said[who] in _SOMEBODY and _DOES.intersection(said[who + 1 : who + 5]):
                return True
    return False


def _may(catalog: Catalog, question: Question) -> Reply:
    """Whether the levels named may perform the skills named, under the national model and in the state named."""
    state = question.states[0] if question.states else None
    skills = question.skills
    if question.has("interpret|interprets|interpreting|read|reads|reading"):
        skills = tuple(skill for skill in skills if "interpretation" in skill.name) or skills
    points: list[Point] = []
    said: list[str] = []
    known = no_anywhere = False
    if not question.levels:
        for skill in skills[:3]:
            said.append(who_may(skill))
            points += cell_points(catalog, skill, LADDER)
        known = True
    for level in question.levels[:3]:
        groups: dict[str, list[Skill]] = {"yes": [], "no": [], "unknown": []}
        for skill in skills:
            groups[getattr(skill.levels, level.id).may].append(skill)
            points += cell_points(catalog, skill, (level.id,))
        known = known or bool(groups["yes"] or groups["no"])
        no_anywhere = no_anywhere or bool(groups["no"] and not groups["yes"])
        said.append(_verdict(question, level, groups, short=state is not None))
    decides, deciding = _who_decides(catalog, question, skills)
    if state is not None and no_anywhere and deciding and any(allows in deciding[0].reading.says for allows in _ALLOWS):
        said, points = [*decides, *said], [*deciding, *points]
    else:
        said, points = [*said, *decides], [*(deciding[:1] if state else ()), *points, *deciding]
    command = f"emspath scope {quoted(short_name(skills[0]))}" + (f" --state {state.abbreviation}" if state else "")
    confidence: Confidence = "high" if known and len(skills) <= 3 else "medium" if known else "low"
    return Reply("scope", " ".join(said), tuple(points), command, confidence)


_ALLOWS: Final = (" may start ", " may give ", " may use ", " may place ", " allow ", " allows ", " let ", " lets ")


def _verdict(question: Question, level: Level, groups: dict[str, list[Skill]], *, short: bool) -> str:
    """What the national model says of the skills for one level, in a sentence that opens with the answer."""
    noun = LEVEL_NOUN[level.id]
    yes, no, unknown = groups["yes"], groups["no"], groups["unknown"]
    open_ = f"; unknown with {skill_names(unknown)}" if unknown else ""
    if yes and no:
        return f"It depends on how, under the national model: for {noun} yes with {skill_names(yes)}, no with {skill_names(no)}{open_}."
    if len(yes) == 1 and yes[0].name.endswith(" only") and not question.has("assist|assists|assisting|help"):
        return f"Only in part, under the national model: the scope of {noun} holds {skill_names(yes)}."
    if len(yes) == 1 and _UPKEEP.intersection(yes[0].name.casefold().split()) and question.has(_PLACING):
        return f"Only in part, under the national model: the scope of {noun} holds {skill_names(yes)}{open_}."
    if yes:
        return f"Yes, under the national model: {skill_names(yes)} {is_or_are(yes)} in the scope of {noun}{open_}."
    if no:
        opening = "Not under the national model" if short else "No, not under the national model"
        starts = {starts_at(skill) for skill in no} - {None}
        if len(starts) == 1 and len(no) == 1:
            return f"{opening}: {skill_names(no)} is in scope from {level_word(str(starts.pop()))} upward{open_}."
        return f"{opening}: {skill_names(no)} {is_or_are(no)} not in the scope of {noun}{open_}."
    reason = getattr(unknown[0].levels, level.id).unknown or ""
    told = f"Whether {skill_names(unknown)} {is_or_are(unknown)} in the scope of {noun} under the national model is unknown"
    return f"{told}: {reason}" if reason else f"{told}."


_UPKEEP: Final = frozenset(("monitoring", "maintaining", "managing", "using"))
_PLACING: Final = "place|places|placing|placement|insert|inserts|inserting|put in|putting in|start|starts|starting"
"""Words for more than watching over what somebody else has placed."""


def _who_decides(catalog: Catalog, question: Question, skills: Sequence[Skill]) -> tuple[list[str], list[Point]]:
    """Who decides where one works, with what is known of a difference in the state asked for."""
    wanted = {s for skill in skills for n in (skill.name, *skill.aliases) for s in stems(n)} - _DULL - LIGHT
    levels: set[str] = {level.id for level in question.levels}
    if not question.states:
        located = catalog.fact("ems.scope.authority")
        extra = []
        if question.has("everywhere|why|some places|some states|varies|different states"):
            extra = _local_titles(catalog, wanted, levels, None)
        text = ["Your state and your medical director decide what holds where you work."]
        text += [p.reading.says for p in extra[:1]]
        return text, [*extra, *(Point(located, r) for r in ranked_readings(located.fact)[:2])]
    state = question.states[0]
    differences = [
        Point(located, reading)
        for skill in skills
        for located in catalog.facts(skill)
        for reading in ranked_readings(located.fact)
        if reading.reach == "state" and reading.where == state.abbreviation and reading.superseded is None
    ]
    authority: list[Point] = []
    for located in catalog.facts(state):
        topic = located.fact.topic
        if topic not in ("scope.difference", "scope.authority", "licence.notes"):
            continue
        if located.fact.level and levels and located.fact.level not in levels:
            continue
        for reading in ranked_readings(located.fact):
            if topic == "scope.authority":
                authority.append(Point(located, reading))
            elif reading.superseded is None and wanted & set(stems(reading.says)):
                differences.append(Point(located, reading))
    differences += _local_titles(catalog, wanted, levels, state)
    found = [*differences, *authority]
    if found:
        return [in_state(state, found[0].reading.says)], found
    unknown = catalog.fact_about(state, "scope.authority")
    reason = f": {unknown.fact.unknown}" if unknown is not None and unknown.fact.unknown else "."
    return [f"What {state.name} decides is not known here{reason}"], []


def _local_titles(catalog: Catalog, wanted: set[str], levels: set[str], state: State | None) -> list[Point]:
    """The titles, of `state` where given, that are named for one of the skills: EMT-IV for intravenous lines.

    What a title is has to speak of the skill too: a cardiac technician is none for whoever watches the heart.
    """
    found = []
    for _, id_ in sorted({named for word in wanted for named in catalog.index.titles_with(word)}):
        title = catalog.titles[id_]
        fits = title.jurisdiction == state.abbreviation if state is not None else title.jurisdiction != "US"
        if fits and (not levels or levels & {*title.maps_to, *title.nearest, "emt"}):
            located = catalog.fact_about(title, "what.definition")
            first = headline(located.fact) if located is not None else None
            if located is None or first is None or first.reach != "state":
                continue
            if wanted & (set(stems(first.says)) - set(stems(title.name))):
                found.append(Point(located, first))
    return found


def _list_of_skills(catalog: Catalog, question: Question, *, medication: bool) -> Reply:
    """What a level may do, in short, with examples or the medications by name."""
    level = question.levels[0]
    state = question.states[0] if question.states else None
    noun = LEVEL_NOUN[level.id]
    rows = [s for s in catalog.skills.values() if not medication or re.search("medic|drug", s.category, re.I)]
    yes = [s for s in rows if getattr(s.levels, level.id).may == "yes"]
    cells = [p for skill in yes[:6] for p in cell_points(catalog, skill, (level.id,))]
    points = cells
    if medication:
        drugs = [s for s in yes if "device" not in s.name and "injection" not in s.name]
        names = listed([brief_name(s) for s in drugs])
        text = (
            f"Under the national model {noun} may give: {names}."
            if yes
            else f"The national model lists no medications for {noun}."
        )
    else:
        summary = catalog.fact_about(level, "scope.summary")
        readings = ranked_readings(summary.fact) if summary else ()
        text = " ".join(r.says for r in readings[:2])
        text = f"{text} {len(yes)} of {len(rows)} skills in the national table are theirs.".strip()
        points = [Point(summary, r) for r in readings] if summary is not None else cells
    extra: list[Point] = []
    if state is not None:
        for topic in ("scope.difference", "scope.authority"):
            extra += state_points(catalog, state, topic, level.id)
        text += (
            f" {in_state(state, extra[0].reading.says)}" if extra else f" What {state.name} changes is not known here."
        )
    else:
        text += " The state and the medical director decide what holds where you work."
    command = f"emspath scope {level.id}" + (f" --state {state.abbreviation}" if state else "")
    return Reply("scope", text, (*points, *extra), command, "high")


_DULL: Final = stemmed(
    "start starting line own patient child adult bone level agency needle national care give giving basic device under "
    "with from by into carried supplied nasal nose spray"
)
"""Words in the names of skills that name none of them."""
