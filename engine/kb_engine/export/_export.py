"""A trained model on its way to other programs."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen
from kb_registry import (
    DataError,
    Embeddable,
    Exporter,
    ExportError,
    MissingPackageError,
    RawInput,
    Rows,
    Task,
    write_json,
)
from numpy.typing import NDArray

from kb_engine._format import stamped
from kb_engine.export._destination import Destination
from kb_engine.export._prepared_input import PreparedInput
from kb_engine.prediction import LoadedRun, UnusableRunError

CHECKED_ROWS = 256
TOLERANCE = 1e-3
"""The largest difference that rounding explains, as a share of the largest output."""


@frozen
class Exported:
    """What was written, and how it was checked.

    Attributes:
        path: The file or folder.
        card: The file beside it that says what goes in and what comes out.
        inputs: What each input takes, by its name.
        rows: How many rows were predicted with what was written.
        difference: The largest difference of an output from the run's own prediction.
    """

    path: Path
    card: Path
    inputs: dict[str, Any]
    rows: int
    difference: float


def check_installed(exporter: Exporter, name: str) -> None:
    """Check that what an exporter imports is there.

    Raises:
        MissingPackageError: It isn't.
    """
    for module in exporter.modules:
        if find_spec(module) is None:
            raise MissingPackageError(f"Exporting to {name}", module, install=exporter.install)


def export(
    loaded: LoadedRun, exporter: Exporter, path: Path | None = None, *, force: bool = False
) -> Exported:
    """Write a run's model for other programs, and check it in the format's own runtime.

    What is written takes raw rows where the format and the run's data allow it: numbers in
    their own units, words, bytes. Up to 256 test samples are predicted with it, or made-up ones
    if the data is gone, before it is put in place.

    Args:
        loaded: A run whose training has ended.
        exporter: The format.
        path: A file, or a folder; `exported` with the format's suffix in the run's folder, if
            left out.
        force: Whether to replace what is there.

    Raises:
        MissingPackageError: The format needs a package that isn't installed.
        ExportError: The format can't hold the model, or what was written
            predicts otherwise than the run.
        DestinationError: The path exists, or can't be written.
        KerasBlocksError: The run's model or what it knows of its data can't be read.
    """
    check_installed(exporter, loaded.run.recipe.registry.entry_of(type(exporter)).name)
    place = Destination.of(path, loaded.run.folder, exporter, force=force)
    raw = _raw_input(loaded, exporter)
    model, card = raw.extend(loaded.model), _card(loaded, raw)
    rows = raw.rows(_samples(loaded))
    expected = _expected(loaded, raw, rows)
    difference = np.nan

    def write_and_check(beside: Path) -> None:
        nonlocal difference
        exporter.write(model, beside, card)
        difference = _difference(exporter.predict(beside, rows, model), expected)

    place.write(write_and_check)
    checked = {"rows": len(expected), "largest_difference": difference}
    write_json(place.card, stamped({**card, "checked": checked}))
    return Exported(place.path, place.card, card["inputs"], len(expected), difference)


def _raw_input(loaded: LoadedRun, exporter: Exporter) -> RawInput:
    shape = loaded.stored.spec.input_shape
    if exporter.form is None:
        return PreparedInput(shape, whole=False)
    try:
        preparation = loaded.preparation
    except UnusableRunError:
        return PreparedInput(shape)
    found = preparation.raw_input(exporter.form) if isinstance(preparation, Embeddable) else None
    return found or PreparedInput(shape)


def _card(loaded: LoadedRun, raw: RawInput) -> dict[str, Any]:
    """What goes in and what comes out."""
    spec = loaded.stored.spec
    output: dict[str, Any] = {"task": str(spec.task)}
    match spec.task:
        case Task.REGRESSION:
            output["targets"] = list(loaded.targets)
        case Task.BINARY:
            output |= {"classes": list(spec.classes), "probability_of": spec.classes[1]}
        case Task.CLASSIFICATION:
            output["classes"] = list(spec.classes)
    return {"run": loaded.run.name, "inputs": raw.describe(), "output": output}


def _samples(loaded: LoadedRun) -> NDArray[Any]:
    """Test samples, or made-up ones if the data is gone."""
    try:
        test = loaded.data.test.x
    except DataError:
        random = np.random.default_rng(0)
        return random.random((CHECKED_ROWS, *loaded.stored.spec.input_shape), np.float32)
    return np.asarray(test[: min(CHECKED_ROWS, len(test))])


def _expected(loaded: LoadedRun, raw: RawInput, rows: Rows) -> NDArray[Any]:
    outputs = np.asarray(loaded.model.predict_on_batch(raw.samples(rows)), np.float64)
    if loaded.stored.preparation is None or isinstance(raw, PreparedInput):
        return outputs
    return loaded.preparation.in_units(outputs)


def _difference(found: NDArray[Any], expected: NDArray[Any]) -> float:
    """The largest difference.

    Raises:
        ExportError: It is too large.
    """
    found = np.asarray(found, np.float64)
    if found.shape != expected.shape:
        raise ExportError(
            f"What was written predicts values of shape {found.shape} instead of {expected.shape}."
        )
    difference = float(np.abs(found - expected).max())
    if not difference <= TOLERANCE * max(1.0, float(np.abs(expected).max())):
        raise ExportError(
            f"What was written predicts otherwise than the run: outputs differ by {difference:g}."
        )
    return difference
