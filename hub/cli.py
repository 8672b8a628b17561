"""The command `kyukyu`: reads the settings and hands them to the part that does the work.

Everything but the command line itself is imported when a command needs it, so that `kyukyu --help` answers at once.
"""

from __future__ import annotations

import csv
import json
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

import typer

from hub.cli_adapters import adapters
from hub.cli_audit import audit
from hub.cli_keys import keys
from hub.cli_persons import admin, person
from hub.cli_rules import rules
from hub.cli_tls import tls as tls_
from hub.errors import KyukyuError

Form = Literal["csv", "jsonl"]
Folder = Annotated[Path, typer.Argument(file_okay=False, help="Folder of the backup. バックアップのフォルダ")]
Until = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z"],
        help="Moment, with its offset, such as 2026-11-26T05:00:00+09:00. 復元する時点",
    ),
]
WithKeys = Annotated[bool, typer.Option("--with-keys", help="Key ring and audit key as well. 鍵も含める")]

cli = typer.Typer(
    name="kyukyu",
    help="救急ハブ: relays one emergency patient's information between crews, hospitals and private transport.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a pretty traceback would print local variables, which may be secrets
)
config = typer.Typer(help="Settings of this node. 設定", no_args_is_help=True)
cli.add_typer(config, name="config")
cli.add_typer(adapters, name="adapters")
cli.add_typer(audit, name="audit")
cli.add_typer(keys, name="keys")
cli.add_typer(person, name="person")
cli.add_typer(admin, name="admin")
cli.add_typer(tls_, name="tls")
cli.add_typer(rules, name="rules")


@cli.command()
def demo(  # noqa: PLR0913, PLR0917 - one argument for each option of the command
    speed: Annotated[float, typer.Option(min=0.1, help="Times faster than life. 実時間の何倍か")] = 20.0,
    seconds: Annotated[float | None, typer.Option(min=1, help="End after this many seconds. 終了までの秒数")] = None,
    headless: Annotated[  # noqa: FBT002 - a switch
        bool, typer.Option("--headless", help="Unattended; the last line is JSON. 無人実行")
    ] = False,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Default: the next free one. ポート")] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same prefecture. 乱数の種")] = 34,
    keep: Annotated[  # noqa: FBT002 - a switch
        bool, typer.Option("--keep/--fresh", help="Go on with the data of the last demonstration. データを引き継ぐ")
    ] = False,
    tls: Annotated[  # noqa: FBT002 - a switch
        bool, typer.Option("--tls", help="TLS for everybody, under a trial authority. 全員がTLSで接続")
    ] = False,
) -> None:
    """架空の県でデモを実行します。 Shows a fictitious prefecture at work."""
    from hub import demo, settings

    plan = demo.Plan(
        speed=speed, seconds=seconds, is_headless=headless, port=port, seed=seed, is_fresh=not keep, is_tls=tls
    )
    raise typer.Exit(demo.run(settings.load(), plan))


@cli.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def bench(context: typer.Context) -> None:
    """性能を測定します。 Measures this machine; takes the arguments of `python -m simulators bench`."""
    from hub import demo, settings

    raise typer.Exit(demo.bench(settings.load(), context.args))


@cli.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def scenario(context: typer.Context) -> None:
    """シナリオ(想定)を実行します。 Plays scenarios; takes the arguments of `python -m simulators scenario`."""
    from hub import demo, settings

    raise typer.Exit(demo.scenario(settings.load(), context.args))


@cli.command()
def serve() -> None:
    """ハブを起動します。 Runs the hub until it is told to stop."""
    from hub import app, settings

    app.serve(settings.load())


@cli.command()
def migrate() -> None:
    """データベースの構造を更新します。 Brings the schema of the database up to date."""
    from hub import administration, settings

    applied = administration.migrate(settings.load())
    typer.echo(f"{applied} migration(s) applied. {applied}件適用しました。")


@cli.command()
def enrol(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]) -> None:
    """機関と利用者を登録します。 Loads organisations and callers; loading again changes nothing."""
    from hub import administration, settings

    typer.echo(administration.enrol(settings.load(), file))


@cli.command()
def code(caller: Annotated[str, typer.Argument(help="Identifier of the caller. 利用者のID")]) -> None:
    """画面登録用の使い捨てコードを発行します。 Prints a code that binds one screen to a caller, once."""
    from hub import administration, settings

    typer.echo(administration.code(settings.load(), caller))


@cli.command()
def revoke(caller: Annotated[str, typer.Argument(help="Identifier of the caller. 利用者のID")]) -> None:
    """端末や画面の権限を取り消します。 Takes a caller's right away, also on sockets that are open."""
    from hub import administration, settings

    administration.revoke(settings.load(), caller)
    typer.echo(f"{caller} revoked. 取り消しました。")


@cli.command()
def trace(
    of: Annotated[str, typer.Argument(help="<key>, <case>/<version> or <stream>/<offset>. 送信キーなど")],
) -> None:
    """メッセージの経路を表示します(患者情報は含みません)。 Shows where a message went; nothing of what it says."""
    from hub import administration, settings

    for each in administration.trace(settings.load(), of):
        typer.echo("\n".join(each.lines()))


