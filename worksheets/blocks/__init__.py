"""The kinds of question and the worksheets made of them. The lowest layer: no model, no request."""

from worksheets.blocks import kinds as kinds
from worksheets.blocks import limits
from worksheets.blocks.base import REGISTRY, AnswerBlock, Block, register
from worksheets.blocks.definition import (
    Definition,
    Screen,
    definition_schema,
    load_definition,
)
from worksheets.blocks.errors import InvalidAnswer, InvalidDefinition, Problem
from worksheets.blocks.files import read_definition
from worksheets.blocks.markdown import render_markdown
from worksheets.blocks.upgrades import FORMAT

__all__ = [
    "FORMAT",
    "REGISTRY",
    "AnswerBlock",
    "Block",
    "Definition",
    "InvalidAnswer",
    "InvalidDefinition",
    "Problem",
    "Screen",
    "definition_schema",
    "limits",
    "load_definition",
    "read_definition",
    "register",
    "render_markdown",
]
