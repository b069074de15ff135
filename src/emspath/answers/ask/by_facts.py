"""Answers from the readings that fit best, for questions of no special shape."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

from msgspec import structs

from emspath.answers.ask.parts import (
    NEGATES,
    Point,
    Reply,
    explain_command,
    in_state,
    level_word,
    point_of,
    says_more,
    state_facts,
    state_points,
)
from emspath.answers.ask.records import Confidence
from emspath.answers.ask.search import EVERYWHERE, PAST, PLACES, Hit
from emspath.answers.ask.understand import Question
from emspath.answers.ask.words import LIGHT
from emspath.answers.base import amount_text
from emspath.catalog import LADDER, Catalog, Located, headline, ranked_readings
from emspath.model import ALL_LEVELS, Entity, Level, Reading, Role, State, Title
from emspath.stems import stem, stems
from emspath.wording import listed

_MOST_SAID: Final = 2
"""Sentences of an answer."""
_MOST_FACTS: Final = 9
_BESIDE: Final = 3.5
"""How far below the best a reading may be to stand among the facts behind the answer."""
_ASKED_TOO: Final = 4.5
"""The weight of a rule from which on its topic is asked for, and not only hinted at."""
_FAINT: Final = 0.02
"""Topics less likely than this are not asked for, whatever a rule says."""
_NEAR: Final = 2.0
"""How far below the best a reading may be to be told beside it."""


def reply_by_facts(catalog: Catalog, question: Question, hits: Sequence[Hit]) -> Reply:
    """The readings that fit best, when it is likely enough that they answer; else a refusal."""
    if not hits:
        return _decline(catalog, question)
    unknown = _only_unknown(catalog, question)
    if unknown is not None and hits[0].entry.topic != unknown.fact.topic:
        text = f"Not known here: {unknown.fact.unknown}"
        return Reply(_intent(unknown.fact.topic, question), text, (), f"emspath why {unknown.id}", "none")
    hits = _own_state_first(question, hits)
    if question.has(_RECORD):
        hits = _rule_first(hits)
    if hits[0].entry.topic == "what.misunderstanding" and hits[0].entry.kind == "role":
        hits = _own_subject_first(catalog, hits)
    confidence = confidence_of(question, hits)
    if confidence == "none":
        return _decline(catalog, question)
    chosen = _chosen(question, hits)
    points = [point_of(catalog, hit) for hit in chosen]
    best = points[0]
    if question.states and hits[0].entry.state not in question.state_ids and not _names_state(question, best.reading):
        return _national_only(catalog, question, points, confidence)
    text = _compose(catalog, question, points)
    if best.located.about in catalog.states and not question.states:
        name = catalog.states[best.located.about].name
        text = f"It depends on the state. {'For example: ' if name in best.reading.says else ''}{text}"
    near = [hit for hit in hits[:_MOST_FACTS] if hit.score >= hits[0].score - _BESIDE]
    points += [p for hit in near if (p := point_of(catalog, hit)) not in points]
    intent = _intent(best.located.fact.topic, question)
    return Reply(intent, text, tuple(points), _command(catalog, question, best), confidence)


def _own_state_first(question: Question, hits: Sequence[Hit]) -> Sequence[Hit]:
    """The same readings with one of the state asked about in front, where it fits about as well or is on the same topic."""
    best = hits[0]
    if not question.states or best.entry.state in question.state_ids:
        return hits
    own = [hit for hit in hits if hit.entry.state in question.state_ids]
    near = next((hit for hit in own if hit.entry.topic == best.entry.topic), None)
    near = near or next((hit for hit in own if hit.score >= best.score - _NEAR), None)
    return _led_by(near, hits)


def _led_by(first: Hit | None, hits: Sequence[Hit]) -> Sequence[Hit]:
    """The same readings with this one in front, if there is one."""
    return hits if first is None else [first, *(hit for hit in hits if hit is not first)]


def _own_subject_first(catalog: Catalog, hits: Sequence[Hit]) -> Sequence[Hit]:
    """Of what is mistaken about a role first what opens with the role: a nurse's way to an exam, not the way back."""
    best = hits[0]
    name = set(stems(catalog.head(best.entry.about).name))
    same = (hit for hit in hits[:12] if hit.entry.fact == best.entry.fact and hit.score >= best.score - _BESIDE)
    own = next((hit for hit in same if name & set(stems(" ".join(hit.entry.says.split()[:3])))), None)
    return _led_by(own, hits)


