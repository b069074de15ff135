"""The handbook: the whole model as a small static site that a school can host as it is.

`pages` makes every file as text: the same bytes for the same data and version. All pages lie in one folder and link
to each other by name alone, so the site works from a disk, a web server or a subfolder of one. Nothing needs a
network or a script. Putting the files in place is the business of `publish`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

import msgspec

from emspath.answers.base import FactView, Ledger, Value, about, fact_view, practice_note, scope_note, value_of
from emspath.answers.compare import compare, scope_tally
from emspath.answers.explain import definition_of, explain
from emspath.answers.path import path
from emspath.answers.scope import SkillView, scope
from emspath.answers.sources import sources
from emspath.answers.state import state, states
from emspath.catalog import LADDER, Catalog, kind_of, label
from emspath.errors import DataError
from emspath.model import Entity, Level, State, Step, Term, Title
from emspath.present import Options, Page, present
from emspath.present.explain import fact_row, further_rows
from emspath.present.page import STATUS, code_tone, level_name
from emspath.render.engine import Citations, engine, pieces
from emspath.report import Bars, Flat, Report, Text, Tone
from emspath.wording import article, capped, listed

K = TypeVar("K")
V = TypeVar("V")

STYLE: Final = "style.css"
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_POSTAL: Final = re.compile(r"[A-Z]{2}")
_NO_TABLE: Final = Flat(head=(), rows=())
_STATE_COLUMNS: Final = {
    "levels": "Levels licensed", "nremt": "NREMT", "age": "Minimum age", "renewal": "License lasts", "compact": "EMS Compact",
}  # fmt: skip
_ON_ONE_PAGE: Final = {"term": "terms.html", "title": "titles.html", "skill": "scope.html"}


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A link within the site."""

    href: str
    name: str
    about: str = ""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What is said on one topic of an entry."""

    label: str
    texts: tuple[Text, ...]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing on a page with many."""

    anchor: str
    name: str
    opening: Text
    facts: tuple[Told, ...] = ()
    also: tuple[Link, ...] = ()
    aliases: tuple[str, ...] = ()
    href: str = ""


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """Entries under a common heading."""

    anchor: str
    title: str
    entries: tuple[Entry, ...]


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """A level in the picture of the ladder."""

    href: str
    label: str
    name: str
    plain: Text
    hours: Text
    skills: str


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """The way to a level, in short."""

    link: Link
    summary: str
    bars: Bars | None


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A choice of the filter on the scope page, with the rows that it keeps as a selector."""

    id: str
    name: str
    keeps: str = ""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the scope matrix."""

    anchor: str
    name: str
    qualifier: str
    cells: tuple[tuple[str, Text], ...]
    """By level: yes, no or unknown for the filter, and what is shown."""
    cites: tuple[int, ...]


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """A source with how much rests on it."""

    id: str
    title: str
    publisher: str
    url: str
    kind: str
    date: str
    facts: int


def pages(catalog: Catalog) -> dict[str, str]:
    """Every file of the site by its name, the index first. Raises DataError for an id that is not fit for a file name.

    No two have the same name: a page of its own has its kind and its id in it, the others have no hyphen.
    """
    return dict(_Site(catalog).pages())


def file_name(kind: str, id_: str) -> str:
    """The page of an entity with a page of its own. Raises DataError for an id that could leave the folder."""
    if len(id_) > 80 or not _ID.fullmatch(id_):
        raise DataError((f"the id '{id_}' cannot be the name of a page",), "Ids are lower-case words joined by hyphens")
    return f"{kind}-{id_}.html"


