"""A client's way in: the link, who sees what, and being here."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from clients import actions
from clients.models import Client
from clients.refusals import InvitationExpired, SignInFirst
from practice.models import User
from practice.refusals import Refused
from practice.views.gates import clients_only

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Looking uses nothing up: mail scanners open links. The button does."""
    user = request.user if isinstance(request.user, User) else None
    try:
        if request.method != "POST":
            invitation = actions.find_invitation(token)
            return render(request, "clients/join.html", {"client": invitation.client, "token": token})
        member = actions.join(token, user=user, time_zone=request.POST.get("time_zone", ""))
    except SignInFirst:
        messages.info(request, SignInFirst.message)
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    except Refused as refused:
        fresh = isinstance(refused, InvitationExpired)
        context = {"refused": refused, "token": token, "can_have_fresh": fresh}
        return render(request, "clients/join_refused.html", context, status=refused.status)
    if user is None:
        login(request, member.user, backend=BACKEND)
    request.session["member"] = str(member.pk)
    return redirect("welcome")


@login_not_required
@require_POST
def join_fresh(request: HttpRequest, token: str) -> HttpResponse:
    """The same answer whatever the link is: whether it was a real one is not told."""
    actions.send_fresh_link(token)
    return render(request, "clients/join_fresh.html")


@require_http_methods(["GET", "HEAD", "POST"])
@clients_only
def welcome(request: HttpRequest) -> HttpResponse:
    """Who sees what, that nobody reads in real time, whom to call; then consent."""
    client = Client.objects.select_related("practice").get(member=request.member)
    if request.method == "POST":
        if request.POST.get("agree"):
            actions.agree(client, by=request.member)
            return redirect("home")
        messages.error(request, "Tick the box if you agree; until then nothing can be written or sent.")
    lead = client.care.filter(kind="lead", until=None).select_related("member").first()
    context = {"client": client, "therapist": lead.member.name if lead else client.practice.name}
    return render(request, "clients/welcome.html", context)
