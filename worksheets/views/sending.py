"""The client looks it over, sends it, rereads it, or says that it was not done."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practice import audit
from practice.refusals import Refused
from practice.views.gates import clients_only
from worksheets import actions, reading
from worksheets.forms import DeclineForm
from worksheets.models import Assignment, Document, Submission
from worksheets.refusals import NothingWritten
from worksheets.views.writing import homework_of


@require_safe
@clients_only
def homework(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything on one page: what will be sent, or what was."""
    assignment = homework_of(request, pk)
    submissions = list(assignment.submissions.order_by("-revision"))
    draft = draft_of(assignment)
    sent = read_sent(request, submissions[0]) if submissions else None
    context = {
        "assignment": assignment,
        "definition": assignment.definition,
        "reading": draft if assignment.is_to_do or sent is None else sent,
        "draft_differs": sent is not None and assignment.is_open and words(draft) != words(sent),
        "returned_labels": [assignment.definition.block(key).label for key in assignment.return_keys],
        "submissions": submissions,
        "documents": documents_of(assignment),
        "first_key": assignment.definition.screens[0].block.key,
        "asks_blank": "blank" in request.GET and draft.is_blank,
        "decline_form": DeclineForm(),
    }
    return render(request, "worksheets/homework.html", context)


def draft_of(assignment: Assignment) -> reading.Reading:
    answers = list(assignment.answers.all())
    for answer in answers:
        answer.assignment = assignment
    return reading.of_draft(assignment, answers)


def read_sent(request: HttpRequest, submission: Submission) -> reading.Reading:
    found = Submission.objects.for_reading().get(pk=submission.pk)
    audit.record("submission.read", by=request.member, on=found, client_id=found.assignment.client_id)
    return reading.for_audience(found, reading.Audience.CLIENT)


def words(read: reading.Reading) -> list[tuple[str, object, str]]:
    """What a reading says, question by question."""
    return [(item.key, item.value, item.sharing) for item in read.questions]


def documents_of(assignment: Assignment) -> list[Document]:
    """Both PDFs of each revision, the newest first."""
    standing = Document.objects.standing().filter(submission__assignment=assignment)
    return list(standing.select_related("submission__assignment__by").order_by("-submission__revision", "audience"))


@require_POST
@clients_only
def send(request: HttpRequest, pk: UUID) -> HttpResponse:
    assignment = homework_of(request, pk)
    try:
        actions.submit(assignment, by=request.member, blank_is_meant=bool(request.POST.get("blank_is_meant")))
    except NothingWritten:
        return redirect(f"{request.path.removesuffix('send-it/')}?blank=1")
    except Refused as refused:
        messages.error(request, refused.text)
    else:
        messages.success(request, "Sent. You can still read it here.")
    return redirect("homework", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@clients_only
def decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """ "I didn't get to this" is an answer too."""
    assignment = homework_of(request, pk)
    form = DeclineForm(request.POST or None)
    if form.is_valid():
        try:
            actions.decline(assignment, by=request.member, barrier=form.said)
            messages.success(request, "Thank you for saying so. You can pick it up again whenever you like.")
        except Refused as refused:
            messages.error(request, refused.text)
        return redirect("home")
    return render(request, "worksheets/decline.html", {"form": form, "assignment": assignment})


@require_POST
@clients_only
def pick_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    assignment = homework_of(request, pk)
    try:
        actions.pick_up(assignment, by=request.member)
    except Refused as refused:
        messages.error(request, refused.text)
    return redirect("homework", pk)
