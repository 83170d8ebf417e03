"""Encryption at rest: what opens, what does not, and what a changed byte does."""

import base64
import os
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from practice.adapters import MFAAdapter
from practice.crypto import CannotOpen, KeyDestroyed, KeyOutOfReach, KeyRing, NoKeyScope, key_scope, open_sealed, seal
from practice.keys import check_key_ring
from practice.models import OWN, RECORD, AuditEvent, DataKey
from tests.cast import WHY, their
from worksheets.actions import save_answer
from worksheets.models import Answer, Assignment

KEY = bytes(range(32))
WORDS = "What I did not say on Tuesday – «ça», 🌧"


def pair(name: str, key: bytes = KEY) -> str:
    return f"{name}:{base64.b64encode(key).decode()}"


def sealed(plain: bytes = b"words", context: str = "table.field:1") -> bytes:
    return seal(plain, key=KEY, key_id=uuid4(), context=context)


@pytest.fixture
def answer(assignment, ana, keys):
    return save_answer(assignment, "moment", WORDS, version=0, by=their(ana))


def read_again(answer: Answer) -> Answer:
    return Answer.objects.select_related("assignment__client__own_key").get(pk=answer.pk)


def in_column(table: str, column: str, pk) -> bytes:
    with connection.cursor() as cursor:
        stored = pk if connection.vendor == "postgresql" else pk.hex
        cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE id = %s', [stored])  # noqa: S608
        return bytes(cursor.fetchone()[0])


# Bytes


@pytest.mark.parametrize("plain", [b"", b"\x00", b"words", WORDS.encode(), os.urandom(100_000)])
def test_what_was_sealed_comes_back(plain):
    assert open_sealed(sealed(plain), key=KEY, context="table.field:1") == plain


def test_sealing_twice_never_gives_the_same_bytes():
    key_id = uuid4()
    same = {seal(b"words", key=KEY, key_id=key_id, context="a") for _ in range(50)}
    assert len(same) == 50


def test_every_changed_byte_is_noticed():
    whole = sealed()
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        with pytest.raises(CannotOpen):
            open_sealed(bytes(changed), key=KEY, context="table.field:1")


def test_every_cut_is_noticed():
    whole = sealed()
    for length in range(len(whole)):
        with pytest.raises(CannotOpen):
            open_sealed(whole[:length], key=KEY, context="table.field:1")


def test_nothing_opens_in_another_place_or_with_another_key():
    with pytest.raises(CannotOpen):
        open_sealed(sealed(), key=KEY, context="table.field:2")
    with pytest.raises(CannotOpen):
        open_sealed(sealed(), key=os.urandom(32), context="table.field:1")


# The key ring


@pytest.mark.parametrize(
    "text",
    ["", " , ", "name", f":{base64.b64encode(KEY).decode()}", "a:short", "a:%%%", f"{pair('a')},{pair('a')}"],
)
def test_a_key_ring_that_cannot_be_read_says_so(text):
    with pytest.raises(ImproperlyConfigured):
        KeyRing.parse(text)


def test_a_broken_key_is_never_shown():
    secret = base64.b64encode(b"thirty-one bytes of a secret...").decode()
    with pytest.raises(ImproperlyConfigured) as error:
        KeyRing.parse(f"{pair('good')},bad:{secret}")
    assert secret not in str(error.value)
    assert "number 2" in str(error.value)


def test_the_first_key_wraps_and_the_others_still_unwrap():
    old, new = KeyRing.parse(pair("old")), KeyRing.parse(f"{pair('new', os.urandom(32))},{pair('old')}")
    wrapped = old.wrap(b"a data key", context="1")
    assert new.current == "new"
    assert new.wrap(b"x", context="1").master_key == "new"
    assert new.unwrap(wrapped, context="1") == b"a data key"


def test_a_missing_key_is_named_and_a_wrong_one_too():
    wrapped = KeyRing.parse(pair("old")).wrap(b"a data key", context="1")
    with pytest.raises(CannotOpen, match="no key named 'old'"):
        KeyRing.parse(pair("new")).unwrap(wrapped, context="1")
    with pytest.raises(CannotOpen, match="named 'old' in HOLDFAST_KEYS is not the one"):
        KeyRing.parse(pair("old", os.urandom(32))).unwrap(wrapped, context="1")


def test_a_wrapped_key_opens_for_its_own_row_alone(db):
    one, other = DataKey.objects.new(OWN), DataKey.objects.new(OWN)
    one.wrapped = other.wrapped
    with pytest.raises(CannotOpen):
        one.unwrap()


def test_a_wrapped_key_does_not_open_as_another_kind(db):
    data_key = DataKey.objects.new(OWN)
    data_key.kind = RECORD
    with pytest.raises(CannotOpen):
        data_key.unwrap()


# Scopes


def test_nothing_opens_outside_of_a_scope(assignment):
    with pytest.raises(NoKeyScope):
        _ = Assignment.objects.with_client().get(pk=assignment.pk).why


def test_a_scope_opens_its_kinds_and_no_other(db):
    own, record = DataKey.objects.new(OWN), DataKey.objects.new(RECORD)
    with key_scope(RECORD) as scope:
        assert len(scope.unwrap(record)) == 32
        with pytest.raises(KeyOutOfReach):
            scope.unwrap(own)


def test_a_scope_that_is_narrowed_forgets_what_it_had_opened(db):
    own = DataKey.objects.new(OWN)
    with key_scope(OWN) as scope:
        scope.unwrap(own)
        scope.permit(frozenset({RECORD}))
        with pytest.raises(KeyOutOfReach):
            scope.unwrap(own)