class _Site:
    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._about = about(catalog)
        self._options = Options(full=True, as_of=date.fromisoformat(self._about.data) if self._about.data else None)
        self._all_sources = sources(catalog)
        self._nav = (
            Link(href="index.html", name="Start"), Link(href="compare.html", name="Compare levels"),
            Link(href="scope.html", name="Scope"), Link(href="paths.html", name="Paths"),
            Link(href="states.html", name="States"), Link(href="roles.html", name="Roles"),
            Link(href="titles.html", name="Titles"), Link(href="terms.html", name="Terms"),
            Link(href="sources.html", name="Sources"),
        )  # fmt: skip

    def pages(self) -> Iterator[tuple[str, str]]:
        catalog = self._catalog
        yield "index.html", self._index()
        for level in catalog.levels.values():
            yield file_name("level", level.id), self._level(level)
            yield file_name("path", level.id), self._path(level)
        for system in catalog.systems.values():
            yield file_name("system", system.id), self._explained(system, "index.html")
        yield "compare.html", self._comparison()
        yield "scope.html", self._scope()
        yield "paths.html", self._paths()
        yield "states.html", self._states()
        for where in catalog.states.values():
            yield file_name("state", where.id), self._state(where)
        yield "roles.html", self._roles()
        for role in catalog.roles.values():
            yield file_name("role", role.id), self._explained(role, "roles.html")
        yield "titles.html", self._titles()
        yield "terms.html", self._terms()
        yield "sources.html", self._sources()
        yield STYLE, self._style()

    # --- drawing

    def _draw(self, template: str, report: Report, here: str, **more: Any) -> str:
        return engine().get_template(f"handbook/{template}.html.jinja").render(
            report=report, refs=Citations(report.cited), nav=self._nav, here=here,
            version=self._about.version, data=self._about.data, **more,
        )  # fmt: skip

    def _report(self, report: Report, here: str, also: Sequence[Link]) -> str:
        return self._draw("report", report, here, pieces=pieces(report.title, report.blocks), also=also)

    def _page(self) -> Page:
        """A page that may cite any source."""
        return Page(self._all_sources, self._options)

    def _finish(self, page: Page, title: str, lead: Iterable[Text], notes: Iterable[str] = ()) -> Report:
        report = page.report(title, tuple(lead), (), lambda: _NO_TABLE)
        return msgspec.structs.replace(report, notes=(*notes, *report.notes))

    def _style(self) -> str:
        return engine().get_template("style.css").render() + "\n" + engine().get_template("handbook/site.css").render()

    # --- links and entries

    def _href(self, entity: Entity) -> str:
        kind = kind_of(entity)
        if kind in _ON_ONE_PAGE:
            return f"{_ON_ONE_PAGE[kind]}#{_anchor(entity)}"
        return file_name(kind, entity.id)

    def _links(self, ids: Iterable[str]) -> tuple[Link, ...]:
        known = [self._catalog.entities[id_] for id_ in ids if id_ in self._catalog.entities]
        return tuple(Link(href=self._href(entity), name=label(entity)) for entity in known)

    def _views(self, entity: Entity) -> list[FactView]:
        ledger = Ledger(self._catalog)
        return [fact_view(located, ledger) for located in self._catalog.facts(entity)]

    def _entry(self, entity: Entity, page: Page, first: Sequence[Told] = ()) -> Entry:
        """A thing on a page with many; one with a page of its own is only named there."""
        views = self._views(entity)
        said, cited = definition_of(self._catalog, entity, views)
        defined = next((view for view in views if view.topic == "what.definition"), None)
        opening = Text(text=said, cites=page.cite(cited), mark=page.mark(defined.trust if defined else None))
        if kind_of(entity) not in _ON_ONE_PAGE:
            return Entry(anchor=_anchor(entity), name=_full_name(entity), opening=opening, href=self._href(entity))
        return Entry(
            anchor=_anchor(entity), name=_full_name(entity), opening=opening, facts=(*first, *_told(views, page)),
            also=self._links(entity.see_also), aliases=entity.aliases,
        )  # fmt: skip

    # --- the pages

    def _index(self) -> str:
        catalog, page = self._catalog, self._page()
        ems = catalog.systems.get("ems")
        lead: list[Text] = []
        if ems is not None:
            views = {view.topic: view for view in self._views(ems)}
            lead = [_said(views[topic], page) for topic in ("what.definition", "what.plain") if topic in views]
        rungs = [self._rung(level, page) for level in catalog.levels.values()]
        counts = {
            "states": f"what {len(catalog.states)} jurisdictions ask for a license, one page each",
            "roles": f"{len(catalog.roles)} jobs and degrees around the ladder",
            "titles": f"{len(catalog.titles)} older, local and foreign names, and today's level for each",
            "terms": f"{len(catalog.terms)} words of the field, A to Z",
            "sources": f"the {len(catalog.sources)} works that the facts are read from",
        }
        parts = [
            Link(href="compare.html", name="Compare levels", about="the four levels side by side, topic by topic"),
            Link(href="scope.html", name="Scope", about=f"{len(catalog.skills)} skills: who may do what in the national model"),
            Link(href="paths.html", name="Paths", about="how to get to each level, and the bridges between careers"),
            *(Link(href=f"{name}.html", name=name.capitalize(), about=told) for name, told in counts.items()),
            *(Link(href=file_name("system", s.id), name=_full_name(s), about="the system explained") for s in catalog.systems.values()),
        ]  # fmt: skip
        report = self._finish(page, "Handbook of EMS certification", lead, [practice_note(catalog)])
        return self._draw("index", report, "index.html", rungs=rungs, parts_of_site=parts)

    def _rung(self, level: Level, page: Page) -> Rung:
        views = {view.topic: view for view in self._views(level)}
        plain = views.get("what.plain") or views.get("what.definition")
        hours = self._catalog.fact_about(level, "training.hours")
        skills = tuple(self._catalog.skills.values())
        tally = scope_tally(skills, level.id)
        return Rung(
            href=file_name("level", level.id), label=label(level), name=level.name,
            plain=_said(plain, page) if plain else _UNKNOWN,
            hours=page.value(value_of(hours, Ledger(self._catalog))) if hours else _UNKNOWN,
            skills=f"{tally['yes']} of {len(skills)} skills",
        )  # fmt: skip

    def _level(self, level: Level) -> str:
        name = label(level)
        also = [
            Link(href=file_name("path", level.id), name=f"How to become {article(name)} {name}"),
            Link(href="compare.html", name="All levels side by side"),
            Link(href="scope.html", name="Scope of practice by skill"),
            *self._links(level.see_also),
        ]
        return self._report(self._explanation(level), "", _different(also))

    def _path(self, level: Level) -> str:
        also = [
            Link(href=file_name("level", level.id), name=f"About the level {label(level)}"),
            Link(href="paths.html", name="All paths"),
        ]
        return self._report(present(path(self._catalog, None, level.id), self._options), "", also)

    def _explained(self, entity: Entity, here: str) -> str:
        return self._report(self._explanation(entity), here, self._links(entity.see_also))

    def _explanation(self, entity: Entity) -> Report:
        answer = explain(self._catalog, [entity.id])
        if len(answer.answer) > 1:  # the id is also another thing's name
            own = tuple(thing for thing in answer.answer if thing.id == entity.id)
            answer = msgspec.structs.replace(answer, answer=own, notes=())
        return present(answer, self._options)

    def _comparison(self) -> str:
        answer = compare(self._catalog, list(self._catalog.levels))
        rows = tuple(row for row in answer.answer.rows if row.field not in self._catalog.skills)
        answer = msgspec.structs.replace(answer, answer=msgspec.structs.replace(answer.answer, rows=rows))
        report = msgspec.structs.replace(present(answer, self._options), title="The levels side by side")
        also = [Link(href="scope.html", name="Each skill, level by level"), *self._links(self._catalog.levels)]
        return self._report(report, "compare.html", also)

    def _scope(self) -> str:
        answer = scope(self._catalog)
        page = self._page()
        skills = answer.answer.skills
        tally = ", ".join(f"{level_name(level)} {answer.answer.tally[level].yes}" for level in LADDER)
        lead = [
            Text(text=f"{len(skills)} skills. In the national model for: {tally}.", tone=Tone.STRONG),
            *(_said(view, page) for view in answer.answer.decides),
        ]
        shelves = [
            (category, [self._shown(skill, page) for skill in group])
            for category, group in _grouped(skills, lambda skill: skill.category).items()
        ]
        shows = [Choice(id="f-all", name="Every skill")]
        for level in LADDER:
            shows.append(Choice(id=f"f-{level}", name=f"{level_name(level)} may", keeps=f"[data-{level}=yes]"))
        shows += [
            Choice(id=f"f-adds-{upper}", name=f"{level_name(upper)} adds", keeps=f"[data-{lower}=no][data-{upper}=yes]")
            for lower, upper in itertools.pairwise(LADDER)
        ]
        unknown = ", ".join(f"[data-{level}=unknown]" for level in LADDER)
        shows.append(Choice(id="f-unknown", name="Something is unknown", keeps=f":is({unknown})"))
        kinds = [Choice(id="k-all", name="All kinds")]
        kinds += [Choice(id=f"k-{n}", name=category) for n, (category, _) in enumerate(shelves, 1)]
        details = [
            self._detail(skill, page)
            for skill in skills
            if skill.facts or any(cell.unknown for cell in skill.cells.values())
        ]
        report = self._finish(page, "Scope of practice, skill by skill", lead, [scope_note()])
        return self._draw(
            "scope", report, "scope.html", shelves=shelves, shows=shows, kinds=kinds, details=details,
            levels=[level_name(level) for level in LADDER],
        )  # fmt: skip

    def _shown(self, skill: SkillView, page: Page) -> Shown:
        cells = []
        for level in LADDER:
            word = {True: "yes", False: "no", None: "unknown"}[skill.levels[level]]
            cell = skill.cells[level]
            tone = Tone.UNKNOWN if word == "unknown" else code_tone(word)
            mark = page.mark(cell.trust) if word != "unknown" else ""
            cells.append((word, Text(text=word, tone=tone, mark=mark, remarks=("disputed",) if cell.disputed else ())))
        return Shown(
            anchor=f"skill-{skill.id}", name=skill.name, qualifier=skill.qualifier or "", cells=tuple(cells),
            cites=page.cite(skill.sources),
        )  # fmt: skip

    def _detail(self, skill: SkillView, page: Page) -> Entry:
        """What the matrix has no room for: why a cell is unknown, and what else is known of the skill."""
        reasons = [
            Told(label=f"{level_name(level)}: unknown", texts=(Text(text=cell.unknown),))
            for level, cell in skill.cells.items()
            if cell.unknown
        ]
        said, cited = definition_of(self._catalog, self._catalog.skills[skill.id], ())
        return Entry(
            anchor=f"more-{skill.id}", name=skill.name, opening=Text(text=said, cites=page.cite(cited)),
            facts=(*reasons, *_told(skill.facts, page)),
        )  # fmt: skip

    def _paths(self) -> str:
        catalog, page = self._catalog, self._page()
        routes = []
        for level in catalog.levels.values():
            told = present(path(catalog, None, level.id), self._options)
            bars = next((block for block in told.blocks if isinstance(block, Bars)), None)
            link = Link(href=file_name("path", level.id), name=told.title)
            routes.append(Route(link=link, summary=" ".join(text.text for text in told.lead), bars=bars))
        bridges = tuple(self._bridge(step, page) for step in catalog.steps.values() if step.kind == "bridge")
        lead = [Text(text="How to get to each level from nothing, and the ways between other careers and the ladder.")]
        report = self._finish(page, "Paths", lead, [practice_note(catalog)])
        return self._draw("paths", report, "paths.html", routes=routes, bridges=bridges)

    def _bridge(self, step: Step, page: Page) -> Entry:
        ledger = Ledger(self._catalog)
        located = [self._catalog.fact(f"{step.id}.{fact.topic}") for fact in step.facts]
        views = [fact_view(fact, ledger) for fact in located]
        defined = next((view for view in views if view.topic == "what.definition"), None)
        return Entry(
            anchor=f"bridge-{step.id}", name=step.name, opening=_said(defined, page) if defined else _UNKNOWN,
            facts=_told(views, page),
            also=self._links((*step.start, step.end)),
        )  # fmt: skip

    def _state(self, where: State) -> str:
        also = [Link(href="states.html", name="All states"), *self._links(where.see_also)]
        return self._report(present(state(self._catalog, [where.id]), self._options), "", also)

    def _states(self) -> str:
        page = self._page()
        overview = states(self._catalog, columns=tuple(_STATE_COLUMNS)).answer
        rows = [
            (
                Link(href=file_name("state", line.id), name=line.name),
                [(heading, _in_brief(line.values[column], page)) for column, heading in _STATE_COLUMNS.items()],
            )
            for line in overview.states
        ]
        lead = [
            Text(text="Every state licenses its own EMS personnel, under its own names and rules. Each name leads to its page."),
            Text(text=f"The license columns are about the first {level_name(overview.level)} license."),
        ]  # fmt: skip
        report = self._finish(page, "States", lead, [practice_note(self._catalog)])
        return self._draw("states", report, "states.html", rows=rows, headings=list(_STATE_COLUMNS.values()))

    def _roles(self) -> str:
        page = self._page()
        groups = _grouped(self._catalog.roles.values(), lambda role: role.category)
        shelves = [
            Shelf(anchor=f"group-{n}", title=capped(title), entries=tuple(self._entry(r, page) for r in group))
            for n, (title, group) in enumerate(groups.items(), 1)
        ]  # fmt: skip
        lead = [Text(text="Jobs, degrees and specialty certifications around the ladder. Each name leads to its page.")]
        return self._draw("entries", self._finish(page, "Roles", lead), "roles.html", shelves=shelves, letters=False)

    def _titles(self) -> str:
        page = self._page()
        groups = _grouped(self._catalog.titles.values(), lambda title: self._where(title.jurisdiction))
        ordered = sorted(groups, key=lambda where: (where[0], where[1].casefold()))
        shelves = [
            Shelf(
                anchor=f"group-{n}", title=where[1],
                entries=tuple(self._entry(title, page, _standing(title)) for title in groups[where]),
            )
            for n, where in enumerate(ordered, 1)
        ]  # fmt: skip
        lead = [Text(text="Legacy, state and foreign names for levels of training, and what they are called today.")]
        report = self._finish(page, "Titles", lead, [practice_note(self._catalog)])
        return self._draw("entries", report, "titles.html", shelves=shelves, letters=False)

    def _where(self, jurisdiction: str) -> tuple[int, str]:
        """Whose title it is, with the place of that in the list: the nation, states, other countries."""
        if jurisdiction == "US":
            return 0, "United States, national"
        codes = [code.strip() for code in jurisdiction.split(",")]
        if all(_POSTAL.fullmatch(code) for code in codes):
            known = self._catalog.states
            return 1, ", ".join(known[code.lower()].name if code.lower() in known else code for code in codes)
        return 2, jurisdiction

    def _terms(self) -> str:
        page = self._page()
        terms = sorted(self._catalog.terms.values(), key=lambda term: (term.name.casefold(), term.id))
        groups = _grouped(terms, _initial)
        shelves = [
            Shelf(anchor=f"letter-{letter}", title=letter.upper(), entries=tuple(self._entry(t, page) for t in group))
            for letter, group in groups.items()
        ]
        lead = [Text(text="The words of the field, A to Z.")]
        return self._draw("entries", self._finish(page, "Terms", lead), "terms.html", shelves=shelves, letters=True)

    def _sources(self) -> str:
        works = [
            Work(
                id=use.id, title=use.title, publisher=use.publisher, url=use.url, kind=use.kind,
                date=use.published or f"undated; read {use.read[:7]}", facts=len(use.facts),
            )
            for use in self._all_sources.answer
        ]  # fmt: skip
        works.sort(key=lambda work: (work.publisher.casefold(), work.title.casefold(), work.id))
        lead = [
            Text(text=f"The {len(works)} works that the facts are read from, by publisher. A cell of the scope table counts as a fact.")
        ]  # fmt: skip
        report = self._finish(self._page(), "Sources", lead)
        return self._draw("sources", report, "sources.html", works=works)


