"""Every endpoint of the API, for everybody. One that has no row here fails."""

from uuid import UUID

import pytest
from django.test import Client as Browser
from django.urls import URLPattern

from clients.models import Client
from practice.crypto import key_scope
from practice.models import OWN, RECORD, Member
from practice.tokens import issue_token
from tests.cast import their
from worksheets.actions import submit
from worksheets.api import urls
from worksheets.models import Document

pytestmark = pytest.mark.django_db
EVERYBODY = ("anonymous", "owner", "lead", "colleague", "supervisor", "elsewhere", "client", "another_client")
# fmt: off
ROWS = {
    #                                      anon own lead coll supv else clnt othr
    ("GET", "worksheets/"):                "401 200 200 200 200 200 200 200",
    ("GET", "clients/"):                   "401 200 200 200 200 200 200 200",
    ("POST", "clients/"):                  "401 422 422 422 403 422 403 403",
    ("GET", "assignments/"):               "401 200 200 200 200 200 200 200",
    ("POST", "assignments/"):              "401 422 422 422 403 422 403 403",
    ("GET", "assignments/{assignment}/"):  "401 200 200 404 200 404 200 404",
    ("PUT", "assignments/{assignment}/answers/{key}/"): "401 403 403 403 403 403 409 404",
    ("POST", "assignments/{assignment}/submit/"):       "401 403 403 403 403 403 200 404",
    ("POST", "assignments/{assignment}/decline/"):      "401 403 403 403 403 403 409 404",
    ("POST", "assignments/{assignment}/withdraw/"):     "401 404 409 404 403 404 403 403",
    ("POST", "assignments/{assignment}/return/"):       "401 404 422 404 403 404 403 403",
    ("POST", "assignments/{assignment}/review/"):       "401 404 200 404 403 404 403 403",
    ("GET", "submissions/{submission}/"):  "401 404 200 404 200 404 200 404",
    ("GET", "documents/{shared}/"):        "401 404 200 404 200 404 200 404",
    ("GET", "documents/{own}/"):           "401 404 404 404 404 404 200 404",
    ("GET", "documents/{shared}/file/"):   "401 404 409 404 409 404 409 404",
    ("GET", "documents/{own}/file/"):      "401 404 404 404 404 404 409 404",
    ("GET", "schema/"):                    "200 200 200 200 200 200 200 200",
    ("GET", "docs/"):                      "200 200 200 200 200 200 200 200",
}
# fmt: on


@pytest.fixture
def people(dana, olive, theo, sol, noor, ana, ben) -> dict[str, Member | None]:
    everybody = (None, olive, dana, theo, sol, noor, their(ana), their(ben))
    return dict(zip(EVERYBODY, everybody, strict=True))


@pytest.fixture
def names(assignment, ana: Client) -> dict[str, UUID | str]:
    """Ana has written and sent; since then an answer of hers stands at version 1."""
    with key_scope(OWN, RECORD):
        submission = submit(assignment, by=their(ana), blank_is_meant=True)
    documents = {document.audience: document.pk for document in Document.objects.all()}
    key = assignment.version.loaded.answer_blocks[0].key
    assignment.answers.create(key=key, value=None, version=1)
    return {
        "assignment": assignment.pk,
        "submission": submission.pk,
        "key": key,
        "shared": documents["practice"],
        "own": documents["client"],
    }


def asked(member: Member | None, method: str, address: str) -> int:
    headers = {}
    if member:
        _, token = issue_token(member, by=member)
        headers = {"Authorization": f"Token {token}"}
    browser = Browser(headers=headers)
    return browser.generic(method, address, encoded(method), content_type="application/json").status_code


def encoded(method: str) -> str:
    return {"POST": "{}", "PUT": '{"value": "x", "version": 0}'}.get(method, "")


@pytest.mark.parametrize(("method", "path"), ROWS, ids=str)
def test_everybody_gets_what_the_row_says(method, path, people, names):
    address = "/api/v1/" + path.format(**names)
    # The one who may act comes last: what they do must not change what the others are told.
    order = sorted(EVERYBODY, key=lambda who: who in {"lead", "client"})
    found = {who: asked(people[who], method, address) for who in order}
    assert " ".join(str(found[who]) for who in EVERYBODY) == ROWS[method, path]


def test_every_endpoint_has_its_rows():
    documented = {(method, shape(path)) for method, path in ROWS}
    assert documented == set(endpoints())


def shape(path: str) -> str:
    for name in ("assignment", "submission", "shared", "own"):
        path = path.replace(f"{{{name}}}", "<uuid:pk>")
    return path.replace("{key}", "<slug:key>")


def endpoints():
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        view = pattern.callback.view_class
        for method in ("get", "post", "put", "patch", "delete"):
            if hasattr(view, method):
                yield method.upper(), str(pattern.pattern)
