"""Questions on the way to something: from where, what is asked before, from what age."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from emspath.answers.ask.about_names import DIFFERENT
from emspath.answers.ask.parts import (
    NEGATES,
    Point,
    Reply,
    definition_points,
    explain_command,
    level_word,
    says_more,
    speaks_of,
    state_facts,
    state_points,
)
from emspath.answers.ask.records import Confidence
from emspath.answers.ask.understand import Question
from emspath.answers.base import amount_text
from emspath.catalog import LEVEL_NOUN, Catalog, headline, ranked_readings
from emspath.model import Entity, Level, Role, System, Term, Title
from emspath.stems import stemmed
from emspath.wording import listed, uncapped


def bridge_reply(catalog: Catalog, question: Question) -> Reply | None:
    """The way from one thing to another, where the catalogue knows a step between them."""
    ends = [e for e in question.subjects if isinstance(e, (Level, Role))] + [
        e for e in question.levels if e not in question.subjects
    ]
    if len(ends) < 2 or question.has(f"{DIFFERENT}|or an?|or the|why"):
        return None
    ids = [e.id for e in ends]
    goal = question.goal.id if question.goal is not None and question.goal.id in ids else None
    steps = [
        step for step in catalog.steps.values()
        if step.end in ids and set(step.start) & set(ids) - {step.end} and step.kind == "bridge"
        and (step.end == goal if goal else ids.index(step.end) > min(ids.index(i) for i in step.start if i in ids))
    ]  # fmt: skip
    if not steps:
        return _first_the_lower(catalog, question, goal)
    step = steps[0]
    states = question.state_ids
    own = [Point(located, r) for fact in step.facts for located in (catalog.fact(f"{step.id}.{fact.topic}"),)
           for r in ranked_readings(fact) if r.superseded is None]  # fmt: skip
    if not own:
        return None
    start = next(catalog.get(i) for i in step.start if i in ids)
    beside = [Point(located, r) for located in catalog.facts(start) if located.fact.topic in ("what.misunderstanding", "licence.reciprocity")
              for r in ranked_readings(located.fact) if r.superseded is None and speaks_of(r.says, catalog.get(step.end))]  # fmt: skip
    local = [p for p in (*beside, *own) if (p.reading.where or "").casefold() in states]
    topics = question.signals.topics
    asked = sorted(
        (p for p in own if topics.get(p.located.fact.topic, 0.0) >= 2.5), key=lambda p: -topics[p.located.fact.topic]
    )
    challenge = question.has("challenge|challenges|challenging|test out")
    about = [
        p
        for p in (*beside, *own)
        if challenge
        and "challenge" in p.reading.says
        and (p.reading.reach == "national" or (p.reading.where or "").casefold() in states)
    ]
    about = [p for p in about if _starts_with(p.reading.says, start)] or about
    general = [
        p
        for p in own
        if p.located.fact.topic
        in ("what.definition", "what.misunderstanding", "prerequisites.certification", "prerequisites.education")
    ]
    plain_yes_no = question.yes_no and max(topics.values(), default=0.0) < 4.0
    mistaken = [p for p in (*beside, *own) if plain_yes_no and p.located.fact.topic == "what.misunderstanding"
                and p.reading.reach == "national"]  # fmt: skip
    mistaken = [p for p in mistaken if _starts_with(p.reading.says, start)] or mistaken
    whose = (*general, *asked) if step.start[0] != start.id else (*asked, *general)  # asked of the first kind of start
    front = (*local, *about, *mistaken, *whose, *own)
    order = list({(p.located.id, p.reading.says): p for p in front}.values())
    said: list[str] = []
    for p in order:
        if len(said) < 2 and says_more(said, p.reading.says):
            said.append(p.reading.says)
    lead = ""
    if question.yes_no and about and re.search(NEGATES, about[0].reading.says) and not local:
        lead = "No: "
    sure: Confidence = "high" if local or asked or about else "medium"
    return Reply("path", lead + " ".join(said), tuple(order[:8]), f"emspath path {start.id} {step.end}", sure)


def _first_the_lower(catalog: Catalog, question: Question, goal: str | None) -> Reply | None:
    """What a level asks to be held before it, where somebody asks whether another level helps on the way to it."""
    level = catalog.levels.get(goal or "")
    if level is None or not question.yes_no or len(question.levels) != 2 or question.states or question.free:
        return None
    if max(question.signals.topics.values(), default=0.0) >= 4.0:
        return None
    located = catalog.fact_about(level, "prerequisites.certification")
    first = headline(located.fact) if located is not None else None
    if located is None or first is None:
        return None
    return Reply("path", first.says, (Point(located, first),), f"emspath path {level.id}", "medium")


def _starts_with(says: str, entity: Entity) -> bool:
    """Whether a sentence opens with an entity's name."""
    opening = " ".join(says.casefold().split()[:4])
    return any(
        name.casefold() in opening for name in (entity.name, entity.abbreviation or entity.name, *entity.aliases)
    )