@cli.command()
def export(
    month: Annotated[str, typer.Argument(help="A month that is over, such as 2026-10. 年月")],
    form: Annotated[Form, typer.Option("--format", help="csv, or JSON lines. 形式")] = "csv",
) -> None:
    """一か月の統計を患者情報なしで出力します。 Prints the statistics of a month; nothing of a patient."""
    from hub import administration, settings
    from hub.domain.statistics import Cell

    told = administration.export(settings.load(), month)
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(Cell._fields)
        writer.writerows(told)
        return
    for each in told:
        typer.echo(json.dumps(each._asdict(), ensure_ascii=False))


@cli.command()
def recount() -> None:
    """統計を記録から数え直します。 Lets the numbers of statistics go; a running hub counts them anew."""
    from hub import administration, settings

    administration.recount(settings.load())
    typer.echo("The numbers are gone and are counted anew. 数え直しています。")


@cli.command()
def erase(
    case: Annotated[UUID, typer.Argument(help="A case or a private transport that is over. 事案のID")],
    yes: Annotated[UUID | None, typer.Option("--yes", help="The same id again: do not ask. 確認しない")] = None,
) -> None:
    """事案の内容を復元できない形で消去します。 Destroys the key of a case; journal and audit stay and still verify."""
    from hub import custody, settings

    repeated = yes or typer.prompt("Erased for ever; type the id again. 復元できません。IDを再入力", type=UUID)
    if repeated != case:
        typer.echo("Not the same id; nothing is erased. IDが一致しません。消去していません。", err=True)
        raise typer.Exit(1)
    custody.erase(settings.load(), case)
    typer.echo(f"{case} erased. 消去しました。")


@cli.command()
def retention(
    dry_run: Annotated[  # noqa: FBT002 - a switch
        bool, typer.Option("--dry-run", help="Only say what would be erased. 対象の表示のみ")
    ] = False,
) -> None:
    """保存期間を過ぎた事案を消去します。 Erases what is over and was kept as long as the settings say."""
    from hub import custody, settings

    def tell(due: custody.Due) -> None:
        typer.echo(f"{due.subject}  {due.kind}  last {due.last_at:%Y-%m-%d}, kept {due.years} years. 保存期間満了")

    number = custody.retention(settings.load(), tell, is_dry=dry_run)
    typer.echo(f"{number} {'would be erased. 件が消去の対象です。' if dry_run else 'erased. 件を消去しました。'}")


@cli.command()
def backup(folder: Folder, with_keys: WithKeys = False) -> None:  # noqa: FBT002 - a switch
    """稼働中のハブをバックアップします(鍵は含みません)。 Writes a backup while the hub runs, without its keys."""
    from hub import backup, settings

    made = backup.backup(settings.load(), folder, with_keys=with_keys)
    typer.echo(f"{made.entries} entries, {made.made_at.isoformat(timespec='seconds')}. 記録{made.entries}件")


@cli.command()
def archive() -> None:
    """稼働中の内蔵データベースの写しをアーカイブに加えます。 Adds a copy of the embedded database to its archive."""
    from hub import archive, settings

    made = archive.copy(settings.load())
    typer.echo(f"{made.entries} entries, {made.made_at.isoformat(timespec='seconds')}. 記録{made.entries}件")


@cli.command()
def restore(folder: Folder, with_keys: WithKeys = False, until: Until = None) -> None:  # noqa: FBT002 - a switch
    """空のデータベースにバックアップを復元します。 Fills an empty database from a backup; the hub must not run."""
    from hub import archive, backup, settings

    if archive.is_archive(folder):
        held: archive.Base | backup.Manifest = archive.restore(settings.load(), folder, until)
    elif until is not None:
        raise typer.BadParameter("--until needs an archive; 時点指定にはアーカイブが必要です")
    else:
        held = backup.restore(settings.load(), folder, with_keys=with_keys)
    typer.echo(f"{held.entries} entries of {held.made_at.isoformat(timespec='seconds')}. 記録{held.entries}件")


@cli.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="For programs. JSONで出力")] = False,  # noqa: FBT002 - a switch
) -> None:
    """動作環境を確認します。異常があれば終了コード1。 Whether the hub can run here; 1 when something is bad."""
    from hub import doctor, settings

    raise typer.Exit(doctor.run(settings.load(), as_json=as_json))


@cli.command()
def clean(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask. 確認しない")] = False,  # noqa: FBT002 - a switch
) -> None:
    """内蔵データベースを停止し、データを削除します。 Stops the embedded database and removes all its data."""
    from hub import settings
    from hub.embedded import EmbeddedPostgres

    data_dir = settings.load().data_dir
    if not yes:
        typer.confirm(f"Remove every case below {data_dir}? すべての事案を削除しますか", abort=True)
    for stage in (data_dir / "demo", data_dir / "bench", data_dir / "scenario"):
        EmbeddedPostgres(stage).remove()
        shutil.rmtree(stage, ignore_errors=True)
    EmbeddedPostgres(data_dir).remove()


@config.command("check")
def config_check() -> None:
    """設定に誤りがないか確認します。 Tells whether the settings can be read."""
    from hub import settings

    settings.load()
    typer.echo("OK")


@config.command("show")
def config_show() -> None:
    """現在の設定を表示します。 Prints the settings in force, with secrets masked."""
    from hub import settings

    for name, value in settings.load().model_dump(mode="json").items():
        typer.echo(f"{name} = {value}")


def main() -> None:
    """Runs one command; an error of the hub's own is two sentences and exit status 1, not a traceback."""
    try:
        cli(prog_name="kyukyu")
    except KyukyuError as error:
        typer.echo(f"{error.code}\n{error.ja}\n{error.en}", err=True)
        raise SystemExit(1) from None
