"""What SMART's clients read before they ask for a token: where, and how a system shows itself (Backend Services).

There is no authorisation endpoint, for nobody is launched here: `code_challenge_methods_supported` stands in it because
every such document has to have it.
"""

from hub.fhir.resource import encode


def configuration(origin: str) -> bytes:
    """Returns the document of a hub that stands at an address."""
    return encode(
        {
            "token_endpoint": f"{origin}/token",
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["ES256", "ES384"],
            "dpop_signing_alg_values_supported": ["ES256"],
            "grant_types_supported": ["client_credentials"],
            "scopes_supported": [SCOPE],
            "code_challenge_methods_supported": ["S256"],
            "capabilities": ["client-confidential-asymmetric", "permission-v2"],
        }
    )


SCOPE = "system/*.crs"
"""What every token of a system stands for, whatever was asked: its role decides what that comes to."""
