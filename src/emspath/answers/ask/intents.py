"""What a question asks: which topics of the vocabulary its words point to.

The rules are the English of each topic. A rule names a topic, the words that point to it, and the company that
these words need: `how long` means a course's length beside `class`, the exam's time beside `test`, and a license's
term beside `valid`. Nothing here knows a particular question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from msgspec import Struct

from emspath.answers.ask.phrases import found, runs_of

_W: Final = {
    # company: groups of words that say what part of the subject a question is about
    "EXAM": "(?<!physical )exams?|examination|test|tests|testing|cognitive|psychomotor|proctored|pearson vue|nremt exam|pass the nremt|passing the nremt|passed the nremt|take the nremt|taking the nremt|fail the nremt|failed the nremt|fail nremt|pass nremt|take nremt|sit for|national registry exam",
    "REGISTRY": "nremt|national registry|registry|nationally certified|national certification|nationally registered|nationally",
    "COURSE": "course|courses|class|classes|program|programs|programme|school|schooling|training|trained|academy|bootcamp|boot camp|curriculum|student|students|study|studying|college|certificate program",
    "LICENSE": "license|licence|licenses|licensed|licensure|licensing|certification|certificate|certified|certifications|cert|certs|card|credential|permit|registration",
    "RENEW": "renew|renews|renewed|renewal|renewing|renewals|recert|recertify|recertification|recertifying|recertified|relicense|relicensure|reregister|refresher|refreshers|keep up|maintain|maintaining|keep my|keeping",
    "LAPSE": "let (my|it|the)( \\w+){0,4} (expire|lapse|go|run out)|lapse|lapsed|lapses|expired|reinstate|reinstated|reinstatement|re entry|reentry|reenter|re enter|let it go|ran out|run out|out of date|regain|come back|get it back|get back|return to xsystem|years ago|missed|forgot|overdue|late",
    "COST": "i pay|you pay|to pay|we pay|cost|costs|costing|price|prices|priced|fee|fees|tuition|expensive|cheap|cheapest|afford|pay for|charge|charges|how much is|how much are|how much will|how much would|how much for|how much money do i need|free",
    "PAID": "(?:top|highest|average|median|starting|good) pay|salary|salaries|wage|wages|paid|earn|earns|earning|earnings|income|(?<!\\bi )(?<!\\byou )(?<!\\bto )(?<!\\bwe )pays?(?! for\\b)(?! again\\b)(?! to\\b)(?! a fee\\b)|hourly|how much (do|does|can|will|would|did) (\\w+ ){1,5}make|how much money|makes? (more|less|the most|the least|good money|a lot)|make a year|make an hour|make per|make in|money|make a living|compensation",
    "LONG": "how long|how many hours|how many years|how many days|how many clock hours|how many class hours|how many training hours|how much time|duration|length|number of hours|how fast|how quickly|how soon|fastest|quickest|hours|years of",
    "OFTEN": "how often|how long|when|every how many|how many years|cycle|valid|good for|(does|do|will|did|license|certification|certificate|card|cert|it|they) (\\w+ )?last|lasts|expire|expires|expiration",
    "BECOME": "become|becoming|get|getting|be|earn my|obtain|take to|finish|complete|train",
    "CE": "capce|ce|ceu|ceus|ceh|cme|continuing education|continuing ed|con ed|education hours|(?<!college )credits|credit hours|education credits|nccp|refresher",
    "MOVE": "from xstate|other than xstate|outside xstate|transfer|transfers|transferring|reciprocity|reciprocal|endorsement|another state|other states|other state|different state|new state|out of state|move|moves|moving|moved|relocate|relocating|from another|state to state|outside of|trained outside|honor|accepted|accept|accepts|comity|state lines|across state",
    "ONLINE": "online|virtual|virtually|remote|remotely|distance|internet|at home|from home|hybrid",
    "WHEN": "when|what year|since when|how long ago|date|dates",
    "STILL": "do(ing)? away|sunset|sunsetting|eliminated?|eliminating|phas(ing|e) out|abolish\\w*|still(?! (be|become|get|work|take|apply)\\b)|exist|exists|anymore|any more|discontinued|obsolete|recognize|recognized|recognise|happened|phased|gone|go away|gone away|end|ended|retired|used to|former|formerly",
}


class Rule(Struct, frozen=True):
    """Words that point to a topic."""

    topic: str
    weight: float
    words: str
    """Alternatives, joined by bars: plain words, or the name of a group, which stands for its words."""
    company: str = ""
    """Groups of which each must be there (`A B`), or of which one must not be there (`-C`).

    A kind of entity in capitals (STATE, ROLE, TITLE) is there when the question names one; TESTING stands for
    the exam, or for the National Registry where nothing speaks of renewal.
    """
    patterns: str = ""
    """Further alternatives, which are regular expressions over words."""


_RULES: Final = (
    Rule("what.definition", 2, "meant by|what is|what are|what was|what were|what s|who is|who are|define|definition|meaning of|stand for|stands for|explain|tell me about|describe", patterns="what did .* mean|what does .* do|what do .* do|what does .* mean|what do .* mean"),
    Rule("what.plain", 1, "what is|what are|in plain words|explain", patterns="what does .* do|what do .* do"),
    Rule("what.role", 2, "role|duties|responsible for|responsibilities|job of|purpose", patterns="what does .* do|what do .* do"),
    Rule("what.patient-care", 2, "treat patients|patient care|hands on care|touch patients|transport patients|treat|contact with patients"),
    Rule("what.supervision", 2, "supervise|supervised|supervision|independently|on their own|alone|oversight|under a doctor"),
    Rule("what.hiring", 2, "hire|hires|hired|hiring|get a job|find a job|employ"),
    Rule("what.people", 3, "how many xlevel|how many people|how many nationally certified", "-PAID"),
    Rule("what.credential", 1.5, "credential|letters|initials|card|certificate"),
    Rule("what.authority", 3, "who decides|who regulates|who sets|who governs|who oversees|who is in charge|who runs|who issues|who controls|in charge of"),
    Rule("what.detail", 5, "off duty|off the clock"),
    Rule("what.detail", 3, "should i|worth it|worth"),
    Rule("what.detail", 1, "why|benefit|benefits|example|examples|symbol|bars|mean"),
    Rule("what.misunderstanding", 2, "is everyone|is every|are all|everyone|everybody|same thing|same as|call themselves|called a|called an|myth|misconception|confuse|confused|a kind of|considered"),
    Rule("what.misunderstanding", 2, "is a|is an|are|can a|can an|just a|just an|only a"),
    Rule("what.misunderstanding", 3, "just|only|nothing but|simply|merely"),
    Rule("what.misunderstanding", 3, "challenge|challenges|challenging"),
    Rule("what.for-whom", 5, "should i become|should i get|should i take|should i be|worth it"),
    Rule("what.for-whom", 1.5, "should i|worth it|worth|good for me|who should|for whom|who is it for"),
    Rule("training.hours", 4, "LONG", "COURSE -EXAM -RENEW -COST"),
    Rule("training.hours", 5, "", "LEVEL -EXAM -RENEW -STATE -ROLE -CE", "how long (does|do|will|would) .*take"),
    Rule("training.hours", 4, "how much training", "LEVEL -EXAM -RENEW -CE", "what (kind of |sort of )?training"),
    Rule("training.hours", 3, "LONG", "BECOME -EXAM -RENEW -COST -CE"),
    Rule("training.hours", 2.5, "hours|how long|length", "-EXAM -RENEW -CE -LICENSE -PAID"),
    Rule("training.hours-beyond", 2, "LONG", "COURSE -EXAM -RENEW"),
    Rule("training.months", 5, "how many months|in months|months", "-EXAM -CE -RENEW"),
    Rule("training.months", 2.5, "how long|months|year|years|duration|length|fast|quick|quickly|fastest", "COURSE -EXAM -RENEW -CE"),
    Rule("training.months", 2, "how long|months|how many years|fastest", "BECOME -EXAM -RENEW -CE -LAPSE"),
    Rule("training.weeks", 5, "how many weeks|in weeks|weeks", "-EXAM -CE"),
    Rule("training.weeks", 5, "fast track|fasttrack|crash course|fastest|quickest|shortest|accelerated", "COURSE -EXAM -RENEW -CE"),
    Rule("training.weeks", 2.5, "how long|weeks|fast|quick|quickly|fastest|accelerated|duration|length", "COURSE -EXAM -RENEW -CE"),
    Rule("training.weeks", 2, "how long|weeks|fastest", "BECOME -EXAM -RENEW -CE -LAPSE"),
    Rule("training.semesters", 3, "semester|semesters|terms|quarter|quarters"),
    Rule("training.semesters", 1, "how long", "COURSE -EXAM -RENEW"),
    Rule("training.hours-clinical", 6, "clinical hours|hospital hours|clinicals|clinical time|clinical rotations|rotations"),
    Rule("training.hours-field", 4, "ride time|ride along|ride alongs|ridealong|ambulance time|hours of ambulance|field hours|ambulance hours|field time|internship hours|field internship", patterns="time on (an|the) ambulance|hours (on|in) (an|the) ambulance"),
    Rule("training.clinical", 5, "", patterns="clinical (experience|rotations?|shifts?|time|training)|hospital (clinicals?|time|rotations?)"),
    Rule("training.clinical", 3, "clinical|clinicals|patient contacts|ride along|ride alongs|rotations|real patients|hands on"),
    Rule("training.content", 2.5, "training|trained|course|taught", "ROLE"),
    Rule("training.hours", 3, "training|trained|course", "ROLE -COST"),
    Rule("training.content", 3, "learn|learned|taught|teach|teaches|curriculum|subjects|what will i study", "-EXAM"),
    Rule("training.content", 5, "cover|covered|covers|contain|contained|contains|included|includes", "COURSE -EXAM", "contents?"),
    Rule("training.cost", 4, "COST", "COURSE -EXAM"),
    Rule("training.cost", 3, "COST|how much does it cost", "BECOME -EXAM -RENEW"),
    Rule("training.cost", 2, "COST", "-EXAM -RENEW -LICENSE -REGISTRY"),
    Rule("training.side-costs", 5, "textbook|textbooks|books|book|uniform|uniforms|stethoscope|supplies|equipment|other costs|extra costs|additional costs|hidden costs"),
    Rule("training.delivery", 4, "ONLINE", "-EXAM -CE"),
    Rule("training.delivery", 4, "schedule|what days|days a week|class times", "COURSE"),
    Rule("training.delivery", 4, "part time|full time|evening|evenings|night|nights|weekend|weekends|work at the same time|while in school|while i am in school|while working|work while|work during|keep my job|job while|same time|while going to school"),
    Rule("training.degree", 4, "degree|degrees|associate|associates|bachelor|bachelors|college credit|college credits|university|major|is it a degree"),
    Rule("training.accreditation", 4, "accredited|accreditation|caahep|coaemsp|accredit"),
    Rule("training.validity", 6, "after course|after class|after completion|course completion|after completing|after finishing|since i finished|after i finish|after i finished|after graduation|after graduating|finished my course|completed my course|completed the course|finish the course|after the course|after the class|after my class|after my course|course ends|finished the class"),
    Rule("training.outcome", 3, "drop out|dropout|drop rate|graduate rate|graduation rate|wash out|complete the program|finish rate"),
    Rule("prerequisites.certification", 4, "prerequisite|prerequisites|skip|straight to|directly to|go straight|jump|without being|without becoming|before becoming|before i become|first|already be|required before|before you can|before paramedic|before aemt|before starting", patterns=r"have to be an? \S+ first|be an? \S+ (first|before)|need an? xlevel|(have|need|required) to be an? xlevel|must be an? xlevel|be an? xlevel to|without an? xlevel|need to be an? \S+ to|before (i|you|we) (can )?(start|enroll|apply|enter|begin|take|get into)"),
    Rule("prerequisites.age", 5, "age|ages|old|older|young|younger|youngest|oldest|minor|minors|teen|teens|teenager|teenagers|under 18|under 16|under 17|under 21|under age|underage|too late to become|too late to start|16|17|18|19|21|15|14|sixteen|seventeen|eighteen", "-PAID"),
    Rule("prerequisites.education", 5, "diploma|ged|high school|hs diploma|highschool|transcript|math|biology|anatomy|grades|gpa"),
    Rule("prerequisites.education", 2, "college|degree|education|prerequisite|prerequisites"),
    Rule("prerequisites.cpr", 5, "cpr|bls card|bls certification|bls for healthcare|first aid card|acls"),
    Rule("prerequisites.background-check", 5, "felony|felonies|felon|felons|criminal|misdemeanor|misdemeanors|conviction|convictions|convicted|dui|dwi|background|arrest|arrested|arrests|drug test|drug screen|drug screening|criminal record|probation|jail|prison|fingerprint|fingerprints"),
    Rule("prerequisites.health", 5, "physical requirements|physical|vaccine|vaccines|vaccinated|vaccination|vaccinations|immunization|immunizations|shots|physical exam|physical fitness|physically|fitness|lift|lifting|pregnant|color blind|colorblind|eyesight|vision|glasses|hearing|tattoo|tattoos|deaf|diabetic|health|overweight|fit", "-EXAM"),
    Rule("prerequisites.driving", 5, "driving record|driver license|drivers license|driver s license|driving license|driving|driver|drive|evoc|traffic tickets|speeding tickets|tickets"),
    Rule("prerequisites.experience", 6, "", patterns="how long .* (work|be an? xlevel|as an? xlevel) .*before|work as an? xlevel before|years .* before"),
    Rule("prerequisites.experience", 4, "experience|experienced|years as|year as|before paramedic|before going to paramedic|before applying|wait|prior work|work before", patterns="work as an? xlevel before|how long .* xlevel before|how long .* before"),
    Rule("licence.rule", 2.5, "need|needs|required|require|licensed|license|certified|certification", "ROLE"),
    Rule("prerequisites.certification", 2.5, "need|needs|required|require|certified|certification|xlevel", "ROLE"),
    Rule("prerequisites.driving", 2.5, "need|needs|required|require", "ROLE"),
    Rule("prerequisites.other", 2.5, "requirement|requirements|prerequisite|prerequisites|prereqs|eligible|eligibility|qualify|qualifications|qualified|what do i need|need to have|admission|admissions|guarantee|get into|accepted into|apply|slot|enroll|enter"),
    Rule("exam.body", 4, "who gives|who administers|who writes|who makes|who runs|who offers|who conducts", "TESTING"),
    Rule("exam.format", 4, "adaptive|computer|computerized|multiple choice|format|formatted|structure|structured|paper|essay|linear|what kind of exam", "TESTING", "how does the .* work|how is the .* test|what is the .* (test|exam) like"),
    Rule("exam.format", 5, "what kinds|what types", patterns="kinds? of questions|types? of questions|question types?"),
    Rule("exam.items", 5, "how many questions|how many items|number of questions|questions are on|questions are there|minimum questions|maximum questions", patterns="how many .* questions"),
    Rule("exam.items", 4, "shut off|shuts off|stop at|stopped at|cut off", "TESTING"),
    Rule("exam.unscored-items", 5, "unscored|pilot|do not count|not count|experimental questions"),
    Rule("exam.time", 5, "how long|time limit|how much time|how many hours|how many minutes|hours do i have|timed|how long do you get|time do you get", "TESTING -COURSE -LAPSE"),
    Rule("exam.time", 2, "how long", "TESTING"),
    Rule("exam.fee", 6, "COST", "TESTING"),
    Rule("exam.fee", 3, "COST", "REGISTRY -RENEW"),
    Rule("exam.format", 6, "", patterns=r"(more|fewer|less|last|extra|all the|\d+) questions .*(mean|fail\w*|pass\w*)|(shut|shuts|cut|stop|stopped|stops) (me )?(off )?at \d+"),
    Rule("exam.attempts", 5, "how many chances|chances|how many times|how many attempts|how many tries|attempts|attempt|tries|retake|retakes|retest|third time|three times|3 times|six times|6 times|fail again|failed twice|fail three|failed three|run out of attempts|how often can i take|what happens if i fail|if i fail|if you fail|keep failing|allowed to take|times can", "-COURSE"),
    Rule("exam.attempts", 3, "i failed"),
    Rule("exam.attempts", 2, "fail|failed|failing", "-COURSE"),
    Rule("exam.wait", 5, "how soon|wait|waiting period|days between|before i can retake|after failing|after i fail|after a fail", "TESTING", "how long .* (retake|retest|wait|again|between)"),
    Rule("exam.wait", 4, "when can i retake|retest", patterns="how soon .* retake|wait .* retake"),
    Rule("exam.remediation", 4, "remediation|remedial|remediate|after three|after the third|third failed"),
    Rule("exam.content", 5, "clinical judgment|question topics|kinds of questions", patterns="kinds? of questions|types? of questions"),
    Rule("exam.content", 5, "broken down|broken up|breakdown|divided|by topic|weighted|what is on|topics|domains|domain|sections|categories|covered|content|subject areas|percent of the|focus on|what should i study|made up of|which part|biggest part|largest part|biggest|largest", "TESTING"),
    Rule("exam.delivery", 5, "ONLINE", "TESTING"),
    Rule("exam.delivery", 5, "test center|testing center|test centre|pearson vue|pearson|onvue|proctor|proctored|in person|location", "TESTING", "where .* (take|taken|test)"),
    Rule("exam.skills", 5, "psychomotor|practical|practicals|skills exam|skills test|skills check|skill stations|skills stations|skills testing|hands on exam|hands on test|practical exam"),
    Rule("exam.result-validity", 6, "", patterns="results? (valid|good|last)|scores? (valid|good|last)|how long (are|is|do|does|will) .*(results|scores?) (valid|good|last|count|keep)|how long .* passed|how long is my .* (test|exam) good"),
    Rule("exam.authorization", 5, "", "TESTING", "(register|sign up|apply) (for|to take) (an?|the|my) .*(exam|test|examination)"),
    Rule("exam.authorization", 5, "authorization to test|att|schedule my|book the exam|schedule the"),
    Rule("exam.passing", 5, "passing score|passing grade|pass mark|score|scored|scoring|graded|what do i need to pass|what percentage|minimum score|pass or fail", patterns="how is .* scored|how many .* (right|wrong|correct|miss)"),
    Rule("exam.pass-rate", 6, "pass rate|pass rates|passing rate", patterns="percent(age)? .* pass(es)?|how many .* pass"),
    Rule("exam.pass-rate", 5, "pass rate|pass rates|passing rate|first time pass|first try|first attempt|how hard|hard|harder|hardest|difficult|difficulty|easy|easier|failure rate|fail rate|so many people fail|chances of passing|most people pass", "-COURSE", "why do .* fail|percent .* pass|percentage .* pass"),
    Rule("exam.pass-rate", 3, "how hard|hard|difficult|easy|pass rate|fail", "TESTING"),
    Rule("exam.pass-rate-third", 1.5, "pass rate|within three|third attempt|three attempts|eventually pass"),
    Rule("exam.accommodations", 6, "accommodation|accommodations|accommodate|disability|disabilities|disabled|dyslexia|dyslexic|adhd|extra time|more time|ada|special needs|learning disability|anxiety"),
    Rule("exam.refund", 8, "refund|refunds|refunded|money back|cancel|reschedule"),
    Rule("exam.changes", 6, "", "EXAM", r"new (\w+ )?(exam|test)|when did .* (exam|test)"),
    Rule("exam.changes", 4, "change|changes|changed|changing|new exam|new test|new nremt|update|updated|updates|2024|2025|2026|july|april|different now|still have|still a", "TESTING"),
    Rule("exam.changes", 2, "change|changes|changed|changing|new nremt|update|updated|updates|2024|2025|2026"),
    Rule("exam.changes", 4, "psychomotor|practical exam|practical"),
    Rule("licence.rule", 4, "license|licensed|licensure|practice|work", "REGISTRY -COST -RENEW -MOVE -LAPSE -CE"),
    Rule("licence.rule", 5, "need a state license|need a license|nremt enough|just nremt|only nremt|only national|with only|with just|not licensed|not yet licensed|without a license|unlicensed|work anywhere|any state|all states|in every state|nationwide|practice in|good in all|legally work|as a civilian", "-COST", "national .* enough|work with (my )?nremt|nremt .* work|is (my |the |an? )?nremt .*enough|not (yet )?licensed"),
    Rule("licence.nremt", 5, "exam|test", "STATE -RENEW -LAPSE -COURSE"),
    Rule("licence.nremt", 6, "have to|must|need|needs|require|requires|required|mandatory", "REGISTRY STATE -RENEW"),
    Rule("licence.nremt", 4, "need|have to|has to|required|require|requires|must|accept|accepts|use|uses|take|pass|mandatory", "REGISTRY"),
    Rule("licence.age", 6, "age|old|older|young|under 18|minor|16|17|18|19|21|youngest", "STATE"),
    Rule("licence.hours", 4.5, "LONG|hours", "COURSE -RENEW -EXAM STATE"),
    Rule("licence.hours", 4, "hours", "STATE LEVEL -CE -RENEW -PAID -LICENSE -EXAM"),
    Rule("licence.hours", 4, "LONG", "BECOME -RENEW -EXAM -PAID STATE"),
    Rule("licence.requirements", 4, "requirement|requirements|what do i need|how do i become|how to become|how do i get|how can i become|become|need to|have to|qualify|steps|apply|get licensed|get certified|become licensed|become certified|proof of|diploma|ged|background|felony|criminal|cpr|acls|how do i|do i need|do you need", "STATE -RENEW"),
    Rule("licence.fee", 5, "COST", "-COURSE -EXAM STATE"),
    Rule("licence.fee", 4, "COST", "LICENSE -RENEW"),
    Rule("licence.fee", 5, "COST", "TERM -EXAM -RENEW -COURSE"),
    Rule("licence.fee", 3, "COST", "LICENSE STATE"),
    Rule("licence.reciprocity", 5, "MOVE", "-CE"),
    Rule("licence.reciprocity", 5, "", "STATE", "i (hold|have|am) .*(nremt|national|nationally|registry)"),
    Rule("licence.reciprocity", 4, "recognition|recognized by another"),
    Rule("licence.reciprocity", 3, "i hold|already|currently|county|counties|recognized|recognize|recognition|nremt certification", patterns="from (another|a different|out)|hold (a|an|my)|i have an?"),
    Rule("licence.renewal", 5, "lasts|how often|valid|expire|expires|expiration|good for|cycle|every|renew|renewal|length of|permanent", "-COURSE -EXAM -CE STATE", r"(does|do|will|did|license|certification|certificate|card|cert|it|they) (\w+ )?last"),
    Rule("licence.renewal", 4, "how long|when|years", "LICENSE -COURSE -EXAM -CE -BECOME STATE"),
    Rule("licence.ce", 5, "CE", "STATE"),
    Rule("licence.ce", 4, "hours|credits", "RENEW STATE"),
    Rule("licence.ce", 3.5, "RENEW", "STATE -COST"),
    Rule("licence.keep-nremt", 2.5, "RENEW", "STATE -COST"),
    Rule("licence.keep-nremt", 7, "RENEW|keep|maintain|current|drop", "REGISTRY STATE", "let .* (lapse|expire|go)"),
    Rule("licence.keep-nremt", 6, "state", "REGISTRY RENEW -LAPSE"),
    Rule("licence.keep-nremt", 5, "drop", "REGISTRY", r"(need|have|required|must|should|supposed|want|necessary) (to )?(\w+ )?(keep|maintain|stay|be|renew|recertify)|let .* (go|lapse|expire)"),
    Rule("renewal.ce-total", 5, "", "REGISTRY", "how (do|can|should|would) (i|you|we) (keep|maintain|renew|stay)( .* (current|active|valid))?|what do i need to (keep|maintain|renew)"),
    Rule("licence.renewal-ways", 5, "renew|renewal|renewing|recertify|recert|recertification|relicense|relicensure|renew my", "STATE"),
    Rule("licence.lapse", 5, "LAPSE", "STATE"),
    Rule("licence.processing", 6, "processing|process time|turnaround|take to get my|receive my|get my license|get my card", patterns="how soon .* (get|receive|have) .*(license|licence|certification|certificate|card)|how long .* (get|receive|process|processing|take|wait) .*(license|licence|certification|certificate|card|application|certified|licensed)"),
    Rule("licence.levels", 4, "levels|level|recognize|recognized|recognise|offer", "-COST -RENEW -MOVE STATE", "does .* have|does .* license|does .* recognize|does .* recognise|(do|does) xstate (ems )?licenses?|what are the .* (levels|certifications)"),
    Rule("licence.notes", 3.5, "county|counties"),
    Rule("licence.notes", 6, "accepted statewide", "STATE", r"where (\w+ ){0,3}is my .*(good|valid|accepted|recognized)"),
    Rule("licence.notes", 4, "county|counties|statewide|accepted|where is my|good in|valid in every|another county"),
    Rule("licence.notes", 3, "duplicate|replacement|replace|lost|lost my|destroyed|stolen|name change|address|county|counties|verify|verification|lookup|look up|permanent|affiliated|affiliation|proof|contacts|internship|document|volunteer", "STATE"),
    Rule("scope.summary", 2.5, "skills"),
    Rule("scope.summary", 3, "what can|scope|allowed to do|perform|duties|able to do", patterns="(what|which|list|all) .*skills|what does .* do|what do .* do"),
    Rule("scope.authority", 4, "who decides|who sets|who determines|scope|policy|protocol|protocols|document|depends|every state|everywhere|vary|varies"),
    Rule("scope.difference", 3, "everywhere|some states|some places|different in|vary|varies|why"),
    Rule("scope.trend", 2, "why|change|changed|expanding|future|trend"),
    Rule("renewal.cycle", 5, "lasts|how often|good for|valid|every|cycle|expire|expires|expiration", "-COURSE -EXAM -CE", r"(does|do|will|did|license|certification|certificate|card|cert|it|they) (\w+ )?last"),
    Rule("renewal.cycle", 4, "how long|years|renew", "LICENSE -COURSE -EXAM -BECOME -CE"),
    Rule("renewal.cycle", 4, "renew|how long", "RENEW -COURSE -EXAM -CE"),
    Rule("renewal.ce-total", 5, "how many|number of|hours|credits|requirement|requirements|what is needed", "CE"),
    Rule("renewal.ce-total", 5, "require|requires|required", "RENEW -STATE"),
    Rule("renewal.ce-total", 3, "CE"),
    Rule("renewal.ce-total", 6, "how many hours|how many credits|hours|credits|requirements|what do i need", "RENEW"),
    Rule("renewal.ce-national", 6, "national|nationally", "CE -REGISTRY"),
    Rule("renewal.ce-local", 6, "local", "CE"),
    Rule("renewal.ce-individual", 6, "individual|own choice", "CE"),
    Rule("renewal.ce-national", 3, "national component|nccr"),
    Rule("renewal.ce-local", 3, "local component|lccr|state component"),
    Rule("renewal.ce-individual", 3, "individual component|iccr"),
    Rule("renewal.ce-content", 3, "topics|cover|content|components|breakdown|split", "CE"),
    Rule("renewal.expiry", 4, "expire|expires|expiration|good for|valid|run out|end date", "-EXAM -COURSE"),
    Rule("renewal.window-opens", 6, "when can|how early|start renewing|begin renewing|window|too early", "RENEW", "opens?"),
    Rule("renewal.window-closes", 5, "deadline|window|by when|due|last day|due date", "RENEW"),
    Rule("renewal.late-until", 7, "late renewal|renew late|late application|late period|grace period"),
    Rule("renewal.late-until", 5, "miss the|missed the|miss my|missed my|deadline|grace period"),
    Rule("renewal.late-until", 4, "late|grace|grace period|missed|miss the|deadline|after the deadline|forgot|past"),
    Rule("renewal.by-exam", 5, "by exam|by examination|by test|take the test|take the exam|test instead|exam instead|instead of|testing out|retest", "RENEW"),
    Rule("renewal.model", 2, "nccp|model|2025|2016|new rules|changed", "RENEW"),
    Rule("renewal.accepted", 5, "accepted|count|counts|accept|acceptable|what education|what kind of education|what classes|which classes|approved|capce|eligible", "RENEW"),
    Rule("renewal.accepted", 4, "accepted|count|counts|accept|acceptable|what education|approved", "CE"),
    Rule("renewal.accepted", 7, "accept|accepts|acceptable", "CE STATE", "(type|kind)s? of (ce|continuing)"),
    Rule("renewal.not-accepted", 5, "count|counts|accepted|accept", "RENEW"),
    Rule("renewal.not-accepted", 5, "count|counts|accepted|accept|eligible", "CE"),
    Rule("renewal.not-accepted", 6, "", patterns="(teaching|instructor|precepting|preceptor) (hours|time)"),
    Rule("renewal.not-accepted", 3, "not accepted|not count|count|accepted|accept|volunteer|preceptor|teaching|instructor", "CE"),
    Rule("renewal.online", 6, "ONLINE", "CE"),
    Rule("renewal.online", 4, "ONLINE", "RENEW"),
    Rule("renewal.active", 6, "practicing|without working|not working", "RENEW -STATE", "be (working|employed)|currently (work|working|employed)|still (work|working)|(have|need) to work"),
    Rule("renewal.active", 5, "affiliated|affiliation|without an agency|with an agency|inactive|active|not affiliated|unaffiliated|without an agency|no agency|no longer work|not currently working|status", patterns="not working( on an ambulance)?|not work( on an ambulance)?"),
    Rule("renewal.fee", 6, "COST", "RENEW"),
    Rule("renewal.lapse", 5, "LAPSE"),
    Rule("renewal.lapse", 5, "", patterns="(not|never|fail to|forget to|forgot to) (renew|recertify|recert)|what happens if .* (expires?|lapses?)"),
    Rule("renewal.lapse", 3, "what happens if|expire|expires"),
    Rule("renewal.reentry", 5, "LAPSE|expired"),
    Rule("renewal.from-state", 6, "state licensed|state license|state certified|state certification|already licensed|currently licensed", "REGISTRY -LAPSE", "state licensed .*"),
    Rule("renewal.records", 5, "records|audit|audited|documentation|keep my certificates|save my"),
    Rule("renewal.records", 5, "proof|keep|certificates|paperwork", "CE"),
    Rule("renewal.rule", 4, "lasts|RENEW|valid|good for|expire|expires|how often", "ROLE", r"(does|do|will|did|license|certification|certificate|card|cert|it|they) (\w+ )?last"),
    Rule("licence.reciprocity", 7, "valid in xstate|good in xstate|transfer to xstate|work in xstate|accepted in xstate|carry over to xstate", "STATE LEVEL -REGISTRY -CE", "use my (\\w+ )+in xstate"),
    Rule("pay.median", 6, "PAID", "-COST"),
    Rule("pay.median", 3, "PAID"),
    Rule("pay.hourly", 7, "hourly|an hour|per hour|by the hour", "PAID"),
    Rule("pay.hourly", 1.5, "PAID"),
    Rule("pay.low", 4, "starting|entry level|lowest|minimum pay|beginner|new emt|starting pay|bottom"),
    Rule("pay.high", 4, "highest|top|most|maximum|best paid|max", "PAID"),
    Rule("pay.low", 0.5, "PAID"),
    Rule("pay.high", 0.5, "PAID"),
    Rule("pay.mean", 1.5, "average|mean", "PAID"),
    Rule("pay.by-employer", 7, "industry|industries", "PAID", "employers?"),
    Rule("pay.by-employer", 4, "hospital|hospitals|private|fire department|ambulance service|ambulance company|government|which employers", "PAID"),
    Rule("pay.jobs", 6, "jobs are there", patterns="how many .* (jobs|positions)|number of .* jobs|how many .* (employed|work as|are there)|how many .* work"),
    Rule("pay.outlook", 6, "outlook|growth|grow|growing|demand|in demand|future|projected|projection|shortage|job market|need for more|job security|prospects|easy to find|easy to get a job", patterns=r"(a|the|more|growing|high|big) need for xlevel|hard to (find|get) (\w+ ){0,4}(job|jobs|work)"),
    Rule("pay.openings", 7, "openings|opening|vacancies|job opportunities"),
    Rule("pay.openings", 5, "outlook|job market"),
    Rule("pay.employers", 4, "who hires|who employs|employers|employer|work for", patterns="where do .* work|places .* work|where can .* work|where .* work"),
    Rule("pay.advancement", 4, "advance|advancement|promotion|promoted|career path|career ladder|move up|next step|after paramedic|career options", patterns="where can .* lead"),
    Rule("place.office", 5, "contact|phone|call|email|office|website|which agency|what agency|who do i|who licenses|who regulates|who certifies|department|where do i apply|address|apply|who issues", "STATE"),
    Rule("place.compact", 6, "compact|replica|member", "STATE -COST"),
    Rule("place.compact", 3, "join|joined|joins", "STATE"),
    Rule("place.compact", 2, "compact|replica"),
    Rule("place.compact-since", 7, "compact|replica", "WHEN STATE"),
    Rule("place.pay-emt", 6, "PAID", "STATE"),
    Rule("place.pay-paramedic", 6, "PAID", "STATE"),
    Rule("history.origin", 4, "history|origin|originate|originated|come from|came from|comes from|invented|created|founded|started|first|began|begin|who created|who invented|who designed|designed|started by|where did|named|renamed|new name"),
    Rule("history.mapping", 5, "what am i|am i now|would i be|equivalent|equal to|same as|is it the same|same|become|turn into|turned into|turns into|called now|now called|today|replace|replaced|replacing|replaces|correspond|corresponds|convert|converts|transition|transitioned|transfer to|count as|compare|new name|renamed|what level|separate level", "TITLE"),
    Rule("history.status", 5, "STILL|separate level|current|valid|in use|replaced|replacing", "TITLE"),
    Rule("history.status", 1.5, "what is|what was|is|are|do", "TITLE"),
    Rule("history.dates", 4, "WHEN|STILL|changed|started|began|founded|created", "TITLE"),
    Rule("history.dates", 4, "WHEN|STILL|changed|started|began|founded|created", "TERM"),
    Rule("history.dates", 4, "WHEN|STILL|changed|started|began|founded|created", "SYSTEM"),
    Rule("history.dates", 1, "what was|what is", "TITLE"),
    Rule("history.event", 3, "WHEN|happened|history|changed|change notice", "TERM"),
    Rule("history.event", 3, "WHEN|happened|history|changed|change notice", "SYSTEM"),
    Rule("history.training", 3, "LONG|hours|training|course", "TITLE"),
)  # fmt: skip


class Signals(Struct, frozen=True):
    """What the words of a question point to."""

    topics: Mapping[str, float]
    """Topics with the weight of the rules that point to them."""
    groups: frozenset[str]
    """The groups of words that are present."""
    cues: frozenset[str]
    """The words of the question that rules or groups have used."""


def signals(text: str, named: Iterable[str] = ()) -> Signals:
    """The topics that `text` (small letters, single spaces) points to.

    `named` holds the kinds of the entities that it names, in capitals: they count as groups.
    """
    padded = f" {text} "
    groups = {name: hit for name, words in _W.items() if (hit := " ".join(found(words, padded)))}
    hits = {**groups, **dict.fromkeys(named, "")}
    if "EXAM" in hits or ("REGISTRY" in hits and not {"RENEW", "LAPSE", "CE", "LICENSE"} & hits.keys()):
        hits["TESTING"] = ""
    topics: dict[str, float] = {}
    cues = {word for name in _SETTING if name in hits for word in hits[name].split()}
    for rule in _RULES:
        needed = rule.company.split()
        if any(name[1:] in hits if name.startswith("-") else name not in hits for name in needed):
            continue
        if hit := _hit(rule, padded, groups):
            topics[rule.topic] = max(rule.weight, topics.get(rule.topic, 0.0))
            cues.update(hit.split())
            cues.update(word for name in needed for word in hits.get(name, "").split())
    return Signals(topics, frozenset(hits), frozenset(cues))


_SETTING: Final = ("EXAM", "REGISTRY", "COURSE", "LICENSE", "CE")
"""Groups whose words are always understood: they say which part of the subject a question is about."""


def _hit(rule: Rule, padded: str, groups: Mapping[str, str]) -> str:
    """What stands in `padded` of the alternatives of a rule, empty when nothing does; `groups` says so of each group."""
    words = rule.words.split("|")
    runs = runs_of(padded)
    found_here = [word for word in words if word in runs]
    if not rule.words.islower():
        found_here += [groups[word] for word in words if word in groups]
    if rule.patterns:
        found_here += found(rule.patterns, padded)
    return " ".join(found_here)


SHAPES: Final = {
    "DIFFERENT": "separates|separate from|sets apart|set apart|distinguishes|difference|differences|differ|differs|different from|different than|vs|versus|compare|compared|comparison|distinguish|distinction",
    "SAME": "now called|just called|called now|now known as|known as|renamed to|same|equal|equivalent|interchangeable|identical|another name|synonym",
    "HIGHER": "higher|above|outranks|outrank|rank higher|more advanced|lower|below|better|superior|more training|bigger scope",
    "STATES": "which states?|what states?|any states?|how many states|do all states|does every state|do most states|do some states|are there states|list of states|states that|all states|some states|other states|every state|by state|from state to state|between states",
    "NO_DOING": "refuse|refuses|refusing|sue|sued|suing|liable|remove|removing|discontinue|prescribe|prescribing|i am allergic|i m allergic|being allergic",
    "MEDICATIONS": "medications?|medicines?|drugs?|meds",
}
"""Words that give a question its shape: two things set against each other, a list of states, no doing of a skill."""


@lru_cache(maxsize=1)
def _every_word() -> str:
    return " ".join((*_W.values(), *SHAPES.values(), *(f"{rule.words} {rule.patterns}" for rule in _RULES)))


def knows(word: str) -> bool:
    """Whether a rule knows `word`, of four letters and more."""
    text = _every_word()
    at = text.find(word)
    while at >= 0:
        around = text[max(at - 1, 0) : at] + text[at + len(word) : at + len(word) + 1]
        if not any("a" <= letter <= "z" for letter in around):
            return True
        at = text.find(word, at + 1)
    return False


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """Every word that a rule knows, for mending misspellings."""
    return frozenset(re.findall(r"[a-z]{4,}", _every_word()))
