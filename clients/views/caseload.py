"""The therapist's pages about who their clients are."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients import actions
from clients.forms import ClientForm, NewClientForm, NextSessionForm
from clients.models import Client
from practice.refusals import Refused
from practice.views.gates import staff_only, therapists_only
from practice.views.refused import onto_form

PAGE = 30


@require_safe
@staff_only
def client_list(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    clients = Client.objects.visible_to(request.member).search(words).select_related("practice")
    page = Paginator(clients.order_by(Lower("name"), "id"), PAGE).get_page(request.GET.get("page"))
    template = "clients/_rows.html" if request.headers.get("HX-Target") == "clients" else "clients/list.html"
    return render(request, template, {"page": page, "words": words})


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def client_add(request: HttpRequest) -> HttpResponse:
    form = NewClientForm(request.POST or None)
    if form.is_valid():
        invite_now = form.cleaned_data.pop("invite_now")
        try:
            client = actions.add_client(by=request.member, **form.cleaned_data)
        except Refused as refused:
            onto_form(form, refused)
        else:
            if invite_now:
                actions.invite(client, by=request.member)
                messages.success(request, f"{client.name} was added, and the invitation is on its way.")
            else:
                messages.success(request, f"{client.name} was added. Invite them when you are ready.")
            return redirect(client)
    return render(request, "clients/add.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def client_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    client = get_object_or_404(Client.objects.run_by(request.member), pk=pk)
    form = ClientForm(request.POST or None, instance=client)
    if client.has_joined:
        form.fields["email"].disabled = True
    if form.is_valid():
        try:
            actions.correct_client(client, by=request.member, **form.cleaned_data)
        except Refused as refused:
            onto_form(form, refused)
        else:
            messages.success(request, "Saved.")
            return redirect(client)
    context = {"form": form, "client": client}
    return render(request, "clients/edit.html", context, status=422 if form.errors else 200)


@require_POST
@therapists_only
def client_invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    client = get_object_or_404(Client.objects.run_by(request.member), pk=pk)
    try:
        actions.invite(client, by=request.member)
    except Refused as refused:
        messages.error(request, refused.text)
    else:
        messages.success(request, f"An invitation is on its way to {client.email}. Earlier links no longer work.")
    return redirect(client)


@require_POST
@therapists_only
def client_next_session(request: HttpRequest, pk: UUID) -> HttpResponse:
    client = get_object_or_404(Client.objects.run_by(request.member).select_related("practice"), pk=pk)
    form = NextSessionForm(request.POST)
    if form.is_valid():
        try:
            actions.meet_next(client, by=request.member, **form.cleaned_data)
            messages.success(request, "The next session is noted. What is due before it goes with it.")
        except Refused as refused:
            messages.error(request, refused.text)
    else:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect(client)
