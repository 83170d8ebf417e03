"""Where allauth asks us: nobody signs up by themselves, second-factor secrets are sealed, mail stays neutral."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from practice.crypto.ring import Wrapped, key_ring

CONTEXT = "mfa_authenticator:secret"


class AccountAdapter(DefaultAccountAdapter):
    """Logins come from invitations alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_unknown_account_mail(self, email: str, context: dict[str, object]) -> None:
        # Nothing to an address that has no login: the answer on the page is the same either way.
        return None


class MFAAdapter(DefaultMFAAdapter):
    """allauth stores second-factor secrets as given; here they are sealed under the master key ring."""

    def encrypt(self, text: str) -> str:
        wrapped = key_ring().wrap(text.encode(), context=CONTEXT)
        return f"{wrapped.master_key}:{base64.b64encode(wrapped.sealed).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        master_key, _, sealed = encrypted_text.rpartition(":")
        return key_ring().unwrap(Wrapped(master_key, base64.b64decode(sealed)), context=CONTEXT).decode()
