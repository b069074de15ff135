"""Names, facts and the headline rule."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emspath.catalog import (
    Catalog,
    by_permission,
    cell_facts,
    headline,
    is_title_of,
    kind_of,
    label,
    local_level,
    ranked_readings,
    span,
)
from emspath.errors import NotFoundError, QuestionError
from emspath.model import (
    ALL_LEVELS,
    Ambiguity,
    Asks,
    Cell,
    Cells,
    DataFile,
    Fact,
    Level,
    LocalLevel,
    Reading,
    Skill,
    Source,
    State,
    System,
    Term,
    Title,
    Topic,
)
from emspath.names import fold, singular, words

from .small import RANKS, TOPICS, amount, fact, level, small, state, step

TOPICS_OF_SCOPE = tuple(Topic(id=f"scope.{each}", label=each, meaning="m") for each in RANKS)


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


# --- the headline rule, clause by clause


def ordered(*given_: Reading) -> None:
    """Each of these goes before the next, wherever they stand in the file."""
    for place, first in enumerate(given_):
        for second in given_[place + 1 :]:
            for both in ((first, second), (second, first)):
                assert ranked_readings(Fact(topic="t", readings=both)) == (first, second)
                assert headline(Fact(topic="t", readings=both)) == (None if first.superseded else first)


def test_an_overlays_own_value_goes_before_all_built_in_ones() -> None:
    ordered(reading(owner="Mine", reach="program", where="A school", trust="low", as_of="1990"), reading(as_of="2026"))


def test_what_was_superseded_comes_last_even_of_an_overlay() -> None:
    ordered(
        reading(reach="abroad", where="Canada", trust="low", as_of="1990"), reading(owner="Mine", superseded="since")
    )
    assert headline(fact("t", reading(superseded="since"))) is None
    assert headline(fact("t", unknown="No source says.")) is None


def test_reach_goes_before_trust_and_trust_before_date() -> None:
    ordered(
        reading(as_of="2020"), reading(trust="secondary", as_of="2021"), reading(trust="low", as_of="2022"),
        reading(reach="state", where="TX", as_of="2023"), reading(reach="program", where="A school", as_of="2024"),
        reading(reach="employer", where="A service", as_of="2025"), reading(reach="abroad", where="Canada", as_of="2026"),
    )  # fmt: skip


def test_the_newest_goes_first_and_what_has_no_date_after_all_that_have() -> None:
    ordered(
        reading(as_of="2025"), reading(as_of="2024-07-15"), reading(as_of="2024-07-02"), reading(as_of="2024-07"), reading(as_of="2024-06-30"),
        reading(as_of="2024"), reading(as_of="2023-12-31"), reading(as_of="2023-02"), reading(as_of="2023-01"), reading(as_of=None, read="2026-11-24"),
    )  # fmt: skip


def test_a_month_is_newer_than_its_year_and_a_day_than_its_month_even_the_first() -> None:
    ordered(reading(as_of="2024-01-01"), reading(as_of="2024-01"), reading(as_of="2024"))


def test_equal_readings_keep_the_order_of_the_file() -> None:
    first, second = reading(says="first"), reading(says="second")
    assert ranked_readings(fact("t", first, second)) == (first, second)
    assert headline(fact("t", second, first)) == second


def test_a_span_holds_every_current_reading_of_the_same_reach_and_unit() -> None:
    told = fact(
        "t", amount(150, 190), amount(140, 160), amount(170, 200), amount(1, 2, superseded="since"), amount(5, 900, unit="days"),
        amount(10, 999, reach="state", where="TX"), reading(says="Long."),
    )  # fmt: skip
    assert span(told) == (140, 200, "hours")


def test_a_headline_in_words_has_the_span_of_the_numbers_beside_it() -> None:
    assert span(fact("t", reading(says="Long.", as_of="2026"), amount(5, 9), amount(1, 2, unit="days"))) == (
        5,
        9,
        "hours",
    )
    assert span(fact("t", reading(says="Long."))) is None
    assert span(fact("t", reading(says="Long.", as_of="2026"), amount(5, 9, reach="state", where="TX"))) is None
    assert span(fact("t", reading(says="In hours.", unit="hours"))) is None
    assert span(fact("t", reading(says="In hours.", unit="hours", as_of="2026"), amount(5, 9, unit="days"))) is None
    assert span(fact("t", amount(5, superseded="since"))) is None


# --- names, on a catalogue made for it


def cell(may: str = "yes", **fields: Any) -> Cell:
    more = {"unknown": "No source says."} if may == "unknown" else {}
    return Cell(**{"may": may, "sources": ("s",), "trust": "primary", "as_of": "2020", **more, **fields})


def skill(id_: str, name: str, category: str = "airway", cells: Cells | None = None, **fields: Any) -> Skill:
    plain = Cells(emr=cell("no"), emt=cell("no"), aemt=cell("unknown"), paramedic=cell())
    return Skill(id=id_, name=name, category=category, levels=cells or plain, **fields)


def title(id_: str, *maps_to: str, jurisdiction: str = "US", **fields: Any) -> Title:
    return Title(
        **{
            "id": id_,
            "name": id_.upper(),
            "jurisdiction": jurisdiction,
            "status": "replaced",
            "maps_to": maps_to,
            **fields,
        }
    )


def local(name: str, maps_to: str | None = None, *aliases: str) -> LocalLevel:
    return LocalLevel(name=name, maps_to=maps_to, aliases=aliases, sources=("s",), trust="primary", as_of="2020")  # type: ignore[arg-type]


def town() -> Catalog:
    texas = state(levels=(local("ECA", "emr", "Care Attendant"), local("EMT", "emt"), local("Odd")))
    return small(
        systems=(System(id="ems", name="Emergency Medical Services", abbreviation="EMS"),),
        terms=(Term(id="pa", name="Physician assistant", category="c", aliases=("P.A.",)), Term(id="med", name="Medicine", category="c", abbreviation="MED")),
        titles=(
            title("pa-medic", "paramedic", jurisdiction="PA, NY", aliases=("Medic", "old medic")), title("ca-medic", "emt", "aemt", jurisdiction="CA", aliases=("Medic",)),
            title("tx-medic", "aemt", jurisdiction="NM,TX", aliases=("Medic",)), title("gone"), title("half", "emt", aliases=("both",)), title("none", aliases=("both",)),
        ),
        states=(texas, State(id="al", name="Alabama", abbreviation="AL")),
        skills=(skill("tube", "Endotracheal tube", aliases=("Intubation",)), skill("mask", "Mask ventilation"), *(skill(f"drug-{n}", f"Drug number {n}", "drugs") for n in range(8))),
        ambiguities=(Ambiguity(name="P-A", meanings=("pa", "al"), why="Two things.", sources=("t",)), Ambiguity(name="other", meanings=("pa", "al"), why="Others.")),
    )  # fmt: skip


TOWN = town()
TX = TOWN.states["tx"]


def ids(name: str, **how: Any) -> list[str]:
    return [meaning.entity.id for meaning in TOWN.find(name, **how).meanings]


def test_a_name_leads_to_all_that_carry_it_in_the_order_of_the_kinds() -> None:
    assert ids("EMS") == ids("ems") == ids("Emergency medical services") == ["ems"]
    assert ids("medic") == ["pa-medic", "ca-medic", "tx-medic"]
    assert ids("Old Medics") == ["pa-medic"]
    assert TOWN.named("") == ()
    assert TOWN.named("xx") == ()


def test_what_can_be_typed_for_a_thing_is_its_id_and_its_names_in_that_form_the_shortest_first() -> None:
    handles = {handle.id: handle for handle in TOWN.handles}
    assert list(handles) == list(TOWN.entities)
    assert [handles[id_].kind for id_ in ("ems", "emt", "pa")] == ["system", "level", "term"]
    assert (handles["ems"].name, handles["ems"].others) == (
        "Emergency Medical Services",
        ("emergency-medical-services",),
    )
    assert handles["tube"].others == ("intubation", "endotracheal-tube")
    assert handles["al"].others == ("alabama",)
    assert handles["pa"].others == ("p-a", "physician-assistant"), "P.A. is ambiguous and still leads here"
    assert handles["med"].others == ("medicine",)


def test_a_name_that_leads_elsewhere_is_not_typed_for_a_thing() -> None:
    terms = (
        Term(id="one", name="One", category="c", aliases=("Both",)),
        Term(id="two", name="Two", category="c"),
        Term(id="three", name="Three", category="c"),
    )
    known = small(terms=terms, ambiguities=(Ambiguity(name="both", meanings=("two", "three"), why="Two things."),))
    assert [handle.others for handle in known.handles if handle.kind == "term"] == [(), (), ()]


def test_what_is_typed_is_begun_by_the_id_else_by_the_shortest_name() -> None:
    tube = next(handle for handle in TOWN.handles if handle.id == "tube")
    assert [tube.begun_by(typed) for typed in ("", "t", "tube", "int", "endo", "tubes", "ntub")] == [
        "tube", "tube", "tube", "intubation", "endotracheal-tube", None, None,
    ]  # fmt: skip


def test_an_ambiguity_says_what_is_meant_and_why() -> None:
    found = TOWN.find("p.a")
    assert [meaning.entity.id for meaning in found.meanings] == ["pa", "al"]
    assert (found.asked, found.why, found.why_sources) == ("p.a", "Two things.", ("t",))
    assert (TOWN.find("medic").why, TOWN.find("medic").why_sources) == (None, ())
    alone = TOWN.find("P-A", kinds=("term",))
    assert ([meaning.entity.id for meaning in alone.meanings], alone.why) == (["pa"], None)


def test_kinds_leave_out_the_others() -> None:
    assert ids("P-A", kinds=("state",)) == ["al"]
    with pytest.raises(NotFoundError):
        TOWN.find("intubation", kinds=("level",))
    assert ids("intubation", kinds=("skill",)) == ["tube"]
    assert ids("ventilate mask", kinds=("skill",)) == ["mask"]
    with pytest.raises(NotFoundError):
        TOWN.find("ventilate mask", kinds=("level",))
    many = small(skills=tuple(skill(f"drug-{n}", f"Drug number {n}", "drugs") for n in range(9)))
    for kind, hint in (("skill", "9 skills fit"), ("level", "`emspath list` shows")):
        with pytest.raises(NotFoundError) as caught:
            many.find("number drug", kinds=(kind,))  # type: ignore[arg-type]
        assert caught.value.hint.startswith(hint)


def test_a_states_own_name_for_a_level_comes_first_and_is_told_where_it_differs() -> None:
    found = TOWN.find("care attendants", state=TX)
    assert [meaning.entity.id for meaning in found.meanings] == ["emr"]
    assert found.meanings[0].local == TX.levels[0]
    assert TOWN.find("EMT", state=TX).meanings[0].local is None
    with pytest.raises(NotFoundError):
        TOWN.find("odd", state=TX)
    with pytest.raises(NotFoundError):
        TOWN.find("care attendant")
    assert local_level(TX, "ecas") == TX.levels[0]
    assert local_level(TX, "Care attendant") == TX.levels[0]
    assert local_level(TX, "medic") is None


def test_a_states_name_that_is_a_name_of_the_level_itself_is_no_name_of_its_own() -> None:
    known = small(
        Level(id="emr", name="Responder", rank=1), Level(id="paramedic", name="Medic", abbreviation="NRP", rank=4),
        states=(state(levels=(local("Responder", "emr", "XX"), local("NRP", "paramedic"))),),
    )  # fmt: skip
    texas = known.states["tx"]
    for name, own in (("responder", False), ("emr", False), ("xx", True), ("nrp", False)):
        found = known.find(name, state=texas).meanings[0]
        assert (found.local is not None) == own, name


def test_a_states_own_titles_come_before_those_of_others() -> None:
    assert ids("medic", state=TX) == ["tx-medic"]
    assert ids("medic", state=TOWN.states["al"]) == ["pa-medic", "ca-medic", "tx-medic"]
    assert is_title_of(TOWN.titles["pa-medic"], State(id="ny", name="New York", abbreviation="NY"))
    assert not is_title_of(TOWN.titles["pa-medic"], TX)
    assert not is_title_of(TOWN.levels["emt"], TX)


def test_free_words_that_fit_a_few_skills_are_a_name_and_many_are_none() -> None:
    found = TOWN.find("drugs number")
    assert (len(found.meanings), found.why) == (8, "these words fit several skills")
    assert TOWN.find("mask ventilating").why is None
    assert (len(TOWN.find("airway").meanings), TOWN.find("airway").why) == (2, "these words fit several skills")
    more = Catalog([DataFile(skills=tuple(skill(f"drug-{n}", f"Drug number {n}", "drugs") for n in range(9)))])
    assert more.look_up("number drug") is None
    with pytest.raises(NotFoundError) as caught:
        more.find("number drug")
    assert caught.value.hint == '9 skills fit; `emspath scope "number drug"` lists them'
    assert caught.value.suggestions == ()


def test_skills_are_found_by_every_word_of_name_or_category_in_their_order() -> None:
    assert [s.id for s in TOWN.find_skills("airway")] == ["tube", "mask"]
    assert [s.id for s in TOWN.find_skills("endotracheal intubating")] == ["tube"]
    assert [s.id for s in TOWN.find_skills("endotracheal mask")] == []
    assert [s.id for s in TOWN.find_skills("INTUBATION")] == ["tube"]
    assert TOWN.find_skills("of the") == ()
    assert TOWN.find_skills("EMS") == ()
    assert [s.id for s in TOWN.find_skills("drugs")] == [f"drug-{n}" for n in range(8)]
    assert TOWN.skills_with("name", "mask") == ((1, "mask"),)
    assert TOWN.skills_with("category", "mask") == ()
    other = Catalog(
        [
            DataFile(
                skills=(skill("a", "Airway"), skill("b", "Tube", "x", aliases=("Other airway",)), skill("c", "Mask"))
            )
        ]
    )
    assert [s.id for s in other.find_skills("the airway")] == ["a", "b", "c"]


def test_a_name_that_nothing_carries_is_answered_with_the_nearest() -> None:
    with pytest.raises(NotFoundError) as caught:
        TOWN.find("fysician assistent")
    assert caught.value.message == "nothing is called 'fysician assistent'"
    assert caught.value.suggestions == ("Physician assistant",)
    assert caught.value.hint == "Did you mean Physician assistant?"
    with pytest.raises(NotFoundError) as caught:
        TOWN.find("qqqq")
    assert (caught.value.hint, caught.value.suggestions) == ("`emspath list` shows every name", ())


def test_suggestions_are_shown_names_best_first_and_few() -> None:
    assert TOWN.suggest("medicin")[0] == "MED"
    assert set(TOWN.suggest("medicc", kinds=("title",))) <= {"PA-MEDIC", "CA-MEDIC", "TX-MEDIC"}
    assert TOWN.suggest("Texa") == ("Texas",)
    assert len(TOWN.suggest("drug number", most=2)) == 2 < len(TOWN.suggest("drug number", most=5))
    assert len(TOWN.suggest("drug number")) == 3
    assert TOWN.suggest("texa", kinds=("level",)) == ()
    assert TOWN.suggest("assistant to the physician") == ("Physician assistant",)


def test_what_is_of_another_kind_is_told_as_what_it_is() -> None:
    with pytest.raises(NotFoundError) as caught:
        TOWN.level_of("EMS")
    assert str(caught.value) == "'EMS' is a system, not a level or a title. `emspath explain \"EMS\"` says more"


def test_a_state_is_found_by_code_or_name() -> None:
    assert TOWN.state("tx") is TOWN.state("Texas") is TX
    with pytest.raises(NotFoundError) as caught:
        TOWN.state("Texass of all")
    assert caught.value.message == "no state is called 'Texass of all'"
    with pytest.raises(NotFoundError):
        TOWN.state("EMT")
    twins = [
        State(id=id_, name=id_.upper() + " state", abbreviation=id_.upper(), aliases=("Twin",)) for id_ in ("va", "wv")
    ]
    assert small(states=tuple(twins)).state("twin").id == "va"


def test_a_level_is_told_from_a_title_with_a_remark_and_from_what_equals_none() -> None:
    assert TOWN.level_of("emt") == (TOWN.levels["emt"], None)
    assert TOWN.level_of("eca", state=TX) == (TOWN.levels["emr"], "ECA is the Texas name for EMR")
    assert TOWN.level_of("EMT", state=TX)[1] is None
    assert TOWN.level_of("tx-medic") == (TOWN.levels["aemt"], "TX-MEDIC corresponds to AEMT today")
    for name, says in (("gone", "'gone' equals no level of the ladder"), ("medic", "'medic' may stand for Paramedic, EMT or AEMT"),
                       ("both", "'both' may stand for EMT or no level of the ladder")):  # fmt: skip
        with pytest.raises(QuestionError) as caught:
            TOWN.level_of(name)
        assert (caught.value.message, caught.value.hint) == (says, f'`emspath explain "{name}"` says what it is')


def test_the_lists_stand_in_their_order_whatever_that_of_the_files() -> None:
    backwards = Catalog([
        DataFile(levels=tuple(reversed(TOWN.records("levels"))), sources=(Source(id="a", title="A", publisher="P", url="https://example.org/", kind="page", read="2026-01-02"),)),
        DataFile(states=TOWN.records("states"), roles=TOWN.records("roles"), sources=TOWN.records("sources"), systems=TOWN.records("systems")),
    ])  # fmt: skip
    assert list(backwards.levels) == ["emr", "emt", "aemt", "paramedic"]
    assert list(backwards.states) == ["al", "tx"]
    assert list(backwards.entities) == ["ems", "emr", "emt", "aemt", "paramedic", "nurse", "al", "tx"]
    assert list(backwards.sources) == ["a", "s", "t", "u", "v"]
    assert backwards.data_date == "2026-11-24"
    assert backwards.ladder == ("EMR", "EMT", "AEMT", "Paramedic")
    assert Catalog([]).data_date == ""


def test_people_call_levels_and_systems_by_initials_and_the_rest_by_name() -> None:
    assert label(TOWN.levels["emt"]) == "EMT"
    assert label(TOWN.systems["ems"]) == "EMS"
    assert label(TX) == "Texas"
    assert label(TOWN.terms["med"]) == "Medicine"
    assert label(System(id="x", name="Bare", facts=())) == "Bare"


# --- facts


def about_emt() -> Catalog:
    texas = state(
        fact("licence.fee", reading()),
        fact("licence.age", reading(), level="emt"),
        fact("licence.age", reading(), level="emr"),
    )
    return small(
        level("emt", fact("exam.fee", reading()), fact("training.hours", reading())), states=(texas,),
        all_levels=(fact("training.hours", reading(says="All.")), fact("exam.wait", reading()), fact("what.definition", reading())),
        skills=(skill("tube", "Tube", facts=(fact("exam.wait", reading()),)),), steps=(step("none", "emt", fact("training.hours", reading(says="Step."))),),
    )  # fmt: skip


def test_a_levels_facts_are_its_own_those_of_all_levels_and_the_states_in_the_order_of_the_topics() -> None:
    known = about_emt()
    emt = known.levels["emt"]
    assert [f.id for f in known.facts(emt)] == [
        "emt.what.definition",
        "emt.training.hours",
        "emt.exam.fee",
        "emt.exam.wait",
    ]
    assert {f.state for f in known.facts(emt)} == {None}
    told = known.facts(emt, state=known.states["tx"])
    assert [f.id for f in told if f.state] == ["tx.emt.licence.age", "tx.licence.fee"]
    assert {f.state for f in told} == {None, "tx"}
    assert known.facts(known.roles["nurse"], state=known.states["tx"]) == ()
    assert [f.id for f in known.facts(known.states["tx"])] == [
        "tx.emt.licence.age",
        "tx.emr.licence.age",
        "tx.licence.fee",
    ]


def test_a_fact_about_something_is_found_by_topic_and_level() -> None:
    known = about_emt()
    texas = known.states["tx"]
    found = known.fact_about(texas, "licence.age", level="emr")
    assert found is not None
    assert found.id == "tx.emr.licence.age"
    assert known.fact_about(texas, "licence.age") is None
    assert known.fact_about(texas, "licence.fee", level="emt") is None
    assert known.fact_about(texas, "licence.nremt") is None


def test_facts_are_called_by_any_name_of_what_they_are_about() -> None:
    known = about_emt()
    assert known.facts_called("E.M.T.") == known.facts(known.levels["emt"])
    assert [f.id for f in known.facts_called(ALL_LEVELS)] == [
        "all-levels.training.hours", "all-levels.exam.wait", "all-levels.what.definition",
    ]  # fmt: skip
    assert [f.id for f in known.facts_called("none-emt")] == ["none-emt.training.hours"]
    assert known.facts_called("no such thing") == ()


def test_every_fact_is_told_once() -> None:
    known = Catalog([*about_emt()._files, DataFile(topics=TOPICS_OF_SCOPE)])
    assert [f.id for f in known.every_fact()] == [
        "emt.exam.fee", "emt.training.hours", "tube.exam.wait", "tube.scope.emr", "tube.scope.emt", "tube.scope.aemt", "tube.scope.paramedic",
        "tx.licence.fee", "tx.emt.licence.age", "tx.emr.licence.age", "all-levels.training.hours", "all-levels.exam.wait",
        "all-levels.what.definition", "none-emt.training.hours",
    ]  # fmt: skip
    assert [f.id for f in known.facts(known.skills["tube"])] == [
        "tube.exam.wait",
        *(f"tube.scope.{each}" for each in RANKS),
    ]


def test_a_fact_is_found_by_its_id_or_by_another_name_of_the_thing() -> None:
    known = about_emt()
    assert known.fact(" emt.training.hours ").fact.readings[0].says == "x"
    assert known.fact("EMT level.Exam.Fee").id == "emt.exam.fee"
    assert known.fact("all-levels.training.hours").about == ALL_LEVELS
    assert known.fact("none-emt.training.hours").fact.readings[0].says == "Step."
    assert known.fact("texas.emt.license.age").id == "tx.emt.licence.age"
    assert known.fact("emt.exam.wait").about == "emt"


@pytest.mark.parametrize(
    ("id_", "message", "hint"),
    [
        ("emt.exam", "there is no fact 'emt.exam'", "Did you mean emt.exam.fee or emt.exam.wait?"),
        ("emt.EXAM.f", "there is no fact 'emt.exam.f'", "Did you mean emt.exam.fee?"),
        ("emt.nothing", "there is no fact 'emt.nothing'", "It has: emt.what.definition, emt.training.hours, emt.exam.fee or emt.exam.wait …"),
        ("emt", "there is no fact 'emt'", "It has: emt.what.definition, emt.training.hours, emt.exam.fee or emt.exam.wait …"),
        ("nurse.exam.fee", "there is no fact 'nurse.exam.fee'", ""),
        ("emt.exam.feee", "there is no fact 'emt.exam.feee'", "Did you mean emt.exam.fee?"),
    ],
)  # fmt: skip
def test_a_wrong_id_names_the_facts_that_there_are(id_: str, message: str, hint: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        about_emt().fact(id_)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_wrong_id_of_several_things_names_the_first() -> None:
    with pytest.raises(NotFoundError) as caught:
        TOWN.fact("medic.exam.fee")
    assert caught.value.message == "there is no fact 'pa-medic.exam.fee'"


def test_samples_of_questions_and_their_index_belong_to_the_catalogue() -> None:
    samples = Asks(topic="exam.fee", questions=("what is the fee", "what does it cost"))
    known = small(asks=(samples,))
    assert known.asks == (samples,)
    assert known.index.pull("cost") is not None
    assert known.index.pull("age") is None


def test_a_wrong_id_names_no_more_than_a_few() -> None:
    many = small(level("emt", *(fact(topic, reading()) for topic in TOPICS[:20])))
    with pytest.raises(NotFoundError) as caught:
        many.fact("emt.training")
    assert len(caught.value.suggestions) == 4
    with pytest.raises(NotFoundError) as caught:
        many.fact("emt.zzz")
    assert caught.value.hint.count("emt.") == 6


# --- the scope table as facts


def cells(**given_: Cell) -> tuple[Fact, ...]:
    every = {each: given_.get(each, cell()) for each in ("emr", "emt", "aemt", "paramedic")}
    return cell_facts(skill("tube", "Tube", cells=Cells(**every), qualifier="With care."))


def test_a_cell_says_who_lists_the_skill_for_whom() -> None:
    yes, no = cells(emt=cell("no", at="p. 3", note="Own."))[:2]
    assert (yes.topic, yes.dispute, yes.unknown) == ("scope.emr", None, None)
    assert [r.says for r in yes.readings] == ["The national model, as these sources give it, lists this for EMRs."]
    assert (yes.readings[0].code, yes.readings[0].note) == ("yes", "With care.")
    assert [r.says for r in no.readings] == [
        "The national model, as these sources give it, does not list this for EMTs."
    ]
    assert (no.readings[0].code, no.readings[0].at, no.readings[0].note) == ("no", "p. 3", "Own.")


def test_a_disputed_cell_has_a_reading_for_each_side() -> None:
    told = cells(
        emr=cell("yes", says_yes=("s", "t"), says_no=("u",)), emt=cell("no", says_yes=("u",), says_no=("s", "t"))
    )
    assert [(r.code, r.sources) for r in told[0].readings] == [("yes", ("s",)), ("no", ("u",))]
    assert [(r.code, r.sources) for r in told[1].readings] == [("no", ("s",)), ("yes", ("u",))]
    assert all(
        f.dispute == "Sources disagree on whether the national model includes it at this level." for f in told[:2]
    )
    agreed = cells(emr=cell("yes", says_yes=("s", "t")))[0]
    assert ([r.code for r in agreed.readings], agreed.dispute) == (["yes"], None)
    denied = cells(emr=cell("no", says_no=("s", "t")))[0]
    assert ([r.code for r in denied.readings], denied.dispute) == (["no"], None)
    alone = cells(emr=cell("yes", says_no=("u",)))[0]
    assert ([r.code for r in alone.readings], alone.dispute) == (["yes"], None)


def test_an_unknown_cell_keeps_what_either_side_says() -> None:
    told = cells(
        emr=cell("unknown"), emt=cell("unknown", says_yes=("t",)), aemt=cell("unknown", says_yes=("t",), says_no=("u",))
    )
    assert [[r.code for r in f.readings] for f in told[:3]] == [[], ["yes"], ["yes", "no"]]
    assert [f.unknown for f in told[:3]] == ["No source says."] * 3
    assert [f.dispute is not None for f in told[:3]] == [False, False, True]


def test_levels_are_grouped_by_what_the_model_lets_them_do() -> None:
    assert by_permission(TOWN.skills["tube"]) == {"yes": ["paramedics"], "no": ["EMRs", "EMTs"], "unknown": ["AEMTs"]}
