"""The client writes: one prompt a screen, an ordinary form, saved as they type where there is a script."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practice.refusals import Refused
from practice.views.gates import clients_only
from worksheets import actions
from worksheets.blocks import AnswerBlock, InvalidAnswer, Screen
from worksheets.models import Answer, Assignment, Sharing
from worksheets.refusals import AnswerRefused, StaleAnswer

LONGEST_NUMBER = 9


@dataclass(frozen=True)
class Posted:
    """What one screen's form says."""

    raw: Any
    version: int
    # None where it is no choice of ours: then it stays as it was, and nothing private is ever shared by mistake.
    sharing: str | None


def homework_of(request: HttpRequest, pk: UUID) -> Assignment:
    """The client's own assignment with all that its pages show, or 404."""
    return get_object_or_404(Assignment.objects.homework_of(request.member).with_client(), pk=pk)


def screen_of(assignment: Assignment, key: str) -> tuple[int, Screen]:
    """The screen that asks `key`, and its place from 0; or 404."""
    for place, screen in enumerate(assignment.definition.screens):
        if screen.block.key == key:
            return place, screen
    raise Http404


def posted(request: HttpRequest, block: AnswerBlock) -> Posted:
    """Read a screen's form. Raises AnswerRefused."""
    try:
        raw = block.from_post(request.POST)
    except InvalidAnswer as error:
        raise AnswerRefused(error.code, error.message, field=block.key) from None
    version = request.POST.get("version", "")
    sharing = request.POST.get("sharing")
    return Posted(
        raw=raw,
        version=int(version) if version.isascii() and version.isdigit() and len(version) <= LONGEST_NUMBER else 0,
        sharing=sharing if sharing in Sharing.values else None,
    )


def save(request: HttpRequest, assignment: Assignment, block: AnswerBlock) -> Answer:
    """Store what the form says. Raises what `save_answer` raises."""
    said = posted(request, block)
    return actions.save_answer(
        assignment, block.key, said.raw, version=said.version, by=request.member, sharing=said.sharing
    )


@require_http_methods(["GET", "HEAD", "POST"])
@clients_only
def write(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    assignment = homework_of(request, pk)
    place, screen = screen_of(assignment, key)
    if request.method == "POST":
        try:
            save(request, assignment, screen.block)
        except StaleAnswer as stale:
            return page(request, assignment, place, stale=stale, status=stale.status)
        except Refused as refused:
            return page(request, assignment, place, refused=refused, status=refused.status)
        return redirect_on(request, assignment, place)
    if not assignment.is_open:
        return redirect("homework", pk)
    return page(request, assignment, place)


def redirect_on(request: HttpRequest, assignment: Assignment, place: int) -> HttpResponse:
    """Where the button that was pressed leads: back, on, to another prompt, to looking it over, or nowhere."""
    screens = assignment.definition.screens
    go = request.POST.get("go", "")
    if request.POST.get("add_row") or go == "stay":
        return redirect("write", assignment.pk, screens[place].block.key)
    if go == "back" and place > 0:
        return redirect("write", assignment.pk, screens[place - 1].block.key)
    if go == "home":
        messages.success(request, "Saved. It is here whenever you want to go on.")
        return redirect("home")
    if go == "look" or place + 1 == len(screens):
        return redirect("homework", assignment.pk)
    if any(screen.block.key == go for screen in screens):
        return redirect("write", assignment.pk, go)
    return redirect("write", assignment.pk, screens[place + 1].block.key)


def page(
    request: HttpRequest,
    assignment: Assignment,
    place: int,
    *,
    stale: StaleAnswer | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """One screen. After a refusal the box holds what was typed, never what is stored."""
    screens = assignment.definition.screens
    block = screens[place].block
    answers = {answer.key: answer for answer in assignment.answers.all()}
    answer = answers.get(block.key) or Answer(assignment=assignment, key=block.key, version=0)
    answer.assignment = assignment
    value, version, sharing = answer.value, answer.version, answer.sharing
    if request.method == "POST":
        value, sharing = typed(request, block), request.POST.get("sharing", sharing)
        version = stale.version if stale else request.POST.get("version", version)
    context = {
        "assignment": assignment,
        "definition": assignment.definition,
        "question": block,
        "texts": screens[place].texts,
        "value": value,
        "version": version,
        "sharing": sharing,
        "sharings": Sharing,
        "error": refused.text if refused else None,
        "stale": stale,
        "number": place + 1,
        "total": len(screens),
        "screens": [(screen.block, screen.block.key in answers) for screen in screens],
        "saved_at": timezone.localtime(answer.saved_at, assignment.client.zone) if answer.version else None,
        "therapist": assignment.by.name,
    }
    return render(request, "worksheets/write.html", context, status=status)


def typed(request: HttpRequest, block: AnswerBlock) -> Any:
    """What was typed, as the fill template takes it, however wrong it is."""
    try:
        return block.from_post(request.POST)
    except InvalidAnswer:
        return None


@require_POST
@clients_only
def autosave(request: HttpRequest, pk: UUID, key: str) -> JsonResponse:
    """The same save, for the script: JSON back, and never a page that could replace what is being typed."""
    assignment = homework_of(request, pk)
    _, screen = screen_of(assignment, key)
    try:
        answer = save(request, assignment, screen.block)
    except StaleAnswer as stale:
        both = {"question": screen.block, "stale": stale, "assignment": assignment}
        html = render_to_string("worksheets/_conflict.html", both, request=request)
        said = {"code": stale.code, "message": stale.text, "version": stale.version, "html": html}
        return JsonResponse(said, status=stale.status)
    except Refused as refused:
        return JsonResponse({"code": refused.code, "message": refused.text}, status=refused.status)
    saved_at = timezone.localtime(answer.saved_at, assignment.client.zone)
    return JsonResponse({"version": answer.version, "saved_at": f"{saved_at:%H:%M}"})


@require_safe
@clients_only
def device_key(request: HttpRequest) -> JsonResponse:
    """The key that seals unsaved text on this device: made from a server secret and the login, kept in memory there.

    The same after every sign-in of the same person, so that a draft outlives a session; useless to anybody else.
    """
    secret = settings.SECRET_KEY.encode()
    digest = hmac.new(secret, b"device-draft:" + request.user.pk.bytes, hashlib.sha256).digest()
    return JsonResponse({"key": base64.b64encode(digest).decode(), "owner": request.user.pk.hex[:12]})
