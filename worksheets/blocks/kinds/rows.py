"""Rows of the same columns, as many as the client needs."""

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from worksheets.blocks import limits
from worksheets.blocks.base import AnswerBlock, register
from worksheets.blocks.columns import AnyColumn, Column
from worksheets.blocks.errors import InvalidAnswer
from worksheets.blocks.fields import Several
from worksheets.blocks.options import keys_differ
from worksheets.blocks.values import PostData, refuse_unknown, too_long, wrong_type

PAIR = 2
_FIELD = re.compile(r"value-(\d{1,4})-", re.ASCII)


@dataclass(frozen=True)
class Cell:
    """One cell on the page: `name` is its form field's; `value` may be a refused one, as posted."""

    column: Column
    name: str
    value: Any

    @property
    def posted(self) -> str:
        return "" if self.value is None else str(self.value)

    @property
    def day(self) -> str:
        return self.posted.partition("T")[0]

    @property
    def time(self) -> str:
        return self.posted.partition("T")[2]


@register
class Rows(AnswerBlock):
    """A table to add rows to, such as a diary; `paired` is for two columns that answer each other.

    The value is a list of rows, each a mapping of column keys to values with empty cells left out.
    """

    type: Literal["rows"]
    columns: Annotated[
        tuple[AnyColumn, ...],
        Several,
        Field(min_length=1, max_length=limits.COLUMNS_MOST),
        AfterValidator(keys_differ),
    ]
    paired: bool = False
    min_shown: Annotated[int, Field(ge=1, le=20)] = 1
    limit: Annotated[int, Field(ge=1, le=limits.ROWS_MOST)] = limits.ROWS

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.min_shown > self.limit:
            raise PydanticCustomError("out_of_range", "There are fewer rows allowed than are shown at first.")
        if self.paired and len(self.columns) != PAIR:
            raise PydanticCustomError("not_a_pair", "Paired rows need exactly two columns.")
        return self

    def from_post(self, data: PostData) -> Any:
        """The rows that have anything in them, in the order of the page."""
        numbers = sorted({int(found[1]) for name in data if (found := _FIELD.match(name))})
        if not numbers:
            raise InvalidAnswer("missing", "The form came without this answer, so nothing was changed.")
        rows = [self._posted_row(data, number) for number in numbers]
        return [row for row in rows if any(cell != "" for cell in row.values())]

    def _posted_row(self, data: PostData, number: int) -> dict[str, Any]:
        return {column.key: column.from_post(data, f"value-{number}-{column.key}") for column in self.columns}

    def clean(self, raw: Any) -> list[dict[str, Any]] | None:
        if raw is None:
            return None
        if not isinstance(raw, list):
            raise wrong_type("a list of rows")
        rows = [row for number, given in enumerate(raw, 1) if (row := self._clean_row(given, number))]
        if len(rows) > self.limit:
            message = f"There are {len(rows):,} rows here, and there is room for {self.limit:,}."
            raise InvalidAnswer("too_many_rows", message, {"length": len(rows), "limit": self.limit})
        length = sum(len(cell) for row in rows for cell in row.values() if isinstance(cell, str))
        if length > limits.ANSWER_MOST:
            raise too_long(length, limits.ANSWER_MOST)
        return rows or None

    def _clean_row(self, raw: Any, number: int) -> dict[str, Any]:
        if not isinstance(raw, dict):
            raise wrong_type("a list of rows")
        refuse_unknown(raw, [column.key for column in self.columns], "unknown_column")
        cells = {column.key: _clean_cell(column, raw.get(column.key), number) for column in self.columns}
        return {key: value for key, value in cells.items() if value is not None}

    def is_blank(self, value: Any) -> bool:
        return not self._filled(value)

    def as_text(self, value: Any) -> str:
        return "\n".join("; ".join(self._row_words(row)) for row in self._filled(value))

    @property
    def minutes(self) -> float:
        return self.min_shown * sum(column.minutes for column in self.columns)

    def wording(self) -> tuple[str, ...]:
        return (*super().wording(), *(column.label for column in self.columns))

    def fill_context(self, value: Any) -> dict[str, Any]:
        given = value if isinstance(value, list) else []
        count = min(max(len(given) + 1, self.min_shown), self.limit)
        padded = [*given, *({} for _ in range(count - len(given)))]
        return {
            "filled_rows": [self._cells(row, number) for number, row in enumerate(padded)],
            "may_add": len(padded) < self.limit,
        }

    def read_context(self, value: Any) -> dict[str, Any]:
        labels = [column.label for column in self.columns]
        table = [[c.as_text(row.get(c.key)) for c in self.columns] for row in self._filled(value)]
        return {"table": table, "labelled_rows": [list(zip(labels, row, strict=True)) for row in table]}

    def _filled(self, value: Any) -> list[dict[str, Any]]:
        return [row for row in value or [] if not all(c.is_blank(row.get(c.key)) for c in self.columns)]

    def _row_words(self, row: dict[str, Any]) -> list[str]:
        filled = [column for column in self.columns if column.key in row]
        return [f"{column.label}: {column.as_text(row[column.key])}" for column in filled]

    def _cells(self, row: dict[str, Any], number: int) -> list[Cell]:
        return [Cell(c, f"value-{number}-{c.key}", row.get(c.key)) for c in self.columns]


def _clean_cell(column: Column, raw: Any, number: int) -> Any:
    try:
        return column.clean(raw)
    except InvalidAnswer as invalid:
        place = f"Row {number}, {column.label}"
        raise invalid.within(place, row=number, column=column.key) from None