def test_a_scope_ends_with_its_block_even_after_an_error(db):
    own = DataKey.objects.new(OWN)
    with pytest.raises(RuntimeError), key_scope(OWN):
        raise RuntimeError
    with key_scope() as scope, pytest.raises(KeyOutOfReach):
        scope.unwrap(own)


def test_staff_never_open_what_is_the_clients_own(answer, dana):
    with key_scope() as scope:
        dana.enter(scope)
        with pytest.raises(KeyOutOfReach):
            _ = read_again(answer).value


def test_a_client_opens_their_own(answer, ana):
    with key_scope() as scope:
        their(ana).enter(scope)
        assert read_again(answer).value == WORDS


# Fields


def test_the_column_holds_nothing_that_can_be_read(answer):
    stored = in_column("worksheets_answer", "value", answer.pk)
    assert b"Tuesday" not in stored
    assert stored[1:17] == answer.sealing_key("value").id.bytes


def test_empty_words_are_sealed_too(assignment, keys):
    assignment.why = ""
    assignment.save(update_fields=["why"])
    assert len(in_column("worksheets_assignment", "why", assignment.pk)) > 40
    assert Assignment.objects.with_client().get(pk=assignment.pk).why == ""


def test_ciphertext_moved_to_another_row_does_not_open(answer, assignment, ana, keys):
    other = save_answer(assignment, "need", "Something else", version=0, by=their(ana))
    with connection.cursor() as cursor:
        source = "(SELECT value FROM worksheets_answer WHERE key = 'moment')"
        cursor.execute(f"UPDATE worksheets_answer SET value = {source}")  # noqa: S608
    assert read_again(answer).value == WORDS
    with pytest.raises(CannotOpen):
        _ = read_again(other).value


def test_ciphertext_moved_to_another_column_does_not_open(assignment, keys):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE worksheets_assignment SET barrier = why")
    moved = Assignment.objects.with_client().get(pk=assignment.pk)
    assert moved.why == WHY
    with pytest.raises(CannotOpen):
        _ = moved.barrier


def test_saving_a_row_again_does_not_need_the_key_of_what_did_not_change(answer):
    again = read_again(answer)
    with key_scope():
        again.save()
    assert read_again(answer).value == WORDS


def test_a_changed_json_value_is_a_new_object_each_time(answer):
    answer.value = {"chosen": ["a"]}
    answer.save()
    again = read_again(answer)
    again.value["chosen"].append("b")
    assert again.value == {"chosen": ["a"]}


@pytest.mark.parametrize("lookup", ["value", "value__icontains", "value__in", "value__gt"])
def test_the_database_cannot_search_in_sealed_fields(answer, lookup):
    with pytest.raises(TypeError, match="sealed"):
        Answer.objects.filter(**{lookup: WORDS}).exists()


def test_update_cannot_write_in_clear(answer):
    with pytest.raises(TypeError, match="sealed"):
        Answer.objects.update(value=WORDS)


def test_dumpdata_refuses_sealed_fields(answer):
    with pytest.raises(Exception, match="sealed"):
        call_command("dumpdata", "worksheets.answer")


# Destroying and rotating


def destroy(data_key: DataKey) -> None:
    DataKey.objects.filter(pk=data_key.pk).update(wrapped=None, destroyed_at=timezone.now())


def test_destroying_the_own_key_ends_the_drafts_and_leaves_the_record(answer, assignment, ana):
    destroy(ana.own_key)
    with key_scope(OWN, RECORD):
        with pytest.raises(KeyDestroyed):
            _ = read_again(answer).value
        assert Assignment.objects.with_client().get(pk=assignment.pk).why == WHY


@pytest.fixture
def rotated(settings):
    """Puts a new master key first, as an operator does before `rotate_keys`."""
    old = settings.KEY_RING
    settings.KEY_RING = f"{pair('fresh', os.urandom(32))},{old}"
    return settings


def test_rotating_rewraps_every_key_and_everything_still_opens(answer, rotated, capsys):
    call_command("rotate_keys")
    assert set(DataKey.objects.values_list("master_key", flat=True)) == {"fresh"}
    rotated.KEY_RING = rotated.KEY_RING.split(",")[0]
    with key_scope(OWN, RECORD):
        assert read_again(answer).value == WORDS
    check_key_ring()
    assert AuditEvent.objects.filter(verb="keys.rotate").exists()


def test_rotating_twice_does_it_once(answer, rotated, capsys):
    call_command("rotate_keys")
    call_command("rotate_keys")
    assert "0 data keys" in capsys.readouterr().out.splitlines()[-1]


def test_rotating_leaves_destroyed_keys_destroyed(answer, ana, rotated, capsys):
    destroy(ana.own_key)
    call_command("rotate_keys")
    ana.own_key.refresh_from_db()
    assert ana.own_key.wrapped is None


def test_rotating_reseals_second_factors(dana, rotated, capsys):
    ring = rotated.KEY_RING
    rotated.KEY_RING = ring.split(",", 1)[1]
    secret = MFAAdapter().encrypt("JBSWY3DPEHPK3PXP")
    factor = Authenticator.objects.create(user=dana.user, type="totp", data={"secret": secret})
    rotated.KEY_RING = ring
    call_command("rotate_keys")
    factor.refresh_from_db()
    rotated.KEY_RING = ring.split(",")[0]
    assert MFAAdapter().decrypt(factor.data["secret"]) == "JBSWY3DPEHPK3PXP"


def test_a_key_ring_of_another_database_is_noticed(ana, settings):
    name = settings.KEY_RING.split(":")[0]
    settings.KEY_RING = pair(name, os.urandom(32))
    with pytest.raises(CannotOpen):
        check_key_ring()
