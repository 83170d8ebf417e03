"""Password strength by zxcvbn, in place of rules about capitals and digits (ASVS 5.0, 6.2)."""

from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn

SHORTEST = 8
LONGEST = 128
GOOD_ENOUGH = 3
# zxcvbn's time grows with length, and its verdict does not after this many characters.
LOOKED_AT = 72


class HardToGuess:
    """Refuses a password that a patient stranger would guess."""

    def validate(self, password: str, user: object = None) -> None:
        if not SHORTEST <= len(password) <= LONGEST:
            raise ValidationError(f"Use between {SHORTEST} and {LONGEST} characters.", code="password_length")
        email = getattr(user, "email", "") or ""
        hints = [email, *email.split("@")]
        verdict = zxcvbn(password[:LOOKED_AT], user_inputs=hints, max_length=LOOKED_AT)
        if verdict["score"] < GOOD_ENOUGH:
            why = verdict["feedback"]["warning"] or "This is easy to guess."
            raise ValidationError(f"{why} A few unrelated words in a row work well.", code="password_too_easy")

    def get_help_text(self) -> str:
        return "A few unrelated words in a row work well."
