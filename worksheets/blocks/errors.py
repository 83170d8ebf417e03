"""What is refused, by a stable code and in words a person understands."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class InvalidAnswer(ValueError):
    """An answer that this block does not take.

    `code` is stable (API clients may rely on it), `message` is for people, `params` holds the numbers
    and names in the message. What the person wrote is in none of them.
    """

    def __init__(self, code: str, message: str, params: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.params = dict(params or {})

    def within(self, place: str, **params: object) -> "InvalidAnswer":
        """The same refusal, saying where in a larger answer it happened."""
        return InvalidAnswer(self.code, f"{place}: {self.message}", {**self.params, **params})


class Problem(NamedTuple):
    """One thing wrong with a definition: where, what, and a stable code."""

    place: str
    message: str
    code: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class InvalidDefinition(ValueError):
    """A definition that cannot be used; its text names the file, each place, and what is wrong there."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(f"{name}: {problem}" for problem in problems))
        self.name = name
        self.problems = tuple(problems)

    @property
    def code(self) -> str:
        """The code of the first problem."""
        return self.problems[0].code
