"""The worksheets that ship: how they read, how long they take, and that nothing of them is missing."""

import re
from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType

import pytest
import textstat

from worksheets.blocks import Definition, read_definition

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "worksheets" / "library").glob("*.yaml"))
DRAWING = ROOT / "practice" / "static" / "drawings" / "open_hands.svg"
DRAWING_FOR_PDF = ROOT / "worksheets" / "pdf" / "assets" / "open_hands.svg"

# What each sheet asks, in order. Charts and exports go by these keys, so they stay as they are.
ASKS = MappingProxyType(
    {
        "journal-the-search-for-reassurance": "moment need",
        "a-moment-that-stirred-me-up": (
            "intensity_before happened thought fear body strength did came_after intensity_after"
        ),
        "what-am-i-really-looking-for": ("intensity_before looking_for need from_others within plan intensity_after"),
        "my-steadying-kit": ("intensity_before loved_one piece_for_me mindful written own repeat intensity_after"),
        "reassurance-reframed": (
            "intensity_before urge waited kinder_reading evidence true_sentence what_happened intensity_after"
        ),
        "meeting-the-fear": (
            "intensity_before scares_most prediction belief earliest_echo likely worst cope younger_me intensity_after"
        ),
        "saying-it-plainly": (
            "intensity_before earliest_sign observation feeling need request if_no rehearse intensity_after"
        ),
        "urge-diary": "urges",
        "weekly-look-back": "pattern_seen secure_act line_to_bring",
        "understanding-the-pattern": "sounds_like_me",
    }
)
WITH_INTENSITY = tuple(ASKS)[1:7]

# The words that each sheet stands or falls by, in the prompt itself and not in its help.
HEART = (
    ("what-am-i-really-looking-for", "looking_for", "truly looking for in that moment"),
    ("what-am-i-really-looking-for", "within", "you can give yourself"),
    ("my-steadying-kit", "loved_one", "do for someone you love"),
    (
        "reassurance-reframed",
        "true_sentence",
        "one true sentence to yourself that does not hang on their reply",
    ),
    ("meeting-the-fear", "scares_most", "scares you most about distance, or about being left"),
    ("saying-it-plainly", "earliest_sign", "earliest sign that this need is there, before it builds"),
    ("weekly-look-back", "secure_act", "one secure act"),
    ("understanding-the-pattern", "sounds_like_me", "sounds like you, and which part does not"),
)

# What the reading says, in this order.
GROUND = """\
a pattern, not a diagnosis
What it is
strong wish for closeness
equally strong fear of losing it
attention goes to the relationship
asks to be reassured
Thoughts of being left
not a flaw
something learned
kept themselves safe
Where it comes from
childhood
there at one time and gone at another
watch other people’s moods
not be cut off
unsettled even in relationships that are otherwise healthy
How it can look now
hear again that all is well
search of signs
Doubting a partner’s care
be left, or to be “too much”
giving a great deal to keep the bond
closeness to worry and back to closeness
hard to break out of
What it can do to a relationship
Asking, checking and holding on
without anyone meaning it
weigh on a partner
distance that was feared
prove the fear right
more cut off than before
a loop
What can change
can be unlearned
Therapy is one place to look at the roots
fears and beliefs
other ways
safe and fulfilling
The wish for closeness is itself something good
balance and with kindness to yourself
more of the security comes from within
need other people
Four ways of working with it
Build inner security.
soothe yourself
Reframe reassurance.
worth does not hang on another person’s reply
Explore the fears.
belief beneath
Say your needs clearly.
before the worry has built up
"""

READING_SPEED = 180  # words a minute, for someone tired, on a phone
MINUTES_TO_ANSWER = MappingProxyType(
    {
        "text": 0,
        "date": 0.25,
        "scale": 0.25,
        "choice": 0.5,
        "short_text": 1,
        "rows": 2,
        "plan": 2,
        "long_text": 3.5,
    }
)


def read(path: Path) -> Definition:
    return read_definition(path.read_bytes(), path.name)


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def sheet(request: pytest.FixtureRequest) -> Definition:
    return read(request.param)


@pytest.fixture
def sheets() -> dict[str, Definition]:
    return {definition.slug: definition for definition in map(read, FILES)}


def client_words(definition: Definition) -> tuple[str, ...]:
    return (*definition.wording, definition.session_question)


def running_text(definition: Definition) -> list[str]:
    """The paragraphs alone; short labels would hide a hard one among them."""
    bodies = [block.body for block in definition.blocks if block.type == "text" and block.body]
    return [definition.explanation, *bodies, definition.closing]


def grade(pieces: Iterable[str]) -> float:
    """Flesch-Kincaid grade. A piece without a full stop (a heading, a label, a list item) ends all the same."""
    lines = (line.strip(" -*") for piece in pieces for line in piece.splitlines())
    text = " ".join(line if line[-1] in ".?:" else f"{line}." for line in lines if line)
    return textstat.flesch_kincaid_grade(text)


def count_words(pieces: Iterable[str]) -> int:
    return sum(len(piece.split()) for piece in pieces)


def test_library_is_complete(sheets):
    assert len(FILES) == 10
    assert list(sheets) == list(ASKS)
    for path, slug in zip(FILES, sheets, strict=True):
        assert path.stem[3:] == slug


def test_sheet_says_who_made_it_and_for_what(sheet):
    made = (sheet.author, sheet.licence, sheet.language, sheet.pattern)
    assert made == ("Holdfast contributors", "CC-BY-SA-4.0", "en", "anxious-preoccupied")


