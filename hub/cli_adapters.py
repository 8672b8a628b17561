"""The command `kyukyu adapters`: what is installed, what is connected, whether it works, and how a new one begins."""

from __future__ import annotations

import asyncio
import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.adapter_kit import Report, Subject
    from hub.relay.switchboard import Preview
    from hub.sdk import Readiness

adapters = typer.Typer(help="Connections to outside systems. 外部システムとの接続", no_args_is_help=True)


@adapters.command("list")
def list_() -> None:
    """連携アダプタと接続を一覧します。 Lists the adapters that are installed, and what is connected."""
    from hub import settings
    from hub.relay import registry

    connected = settings.load().adapters
    for each in registry.installed():
        used = sorted(name for name, connection in connected.items() if connection.use == each.name)
        typer.echo(f"{each.name}  {each.distribution} {each.version}  {', '.join(used) or '–'}")


@adapters.command()
def new(
    name: Annotated[str, typer.Argument(help="Lower-case letters, digits, underscores. 名前")],
    into: Annotated[Path, typer.Option(help="Folder to write into. 作成先のフォルダ")] = Path(),
) -> None:
    """新しい連携アダプタのひな形を作成します。 Writes a new adapter as a distribution of its own."""
    from hub.adapter_kit.sketch import NotANameError, write_template

    try:
        root = write_template(name, into)
    except (NotANameError, FileExistsError) as error:
        typer.echo(f"{type(error).__name__}: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{root}\npip install -e {root}\nkyukyu adapters check {name}")


@adapters.command()
def check(
    name: Annotated[str, typer.Argument(help="Adapter, or the folder of its package. 名前またはフォルダ")],
) -> None:
    """連携アダプタを契約試験にかけます。 Puts an adapter through its contract; 1 where it is not what it claims."""
    from hub.adapter_kit import examine

    report = asyncio.run(examine(_subject(name)))
    _print(report)
    raise typer.Exit(0 if report.holds else 1)


@adapters.command()
def probe(connection: Annotated[str, typer.Argument(help="Connection of the settings. 設定上の接続名")]) -> None:
    """接続先の応答を確認します。 Asks the other side of a connection how we stand with it."""
    from hub import settings
    from hub.errors import AdapterUnusableError

    named = settings.load().adapters.get(connection)
    if named is None:
        raise AdapterUnusableError(connection, "not-in-the-settings")
    said = asyncio.run(_probed(named.use, named.options))
    typer.echo(_spoken(said))
    raise typer.Exit(0 if type(said).__name__ == "Ready" else 1)


@adapters.command()
def forget(connection: Annotated[str, typer.Argument(help="Connection to let go. 終了する接続名")]) -> None:
    """接続を終了し、未送信の内容を破棄します。 Lets a connection go, with what waits for it."""
    from hub import administration, settings

    administration.disconnect(settings.load(), connection)
    typer.echo(f"{connection} forgotten. 接続を終了しました。")


@adapters.command()
def status() -> None:
    """接続の状態と滞留を表示します。 Shows how connections stand and how far they are behind."""
    from hub import administration, settings

    for each in administration.standings(settings.load()):
        age = "" if each.oldest_age_s is None else f", oldest {each.oldest_age_s:.0f} s"
        behind = f"waiting {each.backlog}{age}, parked {each.parked}"
        paused = "  paused 一時停止" if each.is_paused else ""
        typer.echo(f"{each.name}  {each.state}{paused}  {behind}  {each.last_code or ''}".rstrip())


@adapters.command()
def pause(connection: Annotated[str, typer.Argument(help="Connection. 接続名")]) -> None:
    """接続を一時停止します。届いたものは待ちます。 Lets a connection rest; what is for it waits in its inbox."""
    from hub import administration, settings

    administration.pause(settings.load(), connection, is_paused=True)
    typer.echo(f"{connection} paused. 一時停止しました。")


@adapters.command()
def resume(connection: Annotated[str, typer.Argument(help="Connection. 接続名")]) -> None:
    """一時停止した接続を再開します。 Lets a connection go on where it was."""
    from hub import administration, settings

    administration.pause(settings.load(), connection, is_paused=False)
    typer.echo(f"{connection} goes on. 再開しました。")


@adapters.command()
def parked(connection: Annotated[str, typer.Argument(help="Connection. 接続名")]) -> None:
    """保留中のメッセージと理由を一覧します。 Lists parked messages and why; nothing of what they hold."""
    from hub import administration, settings

    for each in administration.parked(settings.load(), connection):
        said = f"{each.parked_at:%Y-%m-%d %H:%M:%S}Z  {each.code or ''} {each.reason or ''}".rstrip()
        typer.echo(f"{each.offset:>8}  {each.kind:<20} {said}")


@adapters.command()
def replay(
    connection: Annotated[str, typer.Argument(help="Connection. 接続名")],
    code: Annotated[str | None, typer.Option(help="Those with this code. このコードのもの")] = None,
    offset: Annotated[list[int] | None, typer.Option(help="This one; may be repeated. この番号")] = None,
) -> None:
    """保留中のメッセージを再送します。 Shows what would be sent again, and sends it when its number is typed."""
    from hub import administration, settings
    from hub.deliveries import Selection

    if code is None and not offset:
        raise typer.BadParameter("--code or --offset: say which are meant. 対象を指定してください")
    sent = administration.replay(settings.load(), connection, Selection(offset, code), _asked)
    typer.echo(f"{sent} sent again. {sent}件再送します。")


def _asked(shown: Preview) -> int:
    """Shows what would be sent, and lets the operator repeat the number."""
    for name, counted in (("code", shown.by_code), ("kind", shown.by_kind)):
        for each, times in sorted(counted.items()):
            typer.echo(f"{name} {each}: {times}")
    span = f"{shown.oldest_at:%Y-%m-%d %H:%M} - {shown.newest_at:%Y-%m-%d %H:%M} UTC"
    typer.echo(f"{shown.connection}: {shown.count}, {span}")
    number: int = typer.prompt("Type the number to send them again. 再送する件数を入力", type=int)
    return number


def _subject(name: str) -> Subject:
    from hub.relay import registry

    folder = Path(name)
    if (folder / "contract.py").is_file():
        sys.path.insert(0, str(folder.absolute().parent))
        module = folder.absolute().name
    else:
        module = registry.load(name).__module__.rpartition(".")[0]
    subject: Subject = importlib.import_module(f"{module}.contract").SUBJECT
    return subject


async def _probed(use: str, options: Mapping[str, object]) -> Readiness:
    from hub.relay import registry

    adapter = registry.make(registry.load(use), options)
    try:
        return await adapter.check()
    finally:
        await adapter.close()


def _print(report: Report) -> None:
    for each in report.findings:
        typer.echo(f"{each.tier.value:<9} {each.rule:<12} {each.verdict.value:<7} {each.reason}".rstrip())
    typer.echo(f"claimed {report.claimed.value}, reached {report.reached.value}")


def _spoken(said: Readiness) -> str:
    reason = getattr(said, "reason", "")
    return f"{type(said).__name__} {reason}".strip()
