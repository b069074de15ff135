"""Renewals: what is owed in each component, the window around an expiry, and what follows a lapse."""

from __future__ import annotations

import json
import pickle
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emspath.answers.renew import COMPONENTS, RenewAnswer, RenewQuery, Window, renew, status_on, window_of
from emspath.answers.stages import Season
from emspath.catalog import Catalog, headline
from emspath.errors import NotFoundError, QuestionError
from emspath.library import open_catalog
from emspath.model import LocalLevel
from emspath.present import present
from emspath.render import as_ics, as_lines

from .conftest import Invoke
from .small import amount, fact, level, reading, small, state

CATALOG = open_catalog()
TODAY = date(2026, 11, 24)
LEVELS = sorted(CATALOG.levels)
credit = st.integers(0, 200) | st.integers(0, 400).map(lambda n: n / 2)


def asked(level: str, topic: str) -> float:
    fact = CATALOG.fact_about(CATALOG.levels[level], topic)
    assert fact is not None
    first = headline(fact.fact)
    assert first is not None
    assert first.max is not None
    return first.max


@pytest.mark.parametrize("level", LEVELS)
def test_the_components_add_up_to_the_total(level: str) -> None:
    answer = renew(CATALOG, RenewQuery(level=level, as_of=TODAY)).answer
    assert sum(one.asked or 0 for one in answer.components) == answer.asked == asked(level, "renewal.ce-total")
    assert [one.id for one in answer.components] == list(COMPONENTS)
    assert all(one.sources for one in answer.components)


@given(level=st.sampled_from(LEVELS), national=credit, local=credit, individual=credit)
def test_what_is_over_in_one_component_pays_for_no_other(
    level: str, national: float, local: float, individual: float
) -> None:
    earned = (("national", national), ("local", local), ("individual", individual))
    answer = renew(CATALOG, RenewQuery(level=level, as_of=TODAY, earned=earned)).answer
    for one, (name, credits_) in zip(answer.components, earned, strict=True):
        need = asked(level, f"renewal.ce-{name}")
        assert (one.owed, one.over) == (max(need - credits_, 0), max(credits_ - need, 0))
    assert answer.owed == sum(one.owed or 0 for one in answer.components)
    assert (answer.owed == 0) == all(one.earned >= (one.asked or 0) for one in answer.components)
    assert bool(answer.problems) == any(one.over for one in answer.components)


def test_the_window_of_an_emt_opens_in_october_and_of_an_emr_in_april() -> None:
    emt = renew(CATALOG, RenewQuery(level="EMT-B", as_of=TODAY, expires=date(2028, 3, 31))).answer.window
    assert (emt.exam_from, emt.opens, emt.closes, emt.late_until) == (
        date(2027, 4, 1), date(2027, 10, 1), date(2028, 3, 31), date(2028, 4, 30),
    )  # fmt: skip
    emr = renew(CATALOG, RenewQuery(level="emr", as_of=TODAY, expires=date(2027, 9, 30))).answer.window
    assert (emr.exam_from, emr.opens, emr.late_until) == (date(2026, 10, 1), date(2027, 4, 1), date(2027, 10, 31))


@pytest.mark.parametrize(
    ("today", "status"),
    [
        (date(2027, 9, 30), "not-open"), (date(2027, 10, 1), "open"), (date(2028, 2, 29), "open"),
        (date(2028, 3, 31), "open"), (date(2028, 4, 1), "late"), (date(2028, 4, 30), "late"), (date(2028, 5, 1), "lapsed"),
    ],
)  # fmt: skip
def test_the_status_turns_on_the_days_of_the_window(today: date, status: str) -> None:
    answer = renew(CATALOG, RenewQuery(level="emt", as_of=today, expires=date(2028, 3, 31))).answer
    assert answer.status == status
    assert answer.days_left == (date(2028, 3, 31) - today).days


@given(expires=st.dates(date(2020, 1, 1), date(2100, 12, 31)), level=st.sampled_from(LEVELS))
def test_another_day_than_the_levels_own_leaves_the_window_unknown(expires: date, level: str) -> None:
    answer = renew(CATALOG, RenewQuery(level=level, as_of=TODAY, expires=expires)).answer
    own = f"{expires:%m-%d}" == ("09-30" if level == "emr" else "03-31")
    assert (answer.window.opens is not None) == own
    assert any("not on the day given" in said for said in answer.problems) == (not own)
    if answer.window.opens is not None and answer.window.late_until is not None and answer.window.exam_from is not None:
        assert answer.window.exam_from < answer.window.opens < expires < answer.window.late_until
        assert answer.window.late_until - expires < timedelta(days=32)