def _rule_first(hits: Sequence[Hit]) -> Sequence[Hit]:
    """The same readings with what holds for everybody with a record in front of one school's or employer's word."""
    best = hits[0]
    if best.entry.state is not None or (best.entry.topic == _ON_RECORD and not best.entry.program):
        return hits
    wide = (hit for hit in hits[:_WIDE] if hit.entry.topic == _ON_RECORD)
    near = next((h for h in wide if not (h.entry.program or h.entry.superseded or h.entry.state)), None)
    return _led_by(near, hits)


_ON_RECORD: Final = "prerequisites.background-check"
_RECORD: Final = (
    "felon|felons|felony|felonies|convict|convicted|conviction|convictions|misdemeanor|misdemeanors|dui|dwi|arrested|"
    "criminal record|police record"
)
"""Words for a record, on which the rule for all is worth more than what one school says of itself."""
_WIDE: Final = 40
"""How far down such a rule is looked for."""


def confidence_of(question: Question, hits: Sequence[Hit]) -> Confidence:
    """How sure it is that the best reading tells something of what was asked."""
    if question.likely.get("other.none", 0.0) >= _FOREIGN or not (question.mentions or question.content):
        return "none"
    sure = certainty(question, hits)
    if question.strange and hits[0].features.get("unmet") and sure < _LEAST_STRANGE:
        return "none"
    return next((level for level, least in _LEAST.items() if sure >= least), "none")


def certainty(question: Question, hits: Sequence[Hit]) -> float:
    """How likely it is, from 0 to 1, that the best reading answers, by the fit of `benchmarks/fit.py`."""
    return 1 / (1 + math.exp(-sum(SURE[name] * value for name, value in signs(question, hits).items())))


def signs(question: Question, hits: Sequence[Hit]) -> dict[str, float]:
    """What tells whether the best reading answers."""
    best = hits[0]
    total = sum(math.exp(hit.score - best.score) for hit in hits)
    own = sum(math.exp(hit.score - best.score) for hit in hits if hit.entry.fact == best.entry.fact)
    told = ("likely", "rule", "covered", "rare", "words", "direct", "state", "no state", "something else", "link",
            "kind", "unasked", "program", "low trust", "unmet")  # fmt: skip
    return {
        "always": 1.0, "score": best.score, "alone": own / total,
        "clear": max(question.likely.values(), default=0.0), "foreign": question.likely.get("other.none", 0.0),
        "strange": min(len(question.strange), 3),
        **{name: best.features.get(name, 0.0) for name in told},
    }  # fmt: skip


SURE: Final[dict[str, float]] = {
    "foreign": -0.87,
    "likely": 0.52,
    "words": 0.5,
    "clear": 0.46,
    "kind": 0.38,
    "low trust": -0.38,
    "alone": 0.36,
    "no state": -0.34,
    "always": -0.31,
    "link": 0.31,
    "unmet": -0.26,
    "score": 0.25,
    "unasked": -0.17,
    "covered": -0.16,
    "rule": 0.14,
    "state": 0.14,
    "something else": 0.08,
    "program": -0.07,
    "rare": -0.07,
    "strange": 0.06,
    "direct": 0.01,
}  # fmt: skip
"""What each sign counts."""
_LEAST: Final[dict[Confidence, float]] = {"high": 0.95, "medium": 0.91, "low": 0.68}
"""From which certainty on an answer is given with which confidence."""


