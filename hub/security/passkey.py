"""Passkeys (WebAuthn): what a browser is asked, and whether its answer shows a person.

A passkey is two factors in one act: the authenticator is held, and it verified who holds it (a finger, a face, its own
PIN). That verification is required, a challenge is good once, and the page must be of this hub. `webauthn` reads and
verifies; no attestation is asked for, for nothing here depends on who made an authenticator.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from hub.errors import SignInRefusedError
from hub.persons import Passkey, Person

Json = Mapping[str, Any]

_ALGORITHMS: Final = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
_CHOICE: Final = AuthenticatorSelectionCriteria(
    resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
)
_UNREADABLE: Final = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError)
"""What a library raises at an answer that no authenticator gave."""


class Passkeys:
    """Asks for passkeys of one hub, and judges what comes back."""

    def __init__(self, origin: str, name: str = "救急ハブ") -> None:
        """Takes the address at which browsers open the hub; passkeys are bound to its host."""
        self._origin = origin
        self._host = urlsplit(origin).hostname or ""
        self._name = name

    def registration(self, person: Person, challenge: bytes, held: Sequence[bytes]) -> Json:
        """Returns what a browser is asked where a person adds a passkey; those that are ``held`` are not made twice."""
        options = generate_registration_options(
            rp_id=self._host,
            rp_name=self._name,
            user_id=sha256(person.id.encode()).digest(),
            user_name=person.id,
            user_display_name=person.name,
            challenge=challenge,
            authenticator_selection=_CHOICE,
            exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in held],
            supported_pub_key_algs=_ALGORITHMS,
        )
        return _json(options_to_json(options))

    def registered(self, answer: Json, challenge: bytes, person: str) -> Passkey:
        """Returns the new passkey of a person.

        Raises:
            SignInRefusedError: The answer is to another challenge, from another page, or without verification.
        """
        try:
            shown = verify_registration_response(
                credential=dict(answer),
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._origin,
                require_user_verification=True,
                supported_pub_key_algs=_ALGORITHMS,
            )
            transports = tuple(str(each)[:20] for each in answer["response"].get("transports", ())[:8])
        except _UNREADABLE:
            raise SignInRefusedError from None
        return Passkey(shown.credential_id, person, shown.credential_public_key, shown.sign_count, transports)

    def assertion(self, challenge: bytes) -> Json:
        """Returns what a browser is asked where somebody signs in; the passkey says who it is."""
        options = generate_authentication_options(
            rp_id=self._host, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
        )
        return _json(options_to_json(options))

    def named(self, answer: Json) -> bytes:
        """Returns which passkey an answer is of.

        Raises:
            SignInRefusedError: It is no answer.
        """
        try:
            return base64url_to_bytes(answer["id"])
        except _UNREADABLE:
            raise SignInRefusedError from None

    def asserted(self, answer: Json, challenge: bytes, passkey: Passkey) -> int:
        """Returns how far the passkey has counted.

        Raises:
            SignInRefusedError: Another key signed, or another challenge; another page; without verification; or it has
                counted no further, as a copy of it would.
        """
        try:
            shown = verify_authentication_response(
                credential=dict(answer),
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        except _UNREADABLE:
            raise SignInRefusedError from None
        return shown.new_sign_count


def _json(options: str) -> Json:
    held: Json = json.loads(options)
    return held
