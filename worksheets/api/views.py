"""The endpoints. Each starts from what the member may see, calls one action, and answers."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from practice import audit
from practice.api.negotiation import AsItIs
from practice.api.permissions import TherapistsWrite
from worksheets import actions, documents
from worksheets.api import serializers
from worksheets.models import Assignment, Document, Submission, WorksheetVersion
from worksheets.refusals import CannotMove, NotReady

CREATED, OK = 201, 200
CONFLICT = {409: "Not possible as things stand; with a stale version, `stored` has what is stored."}


class Worksheets(generics.ListAPIView[WorksheetVersion]):
    """The library: what you may assign, in its current version. Empty for clients."""

    serializer_class = serializers.WorksheetSerializer
    queryset = WorksheetVersion.objects.none()

    def get_queryset(self) -> QuerySet[WorksheetVersion]:
        return WorksheetVersion.objects.visible_to(self.request.member).defer("definition")


class Assignments(generics.ListAPIView[Assignment]):
    """What was assigned: to your clients, or to you. As a therapist, assign."""

    serializer_class = serializers.AssignmentRowSerializer
    permission_classes = (TherapistsWrite,)
    queryset = Assignment.objects.none()

    def get_queryset(self) -> QuerySet[Assignment]:
        return Assignment.objects.visible_to(self.request.member).for_lists().order_by("-created_at", "id")

    @extend_schema(
        request=serializers.AssignSerializer,
        responses={CREATED: serializers.AssignmentSerializer},
        operation_id="assign",
    )
    def post(self, request: Request) -> Response:
        form = serializers.AssignSerializer(data=request.data, context={"request": request})
        form.is_valid(raise_exception=True)
        data = form.validated_data
        version = WorksheetVersion.objects.current().get(worksheet=data["worksheet"])
        assignment = actions.assign(
            version, to=data["client"], by=request.member, why=data["why"], due_on=data.get("due_on")
        )
        found = Assignment.objects.with_client().with_submissions().get(pk=assignment.pk)
        return Response(serializers.AssignmentSerializer(found, context={"request": request}).data, status=CREATED)


class OneAssignment(APIView):
    """One assignment. Its client finds their drafts here; staff do not learn whether there are any."""

    @extend_schema(responses=serializers.AssignmentSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        visible = Assignment.objects.visible_to(request.member).with_client().with_submissions()
        found = get_object_or_404(visible, pk=pk)
        may_read = Assignment.objects.readable_by(request.member).filter(pk=pk).exists()
        context = {"request": request, "may_read": may_read}
        return Response(serializers.AssignmentSerializer(found, context=context).data)


class OneAnswer(APIView):
    """Save an answer over the version it was written over (0 for none). Saving what is stored changes nothing."""

    problems = CONFLICT

    @extend_schema(request=serializers.SaveSerializer, responses=serializers.DraftSerializer)
    def put(self, request: Request, pk: UUID, key: str) -> Response:
        assignment = homework(request, pk)
        form = serializers.SaveSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        answer = actions.save_answer(
            assignment,
            key,
            data["value"],
            version=data["version"],
            by=request.member,
            sharing=data.get("sharing"),
        )
        return Response(serializers.DraftSerializer(answer).data)


def homework(request: Request, pk: UUID) -> Assignment:
    """The client's own; 403 for staff, who do not write for them."""
    if not request.member.is_client:
        raise PermissionDenied("Only the client can do this.", code="not_allowed")
    return get_object_or_404(Assignment.objects.homework_of(request.member), pk=pk)


def run(request: Request, pk: UUID) -> Assignment:
    """One that this therapist may act on; 403 for everybody who is no therapist."""
    if not request.member.is_therapist:
        raise PermissionDenied("Only a therapist can do this.", code="not_allowed")
    return get_object_or_404(Assignment.objects.run_by(request.member), pk=pk)


def checked(form_class: Any, request: Request) -> dict[str, Any]:
    """The body, held against a serializer. Raises ValidationError."""
    form = form_class(data=request.data)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def shown(request: Request, pk: UUID) -> Response:
    """The assignment as it stands after an act."""
    found = Assignment.objects.with_client().with_submissions().get(pk=pk)
    return Response(serializers.AssignmentSerializer(found, context={"request": request}).data)


class Submit(APIView):
    """Send the answers as they stand: 201 with the new submission, 200 with the one that says the same already."""

    problems = CONFLICT

    @extend_schema(
        request=serializers.SubmitSerializer,
        responses={CREATED: serializers.SubmittedSerializer, OK: serializers.SubmittedSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        assignment = homework(request, pk)
        before = set(assignment.submissions.values_list("pk", flat=True))
        data = checked(serializers.SubmitSerializer, request)
        submission = actions.submit(assignment, by=request.member, blank_is_meant=data["blank_is_meant"])
        body = serializers.SubmittedSerializer(submission, context={"request": request}).data
        return Response(body, status=OK if submission.pk in before else CREATED)


class Decline(APIView):
    """The client's "I didn't get to this", with what got in the way if they want to say."""

    @extend_schema(request=serializers.DeclineSerializer, responses=serializers.AssignmentSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        assignment = homework(request, pk)
        actions.decline(assignment, by=request.member, **checked(serializers.DeclineSerializer, request))
        return shown(request, pk)


class Review(APIView):
    """Mark a submission as read; refused where a newer one came in."""

    @extend_schema(request=serializers.ReviewSerializer, responses=serializers.AssignmentSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        assignment = run(request, pk)
        asked = checked(serializers.ReviewSerializer, request).get("submission")
        submissions = assignment.submissions.select_related("assignment").order_by("-revision")
        submission = get_object_or_404(submissions, pk=asked) if asked else submissions.first()
        if submission is None:
            raise CannotMove
        actions.review(submission, by=request.member)
        return shown(request, pk)


class GiveBack(APIView):
    """Give it back with a reason, about some questions or all of it."""

    @extend_schema(request=serializers.ReturnSerializer, responses=serializers.AssignmentSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        assignment = run(request, pk)
        actions.return_for_changes(assignment, by=request.member, **checked(serializers.ReturnSerializer, request))
        return shown(request, pk)


class Withdraw(APIView):
    """Take back what nothing was sent for."""

    @extend_schema(request=None, responses=serializers.AssignmentSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        actions.withdraw(run(request, pk), by=request.member)
        return shown(request, pk)


class OneSubmission(APIView):
    """What was sent, as the member reads it: the client everything, staff what was shared. The reading is recorded."""

    @extend_schema(responses=serializers.SubmissionSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        found = get_object_or_404(Submission.objects.readable_by(request.member).for_reading(), pk=pk)
        audit.record("submission.read", by=request.member, on=found, client_id=found.assignment.client_id)
        return Response(serializers.SubmissionSerializer(found, context={"request": request}).data)


class OneDocument(APIView):
    """How far a document is."""

    @extend_schema(responses=serializers.DocumentSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        readable = Document.objects.readable_by(request.member).select_related("submission")
        return Response(serializers.DocumentSerializer(get_object_or_404(readable, pk=pk)).data)


class DocumentFile(APIView):
    """The PDF itself. The download is recorded before its body leaves."""

    problems = {409: "Not ready.", 503: "The file store cannot give it; it can be made again."}
    content_negotiation_class = AsItIs

    @extend_schema(responses={(OK, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        readable = Document.objects.readable_by(request.member).for_making()
        found = get_object_or_404(readable.select_related("submission__assignment__version"), pk=pk)
        if not found.is_ready:
            raise NotReady
        return documents.download(found, by=request.member)
