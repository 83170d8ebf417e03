"""All addresses. The packages above are included by name: nothing here imports them."""

from django.urls import include, path

from practice import health
from practice.views import account

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("account/", account.account, name="account"),
    path("account/tokens/", account.tokens, name="tokens"),
    path("account/tokens/<str:pk>/revoke/", account.revoke, name="token_revoke"),
    path("account/", include("allauth.urls")),
    path("switch/", account.switch_member, name="switch_member"),
    path("", include("worksheets.urls")),
    path("", include("clients.urls")),
]

handler400 = "practice.views.errors.bad_request"
handler404 = "practice.views.errors.not_found"
handler500 = "practice.views.errors.server_error"
