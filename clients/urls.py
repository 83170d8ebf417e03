"""Pages about clients themselves; their assignments are pages of worksheets."""

from django.urls import path

from clients.views import caseload, joining

urlpatterns = [
    path("clients/", caseload.client_list, name="client_list"),
    path("clients/add/", caseload.client_add, name="client_add"),
    path("clients/<uuid:pk>/edit/", caseload.client_edit, name="client_edit"),
    path("clients/<uuid:pk>/invite/", caseload.client_invite, name="client_invite"),
    path("clients/<uuid:pk>/next-session/", caseload.client_next_session, name="client_next_session"),
    path("join/<str:token>/", joining.join, name="join"),
    path("join/<str:token>/fresh/", joining.join_fresh, name="join_fresh"),
    path("welcome/", joining.welcome, name="welcome"),
]
