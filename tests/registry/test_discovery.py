"""What is installed, read from folders at first hand, and from elsewhere at second."""

import shutil
import sys
import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from kb_registry import Activation, BrokenPluginError, UnknownNameError, installed_registry
from kb_registry.installed import _discovery as discovery
from kb_registry.installed._discovery import installed, scan
from kb_registry.installed._distributions import normalize
from toy_site import Site

from tests.preloaded import unmeasured
from tests.registry.snake import POINTS, SNAKE
from tests.shell import run


def by_importlib(path: list[str]) -> set[tuple[str, str, str, str, str]]:
    """What importlib.metadata finds on a path, shadowed distributions left out."""
    found, seen = set(), set()
    for distribution in metadata.distributions(path=path):
        name = normalize(distribution.metadata["Name"])
        if name not in seen:
            seen.add(name)
            found |= {
                (p.group, p.name, p.value, name, distribution.version)
                for p in distribution.entry_points
                if p.group.startswith("kb.")
            }
    return found


def test_the_scan_agrees_with_importlib_in_this_environment() -> None:
    ours = scan(sys.path)
    assert set(ours.entries) == by_importlib(sys.path)
    assert {e.distribution for e in ours.entries} >= {"keras-blocks-registry"}
    assert ours.problems == ()


def test_a_wheels_folder_is_read(site: Site) -> None:
    site.add("kb-snake", POINTS)
    assert site.scan().entries == (SNAKE,)
    assert by_importlib([str(site.folder)]) == {SNAKE}


@pytest.mark.parametrize(
    "folder", ["Kb_Snake-1.0.dist-info", "kb.snake-1.0.dist-info", "KB_Snake-1.0-py3.11.egg-info"]
)
def test_names_are_normalized(site: Site, folder: str) -> None:
    site.add("kb-snake", POINTS).rename(site.folder / folder)
    assert site.scan().entries == (SNAKE,)


def test_the_version_of_a_develop_install_is_in_its_metadata(site: Site) -> None:
    info = site.add("kb-snake", POINTS).rename(site.folder / "kb_snake.egg-info")
    (info / "METADATA").rename(info / "PKG-INFO")
    assert site.scan().entries == (SNAKE,)
    assert by_importlib([str(site.folder)]) == {SNAKE}


def test_an_earlier_folder_shadows_a_later_one(tmp_path: Path) -> None:
    older, newer = Site(tmp_path / "older"), Site(tmp_path / "newer")
    for folder, version in ((older, "1.0"), (newer, "2.0")):
        folder.folder.mkdir()
        folder.add("kb-snake", POINTS, version=version)
    path = [str(newer.folder), str(older.folder)]
    assert [e.version for e in scan(path).entries] == ["2.0"]
    assert set(scan(path).entries) == by_importlib(path)
    assert [e.version for e in scan(path[::-1]).entries] == ["1.0"]


def test_a_distribution_without_entries_shadows_too(tmp_path: Path) -> None:
    older, newer = Site(tmp_path / "older"), Site(tmp_path / "newer")
    older.folder.mkdir()
    newer.folder.mkdir()
    older.add("kb-snake", POINTS)
    newer.add("kb-snake", {}, version="2.0")
    assert scan([str(newer.folder), str(older.folder)]).entries == ()


@pytest.mark.parametrize("suffix", ["zip", "whl"])
def test_a_zip_on_the_path_is_read(site: Site, tmp_path: Path, suffix: str) -> None:
    info = site.add("kb-snake", POINTS)
    archive = tmp_path / f"kb_snake-1.0-py3-none-any.{suffix}"
    with zipfile.ZipFile(archive, "w") as bundle:
        for file in info.iterdir():
            bundle.write(file, f"{info.name}/{file.name}")
    assert scan([str(archive)]).entries == (SNAKE,)
    assert by_importlib([str(archive)]) == {SNAKE}


def test_an_egg_is_read(site: Site, tmp_path: Path) -> None:
    info = site.add("kb-snake", POINTS)
    egg = tmp_path / "kb_snake-1.0-py3.11.egg"
    shutil.copytree(info, egg / "EGG-INFO")
    (egg / "EGG-INFO" / "METADATA").rename(egg / "EGG-INFO" / "PKG-INFO")
    assert scan([str(egg)]).entries == (SNAKE,)
    assert by_importlib([str(egg)]) == {SNAKE}


class Frozen(metadata.Distribution):
    """A distribution inside an executable, as a freezing tool's own finder offers it."""

    def read_text(self, filename: str) -> str | None:
        return {
            "METADATA": "Metadata-Version: 2.4\nName: KB.Snake\nVersion: 1.0\n",
            "entry_points.txt": "[kb.activations]\nsnake = snakes:Snake\n",
        }.get(filename)

    def locate_file(self, path: Any) -> Path:
        return Path(path)


class Finder:
    """A custom finder."""

    def __init__(self, found: Iterable[metadata.Distribution]) -> None:
        self.found = found

    def find_distributions(self, context: object) -> Iterable[metadata.Distribution]:
        del context
        return self.found

    def find_spec(self, *_: object) -> None:
        return None


