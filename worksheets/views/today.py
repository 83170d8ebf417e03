"""The first page: what needs the therapist, or the client's one next thing."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clients.models import Client
from worksheets.models import Assignment, Document
from worksheets.models.moves import TO_DO

PAGE = 30
SHORT = 10


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return client_home(request) if request.member.is_client else therapist_today(request)


def therapist_today(request: HttpRequest) -> HttpResponse:
    """Who is waiting for me, since when; what could not be made; what is out; who has not joined."""
    mine = Assignment.objects.readable_by(request.member).filter(client__discharged_at=None).for_lists()
    out = mine.to_do().filter(state__in=TO_DO)
    clients = Client.objects.readable_by(request.member).filter(discharged_at=None)
    failed = Document.objects.readable_by(request.member).filter(status=Document.Status.FAILED)
    context = {
        "waiting": Paginator(mine.awaiting_review(), PAGE).get_page(request.GET.get("page")),
        "out": Paginator(out, PAGE).get_page(request.GET.get("out")),
        "failed": failed.select_related("client", "submission__assignment__version")[:SHORT],
        "not_joined": clients.filter(member=None).order_by("created_at")[:SHORT],
        "has_clients": clients.exists(),
    }
    return render(request, "worksheets/today.html", context)


def client_home(request: HttpRequest) -> HttpResponse:
    """One card for what comes next, then the rest, then what was sent."""
    mine = Assignment.objects.homework_of(request.member).for_lists().select_related("by")
    to_do = list(mine.to_do()[:PAGE]) if request.member.client.is_active else []
    earlier = mine.exclude(pk__in=[assignment.pk for assignment in to_do]).order_by("-created_at", "id")
    context = {
        "next": to_do[0] if to_do else None,
        "then": to_do[1:],
        "earlier": Paginator(earlier, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "worksheets/home.html", context)