def become_reply(catalog: Catalog, question: Question) -> Reply | None:
    """How to become something from nothing: the course, the exam, the license."""
    if not question.has(
        "how do (i|you|people|we|they) (become|get to be|train)|how to become|how can i become|how can you become|how does (one|someone|a person) become|steps to become|path to becom\\w+|want to become|want to be an?|what does it take to (become|be)|what do i need to (become|be)|requirements? (to become|for becoming|to be) an?|(require|requires|required|need|needs|needed|ask|asks|takes|take) (in order )?to (be|become)|how would i become"
    ) or question.text.startswith("why"):
        return None
    if question.has("citizen|citizens|citizenship|green card|immigrant|undocumented|visa"):
        return None
    system = next((e for e in question.subjects if isinstance(e, System)), None)
    if system is not None and len(question.subjects) == 1 and question.has(_AS_PERSON):
        begins = _begins(catalog)
        told = definition_points(catalog, system)
        text = " ".join(p.reading.says for p in told) + (f" People begin {uncapped(begins.text)}" if begins else "")
        behind = (*told, *(begins.points if begins else ()))
        return Reply("misconception", text, behind, "emspath list levels", "high")
    goals = [e for e in question.subjects if isinstance(e, Level)]
    others = [e for e in question.subjects if not isinstance(e, (Level, System))]
    if others and not (goals and isinstance(others[-1], Role) is False):
        return _become_role(catalog, question, others[-1])
    if not goals or others or question.has("long|fast|quick|cost|online|age|old|before|first"):
        return None
    if "MOVE" in question.signals.groups:
        return None
    if any(
        w >= 4.5
        for t, w in question.signals.topics.items()
        if t not in ("licence.requirements", "prerequisites.other", "prerequisites.certification", "licence.nremt")
    ):
        return None
    goal = goals[0] if len(goals) == 1 else next((g for g in goals if g.id == "emt"), goals[0])
    state = question.states[0] if question.states else None
    points: list[Point] = []
    if state is not None:
        for topic in ("licence.requirements", "licence.nremt", "licence.age"):
            found = [
                Point(located, r)
                for located in state_facts(catalog, state, topic, goal.id)
                for r in ranked_readings(located.fact)
                if r.superseded is None
            ]
            found.sort(key=lambda p: p.located.fact.level is None)
            points += found
        requirements = [p for p in points if p.located.fact.topic == "licence.requirements"]
        registry = [p for p in points if p.located.fact.topic == "licence.nremt"][:1]
        said = [p.reading.says for p in (*requirements[:3], *registry)]
        if said:
            command = f"emspath path {goal.id} --state {state.abbreviation}"
            return Reply("path", " ".join(said), tuple(points[:8]), command, "high")
        points = state_points(catalog, state, "place.office")[:1]
    course = catalog.fact_about(goal, "training.hours")
    prior = catalog.fact_about(goal, "prerequisites.certification")
    for located in (prior, course, catalog.fact_about(goal, "exam.body"), catalog.fact_about(goal, "licence.rule")):
        if located is not None and (r := headline(located.fact)) is not None:
            points.append(Point(located, r))
    hours = headline(course.fact) if course else None
    amount = (
        f" of about {amount_text(hours.min, hours.max or hours.min, 'hours')}"
        if hours and hours.min is not None
        else ""
    )
    first = "First become an EMT; then take" if goal.id in ("aemt", "paramedic") else "Take"
    text = (
        f"{first} a state-approved {level_word(goal.id)} course{amount}, pass the National Registry (NREMT) exam, "
        "and get a license from the state where you will work."
    )
    if state is None:
        return Reply("path", text, tuple(points), f"emspath path {goal.id}", "high")
    text = f"What {state.name} asks for it is not known here; ask its EMS office. In general: {text}"
    return Reply("path", text, tuple(points), explain_command(state.id), "low")


