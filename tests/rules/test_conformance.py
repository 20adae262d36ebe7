"""Every rule passes the kit that plugin authors use."""

import pytest
from kb_registry.testing import Check, conformance

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("check", conformance("keras-blocks-rules"), ids=str)
def test_conforms(check: Check) -> None:
    check()