def _chosen(question: Question, hits: Sequence[Hit]) -> list[Hit]:
    """The best reading, the best on another topic that is asked too, and those beside it that say something more."""
    best = hits[0]
    chosen = [best]
    also = {topic for topic, weight in question.signals.topics.items() if weight >= _ASKED_TOO} - {best.entry.topic}
    also &= {topic for topic, share in question.likely.items() if share >= _FAINT}
    other = next((hit for hit in hits if hit.entry.topic in also and hit.entry.about == best.entry.about), None)
    beside = [hit for hit in hits[1:12] if hit.score >= best.score - _NEAR]
    general = best.entry.kind in ("level", "state", "system") or best.entry.about == ALL_LEVELS
    named = {ALL_LEVELS, *(entity.id for entity in (*question.subjects, *question.general, *question.levels))}
    for hit in (*((other,) if other is not None else ()), *beside):
        words = set(hit.entry.stems.split())
        own = hit.entry.about == best.entry.about
        strange = hit.entry.kind in ("role", "title", "term", None) and hit.entry.about not in named
        elsewhere = hit.entry.program and best.entry.state is not None and best.entry.state in question.state_ids
        if elsewhere or (general and strange and not own and not hit.features.get("way")):
            continue
        kin = hit.entry.topic == best.entry.topic or own
        if (kin or hit.score > best.score - _NEAR / 2) and all(
            len(words & set(told.entry.stems.split())) <= 0.7 * len(words) for told in chosen
        ):
            chosen.append(hit)
        if len(chosen) == _MOST_SAID:
            break
    return chosen


def _names_state(question: Question, reading: Reading) -> bool:
    return any(state.name in reading.says for state in question.states)


def _national_only(catalog: Catalog, question: Question, points: Sequence[Point], confidence: Confidence) -> Reply:
    """A state was asked for and nothing is known of it: say so, and tell the national fact as such."""
    state, best = question.states[0], points[0]
    if best.reading.reach != "national" or confidence == "low":
        return _decline(catalog, question)
    text = f"For {state.name} this is not known here; ask its EMS office. In general: {best.reading.says}"
    office = state_points(catalog, state, "place.office")
    general = [point for point in points if point.reading.reach == "national"][:3]
    intent = _intent(best.located.fact.topic, question)
    return Reply(intent, text, (*general, *office[:1]), f"emspath explain {state.id}", "low")


def _only_unknown(catalog: Catalog, question: Question) -> Located | None:
    """The fact asked for, where all that is known of it is that no source says."""
    topic, share = max(question.likely.items(), key=lambda item: item[1], default=("", 0.0))
    if share < _CLEAR:
        return None
    levels = [level.id for level in question.levels]
    about: list[Entity] = list(question.states) or [s for s in question.subjects if isinstance(s, (Level, Role, Title))]
    found: list[Located] = []
    for entity in about[:2]:
        for located in catalog.facts(entity):
            fact = located.fact
            if fact.topic != topic or (isinstance(entity, State) and levels and fact.level not in (None, *levels)):
                continue
            if headline(fact) is not None:
                return None
            if fact.unknown:
                found.append(located)
    return found[0] if found else None


_LEAST_STRANGE: Final = 0.8
"""The same where the question has a word that no reading and no sample holds."""
_FOREIGN: Final = 0.5
"""From which share on a question is taken for one that no fact answers."""
_CLEAR: Final = 0.5
"""From which share on a topic is what was asked."""


