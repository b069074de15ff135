"""Answers from the facts that fit best, for questions of no special shape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from emspath.answers.ask.evidence import Evidence, state_facts
from emspath.answers.ask.parts import (
    EVERYWHERE,
    NEGATES,
    Point,
    Reply,
    explain_command,
    in_state,
    level_word,
    says_more,
    state_points,
)
from emspath.answers.ask.records import Confidence
from emspath.answers.ask.understand import Question
from emspath.answers.ask.words import LIGHT, PLACES, SETTING, STOP, stem, stems
from emspath.answers.base import amount_text
from emspath.catalog import LADDER, Catalog, Located, headline, kind_of, ranked_readings
from emspath.model import ALL_LEVELS, Entity, Level, Reading, Role, State, Title
from emspath.wording import listed


def reply_by_facts(catalog: Catalog, question: Question, ranked: Sequence[Evidence]) -> Reply:
    """The facts that fit best, when they cover what is asked; failing that, the first that holds every rare word."""
    ranked = [e for e in ranked if _on_topic(question, e)]
    if not ranked:
        return _decline(catalog, question)
    best = ranked[0]
    unknown = _only_unknown(catalog, question)
    if unknown is not None and (best.topical < unknown[1] - 0.5 or not best.direct):
        located, _ = unknown
        text = f"Not known here: {located.fact.unknown}"
        return Reply(_intent(located.fact.topic, question), text, (), f"emspath why {located.id}", "none")
    front = next((e for e in ranked if _kind_fits(question, e) and e.topical >= best.topical - 1.0), best)
    if question.states and not _of_states(front, question):
        front = next(
            (
                e
                for e in ranked
                if _of_states(e, question) and e.topical >= front.topical - 1.0 and _kind_fits(question, e)
            ),
            front,
        )
    other = next(
        (e for e in ranked if question.rare and question.rare <= e.shared and _concerns(catalog, question, e)), front
    )
    named = {entity.id for entity in (*question.subjects, *question.general, *question.states)}
    better = not question.rare & front.shared and other.located.about in named
    better = better and (_of_states(other, question) or not _of_states(front, question))
    order = (other, front) if better else (front, other)
    answers = (_fitting(catalog, question, _with_front(ranked, _aptest(question, ranked, e))) for e in order)
    return next((answer for answer in answers if answer is not None), None) or _decline(catalog, question)


def _with_front(ranked: Sequence[Evidence], front: Evidence) -> list[Evidence]:
    """The same readings with one of them first."""
    return [front, *(e for e in ranked if e is not front)]


def _concerns(catalog: Catalog, question: Question, e: Evidence) -> bool:
    """Whether a reading is about what the question names, or about a step to it."""
    step = catalog.steps.get(e.located.about)
    to_it = step is not None and step.end in {entity.id for entity in (*question.subjects, *question.levels)}
    return not question.subjects or e.direct or e.near or e.links > 0 or to_it


def _fitting(catalog: Catalog, question: Question, ranked: Sequence[Evidence]) -> Reply | None:
    """The answer with the first of `ranked` in front, or None when it does not cover what is asked."""
    ranked = [e for e in ranked if not _of_another_state(catalog, question, e) and not _of_another_level(question, e)]
    if not ranked:
        return None
    best = ranked[0]
    chosen = _chosen(question, ranked)
    covered, missing = _coverage(question, ranked, chosen)
    about = _concerns(catalog, question, best)
    kinds = {kind_of(s) for s in question.subjects if isinstance(s, (Level, Role))}
    either = question.has("or an?|or the")
    if (
        len(kinds) == 2
        and not best.links
        and best.located.about not in catalog.steps
        and (best.topical < 4.0 or either)
    ):
        return None
    if question.text.startswith("why") and best.topical < 4.0 and not best.shared & question.rare:
        return None
    linked = best.links > 0 or (_of_states(best, question) and best.topical >= 1.0)
    vague = best.located.fact.topic in _CATCH_ALL and question.rare and not best.shared & question.rare
    strong = best.topical >= 4.0 and not vague and (best.direct or not question.subjects)
    fair = best.topical >= 2.0 and (best.direct or not question.subjects)
    lexical = bool(question.rare) and not missing and question.rare - best.shared <= question.proper
    lexical = lexical or (linked and bool(best.topical or best.shared & question.rare))
    if (
        not (best.direct or best.near)
        and question.subjects
        and best.topical < 1.0
        and len(best.shared & question.rare - PLACES) < 2
    ):
        return None
    if best.topical < 1.0 and not best.links and best.shared & question.rare <= PLACES:
        return None
    known = best.topical >= 5.0 or bool(question.mentions) or bool(question.signals.groups & _OURS)
    named = {entity.id for entity in (*question.general, *question.states)}
    close = best.direct or best.near or best.links > 0 or best.located.about in named
    lexical = lexical and ((known and (close or best.topical >= 1.0)) or len(best.shared & question.rare) > 1)
    if not (about and _kind_fits(question, best) and (known or lexical) and (strong or fair or lexical)):
        return None
    if (
        question.states
        and not _of_states(best, question)
        and not any(state.name in best.reading.says for state in question.states)
    ):
        return _national_only(catalog, question, chosen) if covered >= 0.45 else None
    trusted = chosen[0].reading.trust != "low"
    program = chosen[0].reading.reach in ("program", "employer")
    confidence: Confidence
    wide = best.located.about in LADDER or best.located.about in (ALL_LEVELS, "ems")
    single = wide and best.topical < 1.0 and not best.links and len(best.shared & question.rare) < 2
    seen = {word for e in ranked for word in e.shared}
    unmet = {s for m in question.mentions if m.general and m.kind == "skill" for s in question.stems_of(m)} & set(
        missing
    )
    if not trusted or single or unmet or not set(missing) <= seen:
        confidence = "low"
    elif strong and covered >= 0.65 and not missing and not program:
        confidence = "high"
    elif covered >= (0.55 if best.topical >= 4.0 and not missing else 0.7):
        confidence = "medium"
    else:
        confidence = "low"
    if confidence == "low" and not (strong and covered >= 0.5 and (question.subjects or not missing)):
        return None
    text = _compose(catalog, question, chosen)
    if best.located.about in catalog.states and not question.states:
        name = catalog.states[best.located.about].name
        text = f"It depends on the state. {'For example: ' if name in best.reading.says else ''}{text}"
    points = tuple(Point(e.located, e.reading) for e in chosen)
    return Reply(
        _intent(best.located.fact.topic, question), text, points, _command(catalog, question, best), confidence
    )


_OURS: Final = frozenset(("EXAM", "REGISTRY", "LICENSE", "COURSE", "CE"))
"""Groups of words of which one shows that a question is about certification at all."""


_MONEY: Final = r"\$|\b(fees?|costs?|free|tuition|charges?|paid|pays?|price|earn(ed|s)?)\b"


_DISTANT: Final = r"\b(online|home|distance|virtual|hybrid|self-paced|in person)\b"
_TIME: Final = (
    r"\b(years?|months?|days?|weeks?|hours?|minutes?|annual(ly)?|semesters?|quarters?|permanent(ly)?|no (time )?limit|time limit|"
    r"january|february|march|april|may \d|june|july|august|september|october|november|december|\d{4})\b"
)
_HOURS_OF_DAY: Final = "(part|full) time|evenings?|nights?|weekends?|schedule|what days|class times"
_SCHEDULE: Final = r"\b((part|full)[- ]time|evenings?|nights?|weekends?|weekdays?|shifts?|saturdays?)\b"
_AMOUNT: Final = (
    r"\d|\b(one|two|three|four|five|six|eight|ten|twelve|twice|half|quarter|no limit|permanent|unlimited)\b"
)


def _kind_fits(question: Question, best: Evidence) -> bool:
    """Whether a reading is of the kind asked for: money for a cost, an amount or a date for how long and when."""
    said = best.reading.says.casefold()
    groups = question.signals.groups
    if (
        groups & {"COST", "PAID"}
        and not re.search(_MONEY, said)
        and not best.located.fact.topic.startswith("licence.renewal")
    ):
        return False
    if "ONLINE" in groups and not re.search(_DISTANT, said):
        return False
    if question.has(_HOURS_OF_DAY) and not re.search(_SCHEDULE, said):
        return False
    if question.has("how long|how often|valid|how soon|how many years") and not re.search(_TIME, said):
        return False
    if question.has(r"how many (\w+ ){0,3}(hours|credits)") and not re.search(r"\b(hours?|credits?)\b", said):
        return False
    if question.has("results?") and question.has("get|receive|see|wait") and "result" not in said:
        return False
    if question.has(
        "how many|how long|the length|how often|when (do|does|did|is|was|can|will|must|should)|what year|what percent|how old|how much time"
    ):
        return re.search(_AMOUNT, said) is not None
    return True


def _on_topic(question: Question, e: Evidence) -> bool:
    """Whether a reading is of a topic that is pointed to most, or speaks of it in words of the question."""
    topics = question.signals.topics
    top = max(topics.values(), default=0.0)
    linked = (
        e.links
        and e.topical >= max(top - 2.0, 2.0)
        and e.located.fact.topic not in _CATCH_ALL
        and not _of_states(e, question)
    )
    if top < 4.5 or linked or (e.topical > top - 1.5 and e.located.fact.topic not in _CATCH_ALL) or e.topical >= top:
        return True
    strong = [t for t, weight in topics.items() if weight >= top - 0.5 and t not in _CATCH_ALL]
    pointing = {stem(w) for t in strong for w in question.signals.by_topic[t] if w not in STOP} - SETTING
    return not strong or bool((pointing | question.rare) & e.shared - LIGHT)


_CATCH_ALL: Final = frozenset(("licence.requirements", "licence.notes", "prerequisites.other"))
"""Topics with facts of many kinds, which answer a question on something in particular only by its own words."""


def _of_states(e: Evidence, question: Question) -> bool:
    states = {state.id for state in question.states}
    return e.located.about in states or (e.reading.where or "").casefold() in states


def _of_another_state(catalog: Catalog, question: Question, e: Evidence) -> bool:
    """Whether a reading speaks of other states than the one asked for."""
    if not question.states or _of_states(e, question) or any(state.name in e.reading.says for state in question.states):
        return False
    return any(state.name in e.reading.says for state in catalog.states.values())


def _of_another_level(question: Question, e: Evidence) -> bool:
    """Whether a state's reading is about another level than the ones asked for."""
    return (
        bool(question.levels)
        and e.located.fact.level is not None
        and e.located.fact.level not in {x.id for x in question.levels}
    )


