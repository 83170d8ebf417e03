"""Addresses of the API, its schema and its page."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from clients.api import Clients
from worksheets.api import views

urlpatterns = [
    path("worksheets/", views.Worksheets.as_view(), name="api_worksheets"),
    path("clients/", Clients.as_view(), name="api_clients"),
    path("assignments/", views.Assignments.as_view(), name="api_assignments"),
    path("assignments/<uuid:pk>/", views.OneAssignment.as_view(), name="api_assignment"),
    path("assignments/<uuid:pk>/answers/<slug:key>/", views.OneAnswer.as_view(), name="api_answer"),
    path("assignments/<uuid:pk>/submit/", views.Submit.as_view(), name="api_submit"),
    path("assignments/<uuid:pk>/decline/", views.Decline.as_view(), name="api_decline"),
    path("assignments/<uuid:pk>/review/", views.Review.as_view(), name="api_review"),
    path("assignments/<uuid:pk>/return/", views.GiveBack.as_view(), name="api_return"),
    path("assignments/<uuid:pk>/withdraw/", views.Withdraw.as_view(), name="api_withdraw"),
    path("submissions/<uuid:pk>/", views.OneSubmission.as_view(), name="api_submission"),
    path("documents/<uuid:pk>/", views.OneDocument.as_view(), name="api_document"),
    path("documents/<uuid:pk>/file/", views.DocumentFile.as_view(), name="api_document_file"),
    path("schema/", login_not_required(SpectacularAPIView.as_view()), name="api_schema"),
    path("docs/", login_not_required(SpectacularSwaggerSplitView.as_view(url_name="api_schema")), name="api_docs"),
]
