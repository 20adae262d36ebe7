"""`kb doctor`: what is wrong with installed plugins."""

from typing import Annotated

import typer
from attrs import asdict
from kb_registry import Problem, diagnose, installed_registry
from rich.console import Group
from rich.text import Text

from kb.render.console import BAD, out, print_json


def doctor(*, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Say what is wrong with plugins, whose they are and how to fix it."""
    problems = diagnose(installed_registry())
    if as_json:
        print_json([asdict(problem) for problem in problems])
    else:
        print_problems(problems)
    if any(problem.broken for problem in problems):
        raise typer.Exit(code=1)


def print_problems(problems: tuple[Problem, ...]) -> None:
    """Print what is wrong with plugins, or that nothing is."""
    if problems:
        out.print(Group(*(_paragraph(problem) for problem in problems)), soft_wrap=True)
    else:
        out.print("Every registered component can be used.")


def _paragraph(problem: Problem) -> Text:
    verdict = ("broken", f"bold {BAD}") if problem.broken else ("notice", "bold")
    heading = f"  {problem.distribution}: {problem.cause}"
    names = f"\n        concerns {', '.join(problem.names)}" if problem.names else ""
    return Text.assemble(verdict, heading, names, f"\n        {problem.mend}\n")
