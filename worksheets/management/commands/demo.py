"""`manage.py demo`: two invented practices to look around in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from practice.models import Practice
from worksheets import demo


class Command(BaseCommand):
    help = "Fill an empty database with the demo practice, or print its accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="print the demo accounts and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["accounts"]:
            if Practice.objects.exists():
                raise CommandError("The database has a practice already; the demo goes into an empty one only.")
            demo.build()
        if Practice.objects.filter(is_demo=True).exists():
            self.stdout.write("\n".join(demo.accounts()))