def test_without_an_expiry_the_year_is_unknown_and_the_day_is_told() -> None:
    answer = renew(CATALOG, RenewQuery(level="emt", as_of=TODAY)).answer
    assert (answer.status, answer.window.expires, answer.ends_on) == ("unknown", None, "March 31")
    assert any("--expires" in said for said in answer.unknown)


def test_a_lapse_and_the_way_back_are_told_or_said_to_be_unknown() -> None:
    told = {f.topic: f for f in renew(CATALOG, RenewQuery(level="emt", as_of=TODAY)).answer.lapse}
    assert told["renewal.reentry"].known
    blank = {f.topic: f for f in renew(CATALOG, RenewQuery(level="emr", as_of=TODAY)).answer.lapse}
    assert not blank["renewal.reentry"].known
    assert blank["renewal.reentry"].says.startswith("No National Registry page")


def test_a_state_adds_its_own_renewal_apart_from_the_national_one() -> None:
    answer = renew(CATALOG, RenewQuery(level="emt", as_of=TODAY, state="texas"))
    topics = [fact.topic for fact in answer.answer.state]
    assert {"licence.renewal", "licence.ce", "licence.keep-nremt", "licence.lapse"} <= set(topics)
    assert all(fact.where == "TX" for fact in answer.answer.state if fact.known)
    lapse = next(fact for fact in answer.answer.state if fact.topic == "licence.lapse")
    assert "90 days" in lapse.says
    assert "twice" in lapse.says
    assert renew(CATALOG, RenewQuery(level="emt", as_of=TODAY)).answer.state == ()


def test_an_answer_is_hashable_and_can_be_pickled() -> None:
    query = RenewQuery(level="emt", as_of=TODAY, earned=(("national", 12.5),))
    answer = renew(CATALOG, query)
    assert hash(answer) == hash(renew(CATALOG, query))
    assert pickle.loads(pickle.dumps(answer)) == answer


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"earned": (("foo", 1),)}, QuestionError, "no component 'foo'"),
        ({"earned": (("local", 1), ("local", 2))}, QuestionError, "given twice"),
        ({"earned": (("local", -1),)}, QuestionError, "cannot be"),
        ({"earned": (("local", float("nan")),)}, QuestionError, "cannot be"),
        ({"expires": date(9999, 1, 1)}, QuestionError, "no day to plan with"),
        ({"level": "ZZZ"}, NotFoundError, "nothing is called"),
        ({"state": "ZZ"}, NotFoundError, "no state is called"),
    ],
)
def test_what_cannot_be_renewed_is_refused(changes: dict[str, object], error: type[Exception], says: str) -> None:
    fields: dict[str, object] = {"level": "emt", "as_of": TODAY, **changes}
    with pytest.raises(error, match=says):
        renew(CATALOG, RenewQuery(**fields))  # type: ignore[arg-type]


RENEW = (
    "renew",
    "emt",
    "--expires",
    "2028-03-31",
    "--earned",
    "national=12,local=4,individual=0",
    "--as-of",
    "2026-11-24",
)


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "markdown", "html", "ics"])
def test_a_renewal_comes_in_every_format(invoke: Invoke, form: str) -> None:
    result = invoke(*RENEW, "-f", form)
    assert result.exit_code == 0, result.output
    assert result.stdout.strip()


@pytest.mark.parametrize("width", ["40", "80", "120"])
def test_a_renewal_fits_the_width(invoke: Invoke, width: str) -> None:
    for line in invoke(*RENEW, "--state", "TX", "--width", width).stdout.splitlines():
        assert len(line) <= int(width) or "http" in line or "emspath " in line, line


def test_the_first_line_says_what_is_owed(invoke: Invoke) -> None:
    lines = invoke(*RENEW, "--no-sources").stdout.splitlines()
    assert lines[1] == "24 credits still owed by March 31, 2028, of 40 credits every 2 years."
    assert json.loads(invoke(*RENEW, "--json").stdout)["answer"]["owed"] == 24


def test_credits_that_are_no_pairs_are_a_usage_error(run: object) -> None:
    result = run("renew", "emt", "--earned", "40")  # type: ignore[operator]
    assert result.returncode == 2
    assert b"national=12,local=4,individual=0" in result.stderr


# --- rule by rule, on a catalogue made for it


def answered(known: Catalog, *, tx: bool = False, **query: Any) -> RenewAnswer:
    return renew(known, RenewQuery(**{"level": "emt", "as_of": TODAY, "state": "tx" if tx else None, **query}))


