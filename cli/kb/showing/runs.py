"""A run on a screen and as facts."""

from typing import TYPE_CHECKING, Any

from kb_engine import finite
from kb_engine.runs.store import RunDetails, StoredRun, read_details
from kb_registry import KerasBlocksError, ResumeRun

from kb.render.console import out, print_json
from kb.render.run_page import lines_to_copy, run_page
from kb.render.suggestions import command

if TYPE_CHECKING:
    from kb_engine.prediction import WeightFigures


def show_run(run: StoredRun, *, weights: bool, curves: bool, as_json: bool) -> None:
    """Print what a run is and how it ended, or its weights or curves.

    Args:
        run: The run.
        weights: List every variable of its model.
        curves: Draw loss and metrics.
        as_json: Print facts; curves are among them anyway.

    Raises:
        KerasBlocksError: There are no curves, or no model that can be loaded.
    """
    details = read_details(run)
    if curves and not as_json:
        _draw(details)
    found = _weights(run) if weights else None
    if as_json:
        print_json(finite(_facts(details, found)))
        return
    if found is not None:
        from kb.render.weight_table import weight_table

        out.print(weight_table(found))
    if not weights and not curves:
        out.print(run_page(details))
        out.print(lines_to_copy(details), soft_wrap=True)


def _draw(details: RunDetails) -> None:
    from kb.render.history_plot import history_plots

    plots = history_plots(details.result.history if details.result else {}, out)
    if not plots:
        raise KerasBlocksError(
            f"{details.run.folder} has no curves: "
            + ("no epoch has ended." if details.result else "a run writes them when it ends."),
            hint=""
            if details.result
            else "TensorBoard draws them as they grow: "
            + command("kb", "board", details.run.folder.parent),
        )
    for plot in plots:
        out.print(plot)


def _weights(run: StoredRun) -> "tuple[WeightFigures, ...]":
    """What the saved model holds.

    The file has neither the variables' names nor which of them are trained. The layers know.
    """
    if not (run.folder / "model.keras").is_file():
        raise KerasBlocksError(
            f"{run.folder} holds no model: a run saves it when it ends.",
            suggestions=[ResumeRun(run.folder, purpose="If nothing trains it, resume it")],
        )
    from kb.tensorflow import start_tensorflow

    start_tensorflow()
    from kb_engine import Run
    from kb_engine.prediction import weight_figures

    return weight_figures(Run.open(run.folder).load())


def _facts(details: RunDetails, weights: "tuple[WeightFigures, ...] | None") -> dict[str, Any]:
    from attrs import asdict

    run, data = details.run, details.data
    return {
        "run": run.name,
        "folder": str(run.folder),
        "status": run.status,
        "cause": run.facts.get("cause"),
        "begun": run.facts["begun"],
        "tags": run.facts["tags"],
        "recipe": dict(details.choices),
        "data": None if data is None else {**data.spec.describe(), "preparation": data.preparation},
        "result": None if details.result is None else asdict(details.result),
        "sessions": list(details.sessions),
        "unreadable": list(details.unreadable),
        **({} if weights is None else {"weights": [asdict(each) for each in weights]}),
    }
