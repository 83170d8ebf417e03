"""The demo practice: made by the same actions as everything else, then moved into the past."""

from worksheets.demo.build import accounts, build

__all__ = ["accounts", "build"]
