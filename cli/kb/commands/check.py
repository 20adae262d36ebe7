"""`kb check`: look for faults in a network without training it."""

from pathlib import Path
from typing import Annotated

import typer
from kb_engine import Recipe, Run, check_recipe, write_recipe
from kb_engine.diagnosis import (
    CheckReport,
    can_mend,
    mend_recipe,
    read_check_settings,
    read_rulebook,
)
from kb_observe.rules import page
from kb_registry import KerasBlocksError, installed_registry

from kb.options.given import given_options
from kb.options.recipe import takes_recipe
from kb.render.console import out, print_json
from kb.render.findings import print_difference, print_findings
from kb.tensorflow import start_tensorflow

FIXED = Path("recipe.toml")
"""Where a mended recipe goes that was given as options."""

LEAVE_OUT = """
## Leave it out

`kb check --ignore {code}`, or in `pyproject.toml`:

    [tool.kb.check]
    ignore = ["{code}"]
"""


@takes_recipe
def check(  # noqa: PLR0913, PLR0917 - every option of a command is an argument
    recipe: Recipe,
    context: typer.Context,
    run: Annotated[Path | None, typer.Argument(help="A run's folder, to check its recipe.")] = None,
    select: Annotated[
        list[str] | None, typer.Option(help="Only these rules: KB101, KB1, selu_dropout.")
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="Leave out these rules.")] = None,
    explain: Annotated[
        str | None, typer.Option(metavar="RULE", help="Print a rule's page instead.")
    ] = None,
    *,
    fix: Annotated[
        bool, typer.Option("--fix", help="Write the mended recipe and show the difference.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Find faults in a recipe's network and data without training.

    The exit code is 1 if there is an error.
    """
    if explain is not None:
        _explain(explain)
        return
    file = context.params["recipe"]
    if run is not None:
        refuse_beside_a_run(context, {"select", "ignore", "explain", "fix"})
        recipe, file = Run.open(run).recipe, None
    settings = read_check_settings()
    chosen, left_out = select or settings.select, ignore or settings.ignore
    read_rulebook(recipe.registry).chosen(chosen, left_out)  # so that a typo is told at once
    start_tensorflow()
    report = check_recipe(recipe, select=chosen, ignore=left_out)
    if fix:
        report = (
            _mend(recipe, report, None if file is None else Path(file), as_json=as_json) or report
        )
    if as_json:
        print_json([finding.to_dict() for finding in report.findings])
    else:
        print_findings(report)
    if report.failed:
        raise typer.Exit(1)


def _mend(
    recipe: Recipe, report: CheckReport, file: Path | None, *, as_json: bool
) -> CheckReport | None:
    """Write the recipe with what can be mended, and check it anew; None if nothing can be."""
    fixes = [each.fix for each in report.findings if each.fix and can_mend(each.fix, report.heads)]
    mended = mend_recipe(recipe, fixes)
    if mended.key() == recipe.key():
        return None
    target = FIXED if file is None else file
    if file is None and target.exists():
        raise KerasBlocksError(
            f"{target} exists already.", hint="Move it away, or name it with --recipe."
        )
    write_recipe(mended, target)
    if not as_json:
        print_difference(recipe, mended, target)
    return check_recipe(mended)


def _explain(word: str) -> None:
    book = read_rulebook(installed_registry())
    rule = book.rule(word)
    text = page(type(rule), book.entries[rule.code].name) + LEAVE_OUT.format(code=rule.code)
    if out.is_terminal:
        from kb.render.markdown import print_markdown

        print_markdown(text)
    else:
        out.print(text, soft_wrap=True)


def refuse_beside_a_run(context: typer.Context, allowed: set[str]) -> None:
    """Refuse options of a recipe beside a run, which has one.

    Args:
        context: Of the command.
        allowed: Options of the command that aren't a recipe's.
    """
    given = given_options(context).items()
    beside = [option for name, option in given if name not in allowed | {"run", "as_json"}]
    if beside:
        raise KerasBlocksError(
            f"A run has its recipe, so it goes without {' and '.join(sorted(beside))}.",
            hint="Give the changed recipe with --recipe RUN/recipe.toml and the options.",
        )
