"""What the clients package refuses, by name."""

from practice.refusals import Refused


class EmailTaken(Refused):
    code = "email_taken"
    status = 422
    message = "A client of this practice already has this address. Search for it in the list of clients."


class EmailIsStaff(Refused):
    code = "email_is_staff"
    status = 422
    message = "Somebody who works in this practice has this address. Nobody can be both in the same practice."


class HasJoined(Refused):
    code = "has_joined"
    message = "This client has joined. From then on only they can change their address."


class InvitationUnknown(Refused):
    code = "invitation_unknown"
    status = 404
    message = "This link is not complete, or it was changed on its way. Open it from the mail once more."


class InvitationUsed(Refused):
    code = "invitation_used"
    message = "This link was used already. Sign in with your address instead; a code will be sent to it."


class InvitationSuperseded(Refused):
    code = "invitation_superseded"
    message = "A newer link was sent to you since. Look for the latest mail and use the link in it."


class InvitationExpired(Refused):
    code = "invitation_expired"
    message = "This link has run out. You can have a fresh one sent to the same address."


class SignInFirst(Refused):
    """The invited address has a login: it must be used. Who invited is not told."""

    code = "sign_in_first"
    message = "There is already a login for this address. Sign in with it, and you will come back here."


class SignedInAsSomebodyElse(Refused):
    code = "signed_in_as_somebody_else"
    message = "You are signed in with another address than the one this link was sent to."


class AlreadyMember(Refused):
    code = "already_member"
    message = "This login already belongs to this practice in another way. Ask the practice to look into it."


class DateInThePast(Refused):
    code = "date_in_the_past"
    status = 422
    message = "That day has already passed. Choose today or a later day."
