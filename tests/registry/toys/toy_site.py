"""A folder of made-up distributions, as pip fills one."""

from collections.abc import Mapping
from importlib.metadata import distribution
from pathlib import Path

from kb_registry import Registry, Settings
from kb_registry.installed._discovery import Entry, Installed, scan


def own_kinds() -> tuple[Entry, ...]:
    """The kinds that kb_registry itself registers, whatever else is installed here."""
    own = distribution("keras-blocks-registry")
    return tuple(
        Entry(p.group, p.name, p.value, "keras-blocks-registry", own.version)
        for p in own.entry_points
        if p.group == "kb.kinds"
    )


class Site:
    """A folder of distributions, as pip fills one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(
        self,
        name: str,
        points: Mapping[str, Mapping[str, str]],
        modules: Mapping[str, str] | None = None,
        version: str = "1.0",
    ) -> Path:
        """Install a distribution with entry points by group, and modules by name."""
        info = self.folder / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n")
        lines = []
        for group, entries in points.items():
            lines += [f"[{group}]", *(f"{key} = {value}" for key, value in entries.items()), ""]
        (info / "entry_points.txt").write_text("\n".join(lines))
        for module, source in (modules or {}).items():
            (self.folder / f"{module}.py").write_text(source)
        return info

    def scan(self) -> Installed:
        return scan([str(self.folder)])

    def registry(self, settings: Settings = Settings()) -> Registry:  # noqa: B008 - frozen
        found = self.scan()
        return Registry(own_kinds() + found.entries, settings, found.problems)
