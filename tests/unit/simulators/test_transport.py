"""The checker knows who has a right to a private transport, and finds what is missing or seen unasked."""

from simulators import history
from simulators.checker import judge
from simulators.history import Evidence, Invoked, Received, Returned, Started

WARD, FIRST, SECOND = "facility:h-001", "operator:op-01", "operator:op-02"
STRANGER = "operator:op-03"


class Ride:
    """Writes the history of one transport as a sound hub would make it."""

    def __init__(self) -> None:
        self.lines: list[Evidence] = [
            Started(at=0.0, receiver=f"at-{stream}", stream=stream, epoch="e", offset=0)
            for stream in (WARD, FIRST, SECOND, STRANGER)
        ]
        self.tops: dict[str, int] = {}
        self.version = 0

    def say(self, kind: str, organisation: str, *told: tuple[str, str], result: history.Result = "ok") -> None:
        """Posts a submission; it is delivered on these streams, each in its mode."""
        key = f"key-{len(self.lines)}"
        at = float(len(self.lines))
        asked = ("op-01", "op-02") if kind == "request-transport" else ()
        streams = (WARD,) if kind == "request-transport" else ()
        self.lines.append(
            Invoked(
                at=at,
                caller="x",
                organisation=organisation,
                key=key,
                kind=kind,
                case="ride-1",
                facilities=asked,
                streams=streams,
            )
        )
        self.version += result == "ok"
        for stream, mode in told:
            self.deliver(stream, kind, mode)
        version = self.version if result == "ok" else None
        self.lines.append(Returned(at=at, key=key, result=result, version=version, code=None if version else "taken"))

    def deliver(self, stream: str, kind: str, mode: str) -> None:
        """Delivers the newest version on a stream."""
        self.tops[stream] = self.tops.get(stream, 0) + 1
        self.lines.append(
            Received(
                at=float(len(self.lines)),
                receiver=f"at-{stream}",
                stream=stream,
                offset=self.tops[stream],
                subject="ride-1",
                version=self.version,
                kind=kind,
                mode=mode,
            )
        )


def sound() -> Ride:
    ride = Ride()
    ride.say("request-transport", "h-001", (WARD, "document"), (FIRST, "document"), (SECOND, "document"))
    ride.say("claim", "op-01", (WARD, "patch"), (FIRST, "document"), (SECOND, "gone"))
    ride.say("claim", "op-02", result="fail")
    ride.say("update-trip", "op-01", (WARD, "patch"), (FIRST, "patch"))
    ride.say("update-trip", "op-01", (WARD, "gone"), (FIRST, "gone"))
    return ride


def test_a_sound_transport_is_good() -> None:
    verdict = judge(sound().lines)

    assert verdict.is_good, verdict.faults
    assert (verdict.acknowledged, verdict.delivered, verdict.refused) == (4, 4, {"taken": 1})


def test_an_operator_that_lost_and_still_hears_of_it_has_no_right() -> None:
    ride = sound()
    ride.deliver(SECOND, "update-trip", "patch")

    assert judge(ride.lines).trespassed == 1


def test_an_operator_that_was_not_asked_has_no_right() -> None:
    ride = sound()
    ride.deliver(STRANGER, "update-trip", "document")

    assert judge(ride.lines).trespassed == 1


def test_a_loser_that_is_not_told_is_a_loss() -> None:
    lines = [
        line
        for line in sound().lines
        if not (isinstance(line, Received) and line.stream == SECOND and line.mode == "gone")
    ]

    assert judge(lines).lost == 1


def test_a_claim_that_was_refused_and_takes_effect_is_forged() -> None:
    ride = sound()
    ride.version += 1
    ride.deliver(WARD, "claim", "patch")

    assert judge(ride.lines).forged == 1
