"""A comparison as a table for a README or a paper."""

import re
from collections.abc import Sequence

from kb_engine.comparison import Comparison

from kb.render.comparison_rows import heading, table

_LATEX = str.maketrans(
    {each: f"\\{each}" for each in "&%$#_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {"<": r"\textless{}", ">": r"\textgreater{}", "±": r"$\pm$"}
)
_MINUS = re.compile(r"(?<!\w)-(?=\d)")
"""A sign, which LaTeX sets as a hyphen outside of formulas."""


def markdown(found: Comparison) -> str:
    """The table of levels in Markdown, as GitHub reads it."""
    head, rows = table(found)
    sides = ["---", *["---:"] * (len(head) - 3), "---", "---:"]
    return "\n".join(_piped(line) for line in (head, sides, *rows))


def latex(found: Comparison) -> str:
    """The table of levels in LaTeX, with the rules of the package booktabs."""
    head, rows = table(found)
    return "\n".join(
        [
            f"% {heading(found)}",
            f"\\begin{{tabular}}{{l{'r' * (len(head) - 3)}lr}}",
            "\\toprule",
            _ampersands(head),
            "\\midrule",
            *(_ampersands(row) for row in rows),
            "\\bottomrule",
            "\\end{tabular}",
        ]
    )


def _piped(line: Sequence[str]) -> str:
    return f"| {' | '.join(each.replace('|', '&#124;') for each in line)} |"


def _ampersands(row: Sequence[str]) -> str:
    cells = [_MINUS.sub("$-$", each.translate(_LATEX)) for each in row]
    return f"{' & '.join(cells)} \\\\"
