"""A provider of identity that no one here wrote (npm `oidc-provider`), and somebody who signs in at it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

_REFEREES: Final = Path(__file__).parent / "referees"
_STEPS: Final = 8

HAS_PROVIDER: Final = shutil.which("node") is not None and (_REFEREES / "node_modules" / "oidc-provider").is_dir()
"""Whether one can be run here."""

needs_provider = pytest.mark.skipif(
    not HAS_PROVIDER,
    reason="there is no Node here, or `make test` has not fetched what the referees need",
)


@dataclass(frozen=True)
class IdentityProvider:
    """A provider that runs, and what this hub is to it."""

    issuer: str
    redirect_uri: str
    secret_file: Path
    client_id: str = "kyukyu-hub"

    async def sign_in(self, address: str, account: str, methods: str) -> Mapping[str, str]:
        """Signs an account in by these methods, and returns what the browser brings back."""
        async with httpx.AsyncClient(trust_env=False) as browser:
            place = f"{address}&login_hint={account}:{methods}"
            for _ in range(_STEPS):
                answer = await browser.get(place)
                place = str(httpx.URL(place).join(answer.headers["location"]))
                if place.startswith(self.redirect_uri):
                    return dict(parse_qsl(urlsplit(place).query))
        raise AssertionError(f"the provider leads nowhere: {place.partition('?')[0]}")


@asynccontextmanager
async def identity_provider(redirect_uri: str, folder: Path) -> AsyncIterator[IdentityProvider]:
    """Runs a provider whose only client comes back to this address."""
    secret_file = folder / "client-secret"
    secret_file.write_text("a secret of tests: 100% +/=\n", encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        "node",
        str(_REFEREES / "provider.mjs"),
        redirect_uri,
        secret_file.read_text(encoding="utf-8").strip(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            issuer = (await process.stdout.readline()).decode().strip()
        yield IdentityProvider(issuer, redirect_uri, secret_file)
    finally:
        process.kill()
        await process.wait()