def _national_only(catalog: Catalog, question: Question, chosen: Sequence[Evidence]) -> Reply:
    """A state was asked for and nothing is known of it: say so, and tell the national fact as such."""
    state = question.states[0]
    best = chosen[0]
    national = best.reading.reach == "national"
    text = f"For {state.name} this is not known here; ask its EMS office."
    if national and best.topical >= 3.0:
        text += f" In general: {best.reading.says}"
    office = state_points(catalog, state, "place.office")
    points = [Point(e.located, e.reading) for e in chosen if e.reading.reach == "national"][:3]
    return Reply(
        _intent(best.located.fact.topic, question),
        text,
        (*points, *office[:1]),
        f"emspath explain {state.id}",
        "low" if national and best.topical >= 3.0 else "none",
    )


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
    if not about and not question.subjects:
        about = [catalog.levels["emt"]] if "emt" in catalog.levels else []
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
    whole = catalog.systems.get("ems")
    if found and whole is not None and not question.states:
        general = catalog.fact_about(whole, found[0][0].fact.topic)
        if general is not None and headline(general.fact) is not None:
            return None
    return found[0] if found else None


def _chosen(question: Question, ranked: Sequence[Evidence]) -> list[Evidence]:
    """The best reading and those that belong beside it."""
    best = ranked[0]
    chosen = [best]
    levels = {level.id for level in question.levels}
    for e in ranked[1:24]:
        if len(chosen) >= 6:
            break
        if e.score < 0.5 * best.score or (e.reading.superseded and not best.reading.superseded):
            continue
        if levels and e.located.about in LADDER and e.located.about not in levels:
            continue
        if any(c.reading.says == e.reading.says for c in chosen):
            continue
        if e.located.fact.topic == best.located.fact.topic or e.topical >= 4.0 or e.score >= 0.75 * best.score:
            chosen.append(e)
    return chosen


