"""Clients: added once, invited by links that work once, joined by the right person, and told when they meet next."""

import re
from datetime import date, time, timedelta

import pytest
from django.core import mail as outbox
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from clients import actions
from clients.models import Appointment, Care, Client, Consent, Invitation
from clients.refusals import (
    AlreadyMember,
    DateInThePast,
    EmailIsStaff,
    EmailTaken,
    HasJoined,
    InvitationExpired,
    InvitationSuperseded,
    InvitationUnknown,
    InvitationUsed,
    SignedInAsSomebodyElse,
    SignInFirst,
)
from practice.mail import send
from practice.models import AuditEvent, Mail, Member, User
from tests.cast import make_client, make_member, their

pytestmark = pytest.mark.usefixtures("queued")


def add(dana: Member, **changes) -> Client:
    return actions.add_client(by=dana, **({"name": "Eva Lind", "email": "eva@example.org"} | changes))


@pytest.fixture
def eva(dana):
    return add(dana)


def link_of(client: Client) -> str:
    """Send the waiting invitation and give the token in it."""
    waiting = Mail.objects.filter(kind="invitation", to=client.email, status="pending").latest("created_at")
    assert send(waiting.pk)
    found = re.search(r"/join/([^/\s]+)/", outbox.outbox[-1].body)
    assert found
    return found.group(1)


@pytest.fixture
def token(eva, dana):
    actions.invite(eva, by=dana)
    return link_of(eva)


# Adding and correcting


def test_whoever_adds_a_client_leads_their_care(eva, dana):
    care = Care.objects.get(client=eva)
    assert (care.member, care.kind, care.until) == (dana, Care.Kind.LEAD, None)
    assert AuditEvent.objects.get(verb="client.add").client_id == eva.pk


def test_each_client_has_two_keys_of_their_own(eva, ana):
    keys = {eva.own_key_id, eva.record_key_id, ana.own_key_id, ana.record_key_id}
    assert len(keys) == 4
    assert (eva.own_key.kind, eva.record_key.kind) == ("own", "record")


def test_the_same_address_is_taken_once_a_practice_however_it_is_spelt(eva, dana):
    with pytest.raises(EmailTaken):
        add(dana, email="  EVA@Example.org ")
    assert Client.objects.filter(email="eva@example.org").count() == 1


def test_two_at_once_with_the_same_address_make_one(eva, dana, monkeypatch):
    monkeypatch.setattr(actions, "refuse_email", lambda *args, **options: None)
    with pytest.raises(EmailTaken):
        add(dana)
    assert Client.objects.filter(email="eva@example.org").count() == 1


def test_the_address_of_a_colleague_is_refused(dana, theo):
    with pytest.raises(EmailIsStaff):
        add(dana, email="THEO@example.org")


def test_another_practice_learns_nothing_from_an_address(eva, noor, dana):
    assert add(noor).practice == noor.practice
    assert add(noor, email=dana.user.email).practice == noor.practice


def test_correcting_changes_names_and_address(eva, dana):
    actions.correct_client(eva, by=dana, name=" Eva Berg ", email="berg@example.org", preferred_name="Evi")
    eva.refresh_from_db()
    assert (eva.name, eva.email, eva.called) == ("Eva Berg", "berg@example.org", "Evi")


def test_a_new_address_ends_the_link_that_went_to_the_old_one(eva, dana, token):
    actions.correct_client(eva, by=dana, name=eva.name, email="berg@example.org")
    with pytest.raises(InvitationSuperseded):
        actions.join(token, user=None)


def test_a_corrected_name_leaves_the_link_alone(eva, dana, token):
    actions.correct_client(eva, by=dana, name="Eva Berg", email=eva.email)
    assert actions.join(token, user=None).name == "Eva Berg"


def test_the_address_of_somebody_who_joined_is_theirs_alone(ana, dana):
    with pytest.raises(HasJoined):
        actions.correct_client(ana, by=dana, name="Ana", email="else@example.org")
    ana.refresh_from_db()
    assert ana.email == "ana@example.org"


