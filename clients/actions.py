"""What people do about clients: add, correct, invite, join, agree, and say when they meet next."""

from datetime import date, time
from zoneinfo import available_timezones

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

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
from practice import audit, mail
from practice.actors import SYSTEM
from practice.models import OWN, RECORD, DataKey, Member, Practice, Role, User
from practice.tasks import send_mail


@transaction.atomic
def add_client(*, by: Member, name: str, email: str, preferred_name: str = "") -> Client:
    """Take a client into the practice, in the care of `by`. Raises EmailTaken, EmailIsStaff."""
    email = email.strip().lower()
    refuse_email(email, by.practice)
    client = Client(
        practice=by.practice,
        name=name.strip(),
        preferred_name=preferred_name.strip(),
        email=email,
        own_key=DataKey.objects.new(OWN),
        record_key=DataKey.objects.new(RECORD),
    )
    try:
        with transaction.atomic():
            client.save(force_insert=True)
    except IntegrityError:
        # Somebody else added the same address a moment ago.
        raise EmailTaken(field="email") from None
    Care.objects.create(client=client, member=by, kind=Care.Kind.LEAD)
    audit.record("client.add", by=by, on=client, client_id=client.pk)
    return client


def refuse_email(email: str, practice: Practice, *, but: Client | None = None) -> None:
    """Raise where the address is in use in this practice. What it is elsewhere is nobody's business here."""
    others = Client.objects.filter(practice=practice, email__iexact=email)
    if others.exclude(pk=but.pk if but else None).exists():
        raise EmailTaken(field="email")
    if Member.objects.staff().filter(practice=practice, user__email__iexact=email).exists():
        raise EmailIsStaff(field="email")


@transaction.atomic
def correct_client(client: Client, *, by: Member, name: str, email: str, preferred_name: str = "") -> Client:
    """Change a client's names, and their address until they have joined. A new address ends the old link.

    Raises EmailTaken, EmailIsStaff, HasJoined.
    """
    client = Client.objects.select_for_update(of=("self",)).select_related("practice").get(pk=client.pk)
    email = email.strip().lower()
    if email != client.email:
        if client.has_joined:
            raise HasJoined(field="email")
        refuse_email(email, client.practice, but=client)
        client.invitations.standing().update(superseded_at=timezone.now())
    client.name, client.preferred_name, client.email = name.strip(), preferred_name.strip(), email
    client.save(update_fields=["name", "preferred_name", "email"])
    audit.record("client.correct", by=by, on=client, client_id=client.pk)
    return client


@transaction.atomic
def invite(client: Client, *, by: Member) -> Invitation:
    """Send the client a link to join; an earlier one ends. Raises HasJoined."""
    client = Client.objects.select_for_update(of=("self",)).select_related("practice").get(pk=client.pk)
    if client.has_joined:
        raise HasJoined()
    return send_invitation(client, by=by)


def send_invitation(client: Client, *, by: Member | None) -> Invitation:
    now = timezone.now()
    client.invitations.standing().update(superseded_at=now)
    invitation = Invitation.objects.create(
        client=client, by=by, email=client.email, created_at=now, expires_at=now + Invitation.LASTS
    )
    mail.post("invitation", to=client.email, about_id=invitation.pk, practice=client.practice, task=send_mail)
    audit.record("client.invite", by=by or SYSTEM, on=client, client_id=client.pk, practice=client.practice)
    return invitation


def find_invitation(token: str) -> Invitation:
    """The invitation that a link opens. Raises one of the four that say what is wrong with the link."""
    invitation = Invitation.objects.by_token(token).first()
    if invitation is None:
        raise InvitationUnknown()
    if invitation.used_at:
        raise InvitationUsed()
    if invitation.superseded_at:
        raise InvitationSuperseded()
    if invitation.is_expired:
        raise InvitationExpired()
    return invitation


@transaction.atomic
def send_fresh_link(token: str) -> None:
    """Send a new link to the address that an expired one was sent to; for any other link nothing happens."""
    invitation = Invitation.objects.by_token(token).filter(used_at=None, superseded_at=None).first()
    if invitation and invitation.is_expired and not invitation.client.has_joined:
        send_invitation(invitation.client, by=invitation.by)


@transaction.atomic
def join(token: str, *, user: User | None, time_zone: str = "") -> Member:
    """Use an invitation up and give the client's Member. `user` is who is signed in, if anyone.

    Raises what `find_invitation` raises, and SignInFirst, SignedInAsSomebodyElse, AlreadyMember.
    """
    invitation = find_invitation(token)
    client = Client.objects.select_for_update(of=("self",)).select_related("practice").get(pk=invitation.client_id)
    used = Invitation.objects.standing().filter(pk=invitation.pk).update(used_at=timezone.now())
    if not used or client.has_joined:
        raise InvitationUsed()
    login = login_for(invitation.email, signed_in=user)
    if Member.objects.filter(user=login, practice=client.practice).exists():
        raise AlreadyMember()
    member = Member.objects.create(user=login, practice=client.practice, role=Role.CLIENT, name=client.called)
    client.member, client.joined_at = member, timezone.now()
    client.time_zone = known_zone(time_zone)
    client.save(update_fields=["member", "joined_at", "time_zone"])
    audit.record("client.join", by=member, on=client, client_id=client.pk)
    return member


def login_for(email: str, *, signed_in: User | None) -> User:
    """The login of an invited address: a new one, or the one that is signed in with it."""
    existing = User.objects.filter(email__iexact=email).first()
    if signed_in and signed_in != existing:
        raise SignedInAsSomebodyElse()
    if existing and not signed_in:
        raise SignInFirst()
    if existing:
        return existing
    user = User.objects.create_user(email)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def known_zone(name: str) -> str:
    """The zone's name if this server knows it; empty (the practice's zone) if not."""
    return name if name in available_timezones() else ""


@transaction.atomic
def agree(client: Client, *, by: Member) -> Consent:
    """Record that the client read "who sees what" and agreed."""
    consent = Consent.give(client)
    audit.record("client.consent", by=by, on=consent, client_id=client.pk)
    return consent


@transaction.atomic
def meet_next(client: Client, *, by: Member, on: date | None, at: time | None = None) -> Appointment:
    """Say when the next session is, or that it has no date yet. What is due before it moves along.

    Raises DateInThePast.
    """
    client = Client.objects.select_for_update(of=("self",)).select_related("practice").get(pk=client.pk)
    if on and on < client.today:
        raise DateInThePast(field="on")
    appointment = Appointment.objects.coming(client).first() or Appointment(client=client)
    appointment.on, appointment.at = on, at if on else None
    appointment.save()
    audit.record("appointment.set", by=by, on=appointment, client_id=client.pk)
    return appointment


def next_session(client: Client) -> Appointment:
    """The session that "before our next session" means; one without a date where none is known."""
    return Appointment.objects.coming(client).first() or Appointment.objects.create(client=client)