def _aptest(question: Question, ranked: Sequence[Evidence], front: Evidence) -> Evidence:
    """Of the readings of one fact the one that shares most words with the question, the headline before others."""
    first = headline(front.located.fact)
    rivals = [e for e in ranked if e.located.id == front.located.id and e.score >= 0.6 * front.score]
    rivals = [e for e in rivals if _kind_fits(question, e) or e is front]
    numbers = question.numbers
    return max(
        rivals,
        key=lambda e: (
            e.reading.superseded is None or front.reading.superseded is not None,
            bool(question.states) and _of_states(e, question),
            e.links,
            len(e.shared & numbers),
            len(e.shared),
            e.reading.trust != "low",
            e.reading is first,
            e.score,
        ),
        default=front,
    )


def _compose(catalog: Catalog, question: Question, chosen: list[Evidence]) -> str:
    """One to three sentences: the best fact, what stands beside it, and what the other levels have.

    Facts that are told besides are put into `chosen`.
    """
    best = chosen[0]
    topic = best.located.fact.topic
    lead = _yes_or_no(question, best)
    said = [_worded(catalog, question, best)]
    extreme = _extreme(question, best)
    if extreme is not None:
        chosen.insert(0, best._replace(reading=extreme))
        return extreme.says
    if (
        best.located.about in LADDER
        and best.reading.unit
        and best.reading.reach == "national"
        and len(question.levels) != 1
    ):
        whole = _both_levels(catalog, question, best)
        if whole is not None:
            chosen.insert(0, whole)
            said.insert(0, whole.reading.says)
        others = _other_levels(catalog, question, best)
        if others:
            chosen[1:1] = others
            return (
                f"{lead}{' '.join(said)} {best.located.topic.label} for the others: {'; '.join(map(_figure, others))}."
            )
    if topic in _MONEY_TOPICS and best.reading.unit and best.reading.reach == "program":
        rows = _programs(question, best)
        if rows:
            chosen[:] = [best._replace(reading=row) for row in rows]
            return lead + _told_programs(best, rows)
    picks = _state_hours(catalog, question, best) if topic == "licence.renewal-ways" and question.states else []
    if picks:
        chosen += picks
        said += [e.reading.says for e in picks[:1]]
        return lead + " ".join(said)
    for e in _beside(catalog, question, best, chosen):
        text = _worded(catalog, question, e)
        if len(said) < 3 and says_more(said, text):
            said.append(text)
    return lead + " ".join(said)


