"""`kb list` names what is installed."""

import json

import pytest
from kb.commands.list import SHOWN, list_components
from kb_registry import Entry, Registry
from kb_registry.installed._discovery import installed

from tests.shell import kb


def test_list_names_every_kind_with_its_option() -> None:
    listed = kb("list")
    assert listed.returncode == 0
    assert "activation" in listed.stdout
    assert "--act" in listed.stdout
    assert "prelu" in listed.stdout


def test_list_prints_a_line_for_each_kind_in_a_pipe() -> None:
    kinds = {fact["kind"] for fact in json.loads(kb("list", "--json").stdout)}
    heads, *lines = kb("list").stdout.splitlines()
    assert heads.split() == ["kind", "option", "names"]
    assert [line.split()[0] for line in lines] == sorted(kinds)


def test_list_shows_a_terminal_the_first_names_and_counts_the_rest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = [
        Entry("kb.activations", f"a{i}", f"m:A{i}", "kb-many", "1") for i in range(SHOWN + 7)
    ]
    registry = Registry(installed().entries + tuple(entries))
    monkeypatch.setattr("kb.commands.list.installed_registry", lambda: registry)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "90")
    list_components(source="kb-many")
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= 90
    assert "a0, a1, a10," in printed
    assert f"a{SHOWN + 6}" not in printed
    assert "... and 7 more: kb list activation" in " ".join(printed.split())


@pytest.mark.parametrize("word", ["activation", "activations", "act"])
def test_list_takes_a_kind_by_any_of_its_words(word: str) -> None:
    listed = kb("list", word)
    assert "prelu" in listed.stdout
    assert "keras-blocks-keras" in listed.stdout
    assert "he_normal" not in listed.stdout


def test_list_of_a_kind_is_a_line_for_each_name_in_a_pipe() -> None:
    heads, *lines = kb("list", "optimizer").stdout.splitlines()
    assert heads.split() == ["name", "summary", "distribution"]
    names = {fact["name"] for fact in json.loads(kb("list", "optimizer", "--json").stdout)}
    assert {line.split()[0] for line in lines} == names


def test_a_list_that_nothing_matches_says_so() -> None:
    assert kb("list", "--search", "no such words").stdout == "Nothing matches.\n"


def test_list_as_json_is_complete() -> None:
    facts = json.loads(kb("list", "--json").stdout)
    prelu = next(fact for fact in facts if fact["name"] == "prelu")
    assert prelu["kind"] == "activation"
    assert prelu["distribution"] == "keras-blocks-keras"


def test_list_finds_by_trait_text_and_distribution() -> None:
    assert "selu" in kb("list", "act", "--trait", "self_normalizing").stdout
    found = kb("list", "--search", "Monte Carlo").stdout
    assert "mc_dropout" in found
    assert "prelu" not in found
    papers = kb("list", "--from", "keras-blocks-papers").stdout
    assert "mc_dropout" in papers
    assert "he_normal" not in papers


def test_list_knows_which_distributions_there_are() -> None:
    failed = kb("list", "--from", "kb-papers")
    assert failed.returncode == 2
    assert "Did you mean keras-blocks-papers" in failed.stderr