def test_correcting_to_the_address_of_another_client_is_refused(eva, ben, dana):
    with pytest.raises(EmailTaken):
        actions.correct_client(eva, by=dana, name="Eva", email="ben@example.org")


def test_a_client_has_one_lead_at_a_time(eva, theo):
    with pytest.raises(IntegrityError), transaction.atomic():
        Care.objects.create(client=eva, member=theo, kind=Care.Kind.LEAD)


# Inviting and joining


def test_joining_makes_a_login_and_says_where_the_client_is(eva, token):
    member = actions.join(token, user=None, time_zone="Europe/Lisbon")
    eva.refresh_from_db()
    assert (eva.member, eva.zone_name, member.role) == (member, "Europe/Lisbon", "client")
    assert member.user.email == "eva@example.org"
    assert not member.user.has_usable_password()


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "x" * 500])
def test_a_zone_that_does_not_exist_is_the_practices(eva, token, zone):
    actions.join(token, user=None, time_zone=zone)
    eva.refresh_from_db()
    assert eva.zone_name == "Europe/London"


def test_a_link_works_once(token):
    actions.join(token, user=None)
    with pytest.raises(InvitationUsed):
        actions.join(token, user=None)
    assert Member.objects.filter(user__email="eva@example.org").count() == 1


def test_a_newer_link_ends_the_older_one(eva, dana, token):
    actions.invite(eva, by=dana)
    newer = link_of(eva)
    with pytest.raises(InvitationSuperseded):
        actions.join(token, user=None)
    assert actions.join(newer, user=None)


def test_a_link_runs_out_and_a_fresh_one_goes_to_the_same_address(eva, token, time_machine):
    time_machine.move_to(Invitation.objects.get().expires_at + timedelta(seconds=1))
    with pytest.raises(InvitationExpired):
        actions.join(token, user=None)
    actions.send_fresh_link(token)
    assert actions.join(link_of(eva), user=None).user.email == "eva@example.org"


def test_a_fresh_link_is_sent_for_an_expired_one_alone(eva, dana, token, time_machine):
    actions.send_fresh_link(token)
    actions.send_fresh_link("made-up")
    assert Mail.objects.count() == 1
    actions.join(token, user=None)
    time_machine.move_to(Invitation.objects.get().expires_at + timedelta(days=1))
    actions.send_fresh_link(token)
    assert Mail.objects.count() == 1


@pytest.mark.parametrize("token", ["made-up", "x" * 300, "%00", "é"])
def test_a_link_that_was_never_sent_opens_nothing(eva, token):
    with pytest.raises(InvitationUnknown):
        actions.join(token, user=None)


def test_the_token_stands_in_the_mail_alone(eva, token):
    invitation = Invitation.objects.get()
    assert invitation.token_hash == Invitation.hash_of(token)
    assert token not in str([list(model.objects.values()) for model in (Invitation, Mail, AuditEvent)])


def test_nobody_who_joined_is_invited_again(ana, dana):
    with pytest.raises(HasJoined):
        actions.invite(ana, by=dana)


def test_somebody_with_a_login_signs_in_first(zed, dana):
    twice = add(dana, name="Zed", email="zed@example.org")
    actions.invite(twice, by=dana)
    token = link_of(twice)
    with pytest.raises(SignInFirst):
        actions.join(token, user=None)
    assert actions.join(token, user=their(zed).user).practice == dana.practice
    assert Member.objects.filter(user=their(zed).user).count() == 2


def test_somebody_elses_login_never_takes_a_link(token, ben):
    with pytest.raises(SignedInAsSomebodyElse):
        actions.join(token, user=their(ben).user)
    assert Invitation.objects.get().used_at is None


def test_a_login_that_works_in_the_practice_does_not_become_its_client(eva, dana, token):
    make_member("Later", dana.practice, "therapist")
    User.objects.filter(email="later@example.org").update(email="eva@example.org")
    with pytest.raises(AlreadyMember):
        actions.join(token, user=User.objects.get(email="eva@example.org"))


