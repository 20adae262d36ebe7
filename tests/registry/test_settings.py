"""Allowing, blocking and pinning plugins."""

import sys
from pathlib import Path

import pytest
from kb_registry import (
    Activation,
    InvalidSettingsError,
    Settings,
    UnknownNameError,
    read_settings,
)
from toy_site import Site

BOOBY_TRAP = "raise AssertionError('a blocked plugin was imported')"
SPECS = ["kb-snake", "KB.Snake", "snake", "kb-snake:snake", " Kb_Snake:snake "]


@pytest.fixture
def snakes(site: Site) -> Site:
    site.add("kb-snake", {"kb.activations": {"snake": "snakes:Snake"}}, {"snakes": BOOBY_TRAP})
    site.add("kb-viper", {"kb.activations": {"viper": "vipers:Viper"}}, {"vipers": BOOBY_TRAP})
    return site


@pytest.mark.parametrize("spec", SPECS)
def test_what_is_blocked_is_not_there_and_never_imported(snakes: Site, spec: str) -> None:
    registry = snakes.registry(Settings(block=[spec]))
    assert registry.names(Activation) == ("viper",)
    with pytest.raises(UnknownNameError) as caught:
        registry.get(Activation, "snake")
    assert str(caught.value) == (
        "The activation 'snake' can't be used: Your settings block plugins of kb-snake."
        " See KB_PLUGINS_BLOCK and [tool.kb.plugins]."
    )
    assert "snakes" not in sys.modules
    assert [(p.broken, p.names) for p in registry.problems()] == [(False, ("activations:snake",))]


@pytest.mark.parametrize("spec", SPECS)
def test_only_what_is_allowed_is_there(snakes: Site, spec: str) -> None:
    registry = snakes.registry(Settings(allow=[spec]))
    assert registry.names(Activation) == ("snake",)
    assert Activation in registry.kinds()


def test_blocking_wins_over_allowing(snakes: Site) -> None:
    assert snakes.registry(Settings(allow=["snake"], block=["snake"])).names(Activation) == ()


def test_blocking_one_side_settles_a_conflict(site: Site) -> None:
    for name in ("kb-a", "kb-b"):
        site.add(name, {"kb.activations": {"snake": "snakes:Snake"}})
    registry = site.registry(Settings(block=["kb-b:snake"]))
    assert registry.entry(Activation, "snake").distribution == "kb-a"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("KB_PLUGINS_BLOCK", raising=False)
    return tmp_path


SETTINGS = 'allow = ["kb-a"]\nblock = ["kb-b"]\npins = {snake = "kb-a"}\n'
EXPECTED = Settings(allow=["kb-a"], block=["kb-b"], pins={"snake": "kb-a"})


def test_settings_stand_in_kb_toml(folder: Path) -> None:
    (folder / "kb.toml").write_text(f"[plugins]\n{SETTINGS}")
    assert read_settings(folder) == EXPECTED


def test_settings_stand_in_pyproject_of_a_folder_above(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(f"[tool.kb.plugins]\n{SETTINGS}")
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)
    (inner.parent / "pyproject.toml").write_text('[project]\nname = "plugins"\n')
    assert read_settings(inner) == EXPECTED


def test_the_nearest_file_with_settings_counts(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(f"[tool.kb.plugins]\n{SETTINGS}")
    (folder / "kb.toml").write_text('[plugins]\nblock = ["kb-c"]\n')
    assert read_settings(folder) == Settings(block=["kb-c"])


def test_the_environment_adds_to_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "kb.toml").write_text('[plugins]\nblock = ["kb-c"]\n')
    monkeypatch.setenv("KB_PLUGINS_BLOCK", "kb-d, kb-e:snake,,")
    assert read_settings(folder) == Settings(block=["kb-c", "kb-d", "kb-e:snake"])


def test_no_settings_allow_all(folder: Path) -> None:
    assert read_settings(folder) == Settings()


MISTAKES = {
    "[plugins]\nblok = []": "there is no plugin setting 'blok'. Did you mean block?",
    "[plugins]\nblock = 'x'": "block must be a list of texts",
    "[plugins]\nallow = [1]": "allow must be a list of texts",
    "[plugins]\npins = ['x']": "pins must be a table of texts",
    "plugins = 3": "plugins must be a table",
    "[plugins": "isn't valid TOML",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_names_the_file_and_what_belongs_there(folder: Path, text: str) -> None:
    (folder / "kb.toml").write_text(text)
    with pytest.raises(InvalidSettingsError) as caught:
        read_settings(folder)
    assert str(folder / "kb.toml") in str(caught.value)
    assert MISTAKES[text] in str(caught.value)
