"""A new kind of question is one class and its templates, and no other file knows of it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from django.template import Engine

from worksheets.blocks import (
    REGISTRY,
    AnswerBlock,
    InvalidDefinition,
    definition_schema,
    load_definition,
    register,
)
from worksheets.templatetags.blocks import block_fill, block_print, block_read

from .browser import sent_by
from .samples import fields_of, sheet

PAGE = Path("docs/adding-a-question-kind.md")
MOOD = {"type": "mood", "key": "now", "label": "How are you?"}


class Mood(AnswerBlock):
    """Sunny or rainy."""

    type: Literal["mood"]

    def clean(self, raw: Any) -> str | None:
        return raw if raw in ("sunny", "rainy") else None

    def is_blank(self, value: Any) -> bool:
        return value is None

    def as_text(self, value: Any) -> str:
        return value or ""


@pytest.fixture
def registered() -> Iterator[None]:
    """The kinds there are, so that those of a test are gone after it."""
    before = dict(REGISTRY)
    yield
    REGISTRY.clear()
    REGISTRY.update(before)


@pytest.mark.usefixtures("registered")
def test_a_registered_kind_is_valid_in_a_worksheet_and_in_the_schema():
    with pytest.raises(InvalidDefinition):
        load_definition(sheet(blocks=[MOOD]))
    register(Mood)
    definition = load_definition(sheet(blocks=[MOOD, fields_of("plan")]))
    assert isinstance(definition.screens[0].block, Mood)
    assert load_definition(definition.model_dump(mode="json", exclude_none=True)) == definition
    assert "Mood" in definition_schema()["$defs"]


@pytest.mark.usefixtures("registered")
def test_a_kind_that_is_gone_is_refused_again():
    register(Mood)
    load_definition(sheet(blocks=[MOOD]))
    del REGISTRY["mood"]
    with pytest.raises(InvalidDefinition):
        load_definition(sheet(blocks=[MOOD]))
    assert "Mood" not in definition_schema()["$defs"]


@pytest.mark.usefixtures("registered")
def test_two_kinds_of_one_name_are_refused():
    register(Mood)
    register(Mood)
    with pytest.raises(ValueError, match="mood"):
        register(type("Other", (Mood,), {"__module__": __name__}))


@pytest.mark.usefixtures("registered")
def test_the_example_of_the_documentation_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    parts = re.findall(r"^`([\w/.-]+)`[^`]*```\w+\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S | re.M)
    assert [Path(name).name for name, _ in parts] == ["tally.py", "fill.html", "read.html", "print.html"]
    for name, source in parts:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path / "worksheets/blocks/kinds")
    __import__("tally")
    monkeypatch.setattr(Engine.get_default(), "dirs", [tmp_path / "templates", *Engine.get_default().dirs])

    block = load_definition(sheet(blocks=[fields_of("tally")])).block("it")
    assert isinstance(block, AnswerBlock)
    assert block.clean(block.from_post(sent_by(block_fill(block, 3)))) == 3
    assert "3 times" in block_read(block, 3)
    assert "3 times" in block_print(block, 3)
