"""Read first by pytest: enters the tests' own surroundings, then offers the fixtures that all tests share."""

import os

import pytest
from django.conf import settings

from tests.environment import Environment

Environment().enter()
# The manifest is made by collectstatic, which no test runs.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

pytest_plugins = ["tests.services", "tests.cast"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgres"),
        default="sqlite",
        help="where the tests keep their data; with postgres only those that use a database run",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, leave out what has no database: it ran already."""
    if not os.environ["HOLDFAST_TESTS_DATABASE"]:
        return
    using = [item for item in items if uses_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in using])
    items[:] = using


def uses_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & {"db", "transactional_db", "live_server"}) or bool(item.get_closest_marker("django_db"))
