"""The library, what was assigned, what was written and sent, and the documents made of it."""

from worksheets.models.assignment import Answer, Assignment
from worksheets.models.document import Document
from worksheets.models.library import Worksheet, WorksheetVersion
from worksheets.models.moves import MOVES, Move, State
from worksheets.models.sharing import Sharing
from worksheets.models.submission import Submission, SubmittedAnswer

__all__ = [
    "MOVES",
    "Answer",
    "Assignment",
    "Document",
    "Move",
    "Sharing",
    "State",
    "Submission",
    "SubmittedAnswer",
    "Worksheet",
    "WorksheetVersion",
]