def _become_role(catalog: Catalog, question: Question, goal: Entity) -> Reply | None:
    """What a role asks for: the step to it, what must be held before, and the credential."""
    if not isinstance(goal, Role) or question.has("long|fast|quick|cost|online|age|old"):
        return None
    states = question.state_ids
    found = [
        *(Point(catalog.fact(f"{step.id}.{fact.topic}"), r) for step in catalog.steps.values() if step.end == goal.id
          for fact in step.facts for r in ranked_readings(fact)),
        *(Point(located, r) for located in catalog.facts(goal) if located.fact.topic.startswith(_ROLE_NEEDS)
          for r in ranked_readings(located.fact)),
    ]  # fmt: skip
    current = [
        p
        for p in found
        if p.reading.superseded is None and (p.reading.reach != "state" or (p.reading.where or "").casefold() in states)
    ]
    if not current:
        defined = definition_points(catalog, goal)
        told = " ".join(("What is asked for this is not known here.", *(p.reading.says for p in defined)))
        return Reply("path", told, tuple(defined), explain_command(goal.id), "low" if defined else "none")
    current.sort(key=lambda p: ((p.reading.where or "").casefold() not in states, p.reading.reach != "national"))
    said: list[str] = []
    for p in current:
        if len(said) < 3 and says_more(said, p.reading.says):
            said.append(p.reading.says)
    sure: Confidence = "high" if current[0].reading.trust != "low" else "medium"
    lead = ""
    if question.states and not any((p.reading.where or "").casefold() in states for p in current):
        lead, sure = f"For {question.states[0].name} this is not known here. In general: ", "low"
    return Reply("path", lead + " ".join(said), tuple(current[:8]), f"emspath path {goal.id}", sure)


_ROLE_NEEDS: Final = ("prerequisites.", "licence.", "what.credential")


def first_reply(catalog: Catalog, question: Question) -> Reply | None:
    """With which level people begin."""
    if not question.has(_BEGINS) or question.states or question.skills or question.titles:
        return None
    if any(not isinstance(s, (Level, System)) for s in question.subjects) or question.signals.groups & {
        "PAID",
        "RENEW",
    }:
        return None
    return _begins(catalog)


_AS_PERSON: Final = "(become|becoming|be|being|am) (an? )?ems"


def _begins(catalog: Catalog) -> Reply | None:
    """That the first level is EMT, as a rule, with who says so."""
    level = catalog.levels["emt"]
    found = (catalog.fact_about(level, topic) for topic in ("what.for-whom", "prerequisites.certification"))
    points = [Point(each, first) for each in found if each is not None and (first := headline(each.fact)) is not None]
    if not points:
        return None
    text = f"With {level_word(level.id)}, as a rule. {' '.join(p.reading.says for p in points)}"
    return Reply("path", text, tuple(points), f"emspath path none {level.id}", "medium")


_BEGINS: Final = (
    r"(level|levels|certification|certificate|credential|course|class) (\w+ ){0,4}(start|begin) (with|at|as|from|out|first)|"
    r"(level|certification|course|class) (should|do|can|would|must) (i|you|we|people|most people) (start|begin|take first|get first)|"
    r"where (should|do|can|would) (i|you|we|people) (start|begin)|(start|begin) (out )?as (an? )?(emr|emt) or (as )?(an? )?(emr|emt)|"
    "which (level|course|certification) (is|comes) first"
)


