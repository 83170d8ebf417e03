"""A document's state and file, for staff and for the client alike."""

import re
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from practice import audit
from practice.models import Member
from practice.refusals import Refused
from worksheets import actions, documents
from worksheets.models import Document

# What file systems and headers trip over: separators, quotes, controls and other invisible characters.
UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff/\\:*?"<>|]+')
LONGEST_NAME = 80


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
        content = documents.content(found)
    except documents.BrokenFile:
        documents.give_up(found)
        found.refresh_from_db()
        return render(request, "worksheets/document_wait.html", {"document": found}, status=503)
    audit.record("document.read", by=request.member, on=found, client_id=found.client_id)
    response = HttpResponse(content, content_type="application/pdf")
    as_attachment = "open" not in request.GET
    response["Content-Disposition"] = content_disposition_header(as_attachment, file_name(found, request.member))
    return response


def file_name(document: Document, member: Member) -> str:
    """For the client a name that says nothing; for staff the worksheet's title and the day, never the client's name."""
    zone = document.client.zone if member.is_client else member.zone
    day = timezone.localdate(document.submission.submitted_at if document.submission else document.created_at, zone)
    if member.is_client or document.submission is None:
        return f"worksheet-{day:%Y-%m-%d}.pdf"
    title = UNSAFE.sub(" ", document.submission.assignment.title)
    return f"{' '.join(title.split())[:LONGEST_NAME].strip('. ') or 'worksheet'} {day:%Y-%m-%d}.pdf"


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
