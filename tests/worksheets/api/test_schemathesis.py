"""Every operation of the schema under generated input, as therapist and as client: no 500, nothing undocumented."""

from functools import cache
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from practice.tokens import issue_token
from tests.cast import their
from worksheets.actions import submit
from worksheets.models import Document

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
MUCH = settings(
    max_examples=12, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
# Ids of what really exists are put in place of two of three generated ones, or little but 404 would be met.
REAL = 2


@cache
def operations() -> list[Any]:
    schema = openapi.from_wsgi("/api/v1/schema/?format=json", get_wsgi_application())
    found = [one.ok() for one in schema.get_all_operations()]
    return [one for one in found if not one.path.endswith("/schema/")]


@pytest.fixture
def ids(assignment, sheet, keys):
    submission = submit(assignment, by=their(assignment.client), blank_is_meant=True)
    document = Document.objects.get(audience="practice")
    return {"assignments": assignment.pk, "submissions": submission.pk, "documents": document.pk}


@pytest.mark.parametrize("role", ["therapist", "client"])
def test_no_operation_breaks_or_answers_what_is_not_documented(role, ids, dana, ana, monkeypatch):
    monkeypatch.setattr("practice.api.throttling.MemberThrottle.allow_request", lambda *_: True)
    member = dana if role == "therapist" else their(ana)
    _, token = issue_token(member, by=member)
    met = set()
    for operation in operations():
        met |= tried(operation, ids, {"Authorization": f"Token {token}"})
    # It got past the doors: things were found, and things were not.
    assert {200, 404} <= met


def tried(operation: Any, ids: dict[str, Any], headers: dict[str, str]) -> set[int]:
    """Try one operation out, and give the statuses that came back."""
    met: set[int] = set()

    @MUCH
    @given(data=st.data())
    def try_out(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy())
        if "id" in case.path_parameters and data.draw(st.integers(0, REAL)):
            case.path_parameters["id"] = str(ids[operation.path.split("/")[3]])
        response = case.call(headers=headers)
        met.add(response.status_code)
        case.validate_response(response, checks=CHECKS)

    try_out()
    return met
