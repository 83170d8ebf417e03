"""What the API takes and gives."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clients.models import Client
from practice.models import Member
from worksheets import reading
from worksheets.models import Answer, Assignment, Document, Sharing, Submission, Worksheet, WorksheetVersion


class WorksheetSerializer(serializers.ModelSerializer[WorksheetVersion]):
    """A worksheet of the library in its current version. `id` is the worksheet's, through all versions."""

    id = serializers.UUIDField(source="worksheet_id")
    slug = serializers.SlugField(source="worksheet.slug")
    version = serializers.IntegerField(source="number")

    class Meta:
        model = WorksheetVersion
        fields = ("id", "slug", "title", "summary", "pattern", "version", "minutes", "language")


class AssignmentRowSerializer(serializers.ModelSerializer[Assignment]):
    """An assignment in a list."""

    client = serializers.UUIDField(source="client_id")
    worksheet = serializers.UUIDField(source="version.worksheet_id")
    due = serializers.DateField(allow_null=True, help_text="The client's date, whichever way it was set.")
    overdue = serializers.BooleanField(source="is_overdue")

    class Meta:
        model = Assignment
        fields = (
            *("id", "client", "worksheet", "title", "state", "due", "overdue"),
            *("sent_at", "submitted_at", "reviewed_at", "returned_at", "not_done_at", "withdrawn_at"),
        )


class DraftSerializer(serializers.ModelSerializer[Answer]):
    """An answer as its client has it."""

    value = serializers.JSONField(allow_null=True)

    class Meta:
        model = Answer
        fields = ("value", "sharing", "version")


class AssignmentSerializer(AssignmentRowSerializer):
    """One assignment in full. `why` and what was given back are for those who may read; `answers` for the client."""

    why = serializers.SerializerMethodField()
    return_reason = serializers.SerializerMethodField()
    definition = serializers.SerializerMethodField()
    answers = serializers.DictField(
        child=DraftSerializer(), source="drafts", required=False, help_text="By key; for its client alone."
    )
    submissions = serializers.SerializerMethodField()

    class Meta(AssignmentRowSerializer.Meta):
        fields = (
            *AssignmentRowSerializer.Meta.fields,
            *("why", "return_reason", "return_keys", "definition", "answers", "submissions"),
        )

    def to_representation(self, instance: Assignment) -> dict[str, Any]:
        # Without `drafts` the field is left out: staff do not learn whether there are any.
        if self.member.is_client:
            instance.drafts = drafts_of(instance)  # type: ignore[attr-defined]
        return super().to_representation(instance)

    @property
    def member(self) -> Member:
        return self.context["request"].member

    @property
    def may_read(self) -> bool:
        return bool(self.context.get("may_read", True))

    def get_why(self, assignment: Assignment) -> str | None:
        return assignment.why if self.may_read else None

    def get_return_reason(self, assignment: Assignment) -> str | None:
        return assignment.return_reason if self.may_read else None

    @extend_schema_field(serializers.DictField())
    def get_definition(self, assignment: Assignment) -> dict[str, Any] | None:
        if not self.may_read:
            return None
        definition = assignment.definition.model_dump(mode="json", exclude_none=True)
        if self.member.is_client:
            del definition["therapist_note"]
        return definition

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_submissions(self, assignment: Assignment) -> list[str]:
        """Ids, the newest first."""
        return [str(submission.pk) for submission in assignment.submissions.all()] if self.may_read else []


def drafts_of(assignment: Assignment) -> dict[str, Answer]:
    """The client's answers so far, each with its assignment (and so its key) at hand."""
    answers = {answer.key: answer for answer in assignment.answers.all()}
    for answer in answers.values():
        answer.assignment = assignment
    return answers


