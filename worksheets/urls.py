"""Pages that show worksheets, what was assigned and what was written. A block's key has no hyphen; our words do."""

from django.urls import include, path

from worksheets.views import assigning, caseload, documents, library, reviewing, sending, today, writing

urlpatterns = [
    path("", today.home, name="home"),
    path("library/", library.library, name="library"),
    path("library/schema.json", library.schema, name="worksheet_schema"),
    path("library/<uuid:pk>/", library.preview, name="worksheet_preview"),
    path("library/<uuid:pk>/assign/", assigning.from_library, name="worksheet_assign"),
    path("clients/<uuid:pk>/", caseload.client, name="client"),
    path("clients/<uuid:pk>/assign/", assigning.to_client, name="client_assign"),
    path("assignments/<uuid:pk>/", reviewing.assignment, name="assignment"),
    path("assignments/<uuid:pk>/review/", reviewing.review, name="assignment_review"),
    path("assignments/<uuid:pk>/return/", reviewing.give_back, name="assignment_return"),
    path("assignments/<uuid:pk>/withdraw/", assigning.withdraw, name="assignment_withdraw"),
    path("documents/<uuid:pk>/", documents.document, name="document"),
    path("documents/<uuid:pk>/file/", documents.file, name="document_file"),
    path("documents/<uuid:pk>/again/", documents.again, name="document_again"),
    path("homework/device-key/", writing.device_key, name="device_key"),
    path("homework/<uuid:pk>/", sending.homework, name="homework"),
    path("homework/<uuid:pk>/send-it/", sending.send, name="homework_send"),
    path("homework/<uuid:pk>/not-done/", sending.decline, name="homework_decline"),
    path("homework/<uuid:pk>/pick-up/", sending.pick_up, name="homework_pick_up"),
    path("homework/<uuid:pk>/<slug:key>/", writing.write, name="write"),
    path("homework/<uuid:pk>/<slug:key>/save/", writing.autosave, name="autosave"),
    path("api/v1/", include("worksheets.api.urls")),
]
