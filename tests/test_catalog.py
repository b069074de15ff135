"""Names, facts and the headline rule."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emspath.catalog import Catalog, headline, kind_of, ranked_readings, span
from emspath.errors import NotFoundError, QuestionError
from emspath.model import Fact, Reading
from emspath.names import fold, singular, words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("EMT", "emt"), ("emt", "emt"), ("an EMT", "emt"), ("EMTs", "emt"), ("the paramedics", "paramedic"), ("A.E.M.T.", "aemt"),
        ("EMT-B", "emt-b"), ("emt b", "emt-b"), ("emt/basic", "emt-b"), ("nremt-p", "emt-p"), ("first responder", "first-responder"),
        ("I/85", "emt-i-85"), ("I-99", "emt-i-99"), ("ems", "ems"), ("tx", "tx"), ("Texas", "tx"), ("911 dispatcher", "telecommunicator"),
        ("national registry", "nremt"), ("scope of practice", "scope-of-practice"), ("nccp", "nccp"),
    ],
)  # fmt: skip
def test_a_name_is_found_whatever_its_case_and_punctuation(catalog: Catalog, name: str, expected: str) -> None:
    assert [meaning.entity.id for meaning in catalog.find(name).meanings] == [expected]


@pytest.mark.parametrize("name", ["EMT-I", "CRT", "PA"])
def test_an_ambiguous_name_gives_each_meaning_and_the_reason(catalog: Catalog, name: str) -> None:
    found = catalog.find(name)
    assert len(found.meanings) > 1
    assert found.why


def test_every_name_of_every_entity_leads_to_it(catalog: Catalog) -> None:
    for entity in catalog.entities.values():
        for name in (entity.id, entity.name, entity.abbreviation or entity.id, *entity.aliases):
            assert entity.id in [meaning.entity.id for meaning in catalog.find(name).meanings], name


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("paramedik", "Paramedic"), ("credentialling", "Credentialing"), ("telecomunicator", "911 telecommunicator")],
)
def test_a_near_miss_suggests_what_was_meant(catalog: Catalog, typed: str, meant: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        catalog.find(typed)
    assert any(meant.casefold() in suggestion.casefold() for suggestion in caught.value.suggestions)


def test_a_title_that_equals_no_level_does_not_pass_for_one(catalog: Catalog) -> None:
    for name in ("I/99", "EMT-CC", "CRT"):
        with pytest.raises(QuestionError):
            catalog.level_of(name)
    assert catalog.level_of("EMT-Basic")[0].id == "emt"


def test_a_states_own_title_comes_first_when_the_state_is_named(catalog: Catalog) -> None:
    texas = catalog.state("TX")
    found = catalog.find("ECA", state=texas)
    assert [m.entity.id for m in found.meanings] == ["emr"]
    assert found.meanings[0].local is not None


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("intubate", "intubation"), ("narcan", "naloxone"), ("epipen", "epinephrine"), ("iv", "intravenous"), ("tourniquets", "tourniquet"),
     ("king airway", "supraglottic"), ("aed", "defibrillation"), ("12 lead", "12-lead"), ("bvm", "bag-valve"), ("stop bleeding", "bleeding")],
)  # fmt: skip
def test_skills_are_found_by_free_words(catalog: Catalog, asked: str, expected: str) -> None:
    names = " ".join(skill.name.casefold() for skill in catalog.find_skills(asked))
    assert expected in names


@given(st.text(max_size=40))
def test_folding_forgets_case_and_punctuation_and_settles_at_once(name: str) -> None:
    folded = fold(name)
    assert fold(folded) == folded
    assert fold(f"  {name.upper()}!") == fold(name.upper())
    assert isinstance(singular(name), str)
    assert all(word == word.casefold() for word in words(name))


def reading(**fields: Any) -> Reading:
    base: dict[str, Any] = {"says": "x", "sources": ("s",), "trust": "primary", "as_of": "2020"}
    return Reading(**{**base, **fields})


REACHES = [("national", None), ("state", "TX"), ("program", "A school"), ("employer", "A service")]
readings = st.builds(
    lambda reach, trust, dated, year, low, width, old: reading(
        reach=reach[0], where=reach[1], trust=trust, as_of=str(year) if dated else None,
        read=None if dated else "2026-11-24", min=low, max=low + width, unit="hours", superseded="since" if old else None,
    ),
    st.sampled_from(REACHES), st.sampled_from(("primary", "secondary", "low")), st.booleans(),
    st.integers(1990, 2026), st.integers(0, 500), st.integers(0, 500), st.booleans(),
)  # fmt: skip


@given(st.lists(readings, min_size=1, max_size=8), st.randoms())
def test_the_headline_follows_the_rule_and_not_the_order_of_the_file(
    given_readings: list[Reading], random: Any
) -> None:
    fact = Fact(topic="training.hours", readings=tuple(given_readings))
    first = headline(fact)
    current = [r for r in given_readings if r.superseded is None]
    if not current:
        assert first is None
        return
    assert first is not None
    order = {"national": 0, "state": 1, "program": 2, "employer": 3}
    trust = {"primary": 0, "secondary": 1, "low": 2}
    assert order[first.reach] == min(order[r.reach] for r in current)
    nearest = [r for r in current if r.reach == first.reach]
    assert trust[first.trust] == min(trust[r.trust] for r in nearest)
    rivals = [r.as_of for r in nearest if r.trust == first.trust and r.as_of]
    if rivals:
        assert first.as_of == max(rivals)
    shuffled = list(given_readings)
    random.shuffle(shuffled)
    again = headline(Fact(topic="training.hours", readings=tuple(shuffled)))
    assert again is not None
    assert (again.reach, again.trust, again.as_of) == (first.reach, first.trust, first.as_of)


@given(st.lists(readings, min_size=1, max_size=8))
def test_the_headline_is_one_of_the_readings_and_its_span_contains_it(given_readings: list[Reading]) -> None:
    fact = Fact(topic="training.hours", readings=tuple(given_readings))
    first = headline(fact)
    whole = span(fact)
    if first is None:
        assert whole is None
        return
    assert first in given_readings
    assert whole is not None
    assert first.min is not None
    assert first.max is not None
    assert whole[0] <= first.min <= first.max <= whole[1]
    assert {whole[0], whole[1]} <= {n for r in given_readings for n in (r.min, r.max)}
    assert sorted(map(id, ranked_readings(fact))) == sorted(map(id, given_readings))


def test_a_newer_date_of_finer_grain_wins_over_an_older_one() -> None:
    fact = Fact(
        topic="training.hours", readings=(reading(as_of="2024"), reading(as_of="2024-07-01"), reading(as_of="2023-12"))
    )
    first = headline(fact)
    assert first is not None
    assert first.as_of == "2024-07-01"


def test_each_kind_of_entity_has_its_word(catalog: Catalog) -> None:
    assert {kind_of(entity) for entity in catalog.entities.values()} == {
        "system",
        "level",
        "role",
        "term",
        "skill",
        "title",
        "state",
    }