def _compose(catalog: Catalog, question: Question, points: list[Point]) -> str:
    """A sentence or two: the best fact, what stands beside it, and what the other levels have.

    Facts that are told besides are put into `points`.
    """
    best = points[0]
    topic = best.located.fact.topic
    lead = "" if best.located.about in catalog.states and not question.states else _yes_or_no(question, best)
    if lead and topic == "licence.nremt" and not question.levels and question.states:
        own = (headline(found.fact) for found in state_facts(catalog, question.states[0], topic))
        if len({first.code for first in own if first is not None}) > 1:
            lead = "It depends on the level. "
    if headline(best.located.fact) is None and not question.has(PAST):
        lead = "Nothing current is known here; an older source says: "
    said = [_worded(catalog, question, best)]
    extreme = _extreme(question, best)
    if extreme is not None:
        points.insert(0, structs.replace(best, reading=extreme))
        return extreme.says
    if (
        best.located.about in LADDER
        and best.reading.unit
        and best.reading.reach == "national"
        and len(question.levels) != 1
    ):
        others = _other_levels(catalog, question, best)
        if others:
            points[1:1] = others
            told = "; ".join(map(_figure, others))
            return f"{lead}{' '.join(said)} {best.located.topic.label} for the others: {told}."
    if best.located.about == "ems" and topic.startswith("pay.") and best.reading.unit and len(question.levels) > 1:
        each = _other_levels(catalog, question, best)
        if each:
            points[1:1] = each
            return f"{lead}{' '.join(said)} {best.located.topic.label}: {'; '.join(map(_figure, each))}."
    if topic in _MONEY_TOPICS and best.reading.unit and best.reading.reach == "program":
        rows = _programs(question, best)
        if rows:
            points[:] = [structs.replace(best, reading=row) for row in rows]
            return lead + _told_programs(best, rows)
    picks = _state_hours(catalog, question, best) if topic == "licence.renewal-ways" and question.states else []
    beside = [*picks[:1], *points[1:]]
    points += picks
    for point in beside:
        text = _worded(catalog, question, point)
        if len(said) < _MOST_SAID and says_more(said, text):
            said.append(text)
    return lead + " ".join(said)


def _worded(catalog: Catalog, question: Question, point: Point) -> str:
    """A reading as it is told: with the state in front, where it is of one that was not asked for."""
    state = catalog.states.get(point.located.about)
    if state is not None and state.id not in question.state_ids:
        return in_state(state, point.reading.says)
    return point.reading.says


def _state_hours(catalog: Catalog, question: Question, best: Point) -> list[Point]:
    """The continuing education that a state asks for, which belongs to how a license is renewed."""
    level = question.levels[0].id if question.levels else None
    return [
        structs.replace(best, located=located, reading=reading)
        for located in state_facts(catalog, question.states[0], "licence.ce", level)
        if level is not None or located.fact.level is None
        for reading in ranked_readings(located.fact)
        if reading.superseded is None
    ]


_MONEY_TOPICS: Final = frozenset(("training.cost", "training.side-costs"))


def _programs(question: Question, best: Point) -> list[Reading]:
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


def _told_programs(best: Point, rows: Sequence[Reading]) -> str:
    told = [f"{amount_text(r.min or 0, r.max or 0, r.unit or '')} ({r.where})" for r in rows]
    about = best.located.about
    noun = f"{level_word(about)} courses" if about in LADDER else "courses"
    return f"It depends on the program. {best.located.topic.label} of {noun} in the sources: {'; '.join(told)}."


def _extreme(question: Question, best: Point) -> Reading | None:
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


def _other_levels(catalog: Catalog, question: Question, best: Point) -> list[Point]:
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
            found.append(structs.replace(best, located=located, reading=first))
    return found


def _figure(e: Point) -> str:
    """A level with its number: `AEMT about 400 hours`."""
    r = e.reading
    low = r.min or 0.0
    about = "about " if r.about else ""
    return f"{level_word(e.located.about)} {about}{amount_text(low, r.max if r.max is not None else low, r.unit or '')}"


