"""A comparison as plain values: JSON, and rows for spreadsheets."""

import csv
import sys
from typing import Any

from attrs import asdict
from kb_engine import finite
from kb_engine.comparison import Comparison, Difference, Level, interaction

_COLUMNS = (
    *("level", "group", "runs", "unscored", "mean", "low", "high", "spread"),
    *("difference", "difference_low", "difference_high", "p", "effect", "outperforms"),
    *("verdict", "further_seeds", "seconds", "megabytes", "parameters"),
)


def document(found: Comparison) -> dict[str, Any]:
    """What `--json` prints; figures that aren't known are null."""
    content: dict[str, Any] = {
        "by": list(found.by),
        "metric": found.metric,
        "lower_is_better": found.lower,
        "margin": found.margin,
        "reference": found.reference,
        "reference_named": found.named,
        "comparisons": found.comparisons,
        "paired_by": ["seed", *found.paired],
        "levels": [_level(each) for each in found.levels],
        "selection": asdict(found.selection) if found.selection else None,
        "notes": list(found.notes),
    }
    if len(found.by) == 2:  # noqa: PLR2004 - rows and columns
        content["interaction"] = _interaction(found)
    return {name: finite(value) for name, value in content.items()}


def print_csv(found: Comparison) -> None:
    """Print a line for each level, with a header."""
    writer = csv.DictWriter(sys.stdout, _COLUMNS, extrasaction="ignore")
    writer.writeheader()
    for level in document(found)["levels"]:
        difference = level["difference"] or {}
        ends = {f"difference_{name}": difference.get(name) for name in ("low", "high")}
        own = {**level, "unscored": len(level["unscored"])}
        writer.writerow({**difference, **own, **ends, "difference": difference.get("mean")})


def _level(level: Level) -> dict[str, Any]:
    found = level.found
    return {
        "level": level.name,
        "group": level.group,
        "runs": len(level.runs),
        "mean": found and found.mean,
        "low": found and found.low,
        "high": found and found.high,
        "spread": level.spread,
        "rows": list(level.rows),
        **level.figures,
        "difference": level.difference and _difference(level.difference),
        "unscored": [
            {"run": run.name, "status": run.status, "cause": run.facts.get("cause")}
            for run in level.unscored
        ],
    }


def _difference(each: Difference) -> dict[str, Any]:
    return {
        "beside": each.beside,
        "mean": each.found.mean,
        "low": each.found.low,
        "high": each.found.high,
        "p": each.p,
        "effect": each.effect,
        "outperforms": each.outperforms,
        "rows": each.found.rows,
        "paired_by": each.paired,
        "chance": each.chance,
        "verdict": each.verdict,
        "further_seeds": each.further_seeds,
    }


def _interaction(found: Comparison) -> dict[str, Any]:
    crossed = interaction(found)
    return {
        "rows": crossed.row_means,
        "columns": crossed.column_means,
        "cells": [
            {
                "row": row,
                "column": column,
                "mean": cell.mean,
                "excess": cell.excess and cell.excess.mean,
                "low": cell.excess and cell.excess.low,
                "high": cell.excess and cell.excess.high,
                "p": cell.p,
            }
            for (row, column), cell in crossed.cells.items()
        ],
    }
