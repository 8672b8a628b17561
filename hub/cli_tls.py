"""The command `kyukyu tls`: a small authority for trials, and certificates for its hub and for who calls it."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import typer

tls = typer.Typer(help="Certificates for trials. 試験用の証明書", no_args_is_help=True)

Folder = Annotated[
    Path | None, typer.Option("--folder", file_okay=False, help="Default: tls in data_dir. 保存先のフォルダ")
]


@tls.command()
def trial(
    names: Annotated[list[str], typer.Argument(help="Names and addresses of the hub. ハブのホスト名・アドレス")],
    folder: Folder = None,
) -> None:
    """試験用の認証局とハブの証明書を作ります(90日)。 Makes an authority for trials, and its hub's certificate."""
    from hub.security.trial import TrialAuthority

    try:
        authority = TrialAuthority.found(_place(folder), names)
    except ValueError as error:
        raise typer.BadParameter(f"neither a host nor an address: {', '.join(names)}") from error
    files = authority.certify_hub(names)
    typer.echo(f'tls_certificate = "{files.chain}"\ntls_key = "{files.key}"')
    typer.echo(f"Let devices trust {authority.certificate}. 端末に信頼させる認証局の証明書です。", err=True)


@tls.command()
def caller(
    caller: Annotated[str, typer.Argument(help="Identifier of the caller. 利用者のID")], folder: Folder = None
) -> None:
    """端末・システム用のクライアント証明書を作ります。 Makes the certificate by which a caller is let through."""
    from hub.security.trial import TrialAuthority

    phrase = secrets.token_urlsafe(12)
    files, carried = TrialAuthority.load(_place(folder)).certify_caller(caller, phrase)
    typer.echo(f"{files.chain}\n{files.key}\n{carried}")
    typer.echo(f"Pass phrase of {carried.name}, shown once. 一度だけ表示します: {phrase}", err=True)


def _place(folder: Path | None) -> Path:
    from hub import settings

    return folder.absolute() if folder else settings.load().data_dir / "tls"
