"""Tables of words in notebooks."""

from html import escape


def row_of_words(tag: str, *cells: str) -> str:
    """A row of an HTML table; notebooks would put its words to the right, as they do with figures.

    Args:
        tag: Of each cell, `td` or `th`.
        *cells: What they say.
    """
    told = (f'<{tag} style="text-align: left">{escape(each)}</{tag}>' for each in cells)
    return f"<tr>{''.join(told)}</tr>"
