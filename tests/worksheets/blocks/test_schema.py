"""The published JSON Schema."""

import json
from pathlib import Path

from worksheets.blocks import REGISTRY, definition_schema

PUBLISHED = Path("docs/worksheet.schema.json")


def test_the_published_schema_is_current():
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    assert published == definition_schema(), "make it anew: python -m worksheets.blocks > docs/worksheet.schema.json"


def test_the_schema_knows_every_kind():
    kinds = definition_schema()["properties"]["blocks"]["items"]["discriminator"]["mapping"]
    assert set(kinds) == set(REGISTRY)


def test_the_documentation_names_every_kind():
    page = Path("docs/worksheet-format.md").read_text(encoding="utf-8")
    assert all(f"`{kind}`" in page for kind in REGISTRY)
