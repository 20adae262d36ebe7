"""Programs that measure each contender in a process of its own."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable


def measured_apart(program: str, *contender: str) -> tuple[float, float]:
    """What a program says about one contender: two numbers at the end of what it prints."""
    command = [sys.executable, "-m", program, "--only", *contender]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    first, second = ran.stdout.split()[-2:]
    return float(first), float(second)


def start(
    compare: Callable[..., None], measure: Callable[..., tuple[float, float]], **sizes: int
) -> None:
    """Compare all contenders, or measure the one that `--only` names and print its numbers.

    Args:
        compare: Is told the sizes.
        measure: Is told what `measured_apart` was told.
        sizes: Options with their defaults.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    parser = argparse.ArgumentParser()
    for name, size in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=size)
    parser.add_argument("--only", nargs="+")
    given = vars(parser.parse_args())
    only = given.pop("only")
    if only:
        print(*measure(*only))
    else:
        compare(**given)
