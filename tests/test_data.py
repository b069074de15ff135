"""The shipped data holds what it promises; these are rules over every record, not samples."""

from __future__ import annotations

from datetime import date

import pytest

from emspath.catalog import LADDER, Catalog, headline
from emspath.check import check, dated, facts, told
from emspath.load import data_folder, read_folder
from emspath.model import State

FILES = read_folder(data_folder())
TODAY = date(2026, 11, 24)


def test_the_shipped_data_has_no_problem() -> None:
    assert told(check(FILES, TODAY)) == ()


def test_every_claim_cites_a_source_that_spells_out_title_publisher_link_and_date() -> None:
    sources = {source.id: source for file in FILES for source in file.content.sources}
    claims = [claim for file in FILES for _, claim in dated(file)]
    assert len(claims) > 3000
    for claim in claims:
        assert claim.sources
        assert (claim.as_of is None) != (claim.read is None)
        for id_ in claim.sources:
            source = sources[id_]
            assert source.title
            assert source.publisher
            assert source.url.startswith(("http://", "https://"))
            assert source.published or source.read


def test_every_source_is_cited() -> None:
    cited = {id_ for file in FILES for _, claim in dated(file) for id_ in claim.sources}
    cited |= {id_ for file in FILES for skill in file.content.skills for level in LADDER
              for id_ in (*getattr(skill.levels, level).says_yes, *getattr(skill.levels, level).says_no)}  # fmt: skip
    cited |= {id_ for file in FILES for ambiguity in file.content.ambiguities for id_ in ambiguity.sources}
    assert {source.id for file in FILES for source in file.content.sources} - cited == set()


def test_a_state_fact_says_which_state_wherever_it_stands() -> None:
    for file in FILES:
        for state in file.content.states:
            for fact in state.facts:
                for reading in fact.readings:
                    assert reading.reach in ("state", "program", "employer"), (state.id, fact.topic)
                    if reading.reach == "state":
                        assert reading.where == state.abbreviation, (state.id, fact.topic)


def test_disputed_facts_keep_every_side() -> None:
    disputed = [fact for file in FILES for _, _, fact in facts(file) if fact.dispute]
    assert len(disputed) > 40
    for fact in disputed:
        sides = {(reading.says, source) for reading in fact.readings for source in reading.sources}
        assert len(sides) >= 2, fact.topic


def test_all_parts_of_the_raw_material_are_in(catalog: Catalog) -> None:
    assert list(catalog.levels) == list(LADDER)
    assert len(catalog.skills) == 106
    assert len(catalog.terms) >= 80
    assert len(catalog.roles) >= 26
    assert len(catalog.titles) >= 20
    assert len(catalog.states) == 51


@pytest.mark.parametrize("state", sorted(s.abbreviation or "" for f in FILES for s in f.content.states))
def test_each_state_names_its_office_its_levels_and_its_compact_membership(catalog: Catalog, state: str) -> None:
    entity = catalog.state(state)
    assert isinstance(entity, State)
    assert entity.levels
    for topic in ("place.office", "place.compact"):
        located = catalog.fact_about(entity, topic)
        assert located is not None, topic
        assert headline(located.fact) is not None, topic


def test_no_fact_of_a_level_is_shown_without_its_topic_in_the_vocabulary(catalog: Catalog) -> None:
    for located in catalog.every_fact():
        assert located.topic.id == located.fact.topic
        assert located.topic.id.partition(".")[0] in catalog.sections
