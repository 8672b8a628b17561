"""Looks at what must stay secret: the files, who can read them, and how long the keys have been in use."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hub import keychain, secret
from hub.doctor.finding import Finding, State
from hub.errors import RefuseToStartError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from hub.settings import Settings

_KEY_OLD_DAYS: Final = 366
_OF_A_SECRET: Final = re.compile(r"(token|key|secret)_file$")  # how the options of adapters name one


def check_files(settings: Settings) -> Iterator[Finding]:
    """Looks whether other accounts can read a secret, or write where the hub keeps its own."""
    there = [path for path in _secrets(settings) if path.exists()]
    faults = [*(_fault(path, "0600") for path in there if secret.is_open(path))]
    if settings.data_dir.exists() and settings.data_dir.stat().st_mode & 0o022:
        faults.append(_fault(settings.data_dir, "0755"))
    yield from faults
    if not faults:
        yield Finding(
            "files",
            State.GOOD,
            f"秘密のファイル{len(there)}件は他から読めません",
            f"{len(there)} secrets, closed to others",
        )


def check_key_age(settings: Settings, now: datetime) -> Finding:
    """Looks whether the keys that seal cases can be had, and how long the active one has done so."""
    if keychain.in_a_file(settings) and not settings.key_ring.exists():
        return Finding("key age", State.GOOD, "まだ鍵はありません", "no key yet: one is made at the first start")
    try:
        ring = keychain.key_ring(settings)
    except RefuseToStartError as error:
        return Finding("key age", State.BAD, error.ja, error.en)
    made_at = ring.made.get(ring.active)
    if made_at is None:
        return Finding(
            "key age", State.WARNING, "作成日不明: kyukyu keys rotate を推奨", "not known: run kyukyu keys rotate"
        )
    days = (now - made_at).days
    if days > _KEY_OLD_DAYS:
        return Finding(
            "key age", State.WARNING, f"{days}日: kyukyu keys rotate を推奨", f"{days} days: kyukyu keys rotate"
        )
    return Finding("key age", State.GOOD, f"{days}日", f"{days} days")


def _secrets(settings: Settings) -> Iterator[Path]:
    for each in settings.adapters.values():
        yield from (Path(str(file)) for name, file in each.options.items() if _OF_A_SECRET.search(name))
    token = settings.key_ring_token
    hooks = (hook.authorization_file for hook in settings.subscription_hooks.values())
    named = (settings.key_ring, settings.audit_key, settings.tls_key, settings.dsn_file, *hooks)
    yield from (path for path in (*named, token.pin_file if token else None) if path is not None)


def _fault(path: Path, needed: str) -> Finding:
    mode = stat.S_IMODE(path.stat().st_mode)
    return Finding(
        "files", State.BAD, f"{path}: モード{mode:04o}({needed}が必要)", f"{path}: mode {mode:04o}, not {needed}"
    )
