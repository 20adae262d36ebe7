"""How often: everything that is written is also shown."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kb_tensorboard.pace._cadence import Cadence, Every


@given(
    epochs=st.integers(1, 5000),
    steps=st.integers(1, 20000),
    every=st.none() | st.builds(Every, st.integers(1, 500), st.sampled_from(["step", "epoch"])),
)
def test_no_run_writes_more_than_is_shown(epochs: int, steps: int, every: Every | None) -> None:
    end = epochs * steps
    cadence = Cadence.plan(end, steps, every)
    assert end // cadence.curves <= 1000
    assert end // cadence.layers <= 50
    assert end // cadence.pictures <= 10


def test_a_wish_is_granted_where_it_can_be_shown() -> None:
    assert Cadence.plan(4000, 1000, Every.parse("100 steps")).layers == 100
    assert Cadence.plan(4000, 1000, Every.parse("2 epochs")).layers == 2000
    assert Cadence.plan(480_000, 1000, Every.parse(100)).layers == 10_000


@pytest.mark.parametrize("text", ["0 steps", "1 week", "epoch", "-1", 0, 1.5])
def test_what_is_no_distance(text: Any) -> None:
    with pytest.raises(ValueError, match='such as "100 steps" or "1 epoch"'):
        Every.parse(text)