def _worded(catalog: Catalog, question: Question, e: Evidence) -> str:
    """A reading as it is told: with the state in front, where it is of one that was not asked for."""
    state = catalog.states.get(e.located.about)
    return (
        in_state(state, e.reading.says) if state is not None and state.id not in question.state_ids else e.reading.says
    )


def _beside(catalog: Catalog, question: Question, best: Evidence, chosen: Sequence[Evidence]) -> list[Evidence]:
    """What is worth telling after the best fact: another thing asked, another level, another reading."""
    topic, about, fact = best.located.fact.topic, best.located.about, best.located.fact
    rest = [e for e in chosen if e is not best and not e.reading.superseded]
    if best.direct and about not in LADDER and about not in catalog.states:
        rest = [e for e in rest if e.located.about == about]
    rest.sort(key=lambda e: e.located.about == "aemt")
    strong = {t for t, w in question.signals.topics.items() if w >= 4.0} - {topic}
    also = [
        e for e in rest if e.located.fact.topic in strong and e.direct == best.direct and e.score >= 0.7 * best.score
    ]
    same = [e for e in rest if e.located.fact.topic == topic]
    rungs = [e for e in same if e.located.about in LADDER and e.located.about != about and not question.levels]
    own = [e for e in same if e.located.about == about]
    readings = [e for e in own if e.located.fact.level == fact.level]
    by_level = [] if question.levels else [e for e in own if e.located.fact.level != fact.level]
    other = [e for e in rest if e in same or e.topical >= max(best.topical - 1.0, 1.0)]
    order = (*also[:1], *rungs[:1], *readings[:1], *by_level[:2], *other[:1])
    return [e for e in order if e.reading.reach == best.reading.reach or e.topical >= 4.0]


