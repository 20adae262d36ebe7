"""Comparisons in a notebook."""

from collections.abc import Mapping, Sequence
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from attrs import frozen
from kb_engine.comparison import Comparison
from kb_engine.comparison import compare as compare_runs
from kb_registry import MissingPackageError

from kb.options.chosen_runs import chosen_runs
from kb.render.comparison_document import document
from kb.render.comparison_rows import heading, in_words, table


@frozen(eq=False)
class Compared:
    """Levels of a field, best first, and what sets them apart.

    Attributes:
        found: All of it, as typed records: `found.levels`, `found.level("relu").difference`.
    """

    found: Comparison

    def to_pandas(self) -> Any:
        """A pandas.DataFrame with a row for each level, failed ones too.

        Raises:
            MissingPackageError: pandas isn't installed.
        """
        try:
            pandas = import_module("pandas")  # which this project doesn't depend on
        except ModuleNotFoundError:
            raise MissingPackageError("to_pandas", "pandas") from None
        return pandas.DataFrame(self.to_dict()["levels"])

    def to_dict(self) -> Mapping[str, Any]:
        """What `kb compare --json` prints."""
        return document(self.found)

    def __str__(self) -> str:
        """The table and what it means, as text."""
        head, rows = table(self.found)
        lines = ["\t".join(head), *("\t".join(row) for row in rows), *in_words(self.found)]
        return "\n".join([heading(self.found), *lines])

    def __repr__(self) -> str:
        """What was compared."""
        return f"<{heading(self.found)}>"

    def _repr_html_(self) -> str:
        """The same as a table, as notebooks show it."""
        head, rows = table(self.found)
        cells = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
        body = "".join(_row(row) for row in rows)
        said = "".join(f"<p>{escape(sentence)}</p>" for sentence in in_words(self.found))
        caption = f"<caption>{escape(heading(self.found))}</caption>"
        return f"<table>{caption}<thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>{said}"


def compare(  # noqa: PLR0913 - every one has a name
    *runs: str | Path,
    by: str | Sequence[str],
    metric: str = "test_accuracy",
    where: str | Sequence[str] = (),
    baseline: str | None = None,
    margin: float = 0.0,
    lower: bool | None = None,
    logdir: str | Path = "logs",
) -> Compared:
    """Say which level of a field is better, how sure that is, and what it takes to be surer.

    Args:
        *runs: Names of sweeps and runs; all under `logdir`, if left out.
        by: A field such as `act`, or several.
        metric: Such as `test_accuracy`, `val_loss` or `seconds`.
        where: Conditions such as `epochs=20`.
        baseline: The level that others are compared with; the best, if left out.
        margin: Differences up to it don't matter.
        lower: Whether lower is better; the metric's name decides, if left out.
        logdir: The folder with runs.

    Returns:
        The levels, best first, with intervals, corrected p values and verdicts.

    Raises:
        ComparisonError: The runs can't be compared as asked.
        KerasBlocksError: There is no such folder or run.
    """
    conditions = [where] if isinstance(where, str) else list(where)
    chosen = chosen_runs(Path(logdir), [str(each) for each in runs], conditions)
    found = compare_runs(chosen, by, metric, baseline=baseline, margin=margin, lower=lower)
    return Compared(found)


def _row(row: Sequence[str]) -> str:
    name, *others = row
    cells = "".join(f"<td>{escape(each)}</td>" for each in others)
    return f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'