_UNKNOWN: Final = Text(text="unknown", tone=Tone.UNKNOWN)


def _said(view: FactView, page: Page) -> Text:
    """A fact in a sentence, with all that has to be said with it."""
    return fact_row(view, page).cells[0]


def _told(views: Iterable[FactView], page: Page) -> tuple[Told, ...]:
    """The facts of an entry, but for the definition that opens it."""
    return tuple(
        Told(
            label=fact_row(view, page).name.text,
            texts=tuple(row.cells[0] for row in (fact_row(view, page), *further_rows(view, page))),
        )
        for view in views
        if view.topic != "what.definition"
    )


def _in_brief(value: Value, page: Page) -> Text:
    """A value in a word where it has one, in a cell of the state's own row."""
    shown = page.value(value, tone=code_tone(value.code))
    word = value.code.replace("-", " ") if value.known and value.code else shown.text
    remarks = tuple(remark for remark in shown.remarks if remark != f"{value.where} only")
    return msgspec.structs.replace(shown, text=word, remarks=remarks)


def _standing(title: Title) -> tuple[Told, ...]:
    """What has become of a title, for the head of its facts."""
    if title.maps_to:
        level = Text(text=", ".join(level_name(id_) for id_ in title.maps_to), tone=Tone.STRONG)
    elif title.nearest:
        level = Text(text=f"equals none; nearest: {listed([level_name(id_) for id_ in title.nearest])}")
    else:
        level = Text(text="none is known to equal it", tone=Tone.UNKNOWN)
    use = Text(text=capped(STATUS[title.status]))
    return Told(label="In short", texts=(use,)), Told(label="Equals", texts=(level,))


def _full_name(entity: Entity) -> str:
    short = entity.abbreviation
    return f"{entity.name} ({short})" if short and short != entity.name else entity.name


def _anchor(entity: Entity) -> str:
    return f"{kind_of(entity)}-{entity.id}"


def _initial(term: Term) -> str:
    first = term.name[:1].casefold()
    return first if "a" <= first <= "z" else "0-9"


def _different(links: Iterable[Link]) -> tuple[Link, ...]:
    return tuple({link.href: link for link in links}.values())


def _grouped(things: Iterable[V], key: Callable[[V], K]) -> Mapping[K, list[V]]:
    """Things by key, keys in the order in which they are met."""
    groups: dict[K, list[V]] = {}
    for thing in things:
        groups.setdefault(key(thing), []).append(thing)
    return groups
