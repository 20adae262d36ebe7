"""What published tools said of the same networks, as their papers' tables have it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

SAID: Mapping[str, tuple[str, str]] = {
    "deepfd_paper_detects": ("DeepFD 2022, table", "finds a fault"),
    "deepfd_paper_diagnoses": ("DeepFD 2022, table", "names the cause"),
    "deepdiagnosis_paper_detects": ("DeepDiagnosis 2022, table", "finds a fault"),
    "deepdiagnosis_paper_localizes": ("DeepDiagnosis 2022, table", "names the place"),
    "fl_study_recall_vs_developer_fix": ("Fault localization study 2025", "names a cause"),
}
"""By the key of the facts: who measured it, and what was counted."""


class Row(NamedTuple):
    """A tool's record on the networks that it was tried on, and the rules' on the same."""

    source: str
    tool: str
    what: str
    networks: int
    theirs: int
    ours: int


def rows(cases: Sequence[Mapping[str, Any]], named: Collection[str]) -> Iterator[Row]:
    """One row for each tool, source and question.

    Args:
        cases: Faulty networks, with `detected_by`.
        named: Of these, by id, what rules name a root cause of.
    """
    found: dict[tuple[str, str, str], list[tuple[str, bool]]] = {}
    for case in cases:
        for key, said in (case.get("detected_by") or {}).items():
            if key in SAID:
                for tool, value in said.items():
                    _add(found, (SAID[key][0], tool, SAID[key][1]), case["id"], value)
            elif isinstance(said, bool):
                _add(found, ("logs of DeepDiagnosis 2022", key, "finds a fault"), case["id"], said)
    for (source, tool, what), records in sorted(found.items()):
        theirs = sum(right for _, right in records)
        ours = sum(name in named for name, _ in records)
        yield Row(source, tool, what, len(records), theirs, ours)


def _add(found: Any, key: tuple[str, str, str], name: str, value: Any) -> None:
    if value is not None:
        found.setdefault(key, []).append((name, value > 0))


def table(cases: Sequence[Mapping[str, Any]], named: Collection[str]) -> Iterator[str]:
    """The rows in Markdown."""
    yield "| measured by | tool | what | networks | tool | rules name a root cause |"
    yield "|---|---|---|---|---|---|"
    for row in rows(cases, named):
        yield (
            f"| {row.source} | {row.tool} | {row.what} | {row.networks} | {row.theirs} |"
            f" {row.ours} |"
        )
