"""The audit trail: written beside the change, chained, and every way of tampering shows."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from practice import audit
from practice.actors import SYSTEM
from practice.models import AuditEvent, AuditLink
from practice.tasks import seal_audit

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail(dana):
    """Five events, long enough ago to be sealed."""
    old = timezone.now() - timedelta(minutes=10)
    AuditEvent.objects.all().delete()
    for place in range(5):
        event = audit.record("client.add", by=dana, at=("clients.client", uuid4()), client_id=uuid4())
        AuditEvent.objects.filter(pk=event.pk).update(at=old + timedelta(seconds=place))
    return AuditEvent.objects.order_by("at")


@pytest.fixture
def chain(trail):
    assert audit.seal_events() == 5
    return trail


def faults() -> str:
    return " ".join(audit.faults())


def test_an_event_says_who_what_and_about_whom_in_ids(ana, dana):
    event = AuditEvent.objects.get(verb="client.add")
    assert (event.actor, event.practice, event.object_type, event.object_id, event.client_id) == (
        dana,
        dana.practice,
        "clients.client",
        ana.pk,
        ana.pk,
    )


def test_an_event_holds_no_word_that_a_person_wrote(ana):
    said = " ".join(event.canonical for event in AuditEvent.objects.all())
    assert ana.name not in said
    assert ana.email not in said


def test_what_the_clock_did_has_no_actor(harbour):
    event = audit.record("assignment.release", by=SYSTEM, practice=harbour)
    assert (event.actor, event.practice) == (None, harbour)


def test_an_event_goes_with_its_change_when_that_is_rolled_back(dana):
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record("client.add", by=dana)
        raise RuntimeError
    assert not AuditEvent.objects.exists()


def test_a_whole_chain_has_no_fault(chain):
    assert faults() == ""
    assert audit.unsealed() == 0
    assert list(AuditLink.objects.order_by("position").values_list("event_id", flat=True)) == [
        event.pk for event in chain
    ]


def test_sealing_again_seals_nothing_and_goes_on_later(chain, dana):
    assert audit.seal_events() == 0
    event = audit.record("client.correct", by=dana)
    AuditEvent.objects.filter(pk=event.pk).update(at=timezone.now() - timedelta(minutes=1))
    seal_audit()
    assert AuditLink.objects.get(event=event).position == 6
    assert faults() == ""


def test_the_newest_events_wait_until_no_earlier_one_can_come(trail, dana):
    audit.record("client.correct", by=dana)
    assert audit.seal_events() == 5
    assert audit.unsealed() == 1


CHANGES = [
    {"verb": "client.correct"},
    {"object_id": uuid4()},
    {"client_id": None},
    {"actor": None},
    {"object_type": "clients.other"},
    {"request_id": "another"},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_a_changed_event_shows(chain, change):
    AuditEvent.objects.filter(pk=chain[2].pk).update(**change)
    assert f"Event {chain[2].pk} at position 3 was changed" in faults()


def test_a_changed_time_shows(chain):
    AuditEvent.objects.filter(pk=chain[2].pk).update(at=chain[2].at + timedelta(microseconds=1))
    assert "position 3 was changed" in faults()


def test_a_removed_event_shows(chain):
    AuditLink.objects.filter(position=3).delete()
    assert "Positions 3 to 3 are missing" in faults()


def test_several_removed_at_the_beginning_show(chain):
    AuditLink.objects.filter(position__in=[1, 2]).delete()
    assert "Positions 1 to 2 are missing" in faults()


def test_removing_and_closing_the_gap_shows(chain):
    AuditLink.objects.filter(position=3).delete()
    for position in (4, 5):
        AuditLink.objects.filter(position=position).update(position=position - 1)
    assert "position 3 was changed, put in, or moved" in faults()


def test_swapped_events_show(chain):
    first, second = AuditLink.objects.get(position=2), AuditLink.objects.get(position=3)
    AuditLink.objects.filter(position__in=[2, 3]).delete()
    first.position, second.position = 3, 2
    first.save(force_insert=True)
    second.save(force_insert=True)
    assert "position 2 was changed, put in, or moved" in faults()


def test_an_event_put_in_with_a_made_up_seal_shows(chain, dana):
    event = audit.record("client.add", by=dana)
    AuditLink.objects.create(event=event, position=6, mac=b"\x00" * 32)
    assert "position 6 was changed, put in, or moved" in faults()


def test_a_backdated_event_shows_once_it_is_sealed(chain, dana):
    event = audit.record("client.add", by=dana)
    AuditEvent.objects.filter(pk=event.pk).update(at=chain[1].at)
    audit.seal_events()
    assert f"Event {event.pk} at position 6 was put in after" in faults()


def test_another_key_does_not_hold(chain, settings):
    settings.AUDIT_KEY = "AAAA" + settings.AUDIT_KEY[4:]
    assert "position 1 was changed" in faults()


def test_the_command_says_where_and_fails(chain, capsys):
    call_command("verify_audit")
    said = capsys.readouterr().out
    assert "5 events are sealed; the last seal is " in said
    AuditEvent.objects.filter(pk=chain[4].pk).update(verb="x")
    with pytest.raises(CommandError, match="1 place"):
        call_command("verify_audit")
    assert "position 5" in capsys.readouterr().err


def test_the_head_of_the_chain_shows_an_end_that_was_cut_off(chain, capsys):
    call_command("verify_audit")
    noted = capsys.readouterr().out
    AuditLink.objects.filter(position=5).delete()
    call_command("verify_audit")
    assert capsys.readouterr().out != noted


# Through the page


def test_reading_is_recorded_with_the_id_of_the_request(assignment, ana, dana, browser_of, keys):
    answer = browser_of(dana).get(f"/clients/{ana.pk}/")
    denied = browser_of(dana).get(f"/homework/{assignment.pk}/")
    event = AuditEvent.objects.get(verb="denied")
    assert event.request_id == denied["X-Request-ID"] != answer["X-Request-ID"]
    assert (event.actor, event.object_type, event.object_id) == (dana, "homework", assignment.pk)


def test_asking_for_what_is_not_theirs_is_recorded(ana, theo, browser_of):
    assert browser_of(theo).get(f"/clients/{ana.pk}/").status_code == 404
    event = AuditEvent.objects.get(verb="denied")
    assert (event.actor, event.object_type, event.object_id, event.client_id) == (theo, "client", ana.pk, None)
