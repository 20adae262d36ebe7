"""Plugins that do everything wrong, as packages to install."""

from typing import NamedTuple

from toy_site import Site

HEADER = "from kb_registry import Activation, Component, Initializer, Kind, param\n"
GOOD = f"{HEADER}class Good(Activation):\n    '''A block.'''\n"
OTHER = f"{HEADER}class Other(Activation):\n    '''Another block.'''\n"


class Hostile(NamedTuple):
    """A plugin package `kb-hostile` with one module `hostile`, and what is said about it."""

    source: str
    finding: str
    value: str = "hostile:Good"
    group: str = "kb.activations"
    name: str = "hostile"
    broken: bool = True
    lines: str = ""


PLUGINS = {
    "fails to import": Hostile("1 / 0", "hostile can't be imported: ZeroDivisionError: division"),
    "lacks a dependency": Hostile("import nowhere", "ModuleNotFoundError: No module named"),
    "has a syntax error": Hostile("def", "can't be imported: SyntaxError"),
    "has no such module": Hostile(GOOD, "No module named 'absent'", value="absent:Good"),
    "has no such class": Hostile(
        GOOD, "AttributeError: module 'hostile' has no", value="hostile:X"
    ),
    "has a malformed value": Hostile(GOOD, "can't be imported", value="hostile.py::Good()"),
    "has an empty value": Hostile(GOOD, "can't be imported", value=""),
    "exits": Hostile("raise SystemExit(3)", "can't be imported: SystemExit: 3"),
    "exits through sys": Hostile("import sys; sys.exit()", "can't be imported: SystemExit"),
    "raises below Exception": Hostile(
        "class Stop(BaseException): pass\nraise Stop('now')", "can't be imported: Stop: now"
    ),
    "recurses without end": Hostile("def f(): f()\nf()", "can't be imported: RecursionError"),
    "raises what can't be printed": Hostile(
        "class Mute(Exception):\n  def __str__(self): raise ValueError\nraise Mute",
        "imported: Mute.",
    ),
    "raises terminal codes": Hostile("raise ValueError('\\x1b[2J')", "imported: ValueError."),
    "raises a megabyte": Hostile("raise ValueError('x' * 10**6)", f"ValueError: {'x' * 200}."),
    "prints": Hostile(f"print('Welcome!')\n{GOOD}", "prints 'Welcome!'", broken=False),
    "prints to standard error": Hostile(
        f"import sys; print('Hi', file=sys.stderr)\n{GOOD}", "prints 'Hi'", broken=False
    ),
    "warns": Hostile(
        f"import warnings; warnings.warn('old', DeprecationWarning)\n{GOOD}",
        "hostile warns with DeprecationWarning",
        broken=False,
    ),
    "replaces standard output": Hostile(
        f"import io, sys; sys.stdout = io.StringIO()\n{GOOD}", "", broken=False
    ),
    "registers the wrong kind": Hostile(
        GOOD.replace("(Activation)", "(Initializer)"), "hostile:Good, isn't an Activation."
    ),
    "registers no component": Hostile("class Good: pass", "hostile:Good, isn't a component."),
    "registers an instance": Hostile(f"{GOOD}good = Good()", "isn't a class", value="hostile:good"),
    "registers a function": Hostile("def Good(): pass", "isn't a class but a function."),
    "registers a module": Hostile(GOOD, "isn't a class but a module.", value="hostile"),
    "registers a whole kind": Hostile(
        GOOD, "is a kind, not a member of one", value="kb_registry:Activation"
    ),
    "lies about its class": Hostile(
        "class Liar:\n  @property\n  def __class__(self): raise ValueError('no')\nGood = Liar()",
        "can't be imported: ValueError: no",
    ),
    "has an annotation nobody understands": Hostile(
        f"{GOOD}    x: dict[str, int] = param(default={{}}, help='x')\n",
        "don't understand the annotation",
    ),
    "has an invalid default": Hostile(
        f"{GOOD}    x: float = param(default='a', help='x')\n", "the default must be a number"
    ),
    "overrides what everybody calls": Hostile(
        f"{GOOD}    parameters = None\n", "can't be imported: TypeError"
    ),
    "registers a name twice": Hostile(
        GOOD, "registers 'hostile' 2 times", lines="hostile = hostile:Bad\n"
    ),
    "has a name with a space": Hostile(GOOD, "'a b' can't be written", name="a b"),
    "has a name like a path": Hostile(GOOD, "'os.system' can't be written", name="os.system"),
    "has a name with capitals": Hostile(GOOD, "'Good' can't be written", name="Good"),
    "has an empty name": Hostile(GOOD, "'' can't be written", name=""),
    "is called none": Hostile(GOOD, "'none' can't be written", name="none"),
    "has terminal codes in its name": Hostile(GOOD, "can't be written", name="\x1b[2J"),
    "needs a newer plugin API": Hostile(
        GOOD,
        "kb-hostile needs plugin API 2, and keras-blocks-registry here offers 1.",
        lines="[kb.api]\n2 = hostile\n",
    ),
    "needs an unreadable plugin API": Hostile(
        GOOD, "kb-hostile needs plugin API x", lines="[kb.api]\nx = hostile\n"
    ),
    "registers in a group that is no kind": Hostile(
        GOOD, "in kb.activation, which isn't the group of a kind.", group="kb.activation"
    ),
    "has a file that is none": Hostile(GOOD, "line 3 is 'nonsense'", lines="nonsense\n"),
    "takes a kind's name": Hostile(
        HEADER + "class Good(Component):\n  kind = Kind('activation', 'kb.mine', option='mine')",
        "The kind activation is contested",
        group="kb.kinds",
        name="activation",
    ),
    "takes a kind's option": Hostile(
        HEADER + "class Good(Component):\n  kind = Kind('mine', 'kb.mine', option='act')",
        "The kind mine is contested",
        group="kb.kinds",
        name="mine",
    ),
    "takes a kind's group": Hostile(
        HEADER + "class Good(Component):\n  kind = Kind('mine', 'kb.activations', option='mine')",
        "The kind mine is contested",
        group="kb.kinds",
        name="mine",
    ),
    "has a kind by another name": Hostile(
        HEADER + "class Good(Component):\n  kind = Kind('mine', 'kb.mine', option='mine')",
        "is the kind 'mine'",
        group="kb.kinds",
    ),
    "has a kind with a foreign group": Hostile(
        HEADER + "class Good(Component):\n  kind = Kind('hostile', 'console_scripts')",
        "has the group 'console_scripts'",
        group="kb.kinds",
    ),
    "takes a recipe's own field": Hostile(
        HEADER + "class Good(Component):\n  kind = Kind('seed', 'kb.mine', option='mine')",
        "'seed' can't be the name of a kind: recipes or commands use it",
        group="kb.kinds",
        name="seed",
    ),
    "takes a command's own option": Hostile(
        HEADER + "class Good(Component):\n  kind = Kind('mine', 'kb.mine', option='devices')",
        "'devices' can't be the option of a kind: recipes or commands use it",
        group="kb.kinds",
        name="mine",
    ),
    "has an option that is no field": Hostile(
        HEADER + "class Good(Component):\n  kind = Kind('mine', 'kb.mine', option='my-kind')",
        "'my-kind' can't be the option of a kind",
        group="kb.kinds",
        name="mine",
    ),
    "has an option that Python reserves": Hostile(
        HEADER + "class Good(Component):\n  kind = Kind('mine', 'kb.mine', option='class')",
        "'class' can't be the option of a kind",
        group="kb.kinds",
        name="mine",
    ),
    "has an option that is no text": Hostile(
        HEADER + "class Good(Component):\n  kind = Kind('mine', 'kb.mine', option=5)",
        "'option' must be <class 'str'>",
        group="kb.kinds",
        name="mine",
    ),
    "has a kind without its default": Hostile(
        HEADER + "class Good(Component):\n  kind = Kind('mine', 'kb.mine', 'mine', 'absent')",
        "The default of mine, 'absent', isn't registered.",
        group="kb.kinds",
        name="mine",
    ),
    "has a kind that is none": Hostile(GOOD, "has no Kind of its own", group="kb.kinds"),
    "has a kind that fails to import": Hostile("1 / 0", "ZeroDivisionError", group="kb.kinds"),
}


def install_all(site: Site) -> None:
    """Install every hostile plugin, `kb-0` and so on, beside a good one."""
    for index, plugin in enumerate(PLUGINS.values()):
        module = f"hostile_{index}"
        value = plugin.value.replace("hostile", module)
        source = plugin.source.replace("hostile", module)
        name = plugin.name.replace("hostile", module)
        info = site.add(f"kb-{index}", {plugin.group: {name: value}}, {module: source})
        with (info / "entry_points.txt").open("a") as file:
            file.write(plugin.lines.replace("hostile", module))
    site.add("kb-good", {"kb.activations": {"other": "good:Other"}}, {"good": OTHER})
