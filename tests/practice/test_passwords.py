"""Passwords are judged by how hard they are to guess, not by their capitals and digits."""

import time

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from practice.models import User
from practice.passwords import LONGEST, SHORTEST


@pytest.mark.parametrize(
    "password", ["quiet harbour wall", "Übung macht 7 Meister", "7hUq-kk2!wPz", "x9$" * 4 + "mango lamp"]
)
def test_a_password_that_is_hard_to_guess_is_taken(password):
    validate_password(password)


@pytest.mark.parametrize("password", ["password", "Password1!", "12345678", "qwertyuiop", "aaaaaaaaaaaa", "Summer2026"])
def test_a_password_that_everybody_guesses_is_refused_whatever_its_capitals(password):
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert refused.value.error_list[0].code == "password_too_easy"
    assert "A few unrelated words" in refused.value.messages[0]


@pytest.mark.parametrize("password", ["", "x9$kQ2z", "ab c1" * 26])
def test_a_password_is_neither_too_short_nor_too_long(password):
    assert not SHORTEST <= len(password) <= LONGEST
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert refused.value.error_list[0].code == "password_length"


def test_ones_own_address_is_no_password():
    with pytest.raises(ValidationError):
        validate_password("marguerite.oldroyd", User(email="marguerite.oldroyd@example.org"))


def test_judging_the_longest_password_takes_no_time():
    start = time.monotonic()
    validate_password("correct horse battery staple " * 4)
    assert time.monotonic() - start < 1
