"""Private transport (民間救急): requests go to an operator's own dispatch system, and its words come back."""

from adapters.private_transport.dispatch import PrivateTransport

__all__ = ["PrivateTransport"]
