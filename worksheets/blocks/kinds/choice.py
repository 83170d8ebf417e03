"""One or several of a list, in the client's own word if the worksheet offers that."""

from typing import Any, Literal

from worksheets.blocks import limits
from worksheets.blocks.base import AnswerBlock, register
from worksheets.blocks.errors import InvalidAnswer
from worksheets.blocks.options import Options, ScoredOption
from worksheets.blocks.typed import is_invisible
from worksheets.blocks.values import (
    PostData,
    clean_option,
    clean_text,
    posted,
    posted_list,
    refuse_unknown,
    wrong_type,
)


@register
class Choice(AnswerBlock):
    """Choices, one or (with `many`) several; `own_word` adds a place for a word of the client's own.

    The value is `{"chosen": [keys in the worksheet's order], "own": text or null}`.
    """

    type: Literal["choice"]
    many: bool = False
    options: Options[ScoredOption]
    own_word: bool = False

    def from_post(self, data: PostData) -> Any:
        # The page sends an empty `value-chosen` too, so that "none ticked" differs from "not on the page".
        chosen = [key for key in posted_list(data, "value-chosen") if key != ""]
        return {"chosen": chosen, "own": posted(data, "value-own") if self.own_word else None}

    def clean(self, raw: Any) -> dict[str, Any] | None:
        if raw is None:
            return None
        if not isinstance(raw, dict):
            raise wrong_type("a choice")
        refuse_unknown(raw, ("chosen", "own"), "wrong_type")
        chosen, own = self._clean_chosen(raw.get("chosen")), self._clean_own(raw.get("own"))
        return {"chosen": chosen, "own": own} if chosen or own else None

    def _clean_chosen(self, raw: Any) -> list[str]:
        if raw is None:
            return []
        if not isinstance(raw, list):
            raise wrong_type("a list of choices")
        known = [option.key for option in self.options]
        given = {clean_option(key, known) for key in raw}
        chosen = [key for key in known if key in given]
        if len(chosen) > 1 and not self.many:
            raise InvalidAnswer("too_many_chosen", "Choose one of these.", {"limit": 1})
        return chosen

    def _clean_own(self, raw: Any) -> str | None:
        own = clean_text(raw, limits.SHORT_TEXT)
        if own and not self.own_word:
            raise InvalidAnswer("unknown_option", "This question does not ask for a word of your own.")
        return own

    def is_blank(self, value: Any) -> bool:
        return value is None or not (value["chosen"] or not is_invisible(value["own"] or ""))

    def points(self, value: Any) -> int | None:
        """The points of what was chosen, added up; None where nothing chosen has any."""
        points = [option.points for option in self._chosen(value) if option.points is not None]
        return sum(points) if points else None

    @property
    def has_points(self) -> bool:
        return all(option.points is not None for option in self.options)

    def as_text(self, value: Any) -> str:
        return "\n".join(self._words(value))

    @property
    def minutes(self) -> float:
        return 0.5

    @property
    def own_limit(self) -> int:
        return limits.SHORT_TEXT

    def wording(self) -> tuple[str, ...]:
        return (*super().wording(), *(option.label for option in self.options))

    def fill_context(self, value: Any) -> dict[str, Any]:
        given = value if isinstance(value, dict) else {}
        return {"chosen": given.get("chosen") or [], "own": given.get("own") or ""}

    def read_context(self, value: Any) -> dict[str, Any]:
        return {"chosen": [option.label for option in self._chosen(value)], "own": value["own"]}

    def _chosen(self, value: Any) -> list[ScoredOption]:
        chosen = value["chosen"] if value else []
        return [option for option in self.options if option.key in chosen]

    def _words(self, value: Any) -> list[str]:
        own = value["own"] if value else None
        return [*(option.label for option in self._chosen(value)), *([own] if own else [])]
