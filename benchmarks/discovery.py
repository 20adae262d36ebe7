"""What listing plugins and looking one up costs, compared with libraries that do the same.

python -m venv peers
peers/bin/pip install catalogue pluggy stevedore typer ./registry
peers/bin/python benchmarks/discovery.py [ROUNDS]

A folder with 300 made-up distributions of 20 entry points each is put on the import path. Each
program runs in a fresh process. Rounds alternate between the programs, so that a machine that
slows down slows all of them. The table has medians of the time on the clock and of processor time,
which other work on the machine disturbs less. All entry points name one tiny module, so that peers
which can't list without importing lose little by it.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DISTRIBUTIONS = 300
ENTRIES = 20
LOOKUPS = 10_000

EMPTY_PROGRAM = """
import typer
from rich.console import Console
from rich.table import Table
app = typer.Typer()
@app.command()
def main():
    table = Table("name")
    table.add_row("empty")
    Console().print(table)
    {more}
app()
"""
BY_GROUP = "import kb_registry as kb; kb.installed_registry().by_group()['kb.activations']"
BY_KIND = "import kb_registry as kb; kb.installed_registry().names(kb.Activation)"
PROGRAMS = {
    "python -c pass": "pass",
    "import attrs": "import attrs",
    "importlib.metadata": (
        "from importlib.metadata import entry_points; entry_points(group='kb.activations').names"
    ),
    "kb_registry, by group": BY_GROUP,
    "kb_registry, by kind": BY_KIND,
    "catalogue": (
        "import catalogue;catalogue.create('kb_activations', entry_points=True).get_entry_points()"
    ),
    "stevedore, no cache": (
        "from stevedore import _cache; _cache.Cache().get_group_all('kb.activations')"
    ),
    "stevedore, warm cache": (
        "from stevedore import _cache; _cache.Cache().get_group_all('kb.activations')"
    ),
    "pluggy": (
        "import pluggy; pluggy.PluginManager('kb').load_setuptools_entrypoints('kb.activations')"
    ),
    "empty Typer program": EMPTY_PROGRAM.format(more=""),
    "Typer program that lists by group": EMPTY_PROGRAM.format(more=BY_GROUP),
    "Typer program that lists by kind": EMPTY_PROGRAM.format(more=BY_KIND),
}
LOOKUP = f"""
import time
import kb_registry as kb
registry = kb.installed_registry()
registry.get(kb.Activation, "looked_up")
started = time.process_time()
for _ in range({LOOKUPS}):
    registry.get(kb.Activation, "looked_up")
print((time.process_time() - started) / {LOOKUPS})
"""


SITES = {
    "site": ("kb.activations", "B"),
    "catalogue": ("kb_activations", "B"),
    "pluggy": ("kb.activations", "distinct_"),
}
"""Of each folder, the group and what the names of objects begin with: catalogue has no groups
with dots, and pluggy takes no object twice."""
MODULE = """
class Block: pass
def looked_up():
    from kb_registry import Activation
    return type("LookedUp", (Activation,), {})
def __getattr__(name):
    if name.startswith("distinct"):
        return object()
    if name == "LookedUp":
        return looked_up()
    if name.startswith("B"):
        return Block
    raise AttributeError(name)
"""


def install(folder: Path, group: str, prefix: str) -> None:
    """Fill a folder with distributions, and the module that all their entries name."""
    (folder / "synthetic.py").write_text(MODULE)
    for number in range(DISTRIBUTIONS):
        first = "looked_up = synthetic:LookedUp" if not number else ""
        info = folder / f"synthetic_{number}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.4\nName: synthetic-{number}\nVersion: 1.0\n"
        )
        entries = [f"b{number}_{i} = synthetic:{prefix}{i}" for i in range(ENTRIES)]
        (info / "entry_points.txt").write_text("\n".join([f"[{group}]", first, *entries, ""]))


def environment(name: str, folder: Path) -> dict[str, str]:
    """Where a program finds the distributions, and where it may cache them."""
    site = name if name in SITES else "site"
    cache = folder / "cache"
    if name == "stevedore, no cache":
        cache = Path(tempfile.mkdtemp(dir=folder))
    return {**os.environ, "PYTHONPATH": str(folder / site), "XDG_CACHE_HOME": str(cache)}


def run(program: str, env: dict[str, str]) -> tuple[float, float, str]:
    """Milliseconds on the clock and of the processor, and what a process printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True
    )
    clock = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return clock * 1000, processor * 1000, ran.stdout


def main() -> None:
    """Time every program and print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    clocks: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    processors: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    lookups = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for site, (group, prefix) in SITES.items():
            (folder / site).mkdir()
            install(folder / site, group, prefix)
        for round_number in range(rounds + 1):
            for title, program in PROGRAMS.items():
                clock, processor, _ = run(program, environment(title, folder))
                if round_number:  # the first round fills the file cache
                    clocks[title].append(clock)
                    processors[title].append(processor)
            lookups.append(float(run(LOOKUP, environment("", folder))[2]))
    bare = statistics.median(processors["importlib.metadata"])
    print("| program | clock, ms | processor, ms | of importlib.metadata |")
    print("|---|---:|---:|---:|")
    for title, taken in processors.items():
        clock, processor = statistics.median(clocks[title]), statistics.median(taken)
        print(f"| {title} | {clock:.0f} | {processor:.0f} | {processor / bare:.2f} |")
    print(f"\nOne lookup of a loaded name: {statistics.median(lookups) * 1e9:.0f} ns.")


if __name__ == "__main__":
    main()