def test_looking_at_a_link_uses_nothing_up(token):
    for _ in range(3):
        assert Browser().get(f"/join/{token}/").status_code == 200
        assert Browser().head(f"/join/{token}/").status_code == 200
    assert Invitation.objects.get().used_at is None


def test_the_client_agrees_before_anything_else(eva, token):
    phone = Browser()
    phone.post(f"/join/{token}/")
    assert phone.get("/").headers["Location"] == "/welcome/"
    phone.post("/welcome/", {})
    assert not Consent.objects.filter(client=eva).exists()
    phone.post("/welcome/", {"agree": "1"})
    assert Consent.objects.get(client=eva).version == Consent.CURRENT
    assert phone.get("/").status_code == 200


def test_agreeing_twice_is_recorded_as_one_consent(ana):
    actions.agree(ana, by=their(ana))
    assert Consent.objects.filter(client=ana).count() == 1


# Meeting


def test_setting_a_date_gives_the_session_that_had_none_its_date(ana, dana):
    undated = actions.next_session(ana)
    dated = actions.meet_next(ana, by=dana, on=ana.today + timedelta(days=7), at=time(14, 30))
    assert dated.pk == undated.pk
    assert actions.next_session(ana) == undated


def test_a_day_that_has_passed_is_refused_and_today_is_not(ana, dana):
    with pytest.raises(DateInThePast):
        actions.meet_next(ana, by=dana, on=ana.today - timedelta(days=1))
    assert actions.meet_next(ana, by=dana, on=ana.today).on == ana.today


def test_taking_the_date_away_takes_the_time_as_well(ana, dana):
    actions.meet_next(ana, by=dana, on=ana.today, at=time(14, 30))
    assert actions.meet_next(ana, by=dana, on=None, at=time(14, 30)).at is None


def test_after_a_session_the_next_one_is_another(ana, dana, time_machine):
    time_machine.move_to("2026-03-10T12:00:00+00:00")
    past = actions.meet_next(ana, by=dana, on=date(2026, 3, 12))
    time_machine.move_to("2026-03-13T12:00:00+00:00")
    assert actions.next_session(ana) != past
    assert Appointment.objects.get(pk=past.pk).on == date(2026, 3, 12)


# Who sees whom


@pytest.mark.usefixtures("ben", "cleo", "zed")
def test_each_sees_their_own(dana, theo, sol, olive, noor, ana):
    def seen(member):
        return {client.name for client in Client.objects.visible_to(member)}

    assert seen(theo) == {"Cleo"}
    assert seen(sol) == {"Ana"}
    assert seen(dana) == seen(olive) == {"Ana", "Ben", "Cleo"}
    assert seen(noor) == {"Zed"}
    assert seen(their(ana)) == {"Ana"}


def test_an_owner_without_care_reads_and_writes_nothing(olive, ana):
    assert not Client.objects.readable_by(olive).exists()
    assert not Client.objects.run_by(olive).exists()


def test_a_supervisor_reads_and_writes_nothing(sol, ana):
    assert Client.objects.readable_by(sol).get() == ana
    assert not Client.objects.run_by(sol).exists()


def test_care_that_ended_or_has_not_begun_opens_nothing(theo, ana):
    care = Care.objects.create(client=ana, member=theo, kind=Care.Kind.COVER)
    assert ana in Client.objects.run_by(theo)
    for change in ({"until": care.since}, {"until": None, "since": care.since + timedelta(days=1)}):
        Care.objects.filter(pk=care.pk).update(**change)
        assert ana not in Client.objects.visible_to(theo)


def test_a_client_of_the_same_name_elsewhere_is_not_found(dana, noor):
    make_client("Mia", of=noor)
    assert not Client.objects.visible_to(dana).search("Mia").exists()
    assert Client.objects.visible_to(noor).search("mia EXAMPLE").count() == 1
