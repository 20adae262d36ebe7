"""Names, parameters and errors about them cost no Keras import."""

import subprocess
import sys

from kb_registry import installed_registry


def test_importing_any_architecture_or_dataset_imports_no_keras_and_no_numpy() -> None:
    owned = [
        entry.value.partition(":")[0]
        for kind in installed_registry().kinds()
        for entry in installed_registry().entries(kind)
        if entry.value.startswith(("kb_keras.architectures", "kb_keras.datasets"))
    ]
    program = (
        "import sys, importlib\n"
        "for name in sys.argv[1:]: importlib.import_module(name)\n"
        "print(*{'keras', 'tensorflow', 'numpy', 'sklearn'} & set(sys.modules))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program, *owned], capture_output=True, text=True, check=True
    )
    assert len(owned) >= 2
    assert result.stdout.strip() == ""
