"""FHIR over a webhook: every change of a case as a signed Bundle over HTTPS. The adapter to copy."""

from adapters.fhir_webhook.outbound import FhirWebhook

__all__ = ["FhirWebhook"]
