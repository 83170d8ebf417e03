"""What is wrong outside of any view, said as a page or, under /api/, as a problem document."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

from practice.api.problems import DETAILS, is_for_api, problem_response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_for_api(request):
        return problem_response(400, "bad_request", "This request cannot be read.")
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return defaults.bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_for_api(request):
        return problem_response(404, "not_found", DETAILS["not_found"])
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if is_for_api(request):
        return problem_response(500, "server_error", "This did not work, and the fault is ours. Try again in a moment.")
    return defaults.server_error(request)
