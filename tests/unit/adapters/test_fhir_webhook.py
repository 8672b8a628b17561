"""The webhook: what it says is FHIR, is signed, and what an answer means to it."""

import hmac
import json
import re
from base64 import b64decode
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, SECP384R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

import adapters.fhir_webhook
from adapters.fhir_webhook.client import Client
from adapters.fhir_webhook.manifest import Algorithm, WebhookConfig
from adapters.fhir_webhook.mapping import bundle
from adapters.fhir_webhook.signature import Signer, digest
from hub.adapter_kit import read_message
from hub.fhir.validate import validate
from hub.sdk import Delivered

AT = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)
URL = "https://ehr.example.invalid/kyukyu"
BASE = "https://hub.example.invalid/fhir"
FIXTURES = sorted(Path(adapters.fhir_webhook.__file__).parent.glob("fixtures/*/*.json"))
SECRET = b"an-invented-secret-of-thirty-two-bytes-or-more"


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_every_bundle_is_valid_fhir_and_says_the_same_each_time(path: Path) -> None:
    message = read_message(path.read_bytes())

    said = bundle(message, BASE)

    assert [issue for issue in validate(said) if message.resources] == []
    assert said == bundle(read_message(path.read_bytes()), BASE)
    shown = json.loads(said)
    assert shown["identifier"]["value"] == f"urn:uuid:{message.id}"
    assert shown["link"][0]["url"] == f"{BASE}/Encounter/{message.subject}"
    assert [entry["resource"]["id"] for entry in shown.get("entry", [])] == [each.id for each in message.resources]
    assert ("HTEST" in {tag["code"] for tag in shown["meta"]["tag"]}) is message.is_exercise


def signed_base(headers: dict[str, str], signature_input: str) -> bytes:
    """Builds what was signed from the standard (RFC 9421, 2.5), not from the sender's code."""
    parameters = signature_input.partition("=")[2]
    names = re.findall(r'"([^"]+)"', parameters.partition(")")[0])
    known = {name.lower(): value for name, value in headers.items()} | {"@method": "POST", "@target-uri": URL}
    lines = [f'"{name}": {known[name]}' for name in names]
    return "\n".join([*lines, f'"@signature-params": {parameters}']).encode()


def test_a_receiver_verifies_an_es256_signature_with_the_public_key_alone() -> None:
    key = generate_private_key(SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    headers = {"Content-Digest": digest(b"{}"), "Idempotency-Key": '"1"'}

    fields = Signer(Algorithm.ES256, "hub", pem).sign("POST", URL, headers, AT)

    raw = b64decode(fields["Signature"].removeprefix("hub=:").removesuffix(":"))
    assert len(raw) == 64
    encoded = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    base = signed_base(headers, fields["Signature-Input"])
    key.public_key().verify(encoded, base, ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        key.public_key().verify(encoded, base.replace(b'"1"', b'"2"', 1), ECDSA(SHA256()))
    assert fields["Signature-Input"].endswith(';created=1795396320;keyid="hub";alg="ecdsa-p256-sha256"')


def test_a_receiver_verifies_an_hmac_with_the_shared_secret() -> None:
    headers = {"Content-Digest": digest(b"{}")}

    fields = Signer(Algorithm.HMAC, "hub", SECRET).sign("POST", URL, headers, AT)

    expected = hmac.digest(SECRET, signed_base(headers, fields["Signature-Input"]), "sha256")
    assert b64decode(fields["Signature"].removeprefix("hub=:").removesuffix(":")) == expected


def test_the_digest_is_that_of_the_body() -> None:
    assert b64decode(digest(b"abc").removeprefix("sha-256=:").removesuffix(":")) == sha256(b"abc").digest()


def test_a_key_of_another_kind_is_refused() -> None:
    other = generate_private_key(SECP384R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    for algorithm, key in ((Algorithm.ES256, other), (Algorithm.ES256, b"no key"), (Algorithm.HMAC, b"short")):
        with pytest.raises(ValueError):  # noqa: PT011  the library's words for a key it cannot read
            Signer(algorithm, "hub", key)


async def test_a_pinned_address_is_called_and_the_name_is_still_what_is_asked_for(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.touch(mode=0o600)
    key.write_bytes(SECRET)
    options = {"url": URL, "key_id": "hub", "key_file": key, "algorithm": "hmac-sha256", "pinned_address": "192.0.2.7"}
    client = Client(WebhookConfig.model_validate(options))
    seen: list[httpx.Request] = []

    def answered(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201)

    client._line._http = httpx.AsyncClient(transport=httpx.MockTransport(answered))
    assert await client.post("1", b"{}") == Delivered("http-201")

    (request,) = seen
    assert (request.url.host, request.headers["host"]) == ("192.0.2.7", "ehr.example.invalid")
    assert request.extensions["sni_hostname"] == "ehr.example.invalid"
    assert f'"@target-uri": {URL}'.encode() in signed_base(dict(request.headers), request.headers["signature-input"])
    await client.close()
