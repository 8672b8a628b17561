"""What the sender must change; nothing was stored."""

from collections.abc import Iterable

from hub.errors.tree import Issue, RejectedError


class SignatureError(RejectedError):
    """Says that a signature is not that of these bytes by a key of this caller; nothing was stored."""

    code = "signature-wrong"
    status = 422

    def __init__(self) -> None:
        """Says so; what it looked like is not repeated."""
        super().__init__(
            "署名が送信内容または端末の鍵と一致しません。",
            "The signature is not that of these bytes by a key of this caller.",
        )


class InvalidSubmissionError(RejectedError):
    """Says that the content of a submission breaks its schema, a range or a rule of medicine."""

    code = "invalid-submission"
    status = 422

    def __init__(self, issues: Iterable[Issue]) -> None:
        """Counts the issues in its sentence."""
        found = tuple(issues)
        super().__init__(
            f"送信内容に{len(found)}件の誤りがあります。",
            f"The submission has {len(found)} fault(s).",
            found,
        )


class MalformedError(RejectedError):
    """Says that the guard refused the bytes before they were parsed into a submission."""

    code = "malformed"
    status = 400

    def __init__(self, issues: Iterable[Issue]) -> None:
        """Keeps what the guard found."""
        super().__init__("送信内容を読み取れません。", "The body cannot be read.", issues)


class TooLargeError(RejectedError):
    """Says that the body is longer than the hub takes."""

    code = "too-large"
    status = 413

    def __init__(self, limit_bytes: int) -> None:
        """Names the limit in bytes."""
        super().__init__(
            f"送信内容が上限({limit_bytes}バイト)を超えています。",
            f"The body is longer than the limit of {limit_bytes} bytes.",
        )
        self.limit_bytes = limit_bytes


class UnsupportedContentError(RejectedError):
    """Says that the content type or encoding is not one of those that are taken here."""

    code = "unsupported-content"
    status = 415

    def __init__(self, accepted: Iterable[str]) -> None:
        """Names the media types that would be taken; the sender's own header is not repeated."""
        self.accepted = tuple(accepted)
        listed = ", ".join(self.accepted)
        super().__init__(
            f"この形式は受け付けていません。受け付ける形式: {listed}。",
            f"This content type is not taken. Taken: {listed}.",
        )


class NotAuthenticatedError(RejectedError):
    """Says that the caller is not known; it does not say whether it ever was.

    Attributes:
        challenge: What stands in ``WWW-Authenticate`` (RFC 9449, section 7.1).
    """

    code = "not-authenticated"
    status = 401
    challenge = 'DPoP algs="ES256", error="invalid_token"'

    def __init__(
        self,
        ja: str = "認証できません。端末の登録を確認してください。",
        en: str = "The caller is not known. Enrol this device.",
    ) -> None:
        """Says the same for a missing, a wrong, an expired and a revoked credential."""
        super().__init__(ja, en)


class InvalidProofError(NotAuthenticatedError):
    """Says that a request does not show the key that it must, or shows it as another request did."""

    code = "invalid-proof"
    challenge = 'DPoP algs="ES256", error="invalid_dpop_proof"'

    def __init__(self) -> None:
        """Says the same whatever is wrong with the proof."""
        super().__init__("端末の鍵による証明が正しくありません。", "The proof of possession is not good.")


class NonceRequiredError(NotAuthenticatedError):
    """Says that a proof repeats no nonce of this hub that is still good; the newest stands in ``DPoP-Nonce``."""

    code = "nonce-required"
    challenge = 'DPoP algs="ES256", error="use_dpop_nonce"'

    def __init__(self) -> None:
        """Asks for the same request with a new proof."""
        super().__init__(
            "証明にはハブが発行したnonceが必要です。DPoP-Nonceの値を使ってもう一度送ってください。",
            "A proof has to repeat a nonce of the hub. Send it again with the one in DPoP-Nonce.",
        )


class SignInRefusedError(RejectedError):
    """Says that a person could not be shown; the device stays known."""

    code = "sign-in-refused"
    status = 403

    def __init__(self) -> None:
        """Says the same for a wrong PIN, one tried too often, a passkey, a code or a person that is not known here."""
        super().__init__(
            "サインインできません。もう一度お試しいただくか、管理者に連絡してください。",
            "Nobody is signed in. Try again, or ask an administrator.",
        )


class PersonRequiredError(RejectedError):
    """Says that a person has to be signed in at this device, with two factors, and none is."""

    code = "person-required"
    status = 403

    def __init__(self) -> None:
        """Says so to a device that is known and may do it."""
        super().__init__(
            "この操作にはサインインが必要です。",
            "A person has to sign in at this device first.",
        )


class NotFoundError(RejectedError):
    """Answers a foreign id exactly as a missing one, and therefore carries no field."""

    code = "not-found"
    status = 404

    def __init__(self) -> None:
        """Says nothing about what was looked for."""
        super().__init__("見つかりません。", "Not found.")


class InvalidSearchError(RejectedError):
    """Says that parameters of a FHIR search are not known or hold what they cannot."""

    code = "invalid-search"
    status = 400

    def __init__(self, issues: Iterable[Issue]) -> None:
        """Counts the issues in its sentence; a path is the name of a parameter."""
        found = tuple(issues)
        super().__init__(
            f"検索条件に{len(found)}件の誤りがあります。",
            f"The search has {len(found)} fault(s).",
            found,
        )


class MethodNotAllowedError(RejectedError):
    """Says that nothing of this kind can be done at this place."""

    code = "not-allowed"
    status = 405

    def __init__(self, allowed: Iterable[str]) -> None:
        """Names the methods that can be used there."""
        self.allowed = tuple(dict.fromkeys(allowed))
        listed = ", ".join(self.allowed)
        super().__init__(
            f"この操作はここではできません。可能な操作: {listed}。",
            f"This cannot be done here. What can: {listed}.",
        )


class NotAcceptableError(RejectedError):
    """Says that the answer cannot be written in any of the forms that were asked for."""

    code = "not-acceptable"
    status = 406

    def __init__(self, offered: Iterable[str]) -> None:
        """Names the media types that are there."""
        self.offered = tuple(offered)
        listed = ", ".join(self.offered)
        super().__init__(
            f"この形式では応答できません。応答できる形式: {listed}。",
            f"There is no answer in this form. There is: {listed}.",
        )


class PageGoneError(RejectedError):
    """Says that a page of a search is not there any more, and that the search may be made again."""

    code = "page-gone"
    status = 410

    def __init__(self) -> None:
        """Says the same for a page of somebody else."""
        super().__init__(
            "この検索結果のページは無効です。検索をやり直してください。",
            "This page of a search is gone. Search again.",
        )


class StaleVersionError(RejectedError):
    """Says that what a sender has read before it writes has changed since, or is gone."""

    code = "stale-version"
    status = 412

    def __init__(self) -> None:
        """Says so, and not what stands now."""
        super().__init__(
            "読み取った後に変更されています。読み直してから送信してください。",
            "It was changed since it was read. Read it again first.",
        )
