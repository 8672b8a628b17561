"""A reader notices a log that was cut or forked, and nothing else."""

from simulators.checker import Checker
from simulators.history import Forked
from simulators.witness import PATIENCE, Witness


def note(size: int, root: str = "root", origin: str = "hub/audit/1") -> str:
    return f"{origin}\n{size}\n{root}\n\n— hub/audit signature\n"


def test_a_log_that_grows_is_well() -> None:
    witness = Witness()

    assert [witness.hear(each) for each in ("", note(1, "a"), note(1, "a"), note(5, "b"), "", note(9, "c"))] == [
        None
    ] * 6


def test_another_root_of_the_same_size_is_a_fork() -> None:
    witness = Witness()
    witness.hear(note(5, "a"))

    assert witness.hear(note(5, "b")) == "forked at 5"
    assert witness.hear(note(5, "a")) is None


def test_a_log_that_stays_shorter_was_cut_and_is_said_once() -> None:
    witness = Witness()
    witness.hear(note(9))

    said = [witness.hear(note(7)) for _ in range(2 * PATIENCE)]

    assert [each for each in said if each] == ["cut from 9 to 7"]


def test_a_node_that_tells_an_older_checkpoint_for_a_moment_is_no_fault() -> None:
    witness = Witness()
    for size in (9, *[8] * (PATIENCE - 1), 9, *[8] * (PATIENCE - 1), 10):
        assert witness.hear(note(size, f"{size}")) is None


def test_the_log_of_another_key_begins_anew() -> None:
    witness = Witness()
    witness.hear(note(9))

    assert witness.hear(note(2, origin="hub/audit/2")) is None


def test_a_fork_that_was_heard_makes_a_run_bad() -> None:
    checker = Checker()
    checker.feed(Forked(at=1.0, receiver="screen-h-001", how="forked at 5"))

    assert not checker.verdict_without_latency().is_good
