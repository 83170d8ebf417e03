"""A document's state and file, for staff and for the client alike."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from practice.refusals import Refused
from worksheets import actions, documents
from worksheets.models import Document


@require_safe
def document(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The fragment that says how far it is; it asks again by itself while it is being made."""
    found = get_object_or_404(Document.objects.readable_by(request.member).select_related("submission"), pk=pk)
    return render(request, "worksheets/_document.html", {"document": found})


@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The PDF. Recorded before its body leaves; never cached, never guessed at."""
    readable = (
        Document.objects.readable_by(request.member).for_making().select_related("submission__assignment__version")
    )
    found = get_object_or_404(readable, pk=pk)
    if not found.is_ready:
        return render(request, "worksheets/document_wait.html", {"document": found}, status=409)
    try:
        return documents.download(found, by=request.member, to_open="open" in request.GET)
    except documents.BrokenFile:
        found.refresh_from_db()
        return render(request, "worksheets/document_wait.html", {"document": found}, status=503)


@require_POST
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Document.objects.run_by(request.member).select_related("submission__assignment"), pk=pk)
    try:
        actions.make_again(found, by=request.member)
        messages.success(request, "It is being made again.")
    except Refused as refused:
        messages.error(request, refused.text)
    assignment = found.submission.assignment if found.submission else None
    if assignment is None:
        return redirect("home")
    return redirect("homework", assignment.pk) if request.member.is_client else redirect(assignment)
