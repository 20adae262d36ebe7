"""What came of a run."""

import json
import math
from pathlib import Path
from typing import Literal

from attrs import asdict, frozen
from kb_registry import write_json

from kb_engine._errors import FormatError
from kb_engine._format import stamped, unstamped

Status = Literal["built", "trained", "interrupted", "failed"]
Scores = dict[str, float]


@frozen
class Result:
    """The figures of a run.

    Attributes:
        status: How far the run came.
        parameters: Trainable and other weights, counted in numbers.
        seconds: Time spent training and validating, in seconds, and compiling for it; without
            start-up and scores. A resumed run adds that of earlier sessions, up to the checkpoints
            they were resumed from.
        compilation: How the steps were executed, and why.
        history: Each metric after each epoch, as Keras' History holds it; of a metric of several
            numbers each under a name of its own, `f1_score/0`.
        scores: Loss and metrics of the final model in inference mode, by split: `train`,
            `validation` and `test`. Dropout is off in all three, so they can be compared.
        samples: Samples by split.
        devices: What was trained on, and how the samples were spread over it.
        megabytes: The most memory that the process held while it trained, TensorFlow included;
            None on systems that don't say. Of a resumed run it is the last session's.
    """

    status: Status
    parameters: int
    seconds: float
    compilation: dict[str, str]
    history: dict[str, list[float]]
    scores: dict[str, Scores]
    samples: dict[str, int]
    devices: str = ""
    megabytes: float | None = None

    def write(self, path: Path) -> None:
        """Write the result as JSON; figures that aren't finite become null."""
        write_json(path, stamped({name: finite(value) for name, value in asdict(self).items()}))

    @classmethod
    def read(cls, path: Path) -> "Result":
        """Read a result that `write` wrote.

        Raises:
            OSError: The file can't be read.
            FormatError: It is damaged, or a later version of this project wrote it.
        """
        try:
            return cls(**unstamped(json.loads(path.read_text(encoding="utf-8")), path))
        except (json.JSONDecodeError, UnicodeDecodeError, TypeError, AttributeError) as error:
            raise FormatError(f"{path} is damaged: {error}.") from error


def finite(value: object) -> object:
    """Figures as JSON can hold them: null for those that aren't finite."""
    match value:
        case dict():
            return {key: finite(item) for key, item in value.items()}
        case list() | tuple():
            return [finite(item) for item in value]
        case float() if not math.isfinite(value):
            return None
        case _:
            return value
