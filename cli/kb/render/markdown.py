"""Markdown on a terminal, in the terminal's own colours."""

from rich.markdown import Markdown
from rich.theme import Theme

from kb.render.console import out

WIDEST = 100
"""Characters of a line that is still easy to read."""

_STYLES = Theme({"markdown.h1": "bold", "markdown.h2": "bold", "markdown.code": "bold"})


def print_markdown(text: str) -> None:
    """Print a page without any colour: those of a highlighter suit either white or black.

    Args:
        text: Markdown, in which code is Python's.
    """
    plain = text.replace("```python", "```text")
    with out.use_theme(_STYLES):
        out.print(Markdown(plain, code_theme="ansi_light"), width=min(out.width, WIDEST))
