"""What happens around every request."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client as Browser
from django.utils import timezone
from redis.exceptions import ConnectionError as BrokerAway

from practice.adapters import MFAAdapter
from practice.crypto import KeyOutOfReach, current_scope
from practice.middleware import KeysOfTheRequest, broker_down_is_said
from practice.models import AuditEvent, DataKey, Member
from tests.cast import their

pytestmark = pytest.mark.django_db


# Ids and headers


def test_each_request_has_an_id_of_its_own_and_none_from_outside():
    ids = {Browser().get("/healthz", headers={"x-request-id": "mine"})["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in ids)


@pytest.mark.parametrize("address", ["/", "/account/login/", "/nowhere/"])
def test_no_page_is_cached_framed_or_guessed_at(dana, browser_of, address):
    answer = browser_of(dana).get(address)
    assert answer["Cache-Control"].startswith(("no-store", "max-age=0, no-cache, no-store"))
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_pages_run_no_script_but_our_files(dana, browser_of):
    policy = browser_of(dana).get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


# Signing in


def test_a_page_leads_to_signing_in_and_back():
    answer = Browser().get("/library/?q=journal")
    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/?next=/library/%3Fq%3Djournal"


@pytest.mark.parametrize("header", ["hx-request", "x-autosave"])
def test_a_fragment_is_told_and_never_gets_the_sign_in_page(header):
    answer = Browser().post("/clients/add/", headers={header: "true"})
    assert answer.status_code == 401
    assert b"<form" not in answer.content


def test_a_form_sent_after_the_session_ended_comes_back_whole_and_without_secrets():
    form = {"name": ["Eva", "<b>"], "password": "hunter2", "code": "123456", "csrfmiddlewaretoken": "x"}
    answer = Browser().post("/clients/add/", form)
    page = answer.content.decode()
    assert answer.status_code == 401
    assert "Eva" in page
    assert "&lt;b&gt;" in page
    assert "hunter2" not in page
    assert "123456" not in page


def test_a_form_with_a_stale_token_is_held_for_who_is_signed_in(dana, browser_of):
    strict = Browser(enforce_csrf_checks=True)
    strict.cookies = browser_of(dana).cookies
    answer = strict.post("/clients/add/", {"name": "Eva"})
    assert answer.status_code == 403
    assert "Eva" in answer.content.decode()


def test_a_form_from_elsewhere_is_not_echoed_to_a_stranger():
    answer = Browser(enforce_csrf_checks=True).post("/account/login/", {"login": "words-of-an-attacker"})
    assert answer.status_code == 403
    assert "words-of-an-attacker" not in answer.content.decode()


# Who asks


def test_a_login_that_was_deactivated_is_out_at_once(dana, browser_of):
    desk = browser_of(dana)
    assert desk.get("/").status_code == 200
    Member.objects.update(deactivated_at=timezone.now())
    assert desk.get("/")["Location"] == "/switch/"
    assert desk.get("/clients/")["Location"] == "/switch/"


def test_a_login_of_two_practices_chooses_and_nothing_crosses(dana, noor, ana, zed, browser_of):
    Member.objects.filter(pk=noor.pk).update(user=dana.user)
    desk = browser_of(dana)
    assert desk.get("/clients/")["Location"] == "/switch/"
    for member, seen, hidden in ((dana, ana, zed), (noor, zed, ana)):
        desk.post("/switch/", {"member": str(member.pk)})
        assert desk.get(f"/clients/{seen.pk}/").status_code == 200
        assert desk.get(f"/clients/{hidden.pk}/").status_code == 404


def test_nobody_switches_to_somebody_else(dana, theo, browser_of):
    desk = browser_of(dana)
    for member in (theo.pk, "x", ""):
        assert desk.post("/switch/", {"member": str(member)}).status_code == 404
    assert desk.get("/").status_code == 200
    assert desk.session["member"] == str(dana.pk)


@pytest.mark.parametrize(("who", "seconds"), [("dana", 30 * 60), ("ana", 14 * 24 * 3600)])
def test_a_session_ends_when_nothing_happened_for_long(who, seconds, ana, dana, browser_of, time_machine):
    time_machine.move_to("2026-03-01T10:00:00+00:00")
    browser = browser_of(dana if who == "dana" else their(ana))
    assert browser.get("/").status_code == 200
    time_machine.shift(timedelta(seconds=seconds - 60))
    assert browser.get("/").status_code == 200
    time_machine.shift(timedelta(seconds=seconds - 60))
    assert browser.get("/").status_code == 200
    time_machine.shift(timedelta(seconds=seconds + 60))
    assert browser.get("/").status_code == 302


def test_a_session_is_written_at_most_once_a_minute(dana, browser_of):
    desk = browser_of(dana)
    desk.get("/")
    before = Session.objects.get(pk=desk.session.session_key).session_data
    desk.get("/")
    assert Session.objects.get(pk=desk.session.session_key).session_data == before


# The second factor


@pytest.fixture
def earnest(dana):
    """Dana's practice as a real one."""
    dana.practice.is_demo = False
    dana.practice.save()
    return dana