def test_sheet_reads_at_grade_eight_or_below(sheet):
    assert grade(client_words(sheet)) <= 8


def test_paragraphs_alone_read_at_grade_eight_or_below(sheet):
    assert grade(running_text(sheet)) <= 8


def test_stated_minutes_match_the_length(sheet):
    reading = count_words(client_words(sheet)) / READING_SPEED
    answering = sum(MINUTES_TO_ANSWER[block.type] for block in sheet.blocks)
    expected = reading + answering
    assert sheet.minutes == pytest.approx(expected, abs=max(2, 0.35 * expected))


def test_explanation_is_short(sheet):
    assert count_words([sheet.explanation]) <= 120


def test_therapist_is_told_when_not_to_use_it(sheet):
    assert "active abuse" in sheet.therapist_note.when_not
    assert "acute crisis" in sheet.therapist_note.when_not


def test_nothing_is_exclaimed(sheet):
    assert not [words for words in client_words(sheet) if "!" in words]


def test_only_the_reading_names_the_pattern(sheet):
    words = " ".join(client_words(sheet)).lower()
    named = re.findall(r"anxious-preoccupied|avoidant|attachment|insecure|disorder|symptom", words)
    assert named == (["anxious-preoccupied"] if sheet.slug == "understanding-the-pattern" else [])


def test_closing_line_calls_the_wish_for_closeness_good(sheet):
    assert re.search(r"\bgood\b", sheet.closing)
    assert re.search(r"\b(close|closeness|loved)\b", sheet.closing)


def test_sheet_asks_what_it_should_and_requires_none_of_it(sheet):
    assert [block.key for block in sheet.answer_blocks] == ASKS[sheet.slug].split()
    assert not [block.key for block in sheet.answer_blocks if block.required]


@pytest.mark.parametrize(("slug", "key", "words"), HEART)
def test_prompt_keeps_its_heart(sheets, slug, key, words):
    assert words in sheets[slug].block(key).label


@pytest.mark.parametrize("slug", WITH_INTENSITY)
def test_sheet_opens_and_closes_with_intensity(sheets, slug):
    first, *_, last = sheets[slug].answer_blocks
    for check, when in ((first, "before"), (last, "after")):
        assert (check.type, check.track, check.when) == ("scale", "intensity", when)
        assert (check.low, check.high) == (0, 10)
        assert (check.low_label, check.high_label) == ("Calm", "As strong as it gets")


def test_other_sheets_have_no_intensity_check(sheets):
    others = [sheet for slug, sheet in sheets.items() if slug not in WITH_INTENSITY]
    assert not [block.key for sheet in others for block in sheet.blocks if block.type == "scale"]


def test_journal_is_the_two_prompts_and_nothing_else(sheets):
    journal = sheets["journal-the-search-for-reassurance"]
    assert [block.type for block in journal.blocks] == ["long_text", "long_text"]
    moment, need = (block.label for block in journal.blocks)
    assert "a recent time in a relationship when you felt anxious" in moment
    assert "Which thoughts or fears came up, and how did you respond?" in moment
    assert "What were you truly looking for in that moment" in need
    assert "how could some of that need be met within yourself?" in need


def test_steadying_kit_has_three_practices_to_try_rate_and_repeat(sheets):
    kit = sheets["my-steadying-kit"]
    for key in ("mindful", "written", "own"):
        practice = kit.block(key)
        assert practice.type == "rows"
        assert practice.min_shown >= 2
        assert practice.columns[-1].type == "scale"


def test_beliefs_and_evidence_stand_side_by_side(sheets):
    assert sheets["reassurance-reframed"].block("evidence").paired
    assert sheets["meeting-the-fear"].block("belief").paired


def test_earliest_echo_says_that_it_is_optional(sheets):
    echo = sheets["meeting-the-fear"].block("earliest_echo")
    assert echo.label.startswith("Only if you want to")
    assert "optional" in echo.help


def test_diary_row_takes_a_minute_and_rates_the_urge(sheets):
    diary = sheets["urge-diary"]
    (urges,) = diary.blocks
    assert urges.type == "rows"
    assert diary.minutes == 1
    assert len(urges.columns) <= 5
    assert [(c.low, c.high) for c in urges.columns if c.type == "scale"] == [(0, 10)]


def test_reading_has_its_length_and_asks_one_thing(sheets):
    reading = sheets["understanding-the-pattern"]
    texts = [words for block in reading.blocks if block.type == "text" for words in block.wording()]
    assert 500 <= count_words(texts) <= 600
    assert len(reading.answer_blocks) == 1
    assert reading.blocks[-1] is reading.answer_blocks[0]


def test_reading_covers_the_ground_in_order(sheets):
    reading = sheets["understanding-the-pattern"]
    text = " ".join(" ".join(words for block in reading.blocks for words in block.wording()).split())
    place = 0
    for words in GROUND.splitlines():
        found = text.find(words, place)
        assert found >= 0, f"“{words}” is missing, or not where it belongs"
        place = found + len(words)


def test_reading_opens_with_the_open_hands(sheets):
    assert sheets["understanding-the-pattern"].blocks[0].drawing == "open_hands"


def test_drawing_is_the_same_on_page_and_paper_and_only_lines():
    drawing = DRAWING.read_text()
    assert DRAWING_FOR_PDF.read_text() == drawing
    assert set(re.findall(r"<(\w+)", drawing)) == {"svg", "path"}
    assert not re.search(r"style=|href|url\(", drawing)
