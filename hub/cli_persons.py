"""The commands `kyukyu person` and `kyukyu admin`: codes by which persons sign in, and the first administrator."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from hub.enrolments import Issued

person = typer.Typer(help="Persons who sign in at devices. 職員", no_args_is_help=True)
admin = typer.Typer(help="The first administrator. 管理者", no_args_is_help=True)

Id = Annotated[str, typer.Argument(help="Identifier of the person. 職員のID")]


@person.command("list")
def list_() -> None:
    """登録された職員を表示します。 Lists persons: roles, passkeys, PIN."""
    from hub import settings, staff

    for each in staff.known(settings.load()):
        who = each.person
        shows = f"{each.passkeys} passkey(s){', PIN' if each.has_pin else ''}{', OIDC' if who.subject else ''}"
        state = "  revoked 失効" if who.is_revoked else ""
        typer.echo(f"{who.id}  {who.organisation}  {' '.join(sorted(who.roles))}  {shows}{state}")


@person.command()
def code(person: Id) -> None:
    """パスキーやPINの登録用コードを発行します。 Prints a code that adds a passkey or sets the PIN, once."""
    from hub import settings, staff

    _show(staff.code(settings.load(), person))


@person.command()
def revoke(person: Id) -> None:
    """職員の権限を取り消し、すべての端末からサインアウトさせます。 Takes a person's right away, at every device."""
    from hub import settings, staff

    staff.revoke(settings.load(), person)
    typer.echo(f"{person} revoked. 取り消しました。")


@admin.command()
def bootstrap(
    organisation: Annotated[str, typer.Argument(help="Identifier of the organisation. 機関のID")],
    person: Annotated[str, typer.Option("--person", help="Identifier of the person. 職員のID")] = "administrator",
    name: Annotated[str, typer.Option("--name", help="Name of the person. 職員の名前")] = "管理者",
) -> None:
    """最初の管理者の登録用コードを発行します。 Prints the code of an organisation's first administrator."""
    from hub import settings, staff

    _show(staff.bootstrap(settings.load(), organisation, person, name))


def _show(issued: Issued) -> None:
    """Prints a code with its link, drawn as a QR code where somebody looks on."""
    import segno

    if sys.stdout.isatty():
        segno.make(issued.link, error="m", micro=False).terminal(compact=True)
    typer.echo(f"{issued.code}\n{issued.link}\nuntil {issued.expires_at.isoformat(timespec='seconds')}. 期限")
