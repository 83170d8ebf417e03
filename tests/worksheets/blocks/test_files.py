"""Worksheet files, good, broken and hostile."""

import json
import time
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from worksheets.blocks import InvalidDefinition, read_definition

from .samples import fields_of, sheet

GOOD = yaml.safe_dump(sheet(), allow_unicode=True).encode()


def refused(data: bytes, name: str = "sheet.yaml") -> InvalidDefinition:
    """Why a file is refused, which has to be known quickly."""
    started = time.process_time()
    with pytest.raises(InvalidDefinition) as refusal:
        read_definition(data, name)
    assert time.process_time() - started < 2
    assert str(refusal.value).startswith(f"{name}: ")
    assert str(refusal.value).encode()
    assert len(str(refusal.value)) < 10_000
    return refusal.value


def test_line_ends_and_byte_order_mark_make_no_difference():
    source = GOOD.replace(b"closing: You noticed.", b"closing: |\n  You noticed.\n\n  That is all.")
    digests = {
        read_definition(data, "sheet.yaml").digest
        for data in (source, source.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + source)
    }
    assert len(digests) == 1


@pytest.mark.parametrize("name", ["sheet.json", "SHEET.JSON", "sheet"])
def test_json_and_yaml_say_the_same(name: str):
    data = json.dumps(sheet(title="A “quiet” minute 🙂")).encode()
    expected = read_definition(yaml.safe_dump(sheet(title="A “quiet” minute 🙂")).encode(), "sheet.yaml")
    assert read_definition(data, name).digest == expected.digest


def test_plain_words_stay_words():
    options = "[{key: a, label: Yes}, {key: b, label: 1.5}, {key: c, label: 2026-03-09}, {key: d, label: 0o7}]"
    block = f"- {{type: choice, key: it, label: No, options: {options}}}"
    source = yaml.safe_dump({key: value for key, value in sheet().items() if key != "blocks"})
    definition = read_definition(f"{source}blocks:\n{block}\n".encode(), "sheet.yaml")
    assert definition.block("it").wording() == ("No", "Yes", "1.5", "2026-03-09", "0o7")


def test_an_error_names_file_place_and_reason():
    data = yaml.safe_dump(sheet(blocks=[fields_of("plan", key="a"), fields_of("plan", label=7)])).encode()
    assert str(refused(data, "07-diary.yaml")) == (
        "07-diary.yaml: blocks.1.label: This has to be text. Put it in quotes if it looks like a number."
    )


def test_a_syntax_error_names_its_line():
    invalid = refused(b"format: 1\ntitle: [a\nslug: b\n")
    assert invalid.code == "unreadable"
    assert invalid.problems[0].place.startswith("line ")
    assert "line 1, column 14" in str(refused(b'{"format": 1,, }', "sheet.json"))


