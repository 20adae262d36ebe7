"""How often rules and the probe name what is wrong with real networks, and whether mends help.

    python benchmarks/diagnosis.py rules CASES.json HEALTHY.json
    python benchmarks/diagnosis.py mends CASES.json
    python benchmarks/diagnosis.py cases CASES.json HEALTHY.json

`rules` checks networks without a step, and prints what published tools said of the same. `mends`
also probes the faulty ones that aren't of pictures, and trains each with the mend that is
suggested. `cases` does so with all, and with the healthy ones; the halves of even and odd order are
printed apart. PROCESSES=2 takes two processes. Networks are built from facts
about real ones: layers, loss, optimizer and the scale of data, for which surrogates of the same
shape, scale and kind of targets stand in.
"""

import json
import os
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from benchmarks.diagnosing.networks import Made

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


LARGEST = 512
"""Samples in a step that are probed with; larger batches take minutes."""


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
    from kb_engine.diagnosis.probing import probe, together

    from benchmarks.diagnosing.learning import learns_with
    from benchmarks.diagnosing.networks import built

    made = built(case)
    if made is None:
        return None
    found = findings(made)
    fixes = [each.fix for each in found if each.fix]
    verdict, because, mend, mended = "not probed", "", "", None
    try:
        picture = len(made.x.shape) > 2  # noqa: PLR2004 - whose steps are slow
        batch = min(made.batch_size or 32, 32 if picture else LARGEST)
        seen = probe(made.model, made.x, made.y, epochs=made.epochs, batch_size=batch, fixes=fixes)
        verdict, because = seen.verdict, seen.because
        fix = seen.mend.fix if seen.mend else together(fixes) if fixes else None
        if case.get("root_cause") and fix is not None:
            mend, mended = fix.says, learns_with(made, fix)
    except Exception as error:  # noqa: BLE001 - a case that can't be tried counts as not mended
        because = f"{type(error).__name__}: {error}"
    return Outcome(
        case["id"],
        list(case.get("root_cause", [])),
        sorted({each.code for each in found}),
        sorted({each.code for each in found if each.level == "error"}),
        verdict,
        because,
        mend,
        mended,
    )


def checked(case: Mapping[str, Any]) -> Outcome | None:
    """Check one network without a step; None if facts are missing."""
    from benchmarks.diagnosing.networks import built

    made = built(case)
    if made is None:
        return None
    found = findings(made)
    return Outcome(
        case["id"],
        list(case.get("root_cause", [])),
        sorted({each.code for each in found}),
        sorted({each.code for each in found if each.level == "error"}),
        "not probed",
        "",
        "",
        None,
    )


def findings(made: "Made") -> Sequence[Any]:
    """What rules find in a network."""
    from kb_engine.diagnosis import check

    return check(
        made.model,
        made.x,
        made.y,
        validation=made.validation,
        epochs=made.epochs,
        batch_size=made.batch_size,
    ).findings


def named(result: Outcome) -> bool:
    """Whether a finding or the verdict names one of the causes."""
    known = {code for cause in result.causes for code in NAMED_BY.get(cause, ())}
    return bool(known & {*result.codes, result.verdict})


def mends(faulty: Path, processes: int) -> None:
    """Print the same for the faulty networks that aren't of pictures."""
    broken = json.loads(faulty.read_text())["cases"]
    _diagnosed([each for each in broken if not pictures(each)], processes)


def pictures(case: Mapping[str, Any]) -> bool:
    """Whether a network has layers other than dense ones, whose steps take long."""
    flat = {"dense", "dropout", "activation", "batchnorm", "flatten"}
    return not {layer["type"] for layer in case.get("layers") or []} <= flat


def cases(faulty: Path, healthy: Path, processes: int) -> None:
    """Print a line for each network, and the shares."""
    broken = json.loads(faulty.read_text())["cases"]
    _diagnosed([*broken, *json.loads(healthy.read_text())["models"]], processes)


def _diagnosed(networks: Sequence[Mapping[str, Any]], processes: int) -> None:
    spawned = get_context("spawn")  # TensorFlow's threads don't survive a fork
    with spawned.Pool(processes, maxtasksperchild=8) as pool:
        known: list[Outcome] = []
        for each in pool.imap(outcome, networks):
            if each is not None:
                known.append(each)
                _line(each)
    _shares(known)


def _line(each: Outcome) -> None:
    print(
        f"{each.name:32} {'named' if named(each) else '-':6} {each.verdict:13}"
        f" {','.join(each.codes)} | {each.mend} {each.mended}",
        flush=True,
    )


def rules(faulty: Path, healthy: Path) -> None:
    """Print what rules alone find, and beside it what published tools said."""
    from benchmarks.diagnosing.published import table

    broken = json.loads(faulty.read_text())["cases"]
    results = [checked(case) for case in broken]
    known = [each for each in results if each is not None]
    for each in known:
        print(f"{each.name:32} {'named' if named(each) else '-':6} {','.join(each.codes)}")
    models = json.loads(healthy.read_text())["models"]
    sound = [each for each in map(checked, models) if each is not None]
    alarms = [each.name for each in sound if each.errors]
    print(f"\nnamed {sum(map(named, known))} of {len(known)}")
    print(f"errors in {len(alarms)} of {len(sound)} healthy: {alarms}\n")
    built = {each.name for each in known}
    tried = [case for case in broken if case["id"] in built]
    print("\n".join(table(tried, {each.name for each in known if named(each)})))


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
        case ["mends", faulty]:
            mends(Path(faulty), processes)
        case ["rules", faulty, healthy]:
            rules(Path(faulty), Path(healthy))
        case _:
            yield __doc__ or ""


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    for text in main(sys.argv[1:]):
        print(text)
