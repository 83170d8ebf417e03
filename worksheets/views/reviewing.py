"""An assignment as staff read it, and what a therapist does with it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practice import audit
from practice.refusals import Refused
from practice.views.gates import staff_only, therapists_only
from practice.views.refused import onto_form
from worksheets import actions, reading
from worksheets.forms import ReturnForm
from worksheets.models import Assignment, Document, Submission

LONGEST_NUMBER = 9


@require_safe
@staff_only
def assignment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """State and dates for all who see the client; why, and what was shared, for those who may read it."""
    visible = Assignment.objects.visible_to(request.member).with_client().with_submissions()
    found = get_object_or_404(visible, pk=pk)
    context: dict[str, object] = {
        "assignment": found,
        "can_read": Assignment.objects.readable_by(request.member).filter(pk=pk).exists(),
        "can_run": Assignment.objects.run_by(request.member).filter(pk=pk).exists(),
        "revisions": found.submissions.all(),
    }
    if context["can_read"]:
        context |= read(request, found)
    return render(request, "worksheets/assignment.html", context)


def read(request: HttpRequest, found: Assignment) -> dict[str, object]:
    """The chosen revision (the latest, unless asked otherwise) as the practice reads it. Recorded first."""
    submissions = list(found.submissions.all())
    if not submissions:
        return {}
    asked = request.GET.get("revision")
    chosen = next((one for one in submissions if str(one.revision) == asked), None) if asked else submissions[0]
    if chosen is None:
        raise Http404
    submission = Submission.objects.for_reading().get(pk=chosen.pk)
    audit.record("submission.read", by=request.member, on=submission, client_id=found.client_id)
    documents = Document.objects.readable_by(request.member).filter(submission=submission)
    return {
        "submission": submission,
        "reading": reading.for_audience(submission, reading.Audience.PRACTICE),
        "documents": documents,
    }


@require_POST
@therapists_only
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """`submission` in the form says which revision was on the page: a newer one is not reviewed unread."""
    found = get_object_or_404(Assignment.objects.run_by(request.member), pk=pk)
    revision = request.POST.get("revision", "")
    submission = get_object_or_404(found.submissions.select_related("assignment"), revision=number(revision))
    try:
        actions.review(submission, by=request.member)
        messages.success(request, "Marked as reviewed.")
    except Refused as refused:
        messages.error(request, refused.text)
    return redirect(found)


def number(text: str) -> int:
    """A revision's number as it was posted; 0, which no revision has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def give_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Assignment.objects.run_by(request.member).with_client(), pk=pk)
    questions = [(block.key, block.label) for block in found.definition.answer_blocks]
    form = ReturnForm(request.POST or None, questions=questions)
    if form.is_valid():
        try:
            actions.return_for_changes(found, by=request.member, **form.cleaned_data)
        except Refused as refused:
            onto_form(form, refused)
        else:
            messages.success(request, f"Given back to {found.client.called}, with your reason.")
            return redirect(found)
    context = {"form": form, "assignment": found}
    return render(request, "worksheets/return.html", context, status=422 if form.errors else 200)