def _state_hours(catalog: Catalog, question: Question, best: Evidence) -> list[Evidence]:
    """The continuing education that a state asks for, which belongs to how a license is renewed."""
    level = question.levels[0].id if question.levels else None
    return [
        best._replace(located=located, reading=reading)
        for located in state_facts(catalog, question.states[0], "licence.ce", level)
        if level is not None or located.fact.level is None
        for reading in ranked_readings(located.fact)
        if reading.superseded is None
    ]


def _both_levels(catalog: Catalog, question: Question, best: Evidence) -> Evidence | None:
    """The figure for EMTs and paramedics together, where both are asked about."""
    topic = best.located.fact.topic
    if {level.id for level in question.levels} != {"emt", "paramedic"} or not topic.startswith("pay."):
        return None
    located = catalog.fact_about(catalog.systems["ems"], topic) if "ems" in catalog.systems else None
    first = headline(located.fact) if located is not None else None
    return best._replace(located=located, reading=first) if located is not None and first is not None else None


_MONEY_TOPICS: Final = frozenset(("training.cost", "training.side-costs"))


def _programs(question: Question, best: Evidence) -> list[Reading]:
    """What single programs ask, lowest first; none when only one does."""
    fact = best.located.fact
    rows = [
        r
        for r in fact.readings
        if r.superseded is None
        and r.reach in ("program", "employer")
        and r.unit == best.reading.unit
        and r.min is not None
    ]
    if best.located.fact.topic == "training.side-costs":
        wanted = set(question.content) - {stem("cost"), *EVERYWHERE}
        rows = [r for r in rows if wanted & set(stems(r.says))] or rows
    rows.sort(key=lambda r: (r.min or 0, r.max or 0))
    return rows[:9] if len(rows) > 1 else []


def _told_programs(best: Evidence, rows: Sequence[Reading]) -> str:
    told = [f"{amount_text(r.min or 0, r.max or 0, r.unit or '')} ({r.where})" for r in rows]
    about = best.located.about
    noun = f"{level_word(about)} courses" if about in LADDER else "courses"
    return f"It depends on the program. {best.located.topic.label} of {noun} in the sources: {'; '.join(told)}."


def _extreme(question: Question, best: Evidence) -> Reading | None:
    """The lowest or highest reading, where the question asks for the shortest, the cheapest or the longest."""
    least, most = (
        question.has("shortest|fastest|quickest|cheapest|youngest|lowest cost"),
        question.has("longest|most expensive|priciest"),
    )
    rows = [
        r
        for r in best.located.fact.readings
        if r.superseded is None and r.min is not None and r.unit == best.reading.unit
    ]
    if not (least or most) or len(rows) < 2:
        return None
    return min(rows, key=lambda r: r.min or 0) if least else max(rows, key=lambda r: r.max or 0)


def _other_levels(catalog: Catalog, question: Question, best: Evidence) -> list[Evidence]:
    """The same number for the other levels asked for, or for all when none was named."""
    topic = best.located.fact.topic
    found = []
    wanted = [level.id for level in question.levels] or list(LADDER)
    for id_ in wanted:
        if id_ == best.located.about:
            continue
        located = catalog.fact_about(catalog.levels[id_], topic)
        first = headline(located.fact) if located else None
        if located is None or first is None or first.min is None or first.unit is None:
            continue
        if first.reach not in ("program", "employer"):
            found.append(best._replace(located=located, reading=first))
    return found


def _figure(e: Evidence) -> str:
    """A level with its number: `AEMT about 400 hours`."""
    r = e.reading
    low = r.min or 0.0
    about = "about " if r.about else ""
    return f"{level_word(e.located.about)} {about}{amount_text(low, r.max if r.max is not None else low, r.unit or '')}"


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
    if topic == "renewal.not-accepted" and best.shared & set(question.free):
        return "No: "
    if topic.endswith(".age"):
        return _age_verdict(question, best) or ("It depends on the state. " if not question.states else "")
    clause = re.split(r"[:;.,]", best.reading.says, maxsplit=1)[0].casefold()
    if question.has("everyone|everybody|every|all") and re.search(r"\bnot (everyone|everybody|every|all)\b", clause):
        return "No: "
    if re.search(NEGATES, question.text) or re.search(r"\b(bar|required|needed|limit|minimum|listed)\b", clause):
        return ""
    content = set(question.content) - EVERYWHERE
    if not content or not best.direct or not re.search(NEGATES, clause):
        return ""
    told = content & set(stems(clause))
    return "No: " if len(told) / len(content) >= 0.6 and told - PLACES - LIGHT else ""


