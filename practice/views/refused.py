"""Turning a refusal into what a page shows."""

from django import forms

from practice.refusals import Refused


def onto_form(form: forms.BaseForm, refused: Refused) -> None:
    """Put a refusal onto the form it is about: at its field where the form has it."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.text)
