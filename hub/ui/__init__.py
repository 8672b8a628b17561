"""The screens: their pages, their ES modules, and vendored libraries with their manifest.

A browser loads these files as they are: no build step, nothing from another host. The modules speak the stream protocol
and nothing else (`docs/reference/stream-protocol.md`). Serving them, with the headers they rely on, is the work of
`hub.web`; nothing here knows of HTTP.
"""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
STATIC: Final = FOLDER / "static"
"""Files that the pages name as ``/static/…``."""

PAGES: Final = {
    "/er": FOLDER / "er.html",
    "/crew": FOLDER / "crew.html",
    "/command": FOLDER / "command.html",
    "/operations": FOLDER / "operations.html",
    "/statistics": FOLDER / "statistics.html",
    "/operator": FOLDER / "operator.html",
    "/transport": FOLDER / "transport.html",
    "/sign-in/callback": FOLDER / "sign-in.html",
    "/gallery": FOLDER / "gallery.html",
    "/docs": FOLDER / "docs.html",
}
"""The page behind each path."""

WORKER: Final = STATIC / "service-worker.js"
"""Keeps the crew's page loadable without a network; to reach ``/crew`` it must be served as ``/service-worker.js``."""

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'self'; connect-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the pages may do: their own files and their own hub, no inline script or style."""

DOCS_POLICY: Final = f"{CONTENT_SECURITY_POLICY}; style-src 'self' 'unsafe-inline'"
"""The API's description is drawn by a library that styles its elements inline; its page shows no patient."""