class AssignSerializer(serializers.Serializer[Any]):
    """What assigning takes."""

    client = serializers.PrimaryKeyRelatedField(
        queryset=Client.objects.none(), pk_field=serializers.UUIDField(), help_text="A client you care for."
    )
    worksheet = serializers.PrimaryKeyRelatedField(
        queryset=Worksheet.objects.none(), pk_field=serializers.UUIDField(), help_text="An id of /worksheets/."
    )
    due_on = serializers.DateField(required=False, allow_null=True, help_text="A date where the client is.")
    why = serializers.CharField(required=False, allow_blank=True, max_length=2000, default="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "request" in self.context:
            member = self.context["request"].member
            self.fields["client"].queryset = Client.objects.run_by(member)  # type: ignore[attr-defined]
            self.fields["worksheet"].queryset = Worksheet.objects.visible_to(member)  # type: ignore[attr-defined]


class SaveSerializer(serializers.Serializer[Any]):
    """What saving an answer takes. `value` is what the kind of question takes; null empties the answer."""

    value = serializers.JSONField(allow_null=True)
    sharing = serializers.ChoiceField(Sharing.choices, required=False)
    version = serializers.IntegerField(min_value=0, max_value=2_000_000_000)


class SubmitSerializer(serializers.Serializer[Any]):
    blank_is_meant = serializers.BooleanField(default=False, help_text="Send it although nothing is written.")


class DeclineSerializer(serializers.Serializer[Any]):
    barrier = serializers.CharField(required=False, allow_blank=True, max_length=2000, default="")


class ReviewSerializer(serializers.Serializer[Any]):
    submission = serializers.UUIDField(required=False, help_text="The one that was read; without it, the latest.")


class ReturnSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000, allow_blank=True)
    keys = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=200)


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """How far a document is, and what is known of its file."""

    superseded = serializers.SerializerMethodField()
    reason = serializers.CharField(source="get_reason_display", help_text="Why it could not be made, in words.")

    class Meta:
        model = Document
        fields = ("id", "kind", "audience", "status", "reason", "sha256", "pages", "bytes", "superseded")

    def get_superseded(self, document: Document) -> bool:
        return bool(document.submission and not document.submission.is_latest)


class DocumentRowSerializer(serializers.ModelSerializer[Document]):
    class Meta:
        model = Document
        fields = ("id", "audience", "status")


class SubmittedSerializer(serializers.ModelSerializer[Submission]):
    """A submission, without its words. Staff are given the practice's document alone."""

    documents = serializers.SerializerMethodField()

    class Meta:
        model = Submission
        fields = ("id", "revision", "submitted_at", "documents")

    @extend_schema_field(DocumentRowSerializer(many=True))
    def get_documents(self, submission: Submission) -> Any:
        readable = Document.objects.readable_by(self.context["request"].member).filter(submission=submission)
        return DocumentRowSerializer(readable.order_by("audience"), many=True).data


class ReadAnswerSerializer(serializers.Serializer[Any]):
    """One answer as the member reads it; without `value` where it is not for them."""

    sharing = serializers.ChoiceField(Sharing.choices)
    value = serializers.JSONField(required=False, allow_null=True)


class SubmissionSerializer(SubmittedSerializer):
    """A submission as the member who asks reads it."""

    assignment = serializers.UUIDField(source="assignment_id")
    superseded = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField()

    class Meta(SubmittedSerializer.Meta):
        fields = (*SubmittedSerializer.Meta.fields, "assignment", "superseded", "answers")

    def get_superseded(self, submission: Submission) -> bool:
        return not submission.is_latest

    @extend_schema_field(serializers.DictField(child=ReadAnswerSerializer()))
    def get_answers(self, submission: Submission) -> dict[str, Any]:
        audience = reading.Audience.CLIENT if self.context["request"].member.is_client else reading.Audience.PRACTICE
        read = reading.for_audience(submission, audience)
        return {item.key: said(item) for item in read.questions}


def said(item: reading.ReadItem) -> dict[str, Any]:
    """An item's sharing, and its value where this audience may read it."""
    if item.state in {"private", "raise"}:
        return {"sharing": item.sharing}
    return {"sharing": item.sharing, "value": item.value}
