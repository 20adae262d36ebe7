"""What a run's model makes of each test sample, so that runs are compared on the same samples."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt
from attrs import field, frozen
from kb_registry import write_atomically

from kb_engine._errors import FormatError
from kb_engine._format import FIELD, FORMAT, unstamped

if TYPE_CHECKING:
    from numpy.lib.npyio import NpzFile

MOST_BYTES = 2**20
"""What a run keeps at most, before compression: of classes it is about 100,000 samples."""

_SCORE = "score/"
_HASHED_ROWS = 256


@frozen(eq=False)
class SampleScores:
    """Predictions for the test samples, and their scores, in the order of the samples.

    Attributes:
        samples: Equal for equal test samples in equal order.
        prediction: `(samples,)` class numbers, or `(samples, targets)` float32.
        scores: By metric, `(samples,)`: booleans or float32, whose mean is the run's test score.
    """

    samples: str
    prediction: npt.NDArray[Any] = field(repr=False)
    scores: dict[str, npt.NDArray[Any]] = field(repr=False)

    def fits(self) -> bool:
        """Whether it is small enough to be kept."""
        size = sum(each.nbytes for each in self.scores.values())
        return self.prediction.nbytes + size <= MOST_BYTES

    def write(self, path: Path) -> None:
        """Write it as a compressed .npz file, whole or not at all.

        Raises:
            OSError: It can't be written.
        """
        scores = {f"{_SCORE}{name}": values for name, values in self.scores.items()}

        def save(beside: Path) -> None:
            with beside.open("wb") as file:
                np.savez_compressed(
                    file,
                    allow_pickle=False,
                    **{FIELD: np.array(FORMAT), "samples": np.array(self.samples)},
                    prediction=self.prediction,
                    **scores,
                )

        write_atomically(path, save)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what `write` wrote.

        Raises:
            OSError: The file can't be read.
            FormatError: It is damaged, or a later version of this project wrote it.
        """
        with _opened(path) as file:
            scores = {
                name.removeprefix(_SCORE): file[name]
                for name in file.files
                if name.startswith(_SCORE)
            }
            return cls(str(file["samples"]), file["prediction"], scores)


def read_score(path: Path, metric: str) -> tuple[str, npt.NDArray[Any]] | None:
    """Read what sets a run's test samples apart, and one score of each; None without that metric.

    Raises:
        OSError: The file can't be read.
        FormatError: It is damaged, or a later version of this project wrote it.
    """
    with _opened(path) as file:
        name = f"{_SCORE}{metric}"
        return (str(file["samples"]), file[name]) if name in file.files else None


@contextmanager
def _opened(path: Path) -> "Iterator[NpzFile]":
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            unstamped({FIELD: file[FIELD].item()}, path)
            yield file
    except (FormatError, OSError):
        raise
    except Exception as error:  # a damaged archive fails in many ways
        raise FormatError(f"{path} is damaged: {error}.") from error


def fingerprint(x: Any, y: npt.NDArray[Any]) -> str:
    """What sets test samples apart from others: the first inputs, and every target."""
    digest = hashlib.sha256(np.ascontiguousarray(y).tobytes())
    digest.update(np.ascontiguousarray(x[: min(_HASHED_ROWS, len(y))]).tobytes())
    return f"{len(y)}-{digest.hexdigest()[:16]}"
