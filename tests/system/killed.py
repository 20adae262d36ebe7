"""Sessions of a run that are killed, and runs compared bit by bit.

Each session is a process of its own, forked from one that has imported TensorFlow and done
nothing with it, so that a kill costs seconds rather than the start of TensorFlow.
"""

import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from attrs import frozen
from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator
from tensorboard.util import tensor_util

T = TypeVar("T")

SIGNALS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)


@frozen
class Axes:
    """What a run is drawn from."""

    precision: tuple[str, ...] = ("float32", "mixed_float16", "mixed_bfloat16")
    opt: tuple[str, ...] = (
        "sgd:momentum=0.9",
        "nadam",
        "lookahead(adam)",
        "sam(sgd(momentum=0.9))",
        "adam:use_ema=true",
        "adam:gradient_accumulation_steps=3",
    )
    layer: tuple[dict[str, str], ...] = (
        {"drop": "dropout:0.2"},
        {"norm": "batch_norm"},
        {},
    )
    compile: tuple[str, ...] = ("graph", "xla")
    callback: tuple[str, ...] = (
        "early_stopping:patience=3,restore_best_weights=true",
        "csv_logger",
        "reduce_lr_on_plateau:patience=1,factor=0.7",
    )

    def sample(self, runs: int, chance: random.Random) -> Iterator[dict[str, Any]]:
        """Draw recipes, as choices; values of an axis take turns, so that a few runs see most."""
        drawn = zip(
            _in_turns(self.opt, runs, chance),
            _in_turns(self.precision, runs, chance),
            _in_turns(self.layer, runs, chance),
            _in_turns(self.compile, runs, chance),
            _in_turns(self.callback, runs, chance),
            strict=True,
        )
        for opt, precision, layer, compilation, callback in drawn:
            # SAM takes no loss scaling, which float16 needs.
            sam_in_half = opt.startswith("sam") and precision == "mixed_float16"
            yield {
                "arch": "mlp(units=[32])",
                "batch_size": 64,
                "epochs": 16,
                "opt": opt,
                "precision": "mixed_bfloat16" if sam_in_half else precision,
                "compile": compilation,
                "callback": ["tensorboard:budget=1.0", callback],
                **layer,
            }


def _in_turns(values: Sequence[T], count: int, chance: random.Random) -> list[T]:
    """Draw values so that each comes as often as any other, give or take one."""
    turns = -(-count // len(values))
    drawn = [value for _ in range(turns) for value in chance.sample(values, len(values))]
    return drawn[:count]


def session(work: Callable[[], object]) -> int:
    """Begin a process that does some work, and return its number."""
    child = os.fork()
    if child == 0:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.default_int_handler)
        try:
            work()
        except KeyboardInterrupt:
            os._exit(130)
        except BaseException:  # noqa: BLE001 - whatever it is, the parent reads of it
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    return child


def finish(child: int) -> int:
    """Wait for a session and return its exit code, minus the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kill_after(child: int, folder: Path, epochs: int, delay: float, number: int) -> int | None:
    """Send a session a signal once it has written more checkpoints and some time has passed.

    Returns:
        Its exit code, or None if it was done before.
    """
    before = newest(folder)
    while newest(folder) < before + epochs:
        if os.waitpid(child, os.WNOHANG)[0]:
            return None
        time.sleep(0.002)
    time.sleep(delay)
    os.kill(child, number)
    return finish(child)


def newest(logdir: Path) -> int:
    """The newest epoch that a run in a log directory has a checkpoint of."""
    names = (path.stem for path in logdir.glob("*/checkpoints/epoch-*.npz"))
    return max((int(name.removeprefix("epoch-")) for name in names), default=0)


def points(folder: Path) -> Iterator[tuple[str, int, Any]]:
    """Tag, step and value of all that TensorBoard reads, of training and of validation."""
    for part in ("train", "validation"):
        events = EventAccumulator(str(folder / part), {"tensors": 0})
        events.Reload()
        for tag in events.Tags()["tensors"]:
            for event in events.Tensors(tag):
                yield f"{part}/{tag}", event.step, tensor_util.make_ndarray(event.tensor_proto)


def assert_same_events(
    found: list[tuple[str, int, Any]], expected: list[tuple[str, int, Any]]
) -> None:
    """Compare what TensorBoard reads: nothing lost, nothing repeated, the same figures."""
    counts = Counter((tag, step) for tag, step, _ in found)
    repeated = {place for place, count in counts.items() if count > 1}
    # the layout of charts is written when it grows, perhaps twice at a step; the last one counts
    assert {place for place in repeated if "custom_scalars" not in place[0]} == set()
    last = max(step for _, step, _ in expected)
    missing = {(tag, step) for tag, step, _ in expected} - set(counts)
    # A process that begins after the last step has seen none, so it knows of no update.
    assert {(tag, step) for tag, step in missing if step < last or "/update" not in tag} == set()
    values = {(tag, step): value for tag, step, value in found}
    compared = ("/metrics/", "/batch/", "/update_ratio")
    for tag, step, value in expected:
        if (tag, step) not in missing and any(part in tag for part in compared):
            np.testing.assert_array_equal(values[tag, step], value, err_msg=f"{tag} at {step}")
    steps = {step for _, step, _ in expected}
    extra = set(counts) - {(tag, step) for tag, step, _ in expected}
    assert {(tag, step) for tag, step in extra if "metrics/" in tag or "batch/" in tag} == set()
    assert {step for _, step in extra} <= steps


def assert_same_checkpoint(found: Path, expected: Path) -> None:
    """Compare all that the newest checkpoints hold, but for the time that it took."""
    one, other = (max((folder / "checkpoints").iterdir()) for folder in (found, expected))
    assert one.name == other.name
    with np.load(one) as ours, np.load(other) as theirs:
        assert set(ours) == set(theirs)
        for name in sorted(set(ours) - {"seconds"}):
            np.testing.assert_array_equal(ours[name], theirs[name], err_msg=name)