def _yes_or_no(question: Question, best: Point) -> str:
    """`Yes: ` or `No: ` where the fact itself settles it, else nothing."""
    if not question.yes_no:
        return ""
    topic, code = best.located.fact.topic, best.reading.code
    if topic in ("licence.nremt", "licence.keep-nremt") and question.has(_WITHOUT):
        return "No: " if code in ("required", "yes") else "It depends: " if code == "varies" else "Yes: "
    if topic == "licence.nremt" and code:
        if "REGISTRY" not in question.signals.groups:
            return ""
        must = question.has("have to|need|needs|required|must|mandatory|require|requires")
        if not must and not question.has("accept|accepts|recognize|recognizes|use|uses|take|takes|honor|honors|enough"):
            return ""
        return {"required": "Yes: ", "accepted": "Not necessarily: " if must else "Yes: ", "not-used": "No: "}[code]
    if topic in ("licence.keep-nremt", "place.compact") and code in ("yes", "no"):
        return "Yes: " if code == "yes" else "No: "
    if topic == "licence.keep-nremt" and code == "varies":
        return "It depends: "
    if topic == "renewal.not-accepted" and set(question.free) & set(stems(best.reading.says)):
        return "No: "
    if topic.endswith(".age"):
        return _age_verdict(question, best) or ("It depends on the state. " if not question.states else "")
    clause = re.split(r"[:;.,]", best.reading.says, maxsplit=1)[0].casefold()
    if question.has("everyone|everybody|every|all") and re.search(r"\bnot (everyone|everybody|every|all)\b", clause):
        return "No: "
    if re.search(NEGATES, question.text) or re.search(r"\b(bar|required|needed|limit|minimum|listed)\b", clause):
        return ""
    content = set(question.content) - EVERYWHERE
    if not content or not _direct(question, best) or not re.search(NEGATES, clause):
        return ""
    told = content & set(stems(clause))
    if best.reading.reach in ("program", "employer"):
        return ""
    return "No: " if len(told) / len(content) >= 0.75 and told - PLACES - LIGHT else ""


_WITHOUT: Final = "drop|dropping|stop|quit|skip|cancel|avoid|without|let .* (go|lapse|expire)"
"""Words that turn what is asked round: whether something can be left off."""


def _direct(question: Question, point: Point) -> bool:
    """Whether a reading is about something that the question names."""
    return point.located.about in {entity.id for entity in (*question.subjects, *question.levels, *question.states)}


_NUMBER_WORDS: Final = {"sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "fifteen": 15, "fourteen": 14}


_COURSE: Final = "class|classes|course|courses|enroll|train|training|study|school|program"
"""Words for the time before a card, for which the age of a license says nothing."""


def _age_verdict(question: Question, best: Point) -> str:
    """Whether the age named in the question is enough, for a state's own minimum."""
    match = re.search(r"\b(1[4-9]|2[01])\b", question.text)
    age = int(match.group()) if match else next((n for w, n in _NUMBER_WORDS.items() if question.has(w)), None)
    minimum = best.reading.min
    if age is None or minimum is None or not question.states or question.has(_COURSE):
        return ""
    if question.has("under (18|21|17|16)|younger than|before (18|21)"):
        age -= 1
    if any(14 <= int(number) < minimum for number in re.findall(r"\b\d\d\b", best.reading.says)):
        return ""
    if question.has("(have to|must|need to|do i have to) be"):
        return "Yes: " if age == minimum else ""
    return "Yes: " if age >= minimum else "No: "


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


def _command(catalog: Catalog, question: Question, best: Point) -> str:
    state = question.states[0] if question.states else None
    about = best.located.about
    if state is not None and question.origins and best.located.fact.topic == "licence.reciprocity":
        at = f" --level {question.levels[0].id}" if question.levels else ""
        return f"emspath move {question.origins[0].abbreviation} {state.abbreviation}{at}"
    if about in catalog.states or about == "all-levels" or about in catalog.steps:
        if state is not None:
            level = question.levels[0].id if question.levels else None
            return f"emspath explain {level} --state {state.abbreviation}" if level else f"emspath explain {state.id}"
        return f"emspath why {best.located.id}"
    return f"emspath why {best.located.id}"
