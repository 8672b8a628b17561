"""Tells an operator, before the first patient, whether the hub can keep its promises on this machine."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from hub.database import archived
from hub.doctor.database import check_database
from hub.doctor.finding import Finding, State
from hub.doctor.keys import check_files, check_key_age
from hub.doctor.machine import check_disk, check_packages, check_python, check_time, led_within_s
from hub.doctor.tls import check_tls
from hub.embedded import EmbeddedPostgres
from hub.errors import EmbeddedDatabaseError
from hub.programs import wheel_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.settings import Settings


def run(settings: Settings, *, as_json: bool = False) -> int:
    """Makes every check, prints what was found, and returns 1 when something is bad."""
    findings = list(examine(settings))
    if as_json:
        said = [
            {"check": each.subject, "state": each.state.name.lower(), "ja": each.ja, "en": each.en} for each in findings
        ]
        sys.stdout.write(json.dumps(said, ensure_ascii=False, indent=1) + "\n")
    else:
        table = Table("検査 check", "結果 result", "説明 what was found", title="kyukyu doctor")
        for finding in findings:
            table.add_row(finding.subject, finding.state.value, f"{finding.ja}\n{finding.en}")
        Console().print(table)
    return int(any(finding.state is State.BAD for finding in findings))


def examine(settings: Settings) -> Iterator[Finding]:
    """Makes every check, the cheap ones first; a check that fails stops no other."""
    now = datetime.now(UTC)
    yield check_python(sys.version_info[:2])
    yield check_packages()
    yield check_disk(settings.data_dir)
    yield check_time(led_within_s())
    yield from check_files(settings)
    yield check_key_age(settings, now)
    yield from check_tls(settings, now)
    if settings.dsn is not None:
        yield from asyncio.run(check_database(settings.dsn.get_secret_value(), settings.command_timeout_s))
    else:
        yield from check_embedded(settings)


def check_embedded(settings: Settings) -> Iterator[Finding]:
    """Starts the embedded database if it does not run, examines it, and leaves it as it was."""
    postgres = EmbeddedPostgres(settings.data_dir)
    try:
        yield Finding("binaries", State.GOOD, f"{wheel_site()}", "PostgreSQL from the wheel")
        postgres.start(archived(postgres, settings.archive))
        yield from asyncio.run(check_database(postgres.dsn.get_secret_value(), settings.command_timeout_s))
    except EmbeddedDatabaseError as error:
        yield Finding("database", State.BAD, error.ja, error.en)
    finally:
        postgres.stop()
