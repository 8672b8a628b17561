"""The webhook's HTTP: a signed Bundle goes out under its idempotency key."""

from collections.abc import Mapping
from datetime import UTC, datetime

from adapters.fhir_webhook.manifest import WebhookConfig
from adapters.fhir_webhook.signature import Signer, digest
from hub.sdk import Outcome, Readiness
from hub.sdk.https import HttpsLine


class Client:
    """Posts Bundles to one receiver."""

    def __init__(self, config: WebhookConfig) -> None:
        """Opens nothing yet."""
        self._config = config
        self._line = HttpsLine(self._sign, ca_file=config.ca_file, pinned_address=config.pinned_address)

    async def post(self, delivery: str, body: bytes) -> Outcome:
        """Posts one Bundle under its idempotency key."""
        fields = {
            "Content-Type": "application/fhir+json",
            "Content-Digest": digest(body),
            "Idempotency-Key": f'"{delivery}"',
        }
        return await self._line.send(self._config.url, fields, body)

    async def check(self) -> Readiness:
        """Asks for the headers of the address, signed."""
        return await self._line.check(self._config.url)

    async def close(self) -> None:
        """Closes its connections."""
        await self._line.close()

    def _sign(self, method: str, url: str, fields: Mapping[str, str]) -> Mapping[str, str]:
        signer = Signer(self._config.algorithm, self._config.key_id, self._config.key_file.read_bytes().strip())
        return signer.sign(method, url, fields, datetime.now(UTC))
