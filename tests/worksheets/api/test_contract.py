"""The contract of the API, step by step, through real tokens."""

from typing import Any

import pytest
from django.test import Client as Browser
from rest_framework.test import APIClient

from practice.tokens import issue_token
from tests.cast import their
from worksheets import documents
from worksheets.models import Document

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "canary-for-nobody-else"


def api_of(member) -> APIClient:
    _, token = issue_token(member, by=member)
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return api


@pytest.fixture
def desk(dana):
    return api_of(dana)


@pytest.fixture
def phone(ana):
    return api_of(their(ana))


def assigned(desk: APIClient, ana, sheet, **more: Any) -> dict[str, Any]:
    body = {"client": str(ana.pk), "worksheet": str(sheet.worksheet_id), **more}
    answer = desk.post("/api/v1/assignments/", body, format="json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def save(phone: APIClient, pk: str, key: str, **body: Any):
    return phone.put(f"/api/v1/assignments/{pk}/answers/{key}/", body, format="json")


def test_main_job_through_the_api(desk, phone, ana, sheet, queued):
    assignment = assigned(desk, ana, sheet, why="To begin with")
    assert assignment["state"] == "sent"
    first, second = (block["key"] for block in assignment["definition"]["blocks"] if block["type"] != "text")
    pk = assignment["id"]
    assert save(phone, pk, first, value="Shared words", version=0).json()["version"] == 1
    assert save(phone, pk, second, value=SECRET, sharing="private", version=0).status_code == 200
    drafts = phone.get(f"/api/v1/assignments/{pk}/").json()["answers"]
    assert drafts[second] == {"value": SECRET, "sharing": "private", "version": 1}
    seen = desk.get(f"/api/v1/assignments/{pk}/")
    assert "answers" not in seen.json()
    assert SECRET not in seen.content.decode()
    sent = phone.post(f"/api/v1/assignments/{pk}/submit/", {}, format="json")
    assert sent.status_code == 201
    assert {document["audience"] for document in sent.json()["documents"]} == {"practice", "client"}
    again = phone.post(f"/api/v1/assignments/{pk}/submit/", {}, format="json")
    assert (again.status_code, again.json()["id"]) == (200, sent.json()["id"])
    read = desk.get(f"/api/v1/submissions/{sent.json()['id']}/")
    assert read.json()["answers"][first] == {"sharing": "shared", "value": "Shared words"}
    assert read.json()["answers"][second] == {"sharing": "private"}
    for document in Document.objects.all():
        documents.make(document.pk)
    practice = Document.objects.get(audience="practice")
    own = Document.objects.get(audience="client")
    told = desk.get(f"/api/v1/documents/{practice.pk}/").json()
    assert (told["status"], told["sha256"]) == ("ready", practice.sha256)
    file = desk.get(f"/api/v1/documents/{practice.pk}/file/")
    assert file["Content-Type"] == "application/pdf"
    assert file.content.startswith(b"%PDF")
    assert desk.get(f"/api/v1/documents/{own.pk}/").status_code == 404
    assert phone.get(f"/api/v1/documents/{own.pk}/file/").status_code == 200
    assert phone.get(f"/api/v1/documents/{practice.pk}/file/").status_code == 200
    assert desk.post(f"/api/v1/assignments/{pk}/review/", {}, format="json").json()["state"] == "reviewed"


def test_stale_version_gets_what_is_stored_and_overwrites_nothing(desk, phone, ana, sheet):
    pk = assigned(desk, ana, sheet)["id"]
    key = sheet.loaded.answer_blocks[0].key
    save(phone, pk, key, value="First", version=0)
    stale = save(phone, pk, key, value="Second", version=0)
    assert stale.status_code == 409
    assert stale["Content-Type"] == "application/problem+json"
    assert stale.json()["code"] == "stale_version"
    assert stale.json()["stored"] == {"value": "First", "sharing": "shared", "version": 1}
    assert save(phone, pk, key, value="First", version=0).json()["version"] == 1
    assert save(phone, pk, key, value=None, version=1).json() == {"value": None, "sharing": "shared", "version": 2}


@pytest.mark.parametrize(
    ("value", "status", "code"),
    [(7, 422, "wrong_type"), ("a\x00b", 422, "invalid_characters"), ("x" * 100_001, 422, "too_long")],
)
def test_answer_that_does_not_fit_is_refused_by_name(desk, phone, ana, sheet, value, status, code):
    pk = assigned(desk, ana, sheet)["id"]
    answer = save(phone, pk, sheet.loaded.answer_blocks[0].key, value=value, version=0)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_unknown_question_is_refused_by_name(desk, phone, ana, sheet):
    answer = save(phone, assigned(desk, ana, sheet)["id"], "nothing_like_it", value="x", version=0)
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_question")


def test_nothing_written_is_asked_once(desk, phone, ana, sheet, queued):
    pk = assigned(desk, ana, sheet)["id"]
    refused = phone.post(f"/api/v1/assignments/{pk}/submit/", {}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_written")
    meant = phone.post(f"/api/v1/assignments/{pk}/submit/", {"blank_is_meant": True}, format="json")
    assert meant.status_code == 201


def test_due_date_that_has_passed_is_refused(desk, ana, sheet):
    body = {"client": str(ana.pk), "worksheet": str(sheet.worksheet_id), "due_on": "2020-01-01"}
    answer = desk.post("/api/v1/assignments/", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (422, "due_in_the_past")
    assert answer.json()["field"] == "due_on"


def test_colleague_sees_and_does_nothing_of_it(desk, ana, theo, noor, sheet):
    pk = assigned(desk, ana, sheet)["id"]
    for stranger in (api_of(theo), api_of(noor)):
        assert stranger.get(f"/api/v1/assignments/{pk}/").status_code == 404
        assert stranger.post(f"/api/v1/assignments/{pk}/withdraw/", {}, format="json").status_code == 404
        assert stranger.get("/api/v1/assignments/").json()["count"] == 0


def test_staff_cannot_write_for_a_client(desk, ana, sheet):
    pk = assigned(desk, ana, sheet)["id"]
    answer = save(desk, pk, sheet.loaded.answer_blocks[0].key, value="x", version=0)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_client_cannot_assign(phone, ana, sheet):
    body = {"client": str(ana.pk), "worksheet": str(sheet.worksheet_id)}
    assert phone.post("/api/v1/assignments/", body, format="json").status_code == 403


def test_adding_a_client_twice_is_refused_whatever_the_case(desk, ana):
    body = {"name": "Another", "email": ana.email.upper()}
    answer = desk.post("/api/v1/clients/", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (422, "email_taken")


def test_without_a_token_nothing_is_told():
    answer = Browser().get("/api/v1/assignments/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"
    assert answer.json()["code"] == "not_authenticated"


def test_unknown_address_under_the_api_is_a_problem_document():
    answer = Browser().get("/api/v1/nothing/")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.status_code == 404


def test_schema_and_docs_are_open_and_without_inline_script():
    assert Browser().get("/api/v1/schema/").status_code == 200
    page = Browser().get("/api/v1/docs/").content.decode()
    assert "<script>" not in page
