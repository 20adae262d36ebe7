"""Rows of a table as a model takes them that standardizes and looks words up itself."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen
from kb_registry import RawForm, Rows
from numpy.typing import NDArray

from kb_keras.datasets.tables._features import (
    FeatureColumn,
    Features,
    NumberColumn,
    WordColumn,
)
from kb_keras.datasets.tables._standardization import Standardization
from kb_keras.datasets.tables._target import Target

if TYPE_CHECKING:
    import keras

NUMBERS, WORDS, CODES = "numbers", "words", "codes"


@frozen(eq=False)
class TableInput:
    """Columns of numbers in one input, columns of words or of their numbers in another.

    Attributes:
        columns: What the features are, in their order.
        scale: How they are standardized.
        target: The numbers that are predicted; None for classes.
        form: What inputs can hold.
    """

    columns: tuple[FeatureColumn, ...]
    scale: Standardization
    target: Target | None
    form: RawForm

    def describe(self) -> dict[str, Any]:
        """Return the columns that each input takes, in their order."""
        described: dict[str, Any] = {}
        if self._numbers:
            names = [column.name for column in self._numbers]
            described[NUMBERS] = {"dtype": self.form.numbers, "columns": names}
        if self._words:
            described[self._words_name] = {
                "dtype": "string" if self.form.words else "int32",
                "columns": [column.name for column in self._words],
                "words": {column.name: list(column.words) for column in self._words},
            }
        return described

    def extend(self, network: "keras.Model") -> "keras.Model":
        """Return a model of raw rows, whose numbers are in the target's own unit."""
        import keras

        inputs, features = [], []
        if self._numbers:
            numbers = keras.Input((len(self._numbers),), dtype=self.form.numbers, name=NUMBERS)
            inputs.append(numbers)
            features.append(self._standardized(numbers))
        if self._words:
            words = keras.Input(
                (len(self._words),),
                dtype="string" if self.form.words else "int32",
                name=self._words_name,
            )
            inputs.append(words)
            features.extend(self._looked_up(words))
        x = keras.layers.Concatenate(name="features")(features) if features[1:] else features[0]
        outputs = network(x)
        if self.target is not None:
            in_units = keras.layers.Rescaling(self.target.deviation, self.target.mean, name="unit")
            outputs = in_units(outputs)
        named = {each.name: each for each in inputs}
        return keras.Model(named if inputs[1:] else inputs[0], outputs)

    def rows(self, samples: NDArray[Any]) -> Rows:
        """Return rows of the table that become about these samples."""
        count, scale = len(self._numbers), self.scale
        rows: dict[str, NDArray[Any]] = {}
        if self._numbers:
            numbers = samples[:, :count] * scale.deviation[:count] + scale.mean[:count]
            rows[NUMBERS] = numbers.astype(self.form.numbers)
        if self._words:
            widths = [len(column.words) for column in self._words]
            ones = np.split(samples[:, count:], np.cumsum(widths)[:-1], axis=1)
            codes = np.stack([each.argmax(axis=1) for each in ones], axis=1).astype(np.int32)
            rows[self._words_name] = self._spelt(codes) if self.form.words else codes
        return rows

    def samples(self, rows: Rows) -> NDArray[np.float32]:
        """Return rows as training prepares them."""
        cells = iter(rows[NUMBERS].T if self._numbers else ())
        codes = iter(self._codes(rows[self._words_name]).T if self._words else ())
        columns = [
            next(cells) if isinstance(column, NumberColumn) else next(codes)
            for column in self.columns
        ]
        features = Features.of(self.columns)
        return np.asarray(self.scale(features(np.stack(columns, axis=1, dtype=float))))

    @property
    def _numbers(self) -> list[NumberColumn]:
        return [each for each in self.columns if isinstance(each, NumberColumn)]

    @property
    def _words(self) -> list[WordColumn]:
        return [each for each in self.columns if isinstance(each, WordColumn)]

    @property
    def _words_name(self) -> str:
        return WORDS if self.form.words else CODES

    def _standardized(self, numbers: Any) -> Any:
        import keras

        count, scale = len(self._numbers), self.scale
        factor = 1 / np.asarray(scale.deviation[:count], np.float64)
        layer = keras.layers.Rescaling(
            factor.tolist(),
            (-scale.mean[:count] * factor).tolist(),
            dtype=self.form.numbers,
            name="standardization",
        )
        return keras.ops.cast(layer(numbers), "float32")

    def _looked_up(self, words: Any) -> Iterator[Any]:
        """Yield ones at the place of each word, column by column."""
        import keras

        for place, column in enumerate(self._words):
            if self.form.words:
                layer = keras.layers.StringLookup(
                    vocabulary=list(column.words),
                    num_oov_indices=0,
                    output_mode="one_hot",
                    name=f"words_{place}",
                )
                yield layer(words[:, place])
            else:
                layer = keras.layers.CategoryEncoding(
                    len(column.words), output_mode="one_hot", name=f"codes_{place}"
                )
                yield layer(words[:, place : place + 1])

    def _spelt(self, codes: NDArray[np.int32]) -> NDArray[np.str_]:
        spelt = [np.array(c.words)[codes[:, place]] for place, c in enumerate(self._words)]
        return np.stack(spelt, axis=1)

    def _codes(self, cells: NDArray[Any]) -> NDArray[Any]:
        if not self.form.words:
            return cells
        columns = zip(self._words, cells.T, strict=True)
        return np.stack([np.argmax(np.array(c.words)[:, None] == x, 0) for c, x in columns], axis=1)