def test_staff_of_a_real_practice_set_up_a_second_factor_first(earnest, ana, browser_of):
    desk = browser_of(earnest)
    for address in ("/", "/clients/", f"/clients/{ana.pk}/", "/library/"):
        assert desk.get(address)["Location"] == "/account/2fa/"
    assert desk.post("/clients/add/", {"name": "Eva", "email": "eva@example.org"})["Location"] == "/account/2fa/"
    assert desk.get("/account/").status_code == 200


def test_with_a_second_factor_they_are_in(earnest, browser_of):
    secret = MFAAdapter().encrypt("JBSWY3DPEHPK3PXP")
    Authenticator.objects.create(user=earnest.user, type="totp", data={"secret": secret})
    assert browser_of(earnest).get("/").status_code == 200


def test_clients_need_none(earnest, ana, browser_of):
    assert browser_of(their(ana)).get("/").status_code == 200


# Keys


def opened(scope, client) -> set[str]:
    kinds = set()
    for data_key in DataKey.objects.filter(pk__in=[client.own_key_id, client.record_key_id]):
        try:
            scope.unwrap(data_key)
            kinds.add(data_key.kind)
        except KeyOutOfReach:
            continue
    return kinds


def test_a_request_opens_nothing_until_it_is_known_who_asks(ana, rf):
    seen = []
    KeysOfTheRequest(lambda request: seen.append(opened(current_scope(), ana)) or HttpResponse())(rf.get("/"))
    assert seen == [set()]


@pytest.mark.parametrize(("who", "kinds"), [("dana", {"record"}), ("ana", {"own", "record"})])
def test_staff_open_the_record_and_clients_their_own_too(who, kinds, ana, dana, browser_of, monkeypatch):
    seen = []
    monkeypatch.setattr("practice.middleware.lacks_second_factor", lambda _: seen.append(opened(current_scope(), ana)))
    browser_of(dana if who == "dana" else their(ana)).get("/")
    assert seen == [kinds]


# When the cache is down


def test_a_broker_that_is_down_is_said_in_words(rf, monkeypatch):
    answer = broker_down_is_said(lambda request: HttpResponse()).process_exception(rf.get("/"), BrokerAway())
    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def test_other_errors_go_on_as_they_are(rf):
    assert broker_down_is_said(lambda request: HttpResponse()).process_exception(rf.get("/"), ValueError()) is None


# Denials


def test_an_address_that_is_nobodys_is_no_denial(dana, browser_of):
    assert browser_of(dana).get("/nowhere/").status_code == 404
    assert not AuditEvent.objects.filter(verb="denied").exists()


def test_each_denied_method_is_recorded(ana, theo, browser_of):
    desk = browser_of(theo)
    for method in (desk.get, desk.post):
        assert method(f"/clients/{ana.pk}/edit/").status_code == 404
    assert AuditEvent.objects.filter(verb="denied", actor=theo, object_id=ana.pk).count() == 2
