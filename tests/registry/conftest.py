"""What the registry's tests share: a registry of toy components and a way to make plugins."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TOYS = Path(__file__).parent / "toys"
sys.path.append(str(TOYS))  # the modules alone: what `site` registers stays out of others' tests

from kb_registry import Registry  # noqa: E402
from kb_registry.installed._discovery import scan  # noqa: E402
from toy_site import Site, own_kinds  # noqa: E402 - it lies on the path set just above


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry(own_kinds() + scan([str(TOYS / "site")]).entries)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """An empty site folder on the import path; modules imported from it are forgotten again."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)
    yield Site(folder)
    for name in set(sys.modules) - before:
        if str(folder) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]
