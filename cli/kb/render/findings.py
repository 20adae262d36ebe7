"""What rules found, as people read it."""

from difflib import unified_diff
from pathlib import Path

from kb_engine import Recipe, recipe_text
from kb_engine.diagnosis import CheckReport, can_mend
from kb_engine.diagnosis.watching import Observation
from kb_observe.rules import Finding
from rich.text import Text

from kb.render.console import BAD, GOOD, NOTED, WARNED, err, out, print_prose, print_warning

_COLOURS = {"error": f"bold {BAD}", "warning": WARNED, "hint": f"bold {NOTED}"}


def print_findings(report: CheckReport) -> None:
    """Print a line for each finding, what mends it, and a summary, as linters do."""
    for finding in report.findings:
        fixable = finding.fix is not None and can_mend(finding.fix, report.heads)
        print_prose(_line(finding, fixable=fixable))
    _print_faults(report)
    out.print(_summary(report), soft_wrap=True)


def print_briefly(report: CheckReport) -> None:
    """Print a line for each error and warning, for commands that do something else."""
    for finding in report.findings:
        if finding.level != "hint":
            print_prose(_line(finding, fixable=False), err)
    _print_faults(report)


def print_difference(before: Recipe, after: Recipe, file: Path) -> None:
    """Show what a recipe was mended to."""
    old, new = recipe_text(before).splitlines(), recipe_text(after).splitlines()
    for line in unified_diff(old, new, "recipe", str(file), lineterm="", n=1):
        colour = {"+": GOOD, "-": BAD, "@": NOTED}.get(line[:1], "")
        out.print(Text(line, colour), soft_wrap=True)
    out.print(f"Written to {file}\n", soft_wrap=True)


def print_observation(seen: Observation) -> None:
    """Print a line for something that goes wrong in a training."""
    told = Text.assemble(
        f"epoch {seen.epoch}, step {seen.step}: ",
        (seen.trouble, WARNED),
        f" from {seen.place} on" if seen.place else "",
        f": {seen.because}",
    )
    print_prose(told, err)


def _print_faults(report: CheckReport) -> None:
    for fault in report.faults:
        print_warning(f"rule {fault.rule} failed: {fault.cause}")


def _line(finding: Finding, *, fixable: bool) -> Text:
    star = ("[*] ", NOTED) if fixable else ""
    says = f" {finding.fix.says}" if finding.fix else ""
    return Text.assemble(
        (finding.place, "bold"),
        ": ",
        (finding.code, _COLOURS[finding.level]),
        " ",
        star,
        f"{finding.level}: {finding.message}{says}",
    )


def _summary(report: CheckReport) -> str:
    if not report.findings:
        return "Nothing found."
    counts = {
        level: sum(finding.level == level for finding in report.findings) for level in _COLOURS
    }
    told = ", ".join(
        f"{count} {level}{'s' * (count > 1)}" for level, count in counts.items() if count
    )
    fixable = sum(f.fix is not None and can_mend(f.fix, report.heads) for f in report.findings)
    lines = [f"Found {told}."]
    if fixable:
        lines.append(f"[*] {fixable} can be mended with --fix.")
    codes = dict.fromkeys(finding.code for finding in report.findings)
    lines += [
        f"{'Read why:' if not place else '':9} kb check --explain {code}"
        for place, code in enumerate(codes)
    ]
    return "\n".join(lines)
