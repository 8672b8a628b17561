"""The command `kyukyu keys`: which keys wrap what is sealed, a new one, everything under it, an old one gone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

keys = typer.Typer(help="Keys that seal what is kept. 暗号鍵", no_args_is_help=True)


@keys.command("list")
def list_() -> None:
    """鍵の一覧を表示します。 Lists the keys: name, age, and how many data keys each wraps."""
    from hub import custody, settings

    for each in custody.keys(settings.load()):
        age = f"{(datetime.now(UTC) - each.made_at).days} days" if each.made_at else "age unknown"
        typer.echo(f"{each.name}  {age}  {each.wraps} wrapped{'  active' if each.is_active else ''}")


@keys.command()
def rotate() -> None:
    """新しい鍵を追加し、以後の暗号化に使用します。 Adds a new key that wraps from now on; the hub goes on running."""
    from hub import keychain, settings

    name = keychain.source(settings.load()).rotate()
    typer.echo(f"{name} is active; kyukyu keys rewrap brings the rest under it. 鍵{name}が有効になりました。")


@keys.command()
def rewrap() -> None:
    """すべてのデータ鍵を現在の鍵で包み直します。 Wraps every data key by the active key; may be begun again."""
    from hub import custody, settings

    number = custody.rewrap(settings.load())
    typer.echo(f"{number} data keys wrapped anew. {number}件を包み直しました。")


@keys.command()
def drop(name: Annotated[str, typer.Argument(help="Name of the key. 鍵の名前")]) -> None:
    """使われていない鍵を削除します。 Takes a key away; refused while anything is wrapped by it."""
    from hub import custody, settings

    custody.drop(settings.load(), name)
    typer.echo(f"{name} dropped. 鍵{name}を削除しました。")
