"""Sign-in through a provider of identity that no one here wrote: the whole way, and what may be wrong on it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Final

import pytest

from hub.errors import LookupUnavailableError, SignInRefusedError
from hub.sdk.https import HttpsLine, bearer
from hub.security.id_token import Identity
from hub.security.oidc import Provider, Terms
from tests.identity_provider import IdentityProvider, identity_provider, needs_provider
from tests.world import free_port

pytestmark = needs_provider

SECRET: Final = b"s" * 32
TWO_FACTORS: Final = "urn:two-factors"


@pytest.fixture(scope="module")
async def outside(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[IdentityProvider]:
    """The provider of a hospital."""
    come_back = f"http://localhost:{free_port()}/sign-in/callback"
    async with identity_provider(come_back, tmp_path_factory.mktemp("provider")) as running:
        yield running


@pytest.fixture
def terms(outside: IdentityProvider) -> Terms:
    """How the hub stands with it."""
    return Terms(
        issuer=outside.issuer,
        client_id=outside.client_id,
        redirect_uri=outside.redirect_uri,
        secret_file=outside.secret_file,
        acr_values=(TWO_FACTORS,),
    )


@pytest.fixture
async def provider(terms: Terms) -> AsyncIterator[Provider]:
    """The hub's end of the line."""
    made = Provider(terms, HttpsLine(bearer(None)))
    yield made
    await made.close()


@pytest.mark.parametrize(("methods", "amr"), [("pwd,otp", ("pwd", "otp")), ("mfa", ("mfa",)), ("acr", ())])
async def test_who_signed_in_by_two_factors_is_named_once(
    outside: IdentityProvider, provider: Provider, methods: str, amr: tuple[str, ...]
) -> None:
    back = await outside.sign_in(await provider.address(SECRET, "state"), "nurse", methods)
    assert back["state"] == "state"

    named = await provider.identity(back["code"], back["iss"], SECRET)

    assert named == Identity(outside.issuer, "nurse", amr)
    with pytest.raises(SignInRefusedError):
        await provider.identity(back["code"], back["iss"], SECRET)


@pytest.mark.parametrize("methods", ["pwd", "pwd,pin", "otp,sms"])
async def test_one_factor_is_not_enough(outside: IdentityProvider, provider: Provider, methods: str) -> None:
    back = await outside.sign_in(await provider.address(SECRET, "state"), "nurse", methods)

    with pytest.raises(SignInRefusedError):
        await provider.identity(back["code"], back["iss"], SECRET)


async def test_a_code_of_another_sign_in_is_refused(outside: IdentityProvider, provider: Provider) -> None:
    """Its verifier is not ours (PKCE): to bring a stolen code to a sign-in of one's own is of no use."""
    theirs = await outside.sign_in(await provider.address(b"t" * 32, "state"), "nurse", "mfa")

    with pytest.raises(SignInRefusedError):
        await provider.identity(theirs["code"], theirs["iss"], SECRET)


async def test_a_token_with_another_nonce_is_refused(outside: IdentityProvider, provider: Provider) -> None:
    address = await provider.address(SECRET, "state")
    before, _, behind = address.partition("nonce=")
    changed = f"{before}nonce=another&{behind.partition('&')[2]}"
    back = await outside.sign_in(changed, "nurse", "mfa")

    with pytest.raises(SignInRefusedError):
        await provider.identity(back["code"], back["iss"], SECRET)


@pytest.mark.parametrize("issuer", [None, "https://other.example", ""])
async def test_a_code_that_comes_as_another_providers_is_not_even_exchanged(
    outside: IdentityProvider, provider: Provider, issuer: str | None
) -> None:
    back = await outside.sign_in(await provider.address(SECRET, "state"), "nurse", "mfa")

    with pytest.raises(SignInRefusedError):
        await provider.identity(back["code"], issuer, SECRET)
    assert (await provider.identity(back["code"], back["iss"], SECRET)).subject == "nurse", "the code was still good"


async def test_a_hub_that_shows_another_secret_gets_nothing(outside: IdentityProvider, terms: Terms) -> None:
    wrong = outside.secret_file.with_name("wrong")
    wrong.write_text("another secret", encoding="utf-8")
    provider = Provider(replace(terms, secret_file=wrong), HttpsLine(bearer(None)))
    back = await outside.sign_in(await provider.address(SECRET, "state"), "nurse", "mfa")

    with pytest.raises(SignInRefusedError):
        await provider.identity(back["code"], back["iss"], SECRET)
    await provider.close()


async def test_a_provider_that_calls_itself_otherwise_or_is_away_begins_nothing(terms: Terms) -> None:
    for issuer in (f"{terms.issuer}/", f"http://127.0.0.1:{free_port()}", "http://id.example"):
        provider = Provider(replace(terms, issuer=issuer), HttpsLine(bearer(None)))
        with pytest.raises(LookupUnavailableError):
            await provider.address(SECRET, "state")
        await provider.close()
