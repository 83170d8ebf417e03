"""The PDF of a reading. Pure: a Reading in, bytes out; no database, no network, no file but the assets beside this."""

from .check import BrokenDocument, Checked, check
from .press import render, warm_up

# Recorded with each document; a new template remakes nothing.
TEMPLATE_VERSION = "1"

__all__ = ["TEMPLATE_VERSION", "BrokenDocument", "Checked", "check", "render", "warm_up"]
