"""Refusals by name. An action raises one; the page turns it into a form error, the API into a problem document."""

from typing import Any, ClassVar


class Refused(Exception):
    """Something that a person asked for and cannot have, with the reason in words.

    `code` is stable and machine-readable, `status` the HTTP status an API answers, `field` the input it is about,
    `extra` what else the answer carries (the stored value of a stale save, say).
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    message: ClassVar[str] = "That cannot be done."

    def __init__(self, message: str = "", *, field: str = "", **extra: Any) -> None:
        self.text = message or self.message
        self.field = field
        self.extra = extra
        super().__init__(self.text)
