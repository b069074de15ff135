"""When two spellings are the same name, and when two words are the same word."""

from __future__ import annotations

import pytest

from emspath.names import fold, hyphened, singular, words


@pytest.mark.parametrize(
    ("name", "folded"),
    [("EMT-B", "emtb"), (" emt b ", "emtb"), ("I/85", "i85"), ("Américain", "americain"), ("Straße", "strasse"), ("ﬁre", "fire"), ("--", ""), ("", "")],
)  # fmt: skip
def test_a_folded_name_keeps_letters_and_digits_only(name: str, folded: str) -> None:
    assert fold(name) == folded


@pytest.mark.parametrize(
    ("name", "form"),
    [("First Responder", "first-responder"), ("EMT-B", "emt-b"), ("I/85", "i-85"), (" nurse's aide ", "nurses-aide"), ("Sheriff\u2019s deputy", "sheriffs-deputy"),
     ("Américain", "americain"), ("Straße", "strasse"), ("ﬁre_fighter (CA)", "fire-fighter-ca"), ("--", ""), ("", "")],
)  # fmt: skip
def test_a_name_in_the_form_of_an_id_is_the_same_name(name: str, form: str) -> None:
    assert hyphened(name) == form
    assert fold(form) == fold(name)


@pytest.mark.parametrize(
    ("name", "one"),
    [
        ("a paramedic", "paramedic"), ("an EMT", "EMT"), ("The Paramedics", "Paramedic"), ("THE EMTS", "EMT"), ("  EMTs  ", "EMT"),
        ("these EMTs", "these EMT"), ("the", "the"), ("", ""), ("the first responders", "first responder"), ("AEMTS", "AEMT"),
        ("ems", "ems"), ("EMTs", "EMT"), ("pass", "pass"), ("BASS", "BASS"), ("glass", "glass"), ("REFLEX", "REFLEX"), ("FAXS", "FAX"), ("CPR", "CPR"), ("a  b", "b"),
    ],
)  # fmt: skip
def test_a_name_in_the_singular_has_no_article_and_no_plural_ending(name: str, one: str) -> None:
    assert singular(name) == one


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("intubations", "intub"), ("intubation", "intub"), ("intubating", "intub"), ("intubated", "intub"), ("intubates", "intub"),
        ("intubate", "intub"), ("splintings", "splint"), ("splinting", "splint"), ("splinters", "splint"), ("splinter", "splint"),
        ("splinted", "splint"), ("airways", "airway"), ("glucose", "glucos"), ("masses", "mass"), ("airway", "airway"),
    ],
)  # fmt: skip
def test_each_ending_is_cut_the_longest_first(word: str, stem: str) -> None:
    assert words(word) == {stem}


@pytest.mark.parametrize(
    ("word", "stem"), [("tubes", "tube"), ("tube", "tube"), ("cuffs", "cuff"), ("ties", "ties"), ("lasers", "laser")]
)
def test_a_stem_keeps_four_letters(word: str, stem: str) -> None:
    assert words(word) == {stem}


def test_idle_words_are_left_out_and_others_kept_with_digits() -> None:
    assert words("a an the of for to by with and or in on") == set()
    assert words("12-lead ECG, of the Chest") == {"12", "lead", "ecg", "chest"}
    assert words("") == set()
