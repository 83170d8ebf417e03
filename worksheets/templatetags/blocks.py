"""Blocks on pages and in documents: `{% block_fill %}`, `{% block_read %}`, `{% block_print %}`."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from worksheets.blocks import AnswerBlock, Block, render_markdown
from worksheets.blocks.base import Purpose
from worksheets.blocks.typed import direction

register = template.Library()


@register.simple_tag
def block_fill(
    block: Block,
    value: Any = None,
    error: str | None = None,
    field_id: str = "answer",
    labelled_by: str = "prompt",
) -> SafeString:
    """The fields of `block`, holding `value` (which may be a refused one, as posted) and saying `error`.

    The page shows the block's label in an element with the id `labelled_by`.
    """
    context = {
        "block": block,
        "value": value,
        "error": error,
        "field_id": field_id,
        "labelled_by": labelled_by,
        "described_by": _described_by(block, error, field_id),
    }
    return render_to_string(block.template("fill"), context | block.fill_context(value))


def _described_by(block: Block, error: str | None, field_id: str) -> str:
    parts = {"help": getattr(block, "help", None), "error": error}
    return " ".join(f"{field_id}-{name}" for name, words in parts.items() if words)


@register.simple_tag
def block_read(block: Block, value: Any = None) -> SafeString:
    """The words of a text, or the answer `value` without its label, on a page."""
    return _shown("read", block, value)


@register.simple_tag
def block_print(block: Block, value: Any = None) -> SafeString:
    """The same for the PDF."""
    return _shown("print", block, value)


def _shown(purpose: Purpose, block: Block, value: Any) -> SafeString:
    if isinstance(block, AnswerBlock) and block.is_blank(value):
        return render_to_string("worksheets/blocks/_not_answered.html")
    context = {"block": block, "value": value} | block.read_context(value)
    return render_to_string(block.template(purpose), context)


@register.filter
def markdown(text: str) -> SafeString:
    """Markdown as safe HTML."""
    return render_markdown(text)


@register.filter
def text_direction(text: object) -> str:
    """`ltr` or `rtl`, for the PDF (a page says `dir="auto"` and leaves it to the browser)."""
    return direction(str(text))
