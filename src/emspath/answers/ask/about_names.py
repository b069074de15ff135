"""Questions on names: what something is, how two things differ, whether one is the other, what became of it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Final

from emspath.answers.ask.intents import SHAPES
from emspath.answers.ask.parts import (
    Point,
    Reply,
    brief_name,
    cell_points,
    definition_points,
    explain_command,
    level_word,
    point_of,
    says_more,
    speaks_of,
    who_may,
    with_article,
)
from emspath.answers.ask.records import Confidence
from emspath.answers.ask.search import PLACES, Hit
from emspath.answers.ask.understand import Question
from emspath.answers.base import amount_text
from emspath.catalog import LADDER, Catalog, headline, kind_of, label, ranked_readings
from emspath.model import Entity, Level, Role, Skill, State, System, Term, Title
from emspath.stems import STOP, stem, stems
from emspath.wording import capped, listed, uncapped


def levels_reply(catalog: Catalog, question: Question) -> Reply | None:
    """The levels there are, lowest first."""
    asks = question.has(
        "levels|tiers|types of emts?|kinds of emts?|ranks|hierarchy|ladder|highest level|lowest level|highest|lowest"
    )
    beside = _beside(catalog, question) if len(question.levels) == 1 and not question.states else None
    if beside is not None and (asks or question.has(_WHAT_COMES)):
        return beside
    if not asks or question.states or len(question.levels) > 1 or question.titles:
        return None
    if question.levels and not question.has("types of|kinds of|levels of|different"):
        return None
    aside = ("what", "licence.levels", "history", "pay")
    other = max((w for t, w in question.signals.topics.items() if not t.startswith(aside)), default=0.0)
    if other >= (5.0 if question.has("levels|tiers|types|kinds") else 3.0):
        return None
    if question.has("exam|test|pay|paid|salary|cost|questions"):
        return None
    if question.skills or any(kind_of(s) in ("role", "skill") for s in question.subjects):
        return None
    ladder = list(catalog.levels.values())
    names = [f"{level.name} ({level.abbreviation})" if level.abbreviation else level.name for level in ladder]
    if question.has("highest|most advanced|top"):
        text = f"{ladder[-1].name} is the highest of the four national levels: {', '.join(level_word(level.id) for level in ladder)}, lowest first."
    elif question.has("lowest|entry|bottom"):
        text = f"{ladder[0].name} ({ladder[0].abbreviation}) is the lowest of the four national levels: {', '.join(level_word(level.id) for level in ladder)}."
    else:
        text = (
            f"There are four national levels, from the least training to the most: {listed(names)}. "
            "States may use other names or add levels of their own."
        )
    located = catalog.fact("ems.what.detail")
    points = [Point(located, r) for r in ranked_readings(located.fact) if re.search("level", r.says)]
    return Reply("levels", text, tuple(points), "emspath list levels", "high")


_WHAT_COMES: Final = (
    "(what|which) (level|rung|step|tier|rank) (comes|is|stands|ranks)|"
    "what (comes|is|stands|ranks) (the )?(next )?((step|level|rung) )?(after|before|above|below|beyond|under)"
)


def _beside(catalog: Catalog, question: Question) -> Reply | None:
    """The levels above or below one."""
    above = question.has("above|higher than|after|next|beyond|over")
    below = question.has("below|lower than|before|under|beneath")
    if above == below or question.subjects[1:] or not question.has(f"levels?|rungs?|step|tier|ranks?|{_WHAT_COMES}"):
        return None
    level = question.levels[0]
    found = [x for x in catalog.levels.values() if (x.rank > level.rank if above else x.rank < level.rank)]
    where = "above" if above else "below"
    names = listed([level_word(x.id) for x in found])
    text = (
        f"{capped(level_word(level.id))} has {names} {where} it on the national ladder."
        if found
        else f"No national level stands {where} {level_word(level.id)}."
    )
    points = [p for x in found for p in definition_points(catalog, x)]
    return Reply("levels", text, tuple(points), "emspath list levels", "high")


def legacy_reply(catalog: Catalog, question: Question) -> Reply | None:
    """What became of a title that means several things: one sentence for each."""
    titles = question.titles
    asked = max(question.signals.topics.get(t, 0.0) for t in ("history.mapping", "history.status"))
    if (
        question.states
        or asked < 5.0
        or not 2 <= len(titles) <= 6
        or len({m.ids for m in question.mentions if m.kind == "title"}) != 1
    ):
        return None
    national = [title for title in titles if title.jurisdiction == "US"] or list(titles)
    topic = "history.mapping" if question.signals.topics.get("history.mapping", 0.0) >= 5.0 else "history.status"
    points = [
        Point(located, first)
        for title in national[:3]
        if (located := catalog.fact_about(title, topic)) is not None and (first := headline(located.fact)) is not None
    ]
    if len(points) < 2 or question.levels:
        return None
    names = [catalog.get(p.located.about).abbreviation or catalog.get(p.located.about).name for p in points]
    text = " ".join(f"{name}: {p.reading.says}" for name, p in zip(names, points, strict=True))
    points += [p for title in national[:3] for p in definition_points(catalog, title)]
    return Reply("legacy", text, tuple(points), explain_command(titles[0].id), "high")


DIFFERENT: Final = SHAPES["DIFFERENT"]


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
    ranked: list[Entity] = [t for t in things if isinstance(t, (Level, Title, System))]
    things = ranked if len(ranked) >= 2 else things
    return (things[0], things[1]) if len(things) >= 2 else None


def _linked(question: Question) -> bool:
    """Whether two things are set side by side: one as the other, one and the other."""
    named = [m for m in question.mentions if m.kind not in ("state", "skill")]
    links = {word.low for one, two in itertools.pairwise(named) for word in question.said[one.end : two.start]}
    joined = any(two.start == one.end for one, two in itertools.pairwise(named))
    return joined or bool(links & _LINKS)


_LINKS: Final = frozenset(
    "as and vs versus or than from to with now called equivalent equal known replacing replaces replaced".split()
)


def same_or_different_reply(catalog: Catalog, question: Question) -> Reply | None:
    """How two things differ, which is higher, or whether they are one."""
    different, same = question.has(DIFFERENT), question.has(_SAME)
    higher = question.has(_HIGHER) and question.signals.topics.get("pay.median", 0) < 4
    more = (
        question.has(
            "that (i|an? \\w+|\\w+) can ?not|that an? \\w+ is not|can not do|does that|more than an? \\w+|but not"
        )
        and len(question.levels) == 2
    )
    different = different or more
    named = {kind for m in question.mentions if not m.general for kind in (m.kind,)}
    now = named == {"title", "level"} and question.has("am i|now|today|count as|considered|qualify as")
    if not (different or same or higher or now):
        return None
    pair = _pair(question)
    if same and not different and not _linked(question) and any(isinstance(e, (Term, System)) for e in pair or ()):
        return None
    if pair is None:
        return _one_entry(catalog, question) if different else None
    strong = [
        t
        for t, w in question.signals.topics.items()
        if w >= 4.0
        and not t.startswith(
            ("what", "history", "licence.reciprocity", "licence.levels", "exam.changes", "prerequisites.certification")
        )
    ]
    if strong and not same:
        if all(isinstance(e, Level) for e in pair):
            return None
        topic = max(strong, key=question.signals.topics.__getitem__)
        beside = _side_by_side(catalog, pair, topic)
        if beside is not None or topic.startswith("pay."):
            return beside
    first, second = pair
    if (same or now) and (isinstance(first, Title) or isinstance(second, Title)):
        return _title_mapping(catalog, question, first, second)
    if higher and not different and not same:
        first, second = _rung_of(catalog, first), _rung_of(catalog, second)
        pair = (first, second)
        if first is second:
            text = f"Both names stand for {level_word(first.id)}, so neither is the higher."
            return Reply(
                "which-higher", text, tuple(definition_points(catalog, first)), explain_command(first.id), "high"
            )
    points = [*definition_points(catalog, first), *definition_points(catalog, second)]
    command = f"emspath compare {first.id} {second.id}"
    if isinstance(first, Level) and isinstance(second, Level):
        return _two_levels(catalog, question, first, second, same=same, higher=higher, command=command)
    if higher and not different and not same:
        between = [_place_of(catalog, e) for e in pair if isinstance(e, Title)]
        if between:
            told = [point for _, found in between for point in found]
            settled = any(speaks_of(p.reading.says, e) for p in told for e in pair if p.located.about != e.id)
            lead = "" if settled else "No source read here sets the two on one ladder. "
            text = lead + " ".join(text for text, _ in between if text)
            points = [*told, *points]
            return Reply("which-higher", text, tuple(points), command, "medium")
        text = f"{label(first)} and {uncapped(label(second))} do not stand on one ladder, so neither is the higher."
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
        if (located := catalog.fact_about(e, "what.misunderstanding")) is not None
        for r in ranked_readings(located.fact)
        if speaks_of(r.says, first if e is second else second)
    ]
    text = lead + " ".join(p.reading.says for p in points) + (f" {notes[0].reading.says}" if notes else "")
    return Reply("difference", text, (*points, *notes), command, "high")


def _rung_of(catalog: Catalog, entity: Entity) -> Entity:
    """The level of the ladder that a title equals, where it equals one, else the title."""
    if isinstance(entity, Title) and len(entity.maps_to) == 1:
        return catalog.levels[entity.maps_to[0]]
    return entity


def _place_of(catalog: Catalog, title: Title) -> tuple[str, list[Point]]:
    """Where a title stands, as far as sources say."""
    located = catalog.fact_about(title, "history.mapping")
    first = headline(located.fact) if located is not None else None
    if located is None or first is None:
        return "", []
    return f"{title.name}: {first.says}", [Point(located, first)]


def _one_entry(catalog: Catalog, question: Question) -> Reply | None:
    """Two names that one entry of the catalogue explains together: ALS1 and ALS2."""
    if len(question.subjects) != 1:
        return None
    entity = question.subjects[0]
    names = sum(not m.general and m.kind != "state" for m in question.mentions)
    if " and " not in entity.name and names < 2:
        return None
    points = definition_points(catalog, entity)
    detail = catalog.fact_about(entity, "what.detail")
    points += [Point(detail, r) for r in ranked_readings(detail.fact)] if detail is not None else []
    if len(points) < 2:
        return None
    text = " ".join(p.reading.says for p in points[:3])
    return Reply("difference", text, tuple(points), explain_command(entity.id), "high")


def _side_by_side(catalog: Catalog, pair: tuple[Entity, Entity], topic: str) -> Reply | None:
    """What one topic says of two things, such as the pay of two jobs."""
    points = [
        Point(located, first)
        for entity in pair
        if (located := catalog.fact_about(entity, topic)) is not None and (first := headline(located.fact)) is not None
    ]
    if len(points) < 2:
        return None
    text = " ".join(p.reading.says for p in points)
    return Reply("difference", text, tuple(points), f"emspath compare {pair[0].id} {pair[1].id}", "high")


_KIND_WORD: Final = {
    "level": "a level of certification that a person holds", "role": "a job that a person does",
    "term": "one part or body of it", "title": "a title that a person holds", "system": "a system", "skill": "a skill",
    "state": "a state",
}  # fmt: skip


def _two_levels(
    catalog: Catalog, question: Question, first: Level, second: Level, *, same: bool, higher: bool, command: str
) -> Reply:
    low, high = sorted((first, second), key=lambda level: level.rank)
    points = [*definition_points(catalog, low), *definition_points(catalog, high)]
    hours = []
    for level in (low, high):
        located = catalog.fact_about(level, "training.hours")
        if located is not None and (r := headline(located.fact)) is not None and r.min is not None and r.unit:
            about = "about " if r.about or "about" in r.says else ""
            hours.append(f"{level_word(level.id)} {about}{amount_text(r.min, r.max or r.min, r.unit)}")
            points.append(Point(located, r))
    prior = catalog.fact_about(high, "prerequisites.certification")
    start = ""
    if prior is not None and (r := headline(prior.fact)) is not None:
        points.append(Point(prior, r))
        if r.code == low.id:
            start = f" {with_article(low)} {level_word(low.id)} certification comes before the {level_word(high.id)} course."
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
        care = f" {level_word(low.id)} care is basic life support (BLS), paramedic care advanced life support (ALS)."
        points += [Point(located, r) for id_ in ("basic-life-support", "advanced-life-support")
                   if id_ in catalog.entities and (located := catalog.fact_about(catalog.get(id_), "what.definition"))
                   and (r := headline(located.fact))]  # fmt: skip
    from emspath.answers.compare import added

    gained = added(list(catalog.skills.values()), low.id, high.id)
    first_of_each = {skill.category: skill for skill in reversed(gained)}.values()
    adds = ""
    if gained and not same:
        examples = listed([brief_name(skill) for skill in reversed(first_of_each)][:4])
        adds = f" In the national model the {level_word(high.id)} adds {len(gained)} skills, such as {examples}."
        points += [p for skill in list(first_of_each)[:2] for p in cell_points(catalog, skill, (low.id, high.id))]
    text = f"{lead}{capped(level_word(high.id))} is the higher level. {' '.join(named)}{care}{extra}{start}{adds}"
    return Reply("which-higher" if higher else "difference", text, tuple(points), command, "high")


def _title_mapping(catalog: Catalog, question: Question, first: Entity, second: Entity) -> Reply | None:
    """Whether a title is the same as a level, from what is known of its mapping."""
    title, other = (first, second) if isinstance(first, Title) else (second, first)
    assert isinstance(title, Title)
    located = catalog.fact_about(title, "history.mapping")
    points = definition_points(catalog, title)
    if located is not None:
        points += [Point(located, r) for r in ranked_readings(located.fact)[:3]]
    if not points:
        return None
    if other.id in title.maps_to:
        lead = (
            f"Yes: {title.abbreviation or title.name} is an older or local name for {level_word(other.id)}. "
            if question.yes_no
            else ""
        )
        sure: Confidence = "high"
    elif title.maps_to and isinstance(other, Level):
        lead, sure = (
            f"No: {title.abbreviation or title.name} corresponds to {listed([level_word(m) for m in title.maps_to])}. ",
            "high",
        )
    elif title.nearest or not isinstance(other, (Level, Title)):
        lead, sure = "Not exactly. " if question.yes_no else "", "high"
    else:
        unknown = located.fact.unknown if located is not None else None
        lead, sure = f"Not known here. {unknown} " if unknown else "No source read here settles it. ", "low"
    history = catalog.fact_about(other, "history.origin") if isinstance(other, Level) else None
    if history is not None:
        points += [Point(history, r) for r in ranked_readings(history.fact) if speaks_of(r.says, title)]
    said = (
        [p.reading.says for p in points[1:3] or points]
        if question.has("why|same|replac")
        else [p.reading.says for p in points[:2]]
    )
    why = [p.reading.says for p in points if "aim" in p.reading.says] if question.has("why") else []
    text = lead + " ".join(dict.fromkeys([*said[:2], *why]))
    return Reply("legacy", text, tuple(points), f"emspath compare {title.id} {other.id}", sure)


_NAMING: Final = ("what.", "history.", "licence.levels", "licence.reciprocity", "prerequisites.certification")


def is_a_reply(catalog: Catalog, question: Question) -> Reply | None:
    """Whether one thing is another: a dispatcher an EMT, an EMT a paramedic."""
    named = [m for m in question.mentions if m.kind not in ("state", "skill") and not m.general]
    if (
        len(named) == 1
        and named[0].kind == "system"
        and re.match(r"(is|are|was) (the )?xsystem\b", question.pattern)
        and question.has("level|certification|license|person|job|title|degree")
    ):
        system = catalog.get(named[0].id)
        points = definition_points(catalog, system)
        return (
            Reply("misconception", f"No: {points[0].reading.says}", tuple(points), explain_command(system.id), "high")
            if points
            else None
        )
    if (
        len(named) == 1
        and named[0].kind == "role"
        and question.yes_no
        and question.has("levels?|rung")
        and not question.states
    ):
        role = catalog.get(named[0].id)
        points = definition_points(catalog, role)
        ladder = ", ".join(level_word(id_) for id_ in catalog.levels)
        text = (
            f"No: {uncapped(label(role))} is not one of the four national levels ({ladder}). {points[0].reading.says}"
        )
        return Reply("misconception", text, tuple(points), explain_command(role.id), "high") if points else None
    if len(named) < 2 or not re.match(r"(is|are|was|were|can|could|do|does)\b", question.text):
        return None
    one, two = named[0], named[-1]
    between = {word.low for word in question.said[one.end : two.start]}
    calls = bool(between & {"call", "called", "considered", "themselves", "yourself", "myself"})
    calls = calls or ("as" in between and bool(between & {"count", "counts", "counted"}))
    asked = max((w for t, w in question.signals.topics.items() if not t.startswith(_NAMING)), default=0.0)
    if asked >= 4.0 and not calls:
        return None
    if not calls and (not question.text.startswith(("is ", "are ", "was ", "were ")) or not between <= STOP | {"both"}):
        return None
    if between & {"or", "and"} or one.id == two.id:
        return None
    left, right = catalog.get(one.id), catalog.get(two.id)
    if isinstance(left, Title) and isinstance(right, Level) and not calls:
        return _title_mapping(catalog, question, left, right)
    if isinstance(left, Role) and isinstance(right, System):
        own = [Point(located, r) for topic in ("what.misunderstanding", "what.role", "what.definition")
               if (located := catalog.fact_about(left, topic)) for r in ranked_readings(located.fact)[:1]]  # fmt: skip
        told = " ".join(p.reading.says for p in own[:2])
        return Reply("misconception", told, tuple(own), explain_command(left.id), "medium") if own else None
    if not isinstance(right, (Level, Role)) or not isinstance(left, (Level, Role)):
        return None
    about = [p for e in (left, right) for topic in ("what.misunderstanding", "what.credential") if (located := catalog.fact_about(e, topic))
             for r in ranked_readings(located.fact) if r.superseded is None and speaks_of(r.says, right if e is left else left)
             for p in (Point(located, r),)]  # fmt: skip
    states = {state.id for state in question.states}
    about = [
        p for p in about if p.reading.reach != "state" or (p.reading.where or "").casefold() in states or not states
    ]
    command = f"emspath compare {left.id} {right.id}"
    if isinstance(left, Level) and isinstance(right, Level):
        text = f"No: {level_word(left.id)} and {level_word(right.id)} are different levels; {level_word(max((left, right), key=lambda e: e.rank).id)} is the higher."
        text += f" {about[0].reading.says}" if about else ""
        return Reply(
            "misconception",
            text,
            (*about, *definition_points(catalog, left), *definition_points(catalog, right)),
            command,
            "high",
        )
    if isinstance(left, Role) and isinstance(right, Level):
        held = right.id in left.beside
        lead = (
            f"Not by the job alone: {uncapped(label(left))} is a role, {level_word(right.id)} a level of certification."
            if held
            else f"No: {uncapped(label(left))} is a role, {level_word(right.id)} a level of certification."
        )
        text = (
            f"{lead} {about[0].reading.says}"
            if about
            else lead + "".join(f" {p.reading.says}" for p in definition_points(catalog, left))
        )
        return Reply(
            "misconception", text, (*about, *definition_points(catalog, left)), command, "high" if about else "medium"
        )
    if isinstance(left, Level) and isinstance(right, Role) and left.id not in right.beside:
        text = f"No: {level_word(left.id)} is a level of certification; {uncapped(label(right))} is another profession or role."
        points = [*about, *definition_points(catalog, left), *definition_points(catalog, right)]
        text += "".join(f" {p.reading.says}" for p in points[:1])
        return Reply("misconception", text, tuple(points), command, "high")
    if not about:
        return None
    text = " ".join(p.reading.says for p in about[:2])
    return Reply("misconception", text, tuple(about), command, "medium")


def definition_reply(catalog: Catalog, question: Question, hits: Sequence[Hit]) -> Reply | None:
    """What something is."""
    topics = question.signals.topics
    if topics.get("what.definition", 0.0) < 2.0 and not _bare_name(question):
        return None
    subjects = question.subjects or question.general or question.skills
    if not subjects or (
        question.states and len(question.mentions) > len(question.states) and max(topics.values(), default=0.0) >= 4.0
    ):
        return None
    other = max((w for t, w in topics.items() if t not in _DEFINING), default=0.0)
    if (
        other >= 4.0
        and not _bare_name(question)
        and question.subjects
        and not question.has("stand for|define|meaning|mean")
    ):
        return None
    if (
        not question.subjects
        and any(w >= 2.5 for t, w in topics.items() if t not in _DEFINING)
        and not _bare_name(question)
    ):
        return None
    head = _head(question)
    if head is not None:
        subjects = (head,)
    named = _stems_of(each for each in subjects if isinstance(each, Skill))
    if set(question.free) - PLACES - named and not _asked_what(question):
        return None
    if len(subjects) > 3 or len(set(question.free) - named) > 2 or len({m.ids for m in question.mentions}) > 2:
        return None
    main = [s for s in subjects if not isinstance(s, State)]
    if not main:
        return None
    points = [p for subject in main[:3] for p in definition_points(catalog, subject)]
    if not points:
        skills = [each for each in main if isinstance(each, Skill)]
        if skills:
            told = " ".join(who_may(skill) for skill in skills)
            cells = tuple(point for skill in skills for point in cell_points(catalog, skill, LADDER))
            return Reply("definition", told, cells, explain_command(skills[0].id), "high")
        return None
    extra = [
        point_of(catalog, hit)
        for hit in hits[:12]
        if hit.entry.about in {subject.id for subject in main} and hit.entry.topic != "what.definition"
        and not hit.entry.superseded and (not hit.entry.program or isinstance(main[0], (Title, Role)))
    ]  # fmt: skip
    unexplained = set(question.free) - {s for p in (*points, *extra[:2]) for s in stems(p.reading.says)}
    if unexplained - PLACES:
        return None
    text = points[0].reading.says
    if len(main) > 1:
        text = " ".join(p.reading.says for p in points[:2])
    why = [
        p
        for p in extra
        if question.has("why|need|benefit|how|where") and set(stems(p.reading.says)) & set(question.content)
    ]
    follow = why or extra
    if isinstance(main[0], Level) and not why:
        sentence, rung = _rung(catalog, main[0])
        text += f" {sentence}"
        extra = [*rung, *extra]
    elif len(main) == 1 and follow and says_more([text], follow[0].reading.says):
        text += f" {follow[0].reading.says}"
    legacy = isinstance(main[0], Title)
    return Reply("legacy" if legacy else "definition", text, (*points, *extra[:4]), explain_command(main[0].id), "high")


def _asked_what(question: Question) -> bool:
    """Whether a name stands right where a question asks what something is."""
    return any(
        re.search(_WHAT_IS, " ".join(word.low for word in question.said[: m.start]))
        or re.match(r"(means?|stands?|is|do|does|did|was)\b", " ".join(word.low for word in question.said[m.end :]))
        for m in question.mentions
    ) or question.has("define|definition|explain|describe|tell me about|meaning")


def _head(question: Question) -> Entity | None:
    """The general word that a name stands before: the license in `an EMT license`."""
    for one, two in itertools.pairwise(question.mentions):
        if one.kind in ("level", "title") and two.general and one.end == two.start:
            return question.entities_of(two)[0]
        before = " ".join(word.low for word in question.said[: one.start])
        between = {word.low for word in question.said[one.end : two.start]}
        if re.search(_WHAT_IS, before) and between & {"in", "of", "under", "for", "on"} and between <= STOP | {"mean"}:
            return question.entities_of(one)[0]
    return None


_WHAT_IS: Final = r"\b(what|who) (is|are|was|were|does|do)( an?| the)?$"


_DEFINING: Final = frozenset(
    (
        "what.definition", "what.plain", "what.role", "what.detail",
        "what.misunderstanding", "history.status", "history.dates", "licence.levels",
        "history.mapping", "scope.summary", "scope.difference", "scope.trend",
        "what.credential", "history.origin", "history.event",
    )
)  # fmt: skip
"""Topics that go with saying what something is."""


def _rung(catalog: Catalog, level: Level) -> tuple[str, list[Point]]:
    """Where a level stands on the ladder and how long its course is, in a sentence."""
    ladder = list(catalog.levels.values())
    place = {0: "the first", len(ladder) - 1: "the highest"}.get(ladder.index(level), "one")
    said = f"It is {place} of the four national levels: {', '.join(level_word(other.id) for other in ladder)}."
    located = catalog.fact_about(level, "training.hours")
    first = headline(located.fact) if located else None
    if located is None or first is None or first.min is None or first.unit is None:
        return said, []
    return (
        f"{said[:-1]}; the course takes about {amount_text(first.min, first.max if first.max is not None else first.min, first.unit)}.",
        [Point(located, first)],
    )


def _bare_name(question: Question) -> bool:
    """Whether the question is nothing but a name, or asks what one is and no more."""
    named = {place for m in question.mentions for place in range(m.start, m.end)}
    rest = {word.low for place, word in enumerate(question.said) if place not in named} - _ASKS_WHAT
    if not question.mentions:
        held = _stems_of(question.skills)
        rest = {word for word in rest if stem(word) not in held}
    something = bool(question.mentions or question.skills)
    return something and not rest and not re.match(r"(can|do|does|could|may) ", question.text)


def _stems_of(skills: Iterable[Skill]) -> frozenset[str]:
    """The stems of all names of skills."""
    return frozenset(word for skill in skills for name in (skill.name, *skill.aliases) for word in stems(name))


_ASKS_WHAT: Final = frozenset(
    (
        "what", "is", "are", "was", "were", "a", "an", "the", "who", "does", "do", "did", "mean", "stand", "stands",
        "for", "define", "definition", "explain", "describe", "meaning", "of", "exactly", "meant", "by", "in", "ems",
        "tell", "me", "about", "please", "can", "you", "and",
    )
)  # fmt: skip