def credits_(**asked_: float) -> Catalog:
    told = [
        fact(f"renewal.ce-{name}", amount(number - 1, number, "credits", sources=("s",)))
        for name, number in asked_.items()
    ]
    return small(level("emt", *told))


def test_the_upper_end_of_what_is_asked_is_owed() -> None:
    answer = answered(
        credits_(total=40, national=20, local=10, individual=10), earned=(("national", 25), ("local", 4))
    ).answer
    assert [(one.asked, one.earned, one.owed, one.over) for one in answer.components] == [
        (20, 25, 0, 5),
        (10, 4, 6, 0),
        (10, 0, 10, 0),
    ]
    assert (answer.asked, answer.earned, answer.owed) == (40, 29, 16)
    assert answer.problems == (
        "5 credits beyond the national component are not counted elsewhere: no source read says that they may be.",
    )


def test_a_component_that_no_source_gives_leaves_what_is_owed_unknown() -> None:
    for missing in ("national", "individual"):
        asked_ = {name: 10 for name in ("national", "local", "individual") if name != missing}
        answer = answered(credits_(**asked_)).answer
        one = next(each for each in answer.components if each.id == missing)
        assert (one.label, one.asked, one.earned, one.owed, one.over, one.fact, one.sources) == (
            f"{missing.capitalize()} component",
            None,
            0,
            None,
            None,
            None,
            (),
        )
        assert answer.owed is None
        assert f"The credits of the {missing} component." in answer.unknown
        assert "The credits of the local component." not in answer.unknown
    hours = small(
        level(
            "emt",
            fact("renewal.ce-local", amount(10, unit="hours")),
            fact("renewal.ce-national", amount(2, unit="years")),
            fact("renewal.ce-individual", reading("Some.")),
        )
    )
    assert [one.asked for one in answered(hours).answer.components] == [None, 10, None]


@pytest.mark.parametrize("number", [0, 10000])
def test_credits_from_none_to_ten_thousand_are_taken(number: int) -> None:
    assert answered(small(), earned=(("local", number),)).answer.earned == number
    with pytest.raises(QuestionError, match="10001 credits of the component 'local' cannot be"):
        answered(small(), earned=(("local", 10001),))


RULES = ("ce-total", "ce-content", "accepted", "not-accepted", "online", "active", "fee", "records")


def test_rules_and_lapse_are_told_in_their_order_and_the_states_never_pass_for_national() -> None:
    here = [fact(f"renewal.{name}", reading("Here.", reach="state", where="TX", sources=("v",))) for name in RULES]
    emt = level(
        "emt",
        *(
            fact(f"renewal.{name}", reading(f"{name}."))
            for name in (*reversed(RULES), "lapse", "reentry", "by-exam", "cycle")
        ),
    )
    answer = answered(small(emt, states=(state(*here),)), tx=True).answer
    assert [rule.says for rule in answer.rules] == [f"{name}." for name in RULES]
    assert [rule.says for rule in answer.lapse] == ["lapse.", "reentry."]
    assert answer.by_exam is not None
    assert answer.by_exam.says == "by-exam."
    bare = answered(small()).answer
    assert (bare.rules, bare.lapse, bare.by_exam, bare.state, bare.asked) == ((), (), None, (), None)


def test_sentences_of_the_same_reach_are_told_together_and_numbers_alone() -> None:
    said = fact(
        "renewal.accepted", reading("First."), reading("Second.", sources=("t",)), reading("Gone.", superseded="since", sources=("u",)),
        reading("Elsewhere.", reach="program", where="A school", sources=("v",)),
    )  # fmt: skip
    number = fact("renewal.fee", amount(30, unit="USD", says="30."), amount(40, unit="USD", says="40."))
    disputed = fact("renewal.online", reading("Yes."), reading("No."), dispute="They disagree.")
    rules = {rule.topic: rule for rule in answered(small(level("emt", said, number, disputed))).answer.rules}
    told = rules["renewal.accepted"]
    assert (told.says, told.sources, told.others) == ("First. Second.", ("s", "t"), 2)
    assert rules["renewal.fee"].says == "30."
    assert rules["renewal.online"].says == "Yes."


def test_a_states_own_rules_are_those_about_the_level_in_their_order() -> None:
    topics = ("licence.renewal", "licence.ce", "licence.keep-nremt", "licence.renewal-ways", "licence.lapse")
    here = [fact(topic, reading(topic, reach="state", where="TX")) for topic in reversed(topics)]
    other = fact("licence.ce", reading("AEMT.", reach="state", where="TX"), level="aemt")
    own = fact("licence.ce", reading("EMT.", reach="state", where="TX"), level="emt")
    fee = fact("licence.fee", reading("Fee.", reach="state", where="TX"))
    told = answered(small(states=(state(*here, other, own, fee),)), tx=True).answer.state
    assert [one.says for one in told] == [
        "licence.renewal",
        "licence.ce",
        "EMT.",
        "licence.keep-nremt",
        "licence.renewal-ways",
        "licence.lapse",
    ]


