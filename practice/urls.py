"""All addresses. The packages above are included by name: nothing here imports them."""

from django.urls import include, path

urlpatterns = [
    path("", include("worksheets.urls")),
    path("", include("clients.urls")),
]
