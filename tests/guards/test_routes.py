"""Every route, for everybody: who gets what. A route without a row here fails.

Each row tells the status for GET and for POST, in the order of `EVERYBODY`. What is asked for is Ana's; 404 stands
for "not yours, and whether it exists is not told".
"""

import itertools
import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from clients.actions import add_client, invite
from clients.models import Invitation
from practice.crypto import key_scope
from practice.models import OWN, RECORD
from tests.cast import their
from worksheets.actions import save_answer, submit
from worksheets.models import Document

EVERYBODY = ("anonymous", "owner", "lead", "colleague", "supervisor", "elsewhere", "client", "another_client")
# Rows of their own elsewhere: the tests of the API.
ELSEWHERE = ("api/",)
HTTP_NOT_FOUND = 404


def row(text: str) -> dict[str, int]:
    return dict(zip(EVERYBODY, map(int, text.split()), strict=True))


@dataclass(frozen=True)
class Route:
    """What a route answers, of which object of the world."""

    name: str
    get: str
    post: str
    of: str = ""

    def __str__(self) -> str:
        return f"{self.name} of {self.of}" if self.of else self.name


NO_POST = "405 405 405 405 405 405 405 405"
ANYONE = "200 200 200 200 200 200 200 200"
# What only takes POST: leads a stranger to signing in, and tells the others that it is no page.
NO_PAGE = "302 405 405 405 405 405 405 405"
# What only takes GET, once somebody is signed in; a stranger's form is held and given back.
ONLY_A_PAGE = "401 405 405 405 405 405 405 405"
# fmt: off
ROUTES = [
    #                            anon own lead coll supv else clnt othr    anon own lead coll supv else clnt othr
    Route("healthz",             ANYONE,                             NO_POST),
    Route("readyz",              ANYONE,                             NO_POST),
    Route("switch_member",       "302 200 200 200 200 200 200 200", "401 404 404 404 404 404 404 404"),
    Route("home",                "302 200 200 200 200 200 200 200", ONLY_A_PAGE),
    Route("library",             "302 200 200 200 200 200 404 404", ONLY_A_PAGE),
    Route("worksheet_schema",    ANYONE,                             NO_POST),
    Route("worksheet_preview",   "302 200 200 200 200 200 404 404", ONLY_A_PAGE, "sheet"),
    Route("worksheet_assign",    "302 200 200 200 404 200 404 404", "401 422 422 422 404 422 404 404", "sheet"),
    Route("client_list",         "302 200 200 200 200 200 404 404", ONLY_A_PAGE),
    Route("client_add",          "302 200 200 200 404 200 404 404", "401 422 422 422 404 422 404 404"),
    Route("client",              "302 200 200 404 200 404 404 404", ONLY_A_PAGE, "client"),
    Route("client_assign",       "302 404 200 404 404 404 404 404", "401 404 422 404 404 404 404 404", "client"),
    Route("client_edit",         "302 404 200 404 404 404 404 404", "401 404 422 404 404 404 404 404", "client"),
    Route("client_invite",       NO_PAGE,                            "401 404 302 404 404 404 404 404", "client"),
    Route("client_next_session", NO_PAGE,                            "401 404 302 404 404 404 404 404", "client"),
    Route("assignment",          "302 200 200 404 200 404 404 404", ONLY_A_PAGE, "assignment"),
    Route("assignment_review",   NO_PAGE,                            "401 404 302 404 404 404 404 404", "assignment"),
    Route("assignment_return",   "302 404 200 404 404 404 404 404", "401 404 422 404 404 404 404 404", "assignment"),
    Route("assignment_withdraw", NO_PAGE,                            "401 404 302 404 404 404 404 404", "assignment"),
    Route("document",            "302 404 200 404 200 404 200 404", ONLY_A_PAGE, "shared"),
    Route("document",            "302 404 404 404 404 404 200 404", ONLY_A_PAGE, "own"),
    Route("document_file",       "302 404 200 404 200 404 200 404", ONLY_A_PAGE, "shared"),
    Route("document_file",       "302 404 404 404 404 404 200 404", ONLY_A_PAGE, "own"),
    Route("document_again",      NO_PAGE,                            "401 404 302 404 404 404 302 404", "shared"),
    Route("document_again",      NO_PAGE,                            "401 404 404 404 404 404 302 404", "own"),
    Route("device_key",          "302 404 404 404 404 404 200 200", ONLY_A_PAGE),
    Route("homework",            "302 404 404 404 404 404 200 404", ONLY_A_PAGE, "assignment"),
    Route("homework_send",       NO_PAGE,                            "401 404 404 404 404 404 302 404", "assignment"),
    Route("homework_decline",    "302 404 404 404 404 404 200 404", "401 404 404 404 404 404 302 404", "assignment"),
    Route("homework_pick_up",    NO_PAGE,                            "401 404 404 404 404 404 302 404", "assignment"),
    Route("write",               "302 404 404 404 404 404 200 404", "401 404 404 404 404 404 302 404", "question"),
    Route("autosave",            NO_PAGE,                            "401 404 404 404 404 404 200 404", "question"),
    Route("welcome",             "302 404 404 404 404 404 200 200", "401 404 404 404 404 404 200 200"),
    Route("join",                ANYONE,                             "302 409 409 409 409 409 409 409", "link"),
    Route("join_fresh",          NO_POST,                            ANYONE, "link"),
]
# fmt: on
# allauth's pages are about whoever asks and take no id of anybody else (passkeys apart: their own, or 404).
# For a stranger and for somebody signed in: GET, then POST.
ACCOUNT = {
    "account": "302 200  401 405",
    "tokens": "302 200  401 200",
    "token_revoke": "302 405  401 404",
    "account_login": "200 302  200 302",
    "account_logout": "302 200  302 302",
    "account_inactive": "200 200  405 405",
    "account_signup": "200 302  200 302",
    "account_reauthenticate": "302 403  401 403",
    "account_email": "302 200  401 302",
    "account_email_verification_sent": "200 200  405 405",
    "account_change_password": "302 302  401 302",
    "account_set_password": "302 200  401 200",
    "account_reset_password": "200 200  200 200",
    "account_confirm_login_code": "302 302  302 302",
    "account_confirm_email": "200 200  404 404",
    "account_reset_password_from_key_done": "200 200  405 405",
    "account_reset_password_from_key": "200 200  200 200",
    "account_reset_password_done": "200 200  405 405",
    "account_request_login_code": "200 302  200 302",
    "mfa_index": "302 200  401 405",
    "mfa_authenticate": "302 302  302 302",
    "mfa_reauthenticate": "302 403  401 403",
    "mfa_activate_totp": "302 200  401 200",
    "mfa_deactivate_totp": "302 404  401 404",
    "mfa_view_recovery_codes": "302 404  401 405",
    "mfa_generate_recovery_codes": "302 200  401 200",
    "mfa_download_recovery_codes": "302 404  401 404",
    "mfa_list_webauthn": "302 200  401 405",
    "mfa_add_webauthn": "302 200  401 200",
    "mfa_reauthenticate_webauthn": "302 403  401 403",
    "mfa_remove_webauthn": "302 404  401 404",
    "mfa_edit_webauthn": "302 404  401 404",
    "mfa_login_webauthn": "302 302  302 302",
    "usersessions_list": "302 200  401 302",
}
MADE_UP: dict[str, list[Any]] = {
    "token_revoke": ["made-up"],
    "account_confirm_email": ["made-up"],
    "account_reset_password_from_key": ["1", "made-up"],
    "mfa_remove_webauthn": [1],
    "mfa_edit_webauthn": [1],
}
# What a POST holds: what is stored already, so that whoever may post it is answered with success.
FORM = {"revision": "1", "value": "On Tuesday.", "version": "1", "sharing": "shared"}


