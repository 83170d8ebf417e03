"""The account's first page, its API tokens, and choosing where to work where a login belongs to several practices."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practice.models import ApiToken, Member
from practice.tokens import issue_token, revoke_token


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """The address, and the way to password, second factor and devices."""
    return render(request, "practice/account.html", {"several": Member.objects.of_user(request.user).count() > 1})


@require_http_methods(["GET", "HEAD", "POST"])
def switch_member(request: HttpRequest) -> HttpResponse:
    """Who the login is here: asked when it belongs to several practices. Nothing crosses between them."""
    memberships = list(Member.objects.of_user(request.user))
    if request.method == "POST":
        chosen = next((one for one in memberships if str(one.pk) == request.POST.get("member")), None)
        if chosen is None:
            raise Http404
        request.session["member"] = str(chosen.pk)
        return redirect("home")
    return render(request, "practice/switch.html", {"memberships": memberships})


@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Tokens of who is asking, in this practice. A new one is shown on the answer to this form, and never again."""
    made = None
    if request.member is None:
        return redirect("switch_member")
    if request.method == "POST":
        _, made = issue_token(request.member, by=request.member, name=request.POST.get("name", "")[:80])
    standing = ApiToken.objects.filter(member=request.member).order_by("-created")
    return render(request, "practice/tokens.html", {"tokens": standing, "made": made})


@require_POST
def revoke(request: HttpRequest, pk: str) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.filter(member=request.member), token_key=pk)
    revoke_token(token, by=request.member)
    messages.success(request, "Revoked. Whatever used it is signed out.")
    return redirect("tokens")
