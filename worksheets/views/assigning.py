"""Giving a worksheet: from the client's page, or from the library."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from clients.actions import next_session
from clients.models import Client
from practice.refusals import Refused
from practice.views.gates import therapists_only
from practice.views.refused import onto_form
from worksheets import actions
from worksheets.forms import AssignForm
from worksheets.models import Assignment, WorksheetVersion


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def to_client(request: HttpRequest, pk: UUID) -> HttpResponse:
    client = get_object_or_404(Client.objects.run_by(request.member), pk=pk)
    return _assign(request, initial={"client": client.pk, "version": request.GET.get("worksheet")}, client=client)


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def from_library(request: HttpRequest, pk: UUID) -> HttpResponse:
    version = get_object_or_404(WorksheetVersion.objects.visible_to(request.member), worksheet=pk)
    return _assign(request, initial={"client": request.GET.get("client"), "version": version.pk}, version=version)


def _assign(request: HttpRequest, *, initial: dict[str, object], **context: object) -> HttpResponse:
    form = AssignForm(request.POST or None, initial=initial, member=request.member)
    if form.is_valid():
        try:
            assignment = assign(form, request)
        except Refused as refused:
            onto_form(form, refused)
        else:
            messages.success(request, said(assignment))
            return redirect(assignment.client)
    status = 422 if form.errors else 200
    return render(request, "worksheets/assign.html", {"form": form, **context}, status=status)


@transaction.atomic
def assign(form: AssignForm, request: HttpRequest) -> Assignment:
    """The form's assignment. The session that it is due before is made in the same transaction."""
    data = form.cleaned_data
    return actions.assign(
        data["version"],
        to=data["client"],
        by=request.member,
        why=data["why"],
        due_on=data["due_on"] if data["due"] == "date" else None,
        before=next_session(data["client"]) if data["due"] == "session" else None,
    )


def said(assignment: Assignment) -> str:
    called = assignment.client.called
    if assignment.client.has_joined:
        return f"{called} has it now."
    return f"{called} will see this after accepting the invitation."


@require_POST
@therapists_only
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    assignment = get_object_or_404(Assignment.objects.run_by(request.member), pk=pk)
    try:
        actions.withdraw(assignment, by=request.member)
        messages.success(request, "Taken back. The client sees that, and keeps whatever they wrote for themselves.")
    except Refused as refused:
        messages.error(request, refused.text)
    return redirect(assignment)
