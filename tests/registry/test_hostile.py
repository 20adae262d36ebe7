"""Plugins that do everything wrong, each of which costs its own names and nothing else."""

import sys

import pytest
from hostile_plugins import HEADER, OTHER, PLUGINS, Hostile, install_all
from kb_registry import (
    Activation,
    BrokenPluginError,
    Registry,
    UnknownNameError,
    broken_distributions,
)
from kb_registry.installed._doctor import diagnose
from toy_site import Site


def install(site: Site, plugin: Hostile) -> Registry:
    """Install a hostile plugin beside a good one."""
    points = {plugin.group: {plugin.name: plugin.value}}
    info = site.add("kb-hostile", points, {"hostile": plugin.source})
    with (info / "entry_points.txt").open("a") as file:
        file.write(plugin.lines)
    site.add("kb-good", {"kb.activations": {"other": "good:Other"}}, {"good": OTHER})
    return site.registry()


@pytest.mark.parametrize("plugin", PLUGINS.values(), ids=PLUGINS)
def test_others_are_found_as_if_it_were_not_there(
    site: Site, plugin: Hostile, capfd: pytest.CaptureFixture[str]
) -> None:
    registry = install(site, plugin)
    assert Activation in registry.kinds()
    assert "other" in registry.names(Activation)
    assert registry.kind("activation") is Activation
    assert registry.get(Activation, "other").__name__ == "Other"
    with pytest.raises(UnknownNameError, match="Did you mean other"):
        registry.get(Activation, "othr")
    assert "other" in [entry.name for entry, _ in registry.components(Activation)]
    sys.stdout.write("still here\n")
    assert capfd.readouterr().out == "still here\n"


@pytest.mark.parametrize("plugin", PLUGINS.values(), ids=PLUGINS)
def test_the_finding_names_the_distribution_the_cause_and_the_mend(
    site: Site, plugin: Hostile, capfd: pytest.CaptureFixture[str]
) -> None:
    found = diagnose(install(site, plugin))
    if not plugin.finding:
        assert found == ()
        return
    (problem,) = found
    assert problem.distribution == "kb-hostile"
    assert plugin.finding in problem.cause
    assert problem.cause.isprintable()
    assert len(problem.cause) < 400
    assert problem.mend
    assert problem.broken is plugin.broken
    assert broken_distributions(found) == (("kb-hostile",) if plugin.broken else ())
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "plugin",
    [p for p in PLUGINS.values() if p.broken and p.group == "kb.activations"],
    ids=[name for name, p in PLUGINS.items() if p.broken and p.group == "kb.activations"],
)
def test_asking_for_it_is_an_error_of_the_registrys_own(site: Site, plugin: Hostile) -> None:
    with pytest.raises((BrokenPluginError, UnknownNameError)) as caught:
        install(site, plugin).get(Activation, plugin.name)
    assert str(caught.value).isprintable()


def test_an_interrupt_is_the_persons_own_and_passes_through(site: Site) -> None:
    registry = install(site, Hostile("raise KeyboardInterrupt", ""))
    with pytest.raises(KeyboardInterrupt):
        registry.get(Activation, "hostile")


def test_one_cause_is_one_finding_with_all_its_names(site: Site) -> None:
    site.add(
        "kb-hostile",
        {"kb.activations": {"a": "hostile:A", "b": "hostile:B"}},
        {"hostile": "import nowhere"},
    )
    (problem,) = diagnose(site.registry())
    assert problem.names == ("activations:a", "activations:b")


def test_two_kinds_that_want_the_same_leave_none(site: Site) -> None:
    source = HEADER + "class Pool(Component):\n  kind = Kind('pool', 'kb.pools', option='pool')"
    for letter in "ab":
        site.add(f"kb-{letter}", {"kb.kinds": {"pool": f"{letter}:Pool"}}, {letter: source})
    registry = site.registry()
    assert "pool" not in [base.kind.name for base in registry.kinds()]
    with pytest.raises(BrokenPluginError, match="The kind pool is contested"):
        registry.kind("pool")


def test_a_kind_whose_default_fails_to_import_is_as_broken(site: Site) -> None:
    source = HEADER + "class Pool(Component):\n  kind = Kind('pool', 'kb.pools', 'pool', 'max')"
    points = {"kb.kinds": {"pool": "p:Pool"}, "kb.pools": {"max": "nowhere:Max"}}
    site.add("kb-pools", points, {"p": source})
    registry = site.registry()
    assert "pool" not in [base.kind.name for base in registry.kinds()]
    with pytest.raises(BrokenPluginError, match="max of kb-pools can't be imported"):
        registry.kind("pool")


def test_a_new_kind_needs_no_change_here(site: Site) -> None:
    source = HEADER + (
        "class Pool(Component):\n"
        "  '''Layer that takes areas together.'''\n"
        "  kind = Kind('pool', 'kb.pools', option='pool')\n"
        "class Max(Pool):\n"
        "  '''Largest value.'''\n"
        "  size: int = param(default=2, help='side of an area')\n"
    )
    site.add(
        "kb-pools", {"kb.kinds": {"pool": "p:Pool"}, "kb.pools": {"max": "p:Max"}}, {"p": source}
    )
    registry = site.registry()
    pool = registry.kind("pool")
    assert registry.names(pool) == ("max",)
    assert registry.get(pool, "max").summary() == "Largest value."
    assert registry.problems() == diagnose(registry) == ()


def test_all_of_them_at_once(site: Site) -> None:
    install_all(site)
    registry = site.registry()
    assert registry.get(Activation, "other").__name__ == "Other"
    blamed = {owner for problem in diagnose(registry) for owner in problem.distribution.split(", ")}
    assert blamed == {f"kb-{i}" for i, plugin in enumerate(PLUGINS.values()) if plugin.finding}
