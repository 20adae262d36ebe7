"""The budget: what logging costs is measured, and what is too much is left out."""

import time
from collections.abc import Callable
from typing import Any

import kb_tensorboard
import pytest
from kb_tensorboard.pace._budget import Budget


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    now = [0.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])

    def advance(seconds: float) -> None:
        now[0] += seconds

    return advance


def spend(budget: Budget, clock: Callable[[float], None], seconds: float) -> None:
    with budget.spend("layers"):
        clock(seconds)


def test_set_up_is_measured_and_free(clock: Callable[[float], None]) -> None:
    budget = Budget(0.1)
    budget.start()
    with budget.spend("layers", set_up=True):
        clock(5)
    assert (budget.set_up, budget.spent) == (5, 0)
    assert budget.affords("layers")


def test_records_are_left_out_until_training_has_earned_them(
    clock: Callable[[float], None],
) -> None:
    budget = Budget(0.1)
    budget.start()
    clock(100)
    spend(budget, clock, 10)
    assert not budget.affords("layers")
    clock(100)
    assert budget.affords("layers")
    assert budget.left_out["layers"] == 1


def test_the_report_says_what_was_left_out(clock: Callable[[float], None]) -> None:
    budget = Budget(0.1)
    budget.start()
    with budget.spend("layers", set_up=True):
        clock(2)
    clock(80)
    spend(budget, clock, 8)
    assert not budget.affords("layers")
    budget.stop()
    assert "| layers | 2 | 1 |" in budget.report()
    assert "Logging took 8.9% of the training time; the budget is 10.0%." in budget.report()
    assert "Preparing it took 2.0 s, once: 2.2% more." in budget.report()


def test_what_the_writer_works_beside_training_is_charged(clock: Callable[[float], None]) -> None:
    budget = Budget(0.1)
    budget.start()
    clock(100)
    budget.charge(20)
    assert budget.spent == 20
    assert not budget.affords("layers")


def test_a_short_training_may_cost_as_much_as_one_of_twenty_seconds(
    clock: Callable[[float], None],
) -> None:
    budget = Budget(0.1)
    budget.start()
    clock(1)
    spend(budget, clock, 0.9)
    assert budget.affords("layers")
    spend(budget, clock, 0.9)
    assert not budget.affords("layers")


def test_what_was_earned_before_an_interruption_is_not_forgotten(
    clock: Callable[[float], None],
) -> None:
    budget = Budget(0.1)
    budget.start()
    clock(100)
    spend(budget, clock, 5)
    clock(1000)  # nobody knows how much of it was training
    budget.start()
    assert budget.elapsed == 105
    assert budget.affords("layers")


@pytest.mark.parametrize("share", [0, -1, 1.5])
def test_a_share_is_between_nothing_and_all(share: float) -> None:
    with pytest.raises(ValueError, match="isn't a share of training time"):
        Budget(share)


def test_a_tiny_budget_keeps_the_start_the_end_and_the_epochs(
    logdir: Any, line: Any, data: Any, board: Any
) -> None:
    callback = kb_tensorboard.TensorBoard(logdir, budget=1e-9)
    line.fit(*data, batch_size=8, epochs=3, verbose=0, callbacks=[callback])
    recorded = list(board().histograms("run/train", "line/kernel"))
    assert (recorded[0], recorded[-1]) == (0, 24)
    assert len(recorded) < 13
    assert list(board().scalars("run/train", "metrics/loss")) == [8, 16, 24]
    assert "| layers | 2 | 12 |" in board().texts("run/train", "logging")[0]