LAUGHS = b"a: &a [ha, ha]\nb: &b [*a, *a]\nc: &c [*b, *b]\nblocks: [*c, *c]\n"
HOSTILE = {
    "billion laughs": (LAUGHS, "alias"),
    "alias of itself": (b"&a [*a]", "alias"),
    "merge": (b"<<: *a\n", "alias"),
    "python object": (b"!!python/object/apply:os.system ['true']", "tag"),
    "python name": (b"title: !!python/name:os.system x", "tag"),
    "a tag of yaml's own": (b"title: !!binary aGVsbG8=", "tag"),
    "nameless tag": (b"title: ! hello", "tag"),
    "deep lists": (b"blocks: " + b"[" * 100 + b"]" * 100, "too_deep"),
    "deeper than the parser goes": (b"blocks: " + b"[" * 100_000, "unreadable"),
    "deep mappings": (b"{a: " * 50_000, "too_deep"),
    "deep blocks": (b"- " * 100_000 + b"a", "too_deep"),
    "deep and closed": (b"blocks: " + b"[" * 20 + b"]" * 20, "too_deep"),
    "null character": (b"title: a\x00b", "invalid_characters"),
    "escaped null": (GOOD + b'author: "a\\0b"\n', "repeated_name"),
    "control character": (b"title: a\x07b", "unreadable"),
    "not utf-8": (b"format: 1\ntitle: \xff\xfe", "not_utf8"),
    "utf-16": ("format: 1".encode("utf-16"), "not_utf8"),
    "half a character": (b"title: \xed\xa0\x80", "not_utf8"),
    "empty": (b"", "empty"),
    "blank": (b"\xef\xbb\xbf \n\n", "empty"),
    "a comment alone": (b"# nothing\n", "wrong_type"),
    "a list": (b"- a\n- b\n", "wrong_type"),
    "a word": (b"hello", "wrong_type"),
    "repeated name": (b"format: 1\nformat: 1\n", "repeated_name"),
    "repeated name further in": (b"format: 1\nblocks:\n- key: a\n  key: b\n", "repeated_name"),
    "a mapping as a name": (b"{a: b}: c\n", "unreadable"),
    "two documents": (GOOD + b"---\nformat: 1\n", "unreadable"),
    "huge number": (b"format: 1\nminutes: " + b"9" * 100_000, "too_large"),
    "too large": (b"# " + b"a" * 256 * 1024, "too_large"),
    "newer format": (b"format: 999\n", "newer_format"),
    "unknown kind": (yaml.safe_dump(sheet(blocks=[fields_of("hologram")])).encode(), "unknown_kind"),
    "five thousand blocks": (
        json.dumps(sheet(blocks=[{"type": "plan", "key": "a", "label": "b"}] * 5_000)).encode(),
        "too_long",
    ),
    "a hundred thousand items": (b"format: 1\nblocks: [" + b"a," * 100_000 + b"]", "wrong_type"),
    "long name": (b"format: 1\n? " + b"a" * 100_000 + b"\n: 1\n", None),
}
HOSTILE_JSON = {
    "deep": (b"[" * 200_000, "too_deep"),
    "deep and closed": (b'{"a":' * 20 + b"1" + b"}" * 20, "too_deep"),
    "huge number": (b'{"format": 1, "minutes": ' + b"9" * 100_000 + b"}", "too_large"),
    "huge negative number": (b'{"format": -' + b"9" * 5_000 + b"}", "too_large"),
    "huge exponent": (b'{"format": 1e999999999}', "unknown_format"),
    "not a number": (b'{"format": NaN}', "unreadable"),
    "repeated name": (b'{"format": 1, "format": 1}', "repeated_name"),
    "half a character": (json.dumps(sheet(title="a\ud800")).encode(), "invalid_characters"),
    "half a character in a name": (json.dumps(sheet() | {"a\ud800": 1}).encode(), "invalid_characters"),
    "escaped null": (json.dumps(sheet(title="a\x00")).encode(), "invalid_characters"),
    "cut short": (json.dumps(sheet()).encode()[:-40], "unreadable"),
    "a list": (b"[]", "wrong_type"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_yaml_file_is_refused_by_name(name: str):
    data, code = HOSTILE[name]
    assert code in {None, *(problem.code for problem in refused(data).problems)}


@pytest.mark.parametrize("name", HOSTILE_JSON)
def test_a_hostile_json_file_is_refused_by_name(name: str):
    data, code = HOSTILE_JSON[name]
    assert refused(data, "sheet.json").code == code


@given(st.binary(max_size=200))
def test_no_bytes_do_anything_but_be_refused(data: bytes):
    for name in ("sheet.yaml", "sheet.json", "sheet"):
        refused(data, name)


@given(st.integers(0, len(GOOD) - 1), st.sampled_from(list(b"\x00\x07\xff:-[]{}&*!|>'\"#%@` \n\t")))
def test_a_good_file_with_one_byte_changed_is_read_or_refused(at: int, byte: int):
    with suppress(InvalidDefinition):
        read_definition(GOOD[:at] + bytes([byte]) + GOOD[at + 1 :], "sheet.yaml")


def test_the_example_of_the_documentation_is_a_worksheet():
    page = Path("docs/worksheet-format.md").read_text(encoding="utf-8")
    example = page.partition("```yaml\n")[2].partition("```")[0]
    assert read_definition(example.encode(), "example.yaml").slug == "a-quiet-minute"
