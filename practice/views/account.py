"""The account's first page, and choosing where to work when a login belongs to several practices."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from practice.models import Member


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
