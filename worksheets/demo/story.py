"""What the demo practice holds: invented people, and a few weeks of their work. Days are counted back from today."""

from dataclasses import dataclass, field
from typing import Any

PASSWORD = "a-quiet-harbour-wall"  # noqa: S105 - printed for whoever tries the demo


@dataclass(frozen=True)
class Therapist:
    email: str
    name: str
    owner: bool = False


@dataclass(frozen=True)
class Work:
    """One assignment: what it says, how long ago each thing happened, and what was written."""

    sheet: str
    why: str
    sent: int
    answers: dict[str, Any] = field(default_factory=dict)
    private: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()
    submitted: int | None = None
    again: dict[str, Any] = field(default_factory=dict)
    reviewed: int | None = None
    returned: tuple[str, tuple[str, ...]] | None = None
    declined: str | None = None
    withdrawn: bool = False
    due: int | None = None
    before_session: bool = False
    later: int | None = None


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    called: str
    of: str
    zone: str
    joined: bool
    next_session: int | None
    work: tuple[Work, ...]


HARBOUR = "Harbour Practice"
LAKESIDE = "Lakeside Counselling"
HARBOUR_STAFF = (
    Therapist("dana@example.org", "Dana Whitlock", owner=True),
    Therapist("theo@example.org", "Theo Marsh"),
)
LAKESIDE_STAFF = (Therapist("noor@example.org", "Noor Haddad", owner=True),)

ANA = Person(
    "ana@example.org", "Ana Fontes", "Ana", "dana@example.org", "Europe/Lisbon", True, 2,
    (
        Work(
            "understanding-the-pattern", "A first reading, so that we have words in common.", 34,
            {"sounds_like_me": "The part about going over conversations again and again. I do that in the shower, "
                               "on the tram, everywhere.\n\nWhat does not sound like me: I never thought of it as "
                               "something I learned. I thought it was just how I am."},
            submitted=31, reviewed=29,
        ),
        Work(
            "journal-the-search-for-reassurance", "To catch one moment while it is still fresh.", 27,
            {"moment": "Tuesday evening Marco said he would call after football and did not. At ten I thought: he has "
                       "had enough of me. I wrote four messages and deleted three of them. The one I sent was a joke, "
                       "so that it would not sound like I was waiting.",
             "need": "To know that we are all right. Not that he calls, really. That he would want to."},
            submitted=24,
            again={"need": "To know that we are all right. Not that he calls, really. That he would want to.\n\n"
                           "Some of it I could give myself: I could have rung my sister, or written down that on "
                           "Sunday he said he was happy."},
            reviewed=22,
        ),
        Work(
            "a-moment-that-stirred-me-up", "You said the feeling comes before the thought. Let us look closer.", 20,
            {"intensity_before": 6,
             "happened": "We were at dinner with friends. He talked to Joana for a long time about her new job. "
                         "He did not look over.",
             "thought": "He would rather be with somebody easier.",
             "fear": "That I am too much, and that everyone can see it.",
             "body": {"chosen": ["throat", "chest"], "own": None},
             "strength": 8,
             "did": "I went quiet. Then on the way home I asked three times if he was tired of me.",
             "came_after": "He said no, three times, and the third time he sounded tired.",
             "intensity_after": 4},
            private=("did",), submitted=17, reviewed=15,
        ),
        Work(
            "weekly-look-back", "Only if you have the time this week.", 13,
            declined="I forgot.",
        ),
        Work(
            "what-am-i-really-looking-for", "Last time you said: I don't even know what I want him to say.", 6,
            {"intensity_before": 5,
             "looking_for": "When he is on the phone for a long time I want him to look at me once. Just that. "
                            "So that I know I am still in the room.",
             "need": {"chosen": ["certainty"], "own": None},
             "from_others": 7,
             "within": "I could put my hand on my own arm. It sounds silly. It helped on Thursday.",
             "plan": {"when": "In the evening, when he is on the phone", "where": "On the balcony",
                      "if": "I notice that I am listening to his voice for signs",
                      "then": "I go outside for five minutes and name five things that I can see"},
             "intensity_after": 3},
            private=("within",), raised=("from_others",), submitted=1,
        ),
        Work(
            "reassurance-reframed", "For the next time the urge to ask is there. Waiting ten minutes is already a lot.", 1,
            {"intensity_before": 5, "urge": "Ask him if he is annoyed with me."},
            before_session=True,
        ),
        Work(
            "meeting-the-fear", "When you are ready for it; we will look at it together.", 0, later=7,
        ),
    ),
)  # fmt: skip

BEN = Person(
    "ben@example.org", "Benedikt O'Hara", "Ben", "dana@example.org", "Europe/Berlin", True, 5,
    (
        Work(
            "journal-the-search-for-reassurance", "One page, no right way to do it.", 19,
            {"moment": "She read my message at 9:14 and answered at 13:40. In between I was no use to anybody.",
             "need": "Honestly? A sign that I was not forgotten."},
            submitted=16,
            returned=("Thank you for this. Could you stay with the second question a little longer: which part of "
                      "that could come from you?", ("need",)),
        ),
        Work(
            "urge-diary", "A line whenever it happens. Three lines in a week are plenty.", 12,
            {"urges": [
                {"when": "2026-11-16", "set_off": "No good-night message", "urge": "Call her at midnight",
                 "strength": 7, "did": "Wrote it in here and slept badly, but slept"},
                {"when": "2026-11-18", "set_off": "She said “we need to talk about the flat”", "urge": "Ask what about, "
                 "at once", "strength": 9, "did": "Asked. It was about the boiler."},
            ]},
            submitted=3,
        ),
        Work(
            "my-steadying-kit", "Pick what feels doable on a bad day, not on a good one.", 9,
            due=2,
        ),
        Work("weekly-look-back", "A short one for the weekend.", 8, withdrawn=True),
    ),
)  # fmt: skip

CLEO = Person(
    "cleo@example.org", "Cleo", "Cleo", "theo@example.org", "Europe/London", True, None,
    (
        Work(
            "saying-it-plainly", "For the talk with your mother on Sunday.", 10,
            {"intensity_before": 7,
             "earliest_sign": "I start cleaning. If the kitchen is spotless, something is wrong.",
             "observation": "You rang my sister first when you came back from hospital.",
             "feeling": "Hurt, and small.",
             "need": "To count.",
             "request": "Would you ring me too, next time, even if it is only for a minute?",
             "if_no": "Say that I am sad about it, and go for the walk I planned anyway.",
             "rehearse": "",
             "intensity_after": 5},
            submitted=7, reviewed=6,
        ),
        Work("journal-the-search-for-reassurance", "Whenever it suits you.", 4),
    ),
)  # fmt: skip

SAM = Person(
    "sam@example.org", "Sam Adeyemi-Łoś", "Sam", "dana@example.org", "", False, None,
    (Work("journal-the-search-for-reassurance", "Something to begin with, before we meet again.", 2, before_session=True),),
)  # fmt: skip

ZOE = Person(
    "zoe@example.org", "Zoë Lindqvist", "Zoë", "noor@example.org", "Europe/Stockholm", True, None,
    (
        Work(
            "journal-the-search-for-reassurance", "To start with.", 8,
            {"moment": "On the ferry, when he went to get coffee and stayed away for twenty minutes.",
             "need": "Company. And I could have gone along."},
            submitted=5,
        ),
    ),
)  # fmt: skip

HARBOUR_CLIENTS = (ANA, BEN, CLEO, SAM)
LAKESIDE_CLIENTS = (ZOE,)
