"""Tries a file of EMIS without a hub: `python -m adapters.emis FILE` shows progress, refused lines and figures."""

import asyncio
import time
from pathlib import Path
from typing import Annotated

import typer

from adapters.emis.drop import report
from adapters.emis.files import FileRefusedError, to_csv, to_geojson
from adapters.emis.register import Import, Register


def main(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV (Shift_JIS) or GeoJSON")],
    out: Annotated[Path | None, typer.Option(help="Write what was read: .geojson (with colours) or .csv")] = None,
    refused: Annotated[Path | None, typer.Option(help="Write what was refused, and why, as CSV")] = None,
) -> None:
    """Reads a file of hospitals and says what is wrong with it, line by line."""

    def tell(so_far: Import) -> None:
        typer.echo(f"\r{so_far.read} lines, {so_far.refused} refused", nl=False, err=True)

    register, began_at = Register(), time.monotonic()
    try:
        done = asyncio.run(register.take(file.read_bytes(), tell))
    except FileRefusedError as error:
        typer.echo(f"emis: {error}", err=True)
        raise typer.Exit(2) from error
    typer.echo("", err=True)
    for fault in done.faults:
        typer.echo(" / ".join(fault.say()))
    if refused is not None:
        refused.write_bytes(report(done.faults))
    if out is not None:
        write = to_geojson if out.suffix == ".geojson" else to_csv
        out.write_bytes(write(register.records.values()))
    figures = ", ".join(f"{name} {number}" for name, number in done.report().items())
    typer.echo(f"{figures}; {time.monotonic() - began_at:.1f} s")


if __name__ == "__main__":
    typer.run(main)