def needs_reply(catalog: Catalog, question: Question) -> Reply | None:
    """What a level's course, exam or card asks for beforehand, where no single thing is asked about."""
    topics = question.signals.topics
    if not question.has(
        "requirements?|prerequisites?|prereqs?|qualifications?|qualify|what (do|must|should) (i|you) need|what is (needed|required)|eligib\\w+"
    ):
        return None
    if (
        question.states
        or any(not isinstance(s, (Level, Title)) for s in question.subjects)
        or set(question.free) - _PLAIN
    ):
        return None
    if max((w for t, w in topics.items() if t not in _NEED_TOPICS), default=0.0) >= 4.0:
        return None
    if not question.levels and not question.signals.groups & {"COURSE", "EXAM"}:
        return None
    level = (
        question.goal
        if isinstance(question.goal, Level)
        else question.levels[-1]
        if question.levels
        else catalog.levels["emt"]
    )
    points = []
    for topic in _NEEDED:
        located = catalog.fact_about(level, topic)
        first = headline(located.fact) if located is not None else None
        if located is not None and first is not None:
            points.append(Point(located, first))
    said = [p.reading.says for p in points if p.reading.reach == "national"][:4]
    if not said:
        return None
    return Reply("prerequisites", " ".join(said), tuple(points), f"emspath explain {level.id} --full", "high")


_PLAIN: Final = stemmed("minimum basic general main apply enroll enter start program entry")
"""Words that ask for nothing beside what is needed."""
_NEED_TOPICS: Final = frozenset(
    (
        "prerequisites.other",
        "prerequisites.certification",
        "prerequisites.experience",
        "licence.requirements",
        "renewal.ce-total",
        "licence.nremt",
    )
)


_NEEDED: Final = (
    "prerequisites.certification", "prerequisites.education", "prerequisites.cpr", "prerequisites.age",
    "prerequisites.background-check", "prerequisites.experience", "prerequisites.health", "prerequisites.other",
)  # fmt: skip


def age_reply(catalog: Catalog, question: Question) -> Reply | None:
    """The minimum age where no state is named: the National Registry's, and how the states' own fall."""
    if (
        question.signals.topics.get("prerequisites.age", 0.0) < 5.0
        or question.states
        or any(isinstance(s, (Role, Term)) for s in question.subjects)
        or question.has("\\d+ (weeks?|months?|hours?|days?)")
    ):
        return None
    level = question.levels[-1].id if question.levels else "emt"
    national = catalog.fact_about(catalog.levels[level], "prerequisites.age")
    first = headline(national.fact) if national else None
    ages: dict[float, list[str]] = {}
    points = []
    for state in catalog.states.values():
        for point in state_points(catalog, state, "licence.age", level):
            if point.located.fact.level == level and point.reading.min is not None:
                ages.setdefault(point.reading.min, []).append(state.name)
                points.append(point)
                break
    if national is None or first is None or not ages:
        return None
    told = [
        f"from {age:.0f} in {_counted(names, 12 if f'{age:.0f}' in question.numbers else 3)}"
        for age, names in sorted(ages.items(), key=lambda item: -len(item[1]))
    ]
    only_registry = "REGISTRY" in question.signals.groups and not question.levels
    oldest = question.has("maximum|too old|upper|oldest|older|late")
    asked = oldest or question.has("limit")
    upper = next((r for r in ranked_readings(national.fact) if "upper age" in r.says), None) if asked else None
    lead = "No: " if only_registry and question.yes_no else "It depends on the state. " if question.yes_no else ""
    if oldest:
        lead = (
            f"{upper.says} " if upper else f"No source read here tells of an upper age limit for {LEVEL_NOUN[level]}. "
        )
    text = f"{lead}{first.says}"
    if not only_registry:
        text += f" By the data here, {LEVEL_NOUN[level]} are licensed {listed(told)}."
    front = [Point(national, first)]
    if upper is not None:
        front.insert(0 if oldest else 1, Point(national, upper))
        text += "" if oldest else f" {upper.says}"
    return Reply("prerequisites", text, (*front, *points[:6]), f"emspath why {national.id}", "high")


def _counted(states: Sequence[str], most: int) -> str:
    """All the states where they are at most so many, else how many, with two of them."""
    return listed(states) if len(states) <= most else f"{len(states)} states, such as {listed(states[:2])}"