def all_routes(patterns: Any = None, prefix: str = "") -> dict[str, str]:
    """The name of every route, with its path."""
    found: dict[str, str] = {}
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found |= all_routes(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{path} has no name"
            found[pattern.name] = path
    return found


OURS = {name: path for name, path in all_routes().items() if not path.startswith(ELSEWHERE)}


@dataclass
class World:
    """One of each object, all of them Ana's."""

    objects: dict[str, Any]
    people: dict[str, Any]

    def address(self, route: Route) -> str:
        return reverse(route.name, args=self.objects[route.of]) if route.of else reverse(route.name)


@pytest.fixture
def staff(olive, dana, theo, sol, noor):
    return [olive, dana, theo, sol, noor]


@pytest.fixture
def world(assignment, ana, ben, staff, monkeypatch):
    with key_scope(OWN, RECORD):
        save_answer(assignment, "moment", "On Tuesday.", version=0, by=their(ana))
        submission = submit(assignment, by=their(ana))
    Document.objects.update(
        status="ready", ready_at=timezone.now(), file="documents/a-file", pages=1, bytes=4, sha256="0" * 64
    )
    monkeypatch.setattr("worksheets.documents.content", lambda document: b"%PDF")
    documents = {one.audience: one for one in submission.documents.all()}
    eva = add_client(by=assignment.by, name="Eva", email="eva@example.org")
    invite(eva, by=assignment.by)
    invitation = Invitation.objects.get(client=eva)
    token = invitation.issue()
    invitation.save(update_fields=["token_hash"])
    objects = {
        "client": [ana.pk],
        "sheet": [assignment.version.worksheet_id],
        "assignment": [assignment.pk],
        "question": [assignment.pk, "moment"],
        "shared": [documents["practice"].pk],
        "own": [documents["client"].pk],
        "link": [token],
    }
    people = dict(zip(EVERYBODY, [None, *staff, their(ana), their(ben)], strict=True))
    return World(objects, people)


def answers(world: World, address: str, method: str, *, people: tuple[str, ...] = EVERYBODY) -> dict[str, int]:
    """What each person gets; whatever one of them changes is undone before the next."""
    got = {}
    for name in people:
        browser, member = Browser(), world.people[name]
        with transaction.atomic():
            if member:
                browser.force_login(member.user)
            got[name] = getattr(browser, method)(address, FORM if method == "post" else {}).status_code
            transaction.set_rollback(True)
    return got


def test_every_route_has_a_row_and_every_row_a_route():
    assert {route.name for route in ROUTES} | set(ACCOUNT) == set(OURS)


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_everybody_gets_what_the_table_says(world, route):
    address = world.address(route)
    assert answers(world, address, "get") == row(route.get)
    assert answers(world, address, "post") == row(route.post)


@pytest.mark.parametrize("name", ACCOUNT)
@pytest.mark.filterwarnings("ignore")
def test_account_pages_ask_a_stranger_to_sign_in(world, name):
    address = reverse(name, args=MADE_UP.get(name))
    stranger_get, member_get, stranger_post, member_post = map(int, ACCOUNT[name].split())
    for method, stranger, member in (("get", stranger_get, member_get), ("post", stranger_post, member_post)):
        got = answers(world, address, method, people=("anonymous", "lead", "client"))
        assert got == {"anonymous": stranger, "lead": member, "client": member}


def but_tokens(answer: Any) -> str:
    """A page without its form tokens, which are new each time."""
    return re.sub(r"\b[A-Za-z0-9]{64}\b", "", answer.content.decode())


OF_SOMETHING = [route for route in ROUTES if route.of not in {"", "link"}]


@pytest.mark.parametrize("route", OF_SOMETHING, ids=str)
def test_what_is_not_theirs_looks_like_what_does_not_exist(world, route):
    """The same status and the same words for another's thing as for one that was made up."""
    made_up = reverse(route.name, args=[uuid4(), *world.objects[route.of][1:]])
    table = {"get": row(route.get), "post": row(route.post)}
    for method, name in itertools.product(("get", "post"), EVERYBODY):
        if table[method][name] == HTTP_NOT_FOUND:
            browser = Browser()
            browser.force_login(world.people[name].user)
            theirs, nobodys = (getattr(browser, method)(to, FORM) for to in (world.address(route), made_up))
            assert theirs.status_code == nobodys.status_code == HTTP_NOT_FOUND
            assert but_tokens(theirs) == but_tokens(nobodys), (method, name)


def test_head_and_other_methods_open_nothing_that_get_does_not(world):
    for route in ROUTES:
        table, stranger = row(route.get), Browser()
        browser = Browser()
        browser.force_login(world.people["colleague"].user)
        assert browser.head(world.address(route)).status_code == table["colleague"], route
        for method in ("put", "patch", "delete"):
            answer = getattr(browser, method)(world.address(route))
            assert answer.status_code in {404, 405}, (route, method)
            assert getattr(stranger, method)(world.address(route)).status_code in {302, 401, 405}, (route, method)
