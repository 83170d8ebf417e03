"""Who acts: a Member, or SYSTEM where the clock or an operator does."""

from typing import Final


class System:
    """Stands where a Member would, for what no person did."""

    def __repr__(self) -> str:
        return "SYSTEM"


SYSTEM: Final = System()
