"""The command `kyukyu audit`: whether the audit is what was written, and who saw a case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - typer reads annotations when the program runs

import typer

if TYPE_CHECKING:
    from hub.auditor import Verdict

audit = typer.Typer(help="Who did and saw what, and whether that was changed. 監査記録", no_args_is_help=True)

Export = Annotated[
    Path | None, typer.Argument(exists=True, dir_okay=False, help="What was exported; else this hub. 出力したファイル")
]
Key = Annotated[str | None, typer.Option(help="Public key, as `kyukyu audit key` prints it. 公開鍵")]
Fhir = Annotated[bool, typer.Option("--fhir", help="FHIR AuditEvents (NDJSON), the newest first. FHIR形式")]
Witnessed = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, help="Checkpoints that were heard. 受信したチェックポイント"),
]

Against = Annotated[
    Path | None,
    typer.Option(
        exists=True,
        dir_okay=False,
        help="Checkpoints from which the log has to go on; shown by a proof, no row is read. 連続性だけを検証",
    ),
]


@audit.command()
def key() -> None:
    """監査記録の検証に使う公開鍵を表示します。 Prints the public key that checkpoints are verified with."""
    from hub import auditor, settings

    typer.echo(auditor.key(settings.load()))


@audit.command()
def verify(file: Export = None, key: Key = None, witnessed: Witnessed = None, against: Against = None) -> None:
    """監査記録が改ざんされていないか検証します。 Tells what was changed since it was written; 1 where anything was."""
    from hub import auditor, settings

    if against:
        shown = [auditor.compare(settings.load(), note) for note in auditor.notes_of(against)]
        for each in shown:
            word = "goes on 連続" if each.goes_on else "does not go on 不連続"
            typer.echo(f"{each.first} → {each.second} leaves, {each.hashes} hashes: {word}")
        raise typer.Exit(0 if shown and all(each.goes_on for each in shown) else 1)
    heard = auditor.notes_of(witnessed) if witnessed else ()
    if file is None:
        verdict = auditor.verify(settings.load(), heard)
    elif key is None:
        raise typer.BadParameter("--key is needed with a file; 公開鍵が必要です")
    else:
        verdict = auditor.verify_export(file, key, heard)
    _print(verdict)
    raise typer.Exit(1 if verdict.findings else 0)


@audit.command()
def export(*, fhir: Fhir = False) -> None:
    """監査記録を出力します(患者情報は含みません)。 Prints the audit as JSON lines, to be verified anywhere."""
    from hub import auditor, settings

    write = auditor.export_events if fhir else auditor.export
    write(settings.load(), typer.echo)


@audit.command()
def signed(case: Annotated[UUID, typer.Argument(help="Id of the case. 事案ID")]) -> None:
    """事案の送信原文と署名を出力します(患者情報を含みます)。 Prints what was sent of a case, with its signatures."""
    from hub import affidavit, settings

    affidavit.carry_away(settings.load(), case, typer.echo)


@audit.command("verify-signatures")
def verify_signatures(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="What `audit signed` printed. 出力ファイル")
    ],
    trusted: Annotated[
        list[str] | None, typer.Option("--trusted", help="Thumbprint of a device's key; no other counts. 信頼する鍵")
    ] = None,
) -> None:
    """端末の署名をハブなしで検証します。 Tells what the devices have signed; 1 where anything is wrong or broken."""
    from hub import affidavit

    judged, keys = affidavit.judge_file(file, trusted or ())
    for each in judged:
        typer.echo(f"{each.version}  {each.sender}  {each.standing}")
    for sender, thumbprint in keys:
        typer.echo(f"key of {sender}: {thumbprint}")
    raise typer.Exit(int(any(each.standing in {"wrong", "broken"} for each in judged)))


@audit.command("who-saw")
def who_saw(case: Annotated[UUID, typer.Argument(help="Id of the case. 事案ID")]) -> None:
    """事案を誰が閲覧・操作したかを表示します。 Prints who did or saw what of a case."""
    from hub import auditor, settings

    for each in auditor.who_saw(settings.load(), case):
        at = each.at.isoformat(timespec="milliseconds")
        who = f"{each.organisation}  {each.caller}  {each.person or 'device-only'}"
        typer.echo(f"{at}  {who}  {each.action}  {' '.join(each.disclosed_to)}".rstrip())


def _print(verdict: Verdict) -> None:
    for finding in verdict.findings:
        typer.echo(f"{finding.fault}  {finding.place}")
    count = len(verdict.findings)
    typer.echo(f"{verdict.leaves} leaves, {verdict.checkpoints} checkpoints, {count} finding(s). 指摘{count}件")
