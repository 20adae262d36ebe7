"""Rules are read without Keras."""

import subprocess
import sys


def test_reading_all_rules_imports_no_keras_and_no_numpy() -> None:
    program = (
        "import sys\n"
        "from kb_engine.diagnosis import read_rulebook\n"
        "from kb_registry import installed_registry\n"
        "print(len(read_rulebook(installed_registry()).rules))\n"
        "print(*{'keras', 'tensorflow', 'numpy'} & set(sys.modules))\n"
    )
    command = [sys.executable, "-c", program]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    count, *heavy = result.stdout.split()
    assert int(count) > 60
    assert heavy == []
