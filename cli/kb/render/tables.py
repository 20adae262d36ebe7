"""Tables without rules, as all commands print them."""

from rich.table import Table


def plain_table(first: str, *others: str) -> Table:
    """A table whose first column holds names and whose others hold numbers."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first, overflow="fold")
    for heading in others:
        table.add_column(heading, justify="right", no_wrap=True)
    return table