def test_a_custom_finder_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder([Frozen()])])
    assert scan([]).entries == (SNAKE,)
    assert by_importlib([]) == {SNAKE}


def test_a_custom_finder_that_fails_costs_only_itself(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.add("kb-snake", POINTS)
    broken = Finder(found=None)  # type: ignore[arg-type]  # what an unfinished finder returns
    monkeypatch.setattr(sys, "meta_path", [broken, *sys.meta_path])
    found = site.scan()
    assert found.entries == (SNAKE,)
    assert "can't be read: TypeError" in found.problems[0].cause


BAD_FILES = {
    "not utf-8": b"[kb.activations]\n\xff\xfe = x:Y\n",
    "no value": b"[kb.activations]\nsnake\n",
    "binary": b"\0\1[kb.activations]\0",
}


@pytest.mark.parametrize("content", BAD_FILES.values(), ids=BAD_FILES)
def test_an_invalid_file_costs_only_itself(site: Site, content: bytes) -> None:
    site.add("kb-snake", POINTS)
    bad = site.add("kb-bad", {})
    (bad / "entry_points.txt").write_bytes(content)
    found = site.scan()
    assert found.entries == (SNAKE,)
    for problem in found.problems:
        assert problem.distribution == "kb-bad"
        assert problem.mend == "Install kb-bad again, or uninstall it."


def test_comments_blanks_and_foreign_groups_are_passed_over(site: Site) -> None:
    info = site.add("kb-snake", {})
    text = "junk\n\n# note\n[other]\njunk\n[kb.activations]\n; note\n  snake=snakes:Snake  \n"
    (info / "entry_points.txt").write_text(text)
    assert site.scan().entries == (SNAKE,)


def test_what_is_not_there_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "kb_snake.egg-info"
    file.write_text("Name: kb-snake\nVersion: 1.0\n")
    path = [str(tmp_path / "missing"), "__editable__.x.finder", "\0", str(tmp_path), ""]
    assert scan(path).problems == ()


def test_a_process_scans_once_however_many_threads_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    scans = []

    def counted(path: Iterable[str]) -> discovery.Installed:
        scans.append(path)
        return scan([])

    monkeypatch.setattr(discovery, "scan", counted)
    discovery._installed.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: installed(), range(32)))
    discovery._installed.cache_clear()
    assert len(scans) == 1
    assert all(one is found[0] for one in found)


HEAVY = {"numpy", "keras", "tensorflow", "importlib.metadata", "email", "hashlib", "tomllib"}


def test_listing_names_imports_nothing_heavy() -> None:
    code = (
        "import sys, kb_registry as kb\n"
        "registry = kb.installed_registry()\n"
        "names = [registry.names(kind) for kind in registry.kinds()]\n"
        "print(*sys.modules)"
    )
    ran = run(unmeasured(), sys.executable, "-c", code)
    assert ran.returncode == 0, ran.stderr
    assert HEAVY & set(ran.stdout.split()) == set()


ODD: list[object] = [b"/tmp", None, 3, ["/tmp"], object(), "\0", "~", "\ud800"]  # noqa: S108 - never read


@pytest.mark.parametrize(
    "entry", ODD, ids=[type(entry).__name__ + str(i) for i, entry in enumerate(ODD)]
)
def test_an_odd_entry_of_the_path_is_passed_over_as_python_does(site: Site, entry: object) -> None:
    site.add("kb-snake", POINTS)
    assert scan([entry, str(site.folder)]) == discovery.Installed((SNAKE,))


def test_an_odd_entry_of_the_path_costs_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    known = installed_registry().names(Activation)
    for entry in [Path("/tmp"), *ODD]:  # noqa: S108 - a folder that there is
        monkeypatch.setattr(sys, "path", [entry, *sys.path])
    assert installed_registry().names(Activation) == known


def test_what_only_a_path_object_leads_to_is_told(site: Site) -> None:
    site.add("kb-snake", POINTS)
    found = scan([site.folder])
    assert found.entries == ()
    (problem,) = found.problems
    assert problem.distribution == "kb-snake"
    assert problem.mend == f"Put {str(site.folder)!r} there instead."
    assert scan([site.folder, str(site.folder)]) == discovery.Installed((SNAKE,))


def test_what_is_installed_meanwhile_is_found(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(site.folder))
    before = installed_registry()
    assert before is installed_registry()
    with pytest.raises(UnknownNameError):
        before.get(Activation, "late")
    source = "from kb_registry import Activation\nclass Late(Activation): pass\n"
    site.add("kb-late", {"kb.activations": {"late": "late_blocks:Late"}}, {"late_blocks": source})
    assert installed_registry().get(Activation, "late").__name__ == "Late"
    shutil.rmtree(site.folder / "kb_late-1.0.dist-info")
    assert "late" not in installed_registry().names(Activation)


def test_a_module_that_python_does_not_see_yet_asks_for_a_restart(site: Site) -> None:
    site.add("kb-late", {"kb.activations": {"late": "not_on_the_path:Late"}})
    with pytest.raises(BrokenPluginError) as caught:
        site.registry().get(Activation, "late")
    assert caught.value.hint.endswith("If it was installed or updated just now, restart Python.")
