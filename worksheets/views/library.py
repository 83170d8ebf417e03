"""The library, and a worksheet just as the client will see it."""

from itertools import groupby
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from practice.views.gates import staff_only
from worksheets.blocks import definition_schema
from worksheets.models import WorksheetVersion

PATTERNS = {
    "anxious-preoccupied": "Anxious-preoccupied: the search for reassurance",
    "dismissive-avoidant": "Dismissive-avoidant: the push and pull of independence",
    "anyone": "For anyone",
}


@require_safe
@staff_only
def library(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    versions = WorksheetVersion.objects.visible_to(request.member).search(words).defer("definition")
    by_pattern = groupby(sorted(versions, key=lambda version: version.pattern), key=lambda version: version.pattern)
    shelves = [(PATTERNS.get(pattern, pattern), list(sheets)) for pattern, sheets in by_pattern]
    template = (
        "worksheets/_shelves.html" if request.headers.get("HX-Target") == "shelves" else "worksheets/library.html"
    )
    return render(request, template, {"shelves": shelves, "words": words})


@require_safe
@staff_only
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    version = get_object_or_404(WorksheetVersion.objects.visible_to(request.member), worksheet=pk)
    context = {"version": version, "definition": version.loaded, "therapist": request.member.name}
    return render(request, "worksheets/preview.html", context)


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def schema(request: HttpRequest) -> JsonResponse:
    """The worksheet format as JSON Schema, for editors and importers."""
    return JsonResponse(definition_schema(), content_type="application/schema+json")
