"""Every error the hub raises on purpose, as one tree.

```
KyukyuError
├── RejectedError                  the sender must change something; nothing was stored
│   ├── InvalidSubmissionError     422  invalid-submission
│   ├── SignatureError             422  signature-wrong
│   ├── MalformedError             400  malformed
│   ├── TooLargeError              413  too-large
│   ├── UnsupportedContentError    415  unsupported-content
│   ├── NotAuthenticatedError      401  not-authenticated
│   │   ├── InvalidProofError      401  invalid-proof
│   │   └── NonceRequiredError     401  nonce-required
│   ├── SignInRefusedError         403  sign-in-refused
│   ├── PersonRequiredError        403  person-required
│   ├── NotFoundError              404  not-found
│   ├── InvalidSearchError         400  invalid-search
│   ├── MethodNotAllowedError      405  not-allowed
│   ├── NotAcceptableError         406  not-acceptable
│   ├── PageGoneError              410  page-gone
│   ├── StaleVersionError          412  stale-version
│   └── ConflictError              409  one code for each rule: see `ConflictCode`
├── UnavailableError               nothing was stored; repeat with the same key after `retry_after_s`
│   ├── DatabaseAwayError          503  database-away
│   ├── KeysAwayError            503  keys-away
│   ├── OverloadedError            503  overloaded
│   ├── ThrottledError             429  throttled
│   ├── LookupUnavailableError     503  lookup-unavailable
│   ├── StorageFullError           507  storage-full
│   └── NotDurableError            503  not-durable: for that reason the hub does not begin to serve, either
├── RefuseToStartError             the hub does not begin to serve
│   ├── DatabaseUnreachableError        database-unreachable
│   ├── WallError                       wall-not-standing
│   ├── EmbeddedDatabaseError           embedded-database-failed
│   ├── KeyRingError                    key-ring-unusable
│   ├── CertificateError                certificate-unusable
│   ├── SecretError                     secret-unusable
│   ├── DemonstrationError              demonstration-failed
│   ├── AdapterUnusableError            adapter-unusable
│   └── SettingsError                   settings-invalid
├── BackupError                         backup-failed: of a backup, or of bringing one back
└── IntegrityError                      integrity-broken: what is stored contradicts itself
```

An error carries fields and builds its two sentences from them; nobody parses a sentence back. The `code` is stable,
is what programs compare, and has a section of its own in `docs/reference/errors.md`. No field may hold personal data:
a path names the place of a value, never the value. Nothing but the standard library is imported here.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, get_args

from hub.errors.conflict import ConflictCode, ConflictError
from hub.errors.operation import (
    AdapterUnusableError,
    BackupError,
    CertificateError,
    DatabaseUnreachableError,
    DemonstrationError,
    EmbeddedDatabaseError,
    IntegrityError,
    KeyRingError,
    SecretError,
    SettingsError,
    WallError,
)
from hub.errors.rejected import (
    InvalidProofError,
    InvalidSearchError,
    InvalidSubmissionError,
    MalformedError,
    MethodNotAllowedError,
    NonceRequiredError,
    NotAcceptableError,
    NotAuthenticatedError,
    NotFoundError,
    PageGoneError,
    PersonRequiredError,
    SignatureError,
    SignInRefusedError,
    StaleVersionError,
    TooLargeError,
    UnsupportedContentError,
)
from hub.errors.tree import Issue, KyukyuError, RefuseToStartError, RejectedError, UnavailableError
from hub.errors.unavailable import (
    DatabaseAwayError,
    KeysAwayError,
    LookupUnavailableError,
    NotDurableError,
    OverloadedError,
    StorageFullError,
    ThrottledError,
)

__all__ = [
    "CATALOGUE",
    "AdapterUnusableError",
    "BackupError",
    "CertificateError",
    "ConflictCode",
    "ConflictError",
    "DatabaseAwayError",
    "DatabaseUnreachableError",
    "DemonstrationError",
    "EmbeddedDatabaseError",
    "IntegrityError",
    "InvalidProofError",
    "InvalidSearchError",
    "InvalidSubmissionError",
    "Issue",
    "KeyRingError",
    "KeysAwayError",
    "KyukyuError",
    "LookupUnavailableError",
    "MalformedError",
    "MethodNotAllowedError",
    "NonceRequiredError",
    "NotAcceptableError",
    "NotAuthenticatedError",
    "NotDurableError",
    "NotFoundError",
    "OverloadedError",
    "PageGoneError",
    "PersonRequiredError",
    "RefuseToStartError",
    "RejectedError",
    "SecretError",
    "SettingsError",
    "SignInRefusedError",
    "SignatureError",
    "StaleVersionError",
    "StorageFullError",
    "ThrottledError",
    "TooLargeError",
    "UnavailableError",
    "UnsupportedContentError",
    "WallError",
]

_WITH_ONE_CODE: Final[tuple[type[KyukyuError], ...]] = (
    InvalidSubmissionError,
    SignatureError,
    MalformedError,
    TooLargeError,
    UnsupportedContentError,
    NotAuthenticatedError,
    InvalidProofError,
    NonceRequiredError,
    SignInRefusedError,
    PersonRequiredError,
    NotFoundError,
    InvalidSearchError,
    MethodNotAllowedError,
    NotAcceptableError,
    PageGoneError,
    StaleVersionError,
    DatabaseAwayError,
    KeysAwayError,
    OverloadedError,
    ThrottledError,
    LookupUnavailableError,
    StorageFullError,
    NotDurableError,
    DatabaseUnreachableError,
    WallError,
    EmbeddedDatabaseError,
    KeyRingError,
    CertificateError,
    SecretError,
    BackupError,
    DemonstrationError,
    AdapterUnusableError,
    SettingsError,
    IntegrityError,
)

CATALOGUE: Final[Mapping[str, type[KyukyuError]]] = MappingProxyType(
    {cls.code: cls for cls in _WITH_ONE_CODE} | dict.fromkeys(get_args(ConflictCode), ConflictError),
)
"""The class behind each code: what the reference documents and a client may meet."""
