"""`manage.py create_api_token EMAIL`: prints a token, and nothing else, for scripts to catch."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from practice.actors import SYSTEM
from practice.models import Member, User
from practice.second_factor import lacks_second_factor
from practice.tokens import DAYS, MOST_DAYS, issue_token


class Command(BaseCommand):
    help = "Make an API token for a login and print it. It is shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--practice", help="the practice's name or id, where the login belongs to several")
        parser.add_argument("--days", type=int, default=DAYS, help=f"how long it is good for (default {DAYS})")
        parser.add_argument("--name", default="Made at the command line", help="what the account page calls it")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["days"] <= MOST_DAYS:
            raise CommandError(f"--days has to be from 1 to {MOST_DAYS}.")
        member = chosen(memberships(options["email"]), options["practice"])
        if lacks_second_factor(member):
            raise CommandError(f"{member.user.email} has no second factor yet, and the API would refuse the token.")
        _, words = issue_token(member, by=SYSTEM, name=options["name"][:80], days=options["days"])
        self.stdout.write(words)


def memberships(email: str) -> list[Member]:
    """Where the login of this address is somebody. Raises CommandError."""
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        raise CommandError(f"There is no login for {email}.")
    found = list(Member.objects.of_user(user))
    if not found:
        raise CommandError(f"{user.email} does not belong to a practice any more.")
    return found


def chosen(found: list[Member], practice: str | None) -> Member:
    """The one that is meant. Raises CommandError where it is none or more than one."""
    meant = found
    if practice is not None:
        wanted = practice.strip().lower()
        meant = [one for one in found if wanted in {one.practice.name.lower(), str(one.practice_id)}]
    if len(meant) == 1:
        return meant[0]
    names = ", ".join(f"{one.practice.name} ({one.practice_id})" for one in meant or found)
    raise CommandError(f"Say which practice is meant with --practice, by its name or id: {names}.")
