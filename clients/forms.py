"""Forms about clients."""

from datetime import date, time
from typing import Any

from django import forms

from clients.models import Client


class ClientForm(forms.ModelForm):  # type: ignore[type-arg]
    """A client's names and address."""

    class Meta:
        model = Client
        fields = ("name", "preferred_name", "email")
        labels = {"name": "Name", "preferred_name": "What they like to be called", "email": "Email address"}
        help_texts = {
            "name": "As you keep it in your records. One name is enough.",
            "preferred_name": "Used when the product speaks to them. Leave it empty to use the name.",
            "email": "The invitation goes here. Once they have joined, only they can change it.",
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
            "preferred_name": forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
        }

    def _get_validation_exclusions(self) -> set[str]:
        # Whether an address is free is the action's to say, in its own words.
        return super()._get_validation_exclusions() | {"practice"}


class NewClientForm(ClientForm):
    """A new client, invited at once or later."""

    invite_now = forms.BooleanField(
        label="Send the invitation now",
        required=False,
        initial=True,
        help_text="You can assign something first: they will see it once they have joined.",
    )


class NextSessionForm(forms.Form):
    """When client and therapist meet next."""

    on = forms.DateField(label="Next session", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    at = forms.TimeField(label="Time, if you like", required=False, widget=forms.TimeInput(attrs={"type": "time"}))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, date | time | None] = super().clean() or {}
        if cleaned.get("at") and not cleaned.get("on"):
            self.add_error("on", "Say on which day as well.")
        return cleaned
