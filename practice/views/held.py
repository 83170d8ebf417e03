"""A form that could not be taken is held on the page and given back, with what was typed in it."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

NEVER_HELD = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code"}


def hold(request: HttpRequest, *, status: int) -> HttpResponse:
    """Show what was posted, with a way to sign in in another tab and then send the same form again."""
    fields = [(name, value) for name, values in request.POST.lists() if name not in NEVER_HELD for value in values]
    get_token(request)
    return render(request, "held.html", {"fields": fields, "signed_in": request.user.is_authenticated}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is stale: after a sign-in in another tab, say."""
    if request.user.is_authenticated and request.POST:
        return hold(request, status=403)
    return render(request, "403_csrf.html", status=403)