def test_notes_say_which_level_is_meant_and_what_a_license_needs() -> None:
    local = LocalLevel(name="ECA", maps_to="emr", sources=("s",), trust="primary", as_of="2020")
    known = small(states=(state(levels=(local,)),))
    assert answered(known, tx=True, level="eca").notes == (
        "ECA is the Texas name for EMR.",
        "Practicing in Texas needs that state's license.",
    )
    assert answered(known).notes[0].startswith("Practicing needs a license")


def test_the_sources_of_the_season_are_cited() -> None:
    known = small(level("emt", fact("renewal.expiry", reading(day="03-31", sources=("v",)))))
    answer = answered(known, expires=date(2028, 3, 31))
    assert [source.id for source in answer.sources] == ["v"]
    assert answer.answer.ends_on == "March 31"


def test_a_level_whose_expiry_day_is_not_known_says_so() -> None:
    answer = answered(small(), expires=date(2028, 3, 31)).answer
    assert answer.unknown[0] == "The day on which EMT certifications end, and so the window."
    assert (answer.ends_on, answer.cycle_years, answer.status) == (None, None, "unknown")


def test_a_window_without_an_opening_or_a_late_period_has_neither() -> None:
    expires = date(2028, 3, 31)
    bare = Window(exam_from=None, opens=None, closes=None, expires=expires, late_until=None)
    assert status_on(expires, bare) == "unknown"
    assert status_on(date(2028, 4, 1), bare) == "lapsed"
    season = Season("03-31", "10-01", "03-30", "04-30", 2, ())
    assert window_of(season, date(2028, 3, 30)) == Window(
        exam_from=None, opens=None, closes=None, expires=date(2028, 3, 30), late_until=None
    )
    assert window_of(season, None).expires is None
    assert window_of(season, expires) == Window(
        exam_from=date(2027, 4, 1),
        opens=date(2027, 10, 1),
        closes=date(2028, 3, 30),
        expires=expires,
        late_until=date(2028, 4, 30),
    )


def first_lines(known: Catalog, **query: Any) -> list[str]:
    page = present(renew(known, RenewQuery(**{"level": "emt", "as_of": TODAY, **query})))
    return as_lines.render(page, sources="none").splitlines()[1:3]


PARTS = tuple(fact(f"renewal.ce-{part}", amount(10, unit="credits")) for part in COMPONENTS)
TOTAL = fact("renewal.ce-total", amount(30, unit="credits"))
"""The components add up to it."""


def test_what_is_owed_is_said_first_as_far_as_it_is_known() -> None:
    known = small(level("emt", TOTAL, *PARTS))
    every = tuple((part, 10) for part in COMPONENTS)
    assert first_lines(known)[0] == "30 credits."
    assert first_lines(known, earned=every[:1])[0] == "20 credits still owed, of 30 credits."
    assert first_lines(known, earned=every)[0] == "All 30 credits are earned; send the renewal in."
    assert first_lines(small(level("emt", *PARTS)))[0] == "How many credits an EMT needs is unknown."
    assert first_lines(small(level("emt", TOTAL)), earned=every)[0] == "30 credits."


def test_the_status_is_told_with_the_days_before_or_since_the_end() -> None:
    season = (fact("renewal.expiry", reading(day="03-31")), fact("renewal.window-opens", reading(day="10-01")))
    known = small(level("emt", TOTAL, *season))

    def told(year: int) -> str:
        return first_lines(known, expires=date(year, 3, 31))[1]

    assert told(2027) == "The renewal window is open. 127 days are left."
    assert told(2026) == "It has ended and lapsed. The end was 238 days ago."


def test_a_calendar_has_only_the_days_that_are_known() -> None:
    """Without a day that certifications end on there is no window around the one given, and no credits are known."""
    answer = renew(small(), RenewQuery(level="emt", as_of=TODAY, expires=date(2027, 6, 30)))
    text = as_ics.render(answer, TODAY)
    titles = [line.partition(":")[2] for line in text.splitlines() if line.startswith("SUMMARY")]
    assert titles == [
        "EMT national certification: ends in 90 days", "EMT national certification: ends in 30 days",
        "EMT national certification: ends\\; last day to renew",
    ]  # fmt: skip
    assert "owed" not in text
