"""What stands in a summary, and what does not."""

import zlib

import pypdfium2
import pytest

from worksheets import pdf

from . import samples


@pytest.fixture(scope="module")
def practice() -> bytes:
    return pdf.render(samples.summary())


@pytest.fixture(scope="module")
def client() -> bytes:
    return pdf.render(samples.summary("client"))


def test_head_says_whose_it_is_and_when_it_was_sent(practice: bytes) -> None:
    head = samples.words(practice)
    for said in (
        "Fairwater Therapy Practice",
        "Journal: the search for reassurance",
        "What Sam shared with Dana Whitfield",
        "Therapist: Dana Whitfield",
        "Sent Tuesday 24 November 2026 at 21:14 (Europe/Berlin), revision 2",
        "You said that the waiting is the worst part.",
    ):
        assert said in head


def test_time_is_the_clients_own_across_midnight() -> None:
    auckland = samples.words(pdf.render(samples.answer("x", time_zone="Pacific/Auckland")))
    assert "Sent Wednesday 25 November 2026 at 09:14 (Pacific/Auckland)" in auckland


def test_client_copy_says_so(client: bytes) -> None:
    assert "Sam’s own copy: everything, with what was kept private marked" in samples.words(client)


def test_only_a_superseded_one_says_that_there_is_a_newer(practice: bytes) -> None:
    newer = "This is an earlier revision. Sam has sent a newer one since."
    assert newer in samples.words(pdf.render(samples.summary(superseded=True)))
    assert newer not in samples.words(practice)


def test_every_page_has_practice_code_and_number(practice: bytes) -> None:
    for number, page in enumerate(samples.lines(practice), 1):
        assert any("Fairwater Therapy Practice" in line for line in page)
        assert any(f"Page {number} of 2" in line and "3f9a2c1b" in line for line in page)


def test_prompts_and_answers_stand_in_order(practice: bytes) -> None:
    said = samples.words(practice)
    in_order = [
        *("not a test", "Before you begin", "7 of 10", "0: calm", "10: the strongest I have known", "What happened"),
        *("Which thoughts came up?", "Sunday evening.", "light on.", "Fear and evidence", "What the fear says"),
        *("He is bored of me.", "She asked me to the lake in June.", "What you were looking for"),
        *("How could you meet", "nothing had changed", "A plan to try it once", "Wednesday", "I put the kettle on"),
        *("One sentence that is true", "Not answered", "And now", "4 of 10", "Wanting closeness is a good thing."),
    ]
    places = [said.find(words) for words in in_order]
    assert -1 not in places
    assert places == sorted(places)


def test_practice_reads_of_private_answers_their_prompt_alone(practice: bytes) -> None:
    said = samples.words(practice)
    assert "Is there an earlier time? Kept private" in said
    assert "What have you not said? To talk about" in said


def test_private_words_are_nowhere_in_the_practices_file(practice: bytes, client: bytes) -> None:
    for word in ("Kingfisher", "Bittern"):
        assert word in samples.words(client)
        assert word not in samples.words(practice)
        assert word.encode() not in unpacked(practice)


def test_client_sees_private_answers_marked(client: bytes) -> None:
    said = samples.words(client)
    assert f"You kept this to yourself {samples.PRIVATE}" in said
    assert f"You want to talk about this {samples.RAISED}" in said
    assert said.count("You kept this to yourself") == said.count("You want to talk about this") == 1


def test_line_breaks_and_indents_are_as_typed(practice: bytes) -> None:
    assert indent_of(practice, "- he is telling her") > indent_of(practice, "First thought: he") + 4


def test_head_of_a_table_is_repeated_on_its_next_page() -> None:
    rows = [{"fear": f"Fear {number}", "know": "One line.\nAnother."} for number in range(40)]
    block = {"type": "rows", "key": "pairs", "label": "Fears", "columns": samples.PAIR}
    pages = samples.lines(pdf.render(samples.reading((block, rows, "shared"))))
    assert len(pages) > 2
    for page in pages[:3]:
        assert any("What the fear says" in line for line in page)


def test_rows_of_many_columns_are_printed_label_by_label() -> None:
    columns = [{"key": f"c{n}", "label": f"Column {n}", "type": "short_text"} for n in range(8)]
    block = {"type": "rows", "key": "diary", "label": "Diary", "columns": columns}
    row = {f"c{n}": f"cell {n}" for n in range(8)}
    assert "Column 6 cell 6 Column 7 cell 7" in samples.words(pdf.render(samples.reading((block, [row], "shared"))))


@pytest.mark.parametrize("name", ["Ø", "D’Arcy O'Neill", "Łoś-Ğül", "Ольга", "מיכל", "Ng & <b>Sons</b>"])
def test_names_of_any_kind_are_printed_as_they_are(name: str) -> None:
    said = samples.words(pdf.render(samples.answer("x", client_name=name, therapist_name=name)))
    assert name in said or name[::-1] in said


def test_two_page_summary_is_small(practice: bytes, client: bytes) -> None:
    for file in (practice, client):
        assert pdf.check(file).pages == 2
        assert len(file) <= 60 * 1024


def unpacked(file: bytes) -> bytes:
    """Everything in the file, its streams unpacked."""
    parts = [file]
    for part in file.split(b"stream\n")[1:]:
        try:
            parts.append(zlib.decompressobj().decompress(part))
        except zlib.error:
            continue
    return b"\n".join(parts)


def indent_of(file: bytes, start: str) -> float:
    """How far from the left edge the line that begins so stands, in points."""
    with pypdfium2.PdfDocument(file) as document:
        for page in document:
            found = page.get_textpage().search(start).get_next()
            if found:
                return float(page.get_textpage().get_charbox(found[0])[0])
    raise AssertionError(start)
