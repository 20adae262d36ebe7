"""The plugins that ship with the project pass the kit that is offered to everybody."""

import pytest
from kb_registry.installed._doctor import diagnose
from kb_registry.installed._registry import installed_registry
from kb_registry.testing import conformance

DISTRIBUTIONS = ["keras-blocks-engine", "keras-blocks-ray", "keras-blocks-tensorboard"]
"""Those of few components; the others have a test for each check."""


@pytest.mark.slow
@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_a_shipped_plugin_conforms(distribution: str) -> None:
    shortcomings = []
    for check in conformance(distribution):
        try:
            check()
        except AssertionError as error:
            shortcomings.append(f"{check}: {error}")
    assert shortcomings == []


def test_nothing_is_wrong_with_what_is_installed() -> None:
    assert [problem for problem in diagnose(installed_registry()) if problem.broken] == []
