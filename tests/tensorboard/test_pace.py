"""When training is looked at, and that nothing due is slept through."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from kb_tensorboard.pace._cadence import Cadence, Every
from kb_tensorboard.pace._pace import Pace


def train(pace: Pace, epochs: int, steps: int, stride: int) -> dict[str, list[int]]:
    """The steps at which records are due, as Keras would come by them."""
    found: dict[str, list[int]] = {"curves": [], "layers": [], "pictures": [], "looks": []}
    step = 0

    def look() -> None:
        found["looks"].append(step)
        for kind, due in pace.move(step, stride)._asdict().items():
            if due:
                found[kind].append(step)

    for epoch in range(epochs):
        pace.begin_epoch(epoch)
        for done in range(0, steps, stride):
            if pace.awake:
                look()
            pace.begin_call()
            step += min(stride, steps - done)
        look()
        pace.end_epoch(epoch)
    return found


@given(
    epochs=st.integers(1, 4),
    steps=st.integers(1, 300),
    stride=st.integers(1, 40),
    every=st.none() | st.builds(Every, st.integers(1, 50), st.just("step")),
)
def test_what_is_due_is_seen_in_the_call_that_reaches_it(
    epochs: int, steps: int, stride: int, every: Every | None
) -> None:
    found = train(Pace(every, 0, epochs, steps), epochs, steps, stride)
    cadence = Cadence.plan(epochs * steps, steps, every)
    for kind, distance in cadence._asdict().items():
        reached = {number // distance for number in found[kind]}
        assert reached == set(range(1, epochs * steps // distance + 1)) or stride > distance
        assert all(number % distance < stride for number in found[kind])


def test_calls_that_reach_no_record_are_let_pass() -> None:
    found = train(Pace(None, 0, epochs=1, epoch_steps=1000), 1, 1000, 1)
    assert found["curves"] == list(range(10, 1001, 10))
    assert found["looks"] == [1, *found["curves"]]
    assert found["layers"] == [250, 500, 750, 1000]


def test_the_length_of_an_epoch_is_learned_from_the_first_one() -> None:
    pace = Pace(None, 0, epochs=3)
    found = train(pace, 3, 40, 1)
    assert found["layers"] == [50, 60, 70, 80, 90, 100, 110, 120]


def test_the_metrics_of_an_epoch_are_due_if_its_steps_are_seen() -> None:
    pace = Pace(None, 0, epochs=2000, epoch_steps=1)
    due = []
    for epoch in range(9):
        pace.begin_epoch(epoch)
        pace.begin_call()
        pace.move(epoch + 1, 1)
        due.append(pace.end_epoch(epoch))
    assert due == [False, False, True, False, False, True, False, False, True]


@given(
    epochs=st.integers(2, 30),
    batches=st.integers(1, 50),
    accumulated=st.integers(1, 7),
    skipped=st.integers(0, 5),
    data=st.data(),
)
def test_a_resumed_training_is_seen_at_the_steps_of_one_that_never_stopped(
    epochs: int, batches: int, accumulated: int, skipped: int, data: st.DataObject
) -> None:
    first = data.draw(st.integers(1, epochs - 1))
    steps = [max(0, epoch * batches // accumulated - skipped) for epoch in range(epochs + 1)]
    found = []
    for begun in (0, first):
        pace = Pace(None, steps[begun], epochs, Fraction(batches, accumulated))
        due = []
        for epoch in range(begun, epochs):
            pace.begin_epoch(epoch)
            ahead = range(steps[epoch] + 1, steps[epoch + 1] + 1)
            due += [(step, pace.move(step, 1)) for step in ahead]
        found.append([each for each in due if each[0] > steps[first]])
    assert found[0] == found[1]
