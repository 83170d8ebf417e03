"""Forms about assigning and answering work. What a client writes goes through blocks, not through here."""

from typing import Any

from django import forms
from django.db.models.functions import Lower

from clients.models import Client
from practice.models import Member
from worksheets.models import WorksheetVersion


class AssignForm(forms.Form):
    """Which worksheet, for whom, why, and until when."""

    client = forms.ModelChoiceField(Client.objects.none(), label="Client", empty_label="Choose a client")
    version = forms.ModelChoiceField(
        WorksheetVersion.objects.none(), label="Worksheet", empty_label="Choose a worksheet"
    )
    why = forms.CharField(
        label="Why this one",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text="A sentence in your own words. It stands at the top of the worksheet.",
    )
    due = forms.ChoiceField(
        label="When is it wanted",
        choices=[
            ("session", "Before our next session"),
            ("date", "By a date"),
            ("none", "Whenever it suits"),
        ],
        initial="session",
        widget=forms.RadioSelect,
    )
    due_on = forms.DateField(label="The date", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clients = Client.objects.run_by(member).filter(discharged_at=None).select_related("practice")
        self.fields["client"].queryset = clients.order_by(Lower("name"), "id")  # type: ignore[attr-defined]
        versions = WorksheetVersion.objects.visible_to(member).defer("definition")
        self.fields["version"].queryset = versions  # type: ignore[attr-defined]
        self.fields["version"].label_from_instance = lambda version: version.title  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("due") == "date" and not cleaned.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "Choose the date, or one of the other answers.")
        return cleaned


class ReturnForm(forms.Form):
    """Giving work back: why, and which questions it is about."""

    reason = forms.CharField(
        label="What you would like them to look at again",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text="They read this above the worksheet.",
    )
    keys = forms.MultipleChoiceField(
        label="Which questions it is about", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, questions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keys"].choices = questions  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    """What got in the way, if the client wants to say."""

    barrier = forms.ChoiceField(
        label="What got in the way",
        required=False,
        choices=[
            ("It was too long.", "It was too long"),
            ("It felt too close.", "It felt too close"),
            ("I forgot.", "I forgot"),
            ("It did not seem helpful.", "It did not seem helpful"),
            ("", "Something else, or I would rather not say"),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="In your own words, if you like",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    @property
    def said(self) -> str:
        """Both parts in one text."""
        parts = (self.cleaned_data["barrier"], self.cleaned_data["words"].strip())
        return "\n".join(part for part in parts if part)
