"""How often rules and the probe name what is wrong with real networks, and whether mends help.

    python benchmarks/diagnosis.py cases CASES.json HEALTHY.json

`cases` builds networks from facts about them: layers, loss, optimizer and the scale of data, for
which surrogates of the same shape, scale and kind of targets stand in. The halves of even and odd
order are printed apart, so that thresholds can be fixed on the first. PROCESSES=2 takes two
processes.
"""

import json
import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
warnings.simplefilter("ignore")

NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "bad_hidden_activation": (
        "KB105",
        "KB106",
        "KB107",
        "KB108",
        "vanishing",
        "exploding",
        "saturated",
        "non-finite",
    ),
    "bad_initialization": (
        "KB101",
        "KB105",
        "KB111",
        "KB112",
        "KB113",
        "vanishing",
        "exploding",
        "saturated",
        "dead",
    ),
    "depth_without_normalization": ("KB105", "KB601", "vanishing", "exploding", "dead"),
    "output_activation_loss_mismatch": (
        "KB201",
        "KB202",
        "KB203",
        "KB204",
        "KB205",
        "KB206",
        "KB214",
        "KB215",
    ),
    "missing_output_activation": ("KB203",),
    "output_range_mismatch": ("KB205",),
    "wrong_loss": ("KB207", "KB208", "KB209", "KB210", "KB215"),
    "wrong_output_units": ("KB210",),
    "label_encoding": ("KB212", "KB213", "KB210"),
    "input_not_scaled": ("KB301", "KB302", "KB404", "exploding", "saturated"),
    "input_double_scaled": ("KB303",),
    "target_not_scaled": ("KB307", "KB205", "exploding"),
    "train_test_scaling_mismatch": ("KB310",),
    "train_validation_overlap": ("KB311",),
    "lr_too_high": ("KB401", "KB403", "KB404", "diverging"),
    "lr_too_low": ("KB402", "KB411", "KB408", "not learning"),
    "optimizer_choice": ("KB401", "KB402", "KB404", "KB407"),
    "optimizer_epsilon": ("KB405",),
    "too_few_epochs": ("KB408",),
    "batch_size": ("KB409", "KB410", "KB408"),
    "missing_hidden_activation": ("KB109",),
    "over_regularization": ("KB503", "KB507"),
    "missing_pooling": ("KB603",),
    "missing_regularization": (),
    "missing_normalization_layer": ("KB301", "KB302"),
    "capacity": ("KB602", "KB601"),
    "architecture": ("KB603", "KB109"),
}
"""The rules and verdicts that name a cause as the collection calls it."""


class Outcome(NamedTuple):
    """What was found in one network."""

    name: str
    causes: list[str]
    codes: list[str]
    errors: list[str]
    verdict: str
    because: str
    mend: str
    mended: bool | None


def outcome(case: Mapping[str, Any]) -> Outcome | None:
    """Check and probe one network, and train it with the mend; None if facts are missing."""
    from kb_engine.diagnosis import check
    from kb_engine.diagnosis.probing import probe

    from benchmarks.diagnosing.learning import learns_with
    from benchmarks.diagnosing.networks import built

    made = built(case)
    if made is None:
        return None
    found = check(
        made.model,
        made.x,
        made.y,
        validation=made.validation,
        epochs=made.epochs,
        batch_size=made.batch_size,
    )
    fixes = [each.fix for each in found.findings if each.fix and each.level != "hint"]
    verdict, because, mend, mended = "not probed", "", "", None
    try:
        batch = made.batch_size or 32
        if len(made.x.shape) > 2:  # noqa: PLR2004 - pictures, whose steps are slow
            batch = min(batch, 32)
        seen = probe(made.model, made.x, made.y, epochs=made.epochs, batch_size=batch, fixes=fixes)
        verdict, because = seen.verdict, seen.because
        fix = seen.mend.fix if seen.mend else (fixes[0] if fixes else None)
        if case.get("root_cause") and fix is not None:
            mend, mended = fix.says, learns_with(made, fix)
    except Exception as error:  # noqa: BLE001 - a case that can't be tried counts as not mended
        because = f"{type(error).__name__}: {error}"
    return Outcome(
        case["id"],
        list(case.get("root_cause", [])),
        sorted({each.code for each in found.findings}),
        sorted({each.code for each in found.findings if each.level == "error"}),
        verdict,
        because,
        mend,
        mended,
    )


def named(result: Outcome) -> bool:
    """Whether a finding or the verdict names one of the causes."""
    known = {code for cause in result.causes for code in NAMED_BY.get(cause, ())}
    return bool(known & {*result.codes, result.verdict})


def cases(faulty: Path, healthy: Path, processes: int) -> None:
    """Print a line for each network, and the shares."""
    broken = json.loads(faulty.read_text())["cases"]
    sound = json.loads(healthy.read_text())["models"]
    with ProcessPoolExecutor(processes, max_tasks_per_child=8) as pool:
        results = list(pool.map(outcome, [*broken, *sound]))
    known = [each for each in results if each is not None]
    for each in known:
        print(
            f"{each.name:32} {'named' if named(each) else '-':6} {each.verdict:13}"
            f" {','.join(each.codes)} | {each.mend} {each.mended}",
            flush=True,
        )
    _shares(known)


def _shares(results: list[Outcome]) -> None:
    faults = [each for each in results if each.causes]
    sound = [each for each in results if not each.causes]
    for title, first in (("first half", 0), ("second half", 1), ("all", None)):
        some = faults if first is None else faults[first::2]
        well = sound if first is None else sound[first::2]
        tried = [each for each in some if each.mended is not None]
        alarms = [e for e in well if e.errors or e.verdict not in {"healthy", "not probed"}]
        print(f"\n{title}: {len(some)} faulty, {len(well)} healthy")
        print(f"  named          {sum(map(named, some))} of {len(some)}")
        print(
            f"  mend learns    {sum(bool(each.mended) for each in some)} of {len(some)},"
            f" {len(tried)} tried"
        )
        print(f"  false alarms   {len(alarms)} of {len(well)} {[e.name for e in alarms]}")


def main(arguments: list[str]) -> Iterator[str]:
    """Run what the command line asks for."""
    processes = int(os.environ.get("PROCESSES", "1"))
    match arguments:
        case ["cases", faulty, healthy]:
            cases(Path(faulty), Path(healthy), processes)
        case _:
            yield __doc__ or ""


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    for text in main(sys.argv[1:]):
        print(text)
