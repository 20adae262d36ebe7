"""A conformance kit for authors of components.

In a plugin's own tests:

    import pytest
    from kb_registry.testing import conformance

    @pytest.mark.parametrize("check", conformance("kb-snake"), ids=str)
    def test_conforms(check):
        check()

Each check raises an AssertionError that says what to change. Keras is imported by the checks
that need it and not before; `kb_registry.testing.strategies` needs Hypothesis.
"""

from kb_registry.testing._conformance import Check, conformance
from kb_registry.testing._subject import Subject

__all__ = ["Check", "Subject", "conformance"]
