"""Questions that people ask with a state in them: each is answered by one command, and the facts are there.

The wording of a question is ours; what must appear is what a right answer has to say. A `|` separates spellings of
which one is enough.
"""

from __future__ import annotations

import shlex

import pytest

from .conftest import DAY, Invoke

QUESTIONS: list[tuple[str, str, tuple[str, ...]]] = [
    # what a license is
    ("What is an EMT license in Wisconsin, and why is one needed?", "state wi --level emt",
     ("its holder meets the state's minimum", "only when affiliated with a service and under medical direction")),
    # older and local titles
    ("What is an EMT-CC in New York?", "explain emt-cc --state ny",
     ("between AEMT and Paramedic", "similar to the national Intermediate/99 with a wider scope", "no original EMT-CC classes since January 2018")),
    ("My Virginia Intermediate lapses: what is left?", "state va",
     ("keeps only an EMT certificate for two years", "cannot come back as an Intermediate", "by January 2020")),
    ("I hold an Intermediate/99 card. Is that AEMT or Paramedic now?", "explain emt-i/99 --state va",
     ("they must become Paramedics", "equals no level of today's ladder")),
    ("Is EMT-IV a level of its own in Colorado?", "explain emt-iv --state co",
     ("not a license level", "approved intravenous course and whom the medical director authorizes", "EMT, AEMT, EMT-I and Paramedic")),
    ("Does Indiana still recognize EMT-Intermediate and Basic-Advanced?", "explain emt-i --state in",
     ("stopped recognizing Basic-Advanced EMT and Intermediate EMT on July 1, 2014", "bridge courses")),
    ("Which states still license EMT-Intermediates?", "states --licenses emt-intermediate",
     ("Colorado (CO)", "South Dakota (SD)", "EMT-Intermediate/85", "EMT-Intermediate/99")),
    # training and conditions
    ("How long does it take to become an EMT in Maryland?", "state md --level emt",
     ("165 hours", "131 hours", "approved by Maryland's EMS Board", "16 to 17 with written permission")),
    ("Is a diploma or GED needed in Texas or Washington?", "state tx wa",
     ("high school diploma or GED", "Emergency Care Attendant who serves only as a volunteer is exempt", "from EMTs, AEMTs and paramedics, but not from EMRs")),
    ("Can somebody under 18 be an EMT in Virginia, Texas or New Jersey?", "state va tx nj --level emt",
     ("Virginia EMT student must be 16 when the course starts", "signed form from a parent or guardian", "Texas certifies EMTs from the age of 18", "The rule lets students start at 16")),
    ("Must I pass the national EMT exam before an AEMT class in Georgia?", "state ga --level aemt",
     ("before the National Registry EMT exam, if the EMT course is fully complete", "must be passed before AEMT certification")),
    ("Does an all-online EMT course count for New York?", "move tx ny --level emt",
     ("no more than half of the course's lectures",)),
    # scope
    ("Why may EMTs start IVs in some places, such as Colorado?", "scope iv --state co",
     ("in the national model for AEMT and Paramedic", "after an approved course and with the medical director's authorization", "decided by your state and your medical director")),
    ("Which medications may an EMT give in New Mexico?", "scope emt --category medication --state nm",
     ("oral glucose, aspirin, activated charcoal, acetaminophen to feverish children, albuterol and nerve-agent auto-injectors", "oxygen needs no medical direction")),
    ("May Texas EMTs start IVs?", "scope iv --state tx",
     ("delegated practice", "No statewide list of skills by level", "the medical director sets")),
    ("Where is New York's scope of practice laid down?", "scope --state ny",
     ("Policy Statement 23-07", "physician medical direction", "protocols")),
    ("May an EMT in Colorado be called a paramedic?", "state co",
     ("Nobody may present themselves as a certificate or license holder without a valid one",)),
    # licenses
    ("Is my EMT certification from another county good in Contra Costa County, California?", "state ca --level emt",
     ("good in the whole state", "Only one California EMT certification may be held at a time")),
    ("Where in California is my EMT card accepted?", "state ca --level emt",
     ("no need to certify again in each county",)),
    ("What proves the 40 ALS contacts in California?", "state ca --level paramedic",
     ("40 advanced life support (ALS) contacts", "field internship", "not counting cardiac monitoring and basic CPR")),
    ("Never licensed in Georgia, no NREMT, expired license elsewhere: what can I apply for?", "state ga",
     ("Georgia offers no license", "National Registry certification has to be regained first")),
    ("How does one become an EMS practitioner or EMR in Wisconsin?", "state wi",
     ("approved Wisconsin training center, or applies for reciprocity", "within 24 months", "CPR card", "ACLS")),
    ("Does Florida take only military National Registry certificates?", "move ny fl --level emt",
     ("Florida takes current National Registry certification from people of other states", "no direct recognition from state to state")),
    ("I hold NREMT certification: how do I become certified in Florida?", "state fl --level emt",
     ("applies to the Florida Department of Health", "current and in good standing", "current professional CPR card; paramedics also need ACLS")),
    ("How long does a North Carolina certification through legal recognition last?", "move va nc --level emt",
     ("ends when the certification it is based on ends", "never lasts more than four years")),
    ("How do I apply for legal recognition in North Carolina?", "state nc",
     ("North Carolina's name for reciprocity", "live, study EMS or work for a licensed EMS provider", "CIS", "NREMT or by another state")),
    ("How long does a California paramedic license take?", "state ca --level paramedic",
     ("up to 30 business days after a complete application", "criminal history go to a review without that limit")),
    ("Licensed or trained elsewhere: how do I get a California paramedic license?", "move tx ca --level paramedic",
     ("out-of-state application", "current National Registry paramedic registration or exams passed within two years", "approved field internship")),
    ("What does the EMS Compact cost a state?", 'explain "ems compact" --full',
     ("States pay no fee for the EMS Compact at present", "lets its Commission levy one later")),
    ("Must I pass the National Registry exam to be certified in Texas?", "state tx --level emt",
     ("National Registry certification at that level; it may be active or inactive", "from the age of 18", "diploma or GED", "course approved by DSHS", "jurisprudence exam")),
    ("How do I replace a lost New York card?", "state ny",
     ("Duplicate Card Request Form", "up to four weeks")),
    # renewal and lapse
    ("How do I reinstate my Ohio certification?", "state oh",
     ("Within 90 days after expiry", "trauma triage course", "From 90 days to three years", "From three to six years", "after six years the training is repeated, or reciprocity is used")),
    ("Does a Pennsylvania EMS certification expire?", "state pa --full",
     ("permanent by statute unless it is disciplined", "what has to be renewed is its registration")),
    ("How long is a New York certification valid?", "state ny --level emt",
     ("36 months from the end of the month of the exam", "after reciprocity or renewal by education it can differ")),
    ("What do I need to relicense in Missouri?", "state mo",
     ("between 120 and 30 days before the license ends", "100 hours of continuing education and a CPR card", "144 hours of continuing education and an ACLS card")),
    ("How do I renew an Illinois EMT license within an EMS System?", "state il --level emt",
     ("120 hours of continuing education", "current CPR card and the approval of the EMS medical director", "child support declaration")),
    # other professions
    ("May an RN, MD, PA or MICN work as a paramedic in California?", "state ca --level paramedic",
     ("needs a paramedic license to work as a paramedic", "equivalent training shown", "then the National Registry exam")),
    ("Which states let nurses challenge the paramedic exam?", 'explain "registered nurse" --full',
     ("no national right to challenge the paramedic exam", "varies by state and changes", "In California", "bridge programs are the usual route")),
    ("Physician, dentist or nurse in Florida: how do I become a paramedic?", "state fl --level paramedic",
     ("could apply for paramedic certification on the strength of that license", "EMT certification and the paramedic exam were needed as well")),
    ("How do I become a community paramedic in Colorado?", "state co --level paramedic",
     ("community paramedic endorsement (P-CP)", "current IBSC card and a finished course")),
]  # fmt: skip


@pytest.mark.parametrize(("question", "command", "facts"), QUESTIONS, ids=[row[0] for row in QUESTIONS])
def test_one_command_answers(invoke: Invoke, question: str, command: str, facts: tuple[str, ...]) -> None:
    result = invoke(*shlex.split(command), "--as-of", DAY, "--width", "160", "--plain")
    assert result.exit_code == 0, result.output
    shown = " ".join(result.stdout.split())
    for fact in facts:
        assert any(spelling in shown for spelling in fact.split("|")), (question, fact)
    assert "Sources" in shown


def test_the_answers_about_a_state_name_who_to_ask(invoke: Invoke) -> None:
    """Every answer for one or more states ends with their offices."""
    for _, command, _ in QUESTIONS:
        words = shlex.split(command)
        if words[0] in ("state", "move") or "--state" in words:
            shown = invoke(*words, "--plain", "--no-sources").stdout
            assert "heck with" in shown or "Who to ask before you act" in shown, command
