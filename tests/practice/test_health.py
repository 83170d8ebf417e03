import pytest
from django.db import OperationalError
from django.urls import reverse

from practice import health, startup
from tests.services import Valkey


@pytest.fixture(autouse=True)
def fresh():
    health.refuse_unmigrated.cache_clear()
    yield
    health.refuse_unmigrated.cache_clear()


def test_alive_is_said_without_a_database(client):
    """No database fixture: a query would fail the test."""
    answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_ready_tells_about_broker_and_waiting_work(client, db):
    answer = client.get(reverse("readyz"))
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "broker": "ok", "documents": 0}


def test_ready_without_a_broker_too(client, db, broker_outage: Valkey):
    answer = client.get(reverse("readyz"))
    assert answer.status_code == 200
    assert answer.json()["broker"] == "down"


def test_broker_that_answers_nothing_does_not_hold_the_answer(client, db, valkey: Valkey):
    valkey.pause()
    try:
        assert client.get(reverse("readyz")).json()["broker"] == "down"
    finally:
        valkey.resume()


def test_broken_database_is_not_ready_and_says_nothing_of_why(client, monkeypatch):
    class Broken:
        def cursor(self):
            raise OperationalError("password for user secret")

    monkeypatch.setattr(health, "connection", Broken())
    answer = client.get(reverse("readyz"))
    assert answer.status_code == 503
    assert answer.json() == {"ready": False}


def test_pending_migrations_are_not_ready_until_they_are_applied(client, db, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(startup, "migrations", lambda: startup.Migrations(("worksheets.0002_more",), ()))
        assert client.get(reverse("readyz")).status_code == 503
    assert client.get(reverse("readyz")).status_code == 200


@pytest.mark.parametrize("name", ["healthz", "readyz"])
def test_only_reading_is_allowed(client, db, name: str):
    assert client.post(reverse(name)).status_code == 405
    assert client.head(reverse(name)).status_code == 200
