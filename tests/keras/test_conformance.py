"""Every component of this package passes the kit that plugin authors use.

It makes some 1,600 checks, many of them in processes of their own; what they check of this
package's blocks, `test_components` does by default at a tenth of the time.
"""

import pytest
from kb_registry.testing import Check, conformance

pytestmark = [
    pytest.mark.slow,
    # a bound that Keras' spectral normalization divides by, 1e7, is no float16; infinity will do
    pytest.mark.filterwarnings("ignore:overflow encountered in cast"),
]


@pytest.mark.parametrize("check", conformance("keras-blocks-keras"), ids=str)
def test_conforms(check: Check) -> None:
    check()
