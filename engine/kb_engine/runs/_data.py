"""What a run knows about its data without the data."""

import json
from pathlib import Path
from typing import Any

from attrs import frozen
from kb_registry import DataSpec, Splits, write_json

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
        write_json(path, stamped({**self.spec.describe(), "preparation": self.preparation}))

    @classmethod
    def read(cls, path: Path) -> "StoredData":
        """Read what `write` wrote.

        Raises:
            OSError: The file can't be read.
            FormatError: It is damaged, or a later version of this project wrote it.
        """
        try:
            content = unstamped(json.loads(path.read_text("utf-8")), path)
            return cls(DataSpec.restore(content), content["preparation"])
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
            raise FormatError(f"{path} is damaged: {error!r}.") from error
