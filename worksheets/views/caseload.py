"""One client, as their therapist works with them."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from clients.forms import NextSessionForm
from clients.models import Appointment, Client
from practice.views.gates import staff_only
from worksheets.models import Assignment

PAGE = 30


@require_safe
@staff_only
def client(request: HttpRequest, pk: UUID) -> HttpResponse:
    visible = Client.objects.visible_to(request.member).select_related("practice", "record_key")
    found = get_object_or_404(visible, pk=pk)
    assignments = Assignment.objects.visible_to(request.member).filter(client=found).for_lists()
    session = Appointment.objects.coming(found).first()
    context = {
        "client": found,
        "page": Paginator(assignments.order_by("-created_at", "id"), PAGE).get_page(request.GET.get("page")),
        "can_run": Client.objects.run_by(request.member).filter(pk=pk).exists(),
        "invitation": found.invitations.order_by("-created_at").first(),
        "care": found.care.filter(until=None).select_related("member").order_by("since"),
        "session": session,
        "session_form": NextSessionForm(initial={"on": session.on, "at": session.at} if session else None),
    }
    return render(request, "worksheets/client.html", context)
