"""Why a run came to what it came to, as people read it."""

from kb_engine import Explanation
from rich.table import Table
from rich.text import Text

from kb.render.console import BAD, GOOD, out, print_prose, print_rows


def print_explanation(found: Explanation) -> None:
    """Print the verdict, what mends it, and a row for each piece of evidence."""
    colour = f"bold {GOOD if found.verdict == 'healthy' else BAD}"
    place = f" from {found.begins_at} on" if found.begins_at else ""
    print_prose(Text.assemble((found.verdict, colour), place, f": {found.because}"))
    if found.mend is not None:
        tried = " (tried: the network learns with it)" if found.tried else ""
        print_prose(Text.assemble(("Mend: ", "bold"), f"{found.mend}{tried}"))
    out.print()
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for each in found.evidence:
        if each.says == found.because:
            continue
        table.add_row(each.source, Text(each.says))
    print_rows(table)
