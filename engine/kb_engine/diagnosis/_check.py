"""Checking a network against the installed rules."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from attrs import frozen
from kb_observe.networks import describe
from kb_observe.rules import Design, Finding
from kb_registry import Registry, Splits, installed_registry

from kb_engine.diagnosis._rows import row_of_words
from kb_engine.diagnosis._rulebook import Fault, read_rulebook
from kb_engine.diagnosis._samples_error import SamplesError

if TYPE_CHECKING:
    import keras

    from kb_engine.recipes._recipe import Recipe


@frozen
class CheckReport:
    """What rules found in a network.

    Attributes:
        findings: Errors first.
        faults: Rules that failed, which says nothing about the network.
        heads: Paths of the layers that predict.
    """

    findings: tuple[Finding, ...]
    faults: tuple[Fault, ...] = ()
    heads: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether there are errors among the findings."""
        return any(finding.level == "error" for finding in self.findings)

    def __str__(self) -> str:
        if not self.findings:
            return "Nothing found."
        return "\n".join(map(str, self.findings))

    def _repr_html_(self) -> str:
        rows = "".join(
            row_of_words("td", each.code, each.level, each.place, each.message, mend)
            for each in self.findings
            for mend in [each.fix.says if each.fix else ""]
        )
        head = row_of_words("th", "rule", "level", "place", "finding", "mend")
        return f"<table>{head}{rows}</table>" if rows else "<p>Nothing found.</p>"


def check(  # noqa: PLR0913 - what is planned is as much part of a network as its layers
    model: "keras.Model",
    x: Any = None,
    y: Any = None,
    *,
    validation: tuple[Any, Any] | None = None,
    epochs: int | None = None,
    batch_size: int | None = None,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    registry: Registry | None = None,
) -> CheckReport:
    """Look for faults in any Keras model with the installed rules; the model isn't changed.

    Args:
        model: Compiled or not.
        x: Samples to train on, in the structure that the model takes; rules about data need them.
        y: Their targets.
        validation: Samples and targets to validate on.
        epochs: Passes over the samples that are planned.
        batch_size: Samples per step that are planned.
        select: Codes, or beginnings of codes, of the only rules to take.
        ignore: The same of rules to leave out.
        registry: Where rules are registered; what is installed, if left out.

    Raises:
        AmbiguousNameError: Two rules have one code.
        UnknownNameError: No rule has a code that was selected or ignored.
        SamplesError: There are no samples, or samples and targets differ in number or aren't
            arrays.
    """
    # with NumPy, which an explanation does without
    from kb_observe.data import describe_data

    from kb_engine.diagnosis._samples import as_arrays

    x, y = as_arrays(x, y)
    validation = None if validation is None else as_arrays(*validation)
    rulebook = read_rulebook(registry or installed_registry()).chosen(select, ignore)
    design = Design(describe(model, x), epochs, batch_size)
    data = None if x is None else describe_data(x, y, validation)
    if data is not None and not data.samples:
        raise SamplesError("There are no samples.", hint="Give at least one, or leave x out.")
    findings, faults = rulebook.check(design, data)
    return CheckReport(tuple(findings), tuple(faults), tuple(head.path for head in design.heads))


def check_built(
    recipe: "Recipe",
    model: "keras.Model",
    data: Splits | None = None,
    *,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
) -> CheckReport:
    """Put the installed rules to a recipe's model and data.

    Args:
        recipe: What was built.
        model: The recipe's model.
        data: The recipe's data; without it rules about data find nothing.
        select: Codes, or beginnings of codes, of the only rules to take.
        ignore: The same of rules to leave out.
    """
    return check(
        model,
        None if data is None else data.train.x,
        None if data is None else data.train.y,
        validation=None if data is None else (data.validation.x, data.validation.y),
        epochs=recipe.training.epochs,
        batch_size=recipe.training.batch_size,
        select=select,
        ignore=ignore,
        registry=recipe.registry,
    )
