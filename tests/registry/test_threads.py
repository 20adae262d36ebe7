"""Threads that import plugins, and plugins that ask the registry while they are imported."""

import subprocess
import sys

from toy_site import Site

from tests.preloaded import unmeasured
from tests.shell import run

HEADER = "from kb_registry import Activation\n"
ASKS = f"""
import time
time.sleep(0.3)  # until the other thread waits for this module
import shared
{HEADER}
shared.registry.get(Activation, "snake")
class Eel(Activation):
    '''A block whose module asks for another.'''
"""
SNAKE = f"{HEADER}class Snake(Activation):\n    '''A block.'''\n"
SHARED = """
from kb_registry import Registry
from kb_registry.installed._discovery import scan
import os
registry = Registry(scan([os.path.dirname(__file__)]).entries)
"""
PROGRAM = """
import faulthandler, threading, time
faulthandler.dump_traceback_later(60, exit=True)
import shared
from kb_registry import Activation

def imports():
    import eels

def asks():
    time.sleep(0.1)
    shared.registry.get(Activation, "eel")

threads = [threading.Thread(target=work) for work in (imports, asks)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(shared.registry.get(Activation, "eel").__name__)
"""
AT_ONCE = """
from concurrent.futures import ThreadPoolExecutor
import shared
from kb_registry import Activation

before = sys.stdout
with ThreadPoolExecutor(8) as pool:
    found = set(pool.map(lambda n: shared.registry.get(Activation, f"b{n}"), range(8)))
print(sys.stdout is before, len(found))
"""


def test_an_import_and_a_lookup_that_need_each_other_both_end(site: Site) -> None:
    points = {"kb.activations": {"eel": "eels:Eel", "snake": "snakes:Snake"}}
    site.add("kb-eel", points, {"eels": ASKS, "snakes": SNAKE, "shared": SHARED})
    program = f"import sys; sys.path.insert(0, {str(site.folder)!r})\n{PROGRAM}"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120
    )
    assert ran.stdout == "Eel\n", ran.stderr


def test_output_comes_back_when_the_last_thread_has_imported(site: Site) -> None:
    names = [f"b{number}" for number in range(8)]
    modules = {
        name: f"import time; time.sleep(0.0{index + 1}); print('hi')\n{SNAKE}"
        for index, name in enumerate(names)
    }
    points = {"kb.activations": {name: f"{name}:Snake" for name in names}}
    site.add("kb-many", points, {**modules, "shared": SHARED})
    program = f"import sys; sys.path.insert(0, {str(site.folder)!r})\n{AT_ONCE}"
    ran = run(unmeasured(), sys.executable, "-c", program)
    assert (ran.stdout, ran.stderr) == ("True 8\n", "hi\n" * len(names))
