"""Bringing the library's files into the database. Idempotent, and what was assigned stays as it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from practice import audit
from practice.actors import SYSTEM
from worksheets.blocks import Definition, InvalidDefinition, read_definition
from worksheets.blocks.errors import Problem
from worksheets.models import Worksheet, WorksheetVersion

LIBRARY = Path(__file__).parent / "library"
ENDINGS = {".yaml", ".yml", ".json"}


@dataclass(frozen=True)
class Loaded:
    """What became of a library: titles of sheets that are new, that got a new version, and that were there."""

    new: list[str]
    changed: list[str]
    unchanged: list[str]


def library_files(folder: Path = LIBRARY) -> list[Path]:
    """The worksheet files of a folder, in the order of their names."""
    return sorted(path for path in folder.iterdir() if path.suffix in ENDINGS)


def read_all(paths: Iterable[Path]) -> list[Definition]:
    """Every file's definition. Raises InvalidDefinition for the first file that is wrong: all or nothing."""
    definitions: dict[str, Definition] = {}
    for path in paths:
        definition = read_definition(path.read_bytes(), path.name)
        if definition.slug in definitions:
            message = f"Another file has the slug '{definition.slug}' as well."
            raise InvalidDefinition(path.name, [Problem("slug", message, "repeated_slug")])
        definitions[definition.slug] = definition
    return list(definitions.values())


@transaction.atomic
def load(definitions: Iterable[Definition]) -> Loaded:
    """Make each definition the current version of its built-in worksheet.

    A definition whose wording is already the current one is left alone; any other becomes a new version. Versions
    are never changed, so assignments keep theirs.
    """
    loaded = Loaded([], [], [])
    for place, definition in enumerate(definitions):
        worksheet, created = Worksheet.objects.select_for_update().get_or_create(
            practice=None, slug=definition.slug, defaults={"place": place}
        )
        if worksheet.place != place:
            worksheet.place = place
            worksheet.save(update_fields=["place"])
        current = worksheet.versions.order_by("-number").first()
        if current and current.digest == definition.digest:
            loaded.unchanged.append(definition.title)
            continue
        number = current.number + 1 if current else 1
        version = WorksheetVersion.of(worksheet, definition, number=number)
        version.save(force_insert=True)
        audit.record("library.load", by=SYSTEM, on=version)
        (loaded.new if created else loaded.changed).append(definition.title)
    return loaded
