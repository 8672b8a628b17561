"""A well-formed submission that runs into the present state: one code, and two sentences, for each rule."""

from collections.abc import Mapping
from typing import Final, Literal

from hub.errors.tree import RejectedError

ConflictCode = Literal[
    "key-reused-with-other-body",
    "case-closed",
    "request-already-taken",
    "request-already-answered",
    "request-withdrawn",
    "out-of-turn",
    "replay-not-as-looked-at",
    "too-many-subscriptions",
    "subscribed-already",
    "transport-already-claimed",
    "transport-ended",
    "claim-not-agreed",
    "myna-view-expired",
    "already-bootstrapped",
    "access-revoked",
    "own-access",
]
"""The rules of a case that a well-formed submission can run into."""

_CONFLICT_SENTENCES: Final[Mapping[ConflictCode, tuple[str, str]]] = {
    "key-reused-with-other-body": (
        "同じ送信キーが、別の内容ですでに使われています。新しいキーで送り直してください。",
        "This key was already used with another body. Send it again under a new key.",
    ),
    "case-closed": (
        "この事案は終了しています。",
        "This case is closed.",
    ),
    "request-already-taken": (
        "この受入照会には、すでに別の医療機関が応需しています。",
        "Another hospital has already accepted this request.",
    ),
    "request-already-answered": (
        "この受入照会にはすでに回答済みです。",
        "This request has already been answered.",
    ),
    "request-withdrawn": (
        "この受入照会は取り下げられています。",
        "This request has been withdrawn.",
    ),
    "out-of-turn": (
        "事案の現在の状態では、この操作はできません。",
        "The case is not in a state in which this can be done.",
    ),
    "replay-not-as-looked-at": (
        "再送の対象が確認時と異なるため、何も再送していません。もう一度確認してください。",
        "The replay is not as it was looked at and nothing was sent. Look at it again.",
    ),
    "too-many-subscriptions": (
        "サブスクリプション数が上限に達しています。不要なものを削除してください。",
        "This caller has as many subscriptions as it may have. Delete one.",
    ),
    "subscribed-already": (
        "同じ内容のサブスクリプションがすでにあります。",
        "This caller has a subscription to the same already.",
    ),
    "myna-view-expired": (
        "閲覧可能な時間を過ぎています。必要であれば、改めて閲覧してください。",
        "The look at the record has closed. Look again where it is needed.",
    ),
    "already-bootstrapped": (
        "この機関の管理者はすでに登録されています。追加の管理者には kyukyu person code を使用してください。",
        "The organisation has an administrator already. For another one use `kyukyu person code`.",
    ),
    "transport-already-claimed": (
        "この搬送は、すでに別の事業者が受託しています。",
        "Another operator has already claimed this transport.",
    ),
    "transport-ended": (
        "この搬送は終了したか、119番に切り替えられています。",
        "This transport has ended, or was switched to 119.",
    ),
    "claim-not-agreed": (
        "この事業者の回答では受託できません。条件や時刻には依頼元の同意が必要です。",
        "What this operator offered does not allow this claim; its requester has to agree to terms and times.",
    ),
    "access-revoked": (
        "権限が取り消されているため、登録コードは発行できません。",
        "The right of this device or person was taken away; no code is issued for it.",
    ),
    "own-access": (
        "操作中の端末・職員自身の権限は取り消せません。",
        "Nobody takes away the right of the device or the person that acts.",
    ),
}


class ConflictError(RejectedError):
    """Says that a well-formed submission runs into the present state of the case."""

    code: ConflictCode
    status = 409

    def __init__(self, code: ConflictCode) -> None:
        """Takes the rule that was run into."""
        self.code = code
        super().__init__(*_CONFLICT_SENTENCES[code])
