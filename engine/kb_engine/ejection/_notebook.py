"""Parts of a program as a Jupyter notebook, in version 4.5 of its format."""

import json
from collections.abc import Sequence
from typing import Any

from kb_engine.ejection._program import Part


def as_notebook(about: str, parts: Sequence[Part]) -> str:
    """A notebook with a heading and a cell of code for each part."""
    cells = [_cell("about", "markdown", about)]
    for number, part in enumerate(parts, start=1):
        cells.append(_cell(f"title-{number}", "markdown", f"## {part.title}"))
        cells.append(_cell(f"code-{number}", "code", part.code))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    content = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _cell(name: str, kind: str, text: str) -> dict[str, Any]:
    lines = text.splitlines(keepends=True)
    cell: dict[str, Any] = {"cell_type": kind, "id": name, "metadata": {}, "source": lines}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})
