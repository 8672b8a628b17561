"""The webhook as an adapter: a mapping and a client."""

from adapters.fhir_webhook.client import Client
from adapters.fhir_webhook.manifest import MANIFEST, WebhookConfig
from adapters.fhir_webhook.mapping import bundle
from hub.sdk import Message, Outbound, Outcome, Readiness


class FhirWebhook(Outbound):
    """Posts every message as a signed Bundle."""

    manifest = MANIFEST

    def __init__(self, config: WebhookConfig) -> None:
        """Takes where to post and with which key."""
        super().__init__(config)
        self._base = config.fhir_base.rstrip("/")
        self._client = Client(config)

    async def check(self) -> Readiness:
        """Asks the receiver for its headers."""
        return await self._client.check()

    async def deliver(self, message: Message) -> Outcome:
        """Posts the Bundle under the message's id."""
        return await self._client.post(message.id, bundle(message, self._base))

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()
