"""What a run knows about its data without the data."""

import json
from pathlib import Path
from typing import Any

from attrs import frozen
from kb_registry import DataSpec, Splits, Task, write_json

from kb_engine._errors import FormatError
from kb_engine._format import stamped, unstamped


@frozen
class StoredData:
    """What was trained on.

    Attributes:
        spec: Name, shape, task and classes.
        preparation: What `Preparation.describe` said of the data; None if new files of its kind
            can't be prepared.
    """

    spec: DataSpec
    preparation: dict[str, Any] | None

    @classmethod
    def of(cls, data: Splits) -> "StoredData":
        """Describe data that was loaded."""
        return cls(data.spec, None if data.preparation is None else data.preparation.describe())

    def write(self, path: Path) -> None:
        """Write it as JSON.

        Raises:
            OSError: The file can't be written.
        """
        spec = {
            "name": self.spec.name,
            "input_shape": list(self.spec.input_shape),
            "task": str(self.spec.task),
            "classes": list(self.spec.classes),
            "targets": self.spec.targets,
        }
        write_json(path, stamped({**spec, "preparation": self.preparation}))

    @classmethod
    def read(cls, path: Path) -> "StoredData":
        """Read what `write` wrote.

        Raises:
            OSError: The file can't be read.
            FormatError: It is damaged, or a later version of this project wrote it.
        """
        try:
            content = unstamped(json.loads(path.read_text("utf-8")), path)
            spec = DataSpec(
                content["name"],
                tuple(content["input_shape"]),
                Task(content["task"]),
                tuple(content["classes"]),
                content["targets"],
            )
            return cls(spec, content["preparation"])
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
            raise FormatError(f"{path} is damaged: {error!r}.") from error
