"""`manage.py load_library`: the worksheets that ship, or those of another folder."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from worksheets import loading
from worksheets.blocks import InvalidDefinition


class Command(BaseCommand):
    help = "Load worksheet files into the built-in library. Loading twice changes nothing; assigned work never changes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=loading.LIBRARY)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        try:
            loaded = loading.load(loading.read_all(loading.library_files(folder)))
        except InvalidDefinition as invalid:
            raise CommandError(f"Nothing was loaded.\n{invalid}") from None
        if options["verbosity"]:
            counts = f"{len(loaded.new)} new, {len(loaded.changed)} changed, {len(loaded.unchanged)} unchanged"
            self.stdout.write(f"Library: {counts}.")
