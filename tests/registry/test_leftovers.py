"""What broken installations leave behind hides nothing, and is said."""

from collections.abc import Callable
from pathlib import Path

import pytest
from kb_registry.installed import _discovery as discovery
from kb_registry.installed._discovery import scan
from toy_site import Site

from tests.registry.snake import POINTS, SNAKE


@pytest.mark.parametrize("name", ["~b_snake-1.0.dist-info", "-1.0.dist-info", "x.dist-infos"])
def test_leftovers_are_no_distributions(site: Site, name: str) -> None:
    site.add("kb-snake", POINTS).rename(site.folder / name)
    assert site.scan().entries == ()


def left_behind(folder: Path) -> None:
    folder.mkdir()


def cut_short(folder: Path) -> None:
    folder.mkdir()
    for name in ("METADATA", "RECORD", "entry_points.txt"):
        (folder / name).touch()


def dangling(folder: Path) -> None:
    folder.symlink_to(folder.with_name("gone"))


def a_file(folder: Path) -> None:
    folder.touch()


def not_text(folder: Path) -> None:
    folder.mkdir()
    (folder / "METADATA").write_bytes(b"\xff\xfe")


def no_entry(folder: Path) -> None:
    folder.mkdir()
    (folder / "entry_points.txt").write_text("[kb.activations]\n")


HOLLOW = (left_behind, cut_short, dangling, a_file, not_text, no_entry)


@pytest.mark.parametrize("leave", HOLLOW)
def test_what_an_installation_left_behind_hides_nothing_and_is_told(
    site: Site, tmp_path: Path, leave: Callable[[Path], None]
) -> None:
    site.add("kb-snake", POINTS)
    front = tmp_path / "front"
    front.mkdir()
    rest = front / "kb_snake-0.9.dist-info"
    leave(rest)
    found = scan([str(front), str(site.folder)])
    assert found.entries == (SNAKE,)
    (problem,) = found.problems
    assert problem.distribution == "kb-snake"
    assert problem.mend == f"Delete {rest}, which an installation left behind."
    assert not problem.broken


def test_what_cannot_be_read_is_told_and_hides_nothing_if_it_is_no_distribution(
    site: Site, tmp_path: Path
) -> None:
    site.add("kb-snake", POINTS)
    (tmp_path / "front" / "kb_snake-0.9.dist-info" / "entry_points.txt").mkdir(parents=True)
    found = scan([str(tmp_path / "front"), str(site.folder)])
    assert found.entries == (SNAKE,)
    assert "can't be read: IsADirectoryError" in found.problems[0].cause


def test_entry_points_that_break_off_in_a_group_are_told_and_hide_nothing(
    site: Site, tmp_path: Path
) -> None:
    site.add("kb-snake", POINTS)
    rest = tmp_path / "front" / "kb_snake-0.9.dist-info"
    rest.mkdir(parents=True)
    (rest / "entry_points.txt").write_text("[kb.activations")
    found = scan([str(tmp_path / "front"), str(site.folder)])
    assert found.entries == (SNAKE,)
    assert "line 1 is '[kb.activations', not '[group]'" in found.problems[0].cause


def test_a_whole_distribution_without_entries_still_shadows(site: Site, tmp_path: Path) -> None:
    front = Site(tmp_path / "front")
    front.folder.mkdir()
    front.add("kb-snake", {}, version="2.0")
    site.add("kb-snake", POINTS)
    found = scan([str(front.folder), str(site.folder)])
    assert found == discovery.Installed(())


def test_leftovers_of_others_are_their_own_affair(site: Site, tmp_path: Path) -> None:
    site.add("numbers", {"console_scripts": {"numbers": "numbers:main"}})
    (tmp_path / "front" / "numbers-0.9.dist-info").mkdir(parents=True)
    assert scan([str(tmp_path / "front"), str(site.folder)]).problems == ()