_NUMBER_WORDS: Final = {"sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "fifteen": 15, "fourteen": 14}


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


def _coverage(
    question: Question, ranked: Sequence[Evidence], chosen: Sequence[Evidence]
) -> tuple[float, tuple[str, ...]]:
    """How much of what was asked the answer takes up, and the words that it does not."""
    named_skills = {s for m in question.mentions if m.general and m.kind == "skill" for s in question.stems_of(m)}
    free = set(question.free) | named_skills | _cues_of_others(question, chosen)
    same = [
        e
        for e in chosen[:4]
        if e.located.about == chosen[0].located.about or e.located.fact.topic == chosen[0].located.fact.topic
    ]
    held = (
        {s for e in same if e.direct or not question.rare for s in stems(e.reading.says)}
        | set(stems(chosen[0].reading.says))
        | set(stems(chosen[0].located.topic.label))
    )
    proper = question.proper
    seen = {s for e in ranked for s in e.shared}
    total = got = 0.0
    missing = []
    for word in question.content:
        if word.isdigit() and word not in held:
            continue
        weight = (
            0.6
            if word not in free
            else 0.3
            if word in LIGHT
            else 1.0
            if word in seen
            else 0.4
            if word in proper
            else 1.3
        )
        total += weight
        if word not in free or word in held:
            got += weight
        elif word not in proper and word not in LIGHT and not (word in PLACES and chosen[0].direct):
            missing.append(word)
    named = 0.8 * len({m.ids for m in question.mentions if not m.general})
    total, got = total + named, got + named
    return (got / total if total else 0.0), tuple(missing)


def _cues_of_others(question: Question, chosen: Sequence[Evidence]) -> set[str]:
    """The words that point to topics of which none is answered."""
    told = {
        e.located.fact.topic for e in chosen[:3] if e.located.fact.topic not in _CATCH_ALL or _holds_cue(question, e)
    }
    pointing: dict[str, set[str]] = {}
    for topic, words in question.signals.by_topic.items():
        for word in words:
            pointing.setdefault(stem(word), set()).add(topic)
    answered = question.signals.amounts if re.search(_AMOUNT, chosen[0].reading.says.casefold()) else frozenset()
    settled = {stem(word) for word in question.signals.company | answered}
    weights = question.signals.topics
    return {
        word for word, topics in pointing.items()
        if not topics & told and word not in settled and max(weights[topic] for topic in topics) >= _DEMANDING
    } - SETTING - LIGHT  # fmt: skip


def _holds_cue(question: Question, e: Evidence) -> bool:
    """Whether a reading holds one of the question's words that point to its topic."""
    cues = {stem(word) for word in question.signals.by_topic.get(e.located.fact.topic, ()) if word not in STOP}
    return bool((cues - SETTING - LIGHT) & set(stems(e.reading.says)))


_DEMANDING: Final = 2.9
"""The weight from which on a rule's words ask for its topic, and do not only hint at it."""


def _decline(catalog: Catalog, question: Question) -> Reply:
    named = [m.name for m in question.mentions]
    if question.states and question.signals.topics:
        state = question.states[0]
        office = state_points(catalog, state, "place.office")
        text = " ".join((f"I do not know this for {state.name}.", *(p.reading.says for p in office[:1])))
        return Reply("", text, tuple(office[:1]), explain_command(state.id), "none")
    if named:
        text = f"I do not know. I understood that it is about {listed(list(dict.fromkeys(named))[:4])}, but found no fact that answers it."
        subject = question.mentions[0]
        return Reply("", text, (), explain_command(subject.id), "none")
    return Reply(
        "", "I do not know: I did not recognize what this asks about EMS certification.", (), "emspath list", "none"
    )


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
