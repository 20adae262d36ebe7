"""What an error suggests can be pasted: into a shell as a command, into Python as a call."""

import ast
import shlex
from pathlib import Path

import kb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kb.render.suggestions import in_shell
from kb_registry import (
    CheckPlugins,
    KerasBlocksError,
    ListComponents,
    OmitOption,
    ResumeRun,
    ResumeSweep,
    SetOption,
    SetParameter,
    ShowComponent,
    Suggestion,
    TrainAnew,
    coerce,
    parse,
)
from kb_registry.components._annotations import ListOf, Scalar

RUN = Path("logs/my run")

WORDED: list[tuple[Suggestion, str, str]] = [
    (ShowComponent("prelu"), "kb show prelu", 'kb.show("prelu")'),
    (ListComponents(), "kb list", "kb.components()"),
    (ListComponents("loss"), "kb list loss", 'kb.components("loss")'),
    (
        ListComponents("loss", "integer_labels"),
        "kb list loss --trait integer_labels",
        'kb.components("loss", trait="integer_labels")',
    ),
    (CheckPlugins(), "kb doctor", "kb.doctor()"),
    (ResumeRun(RUN), "kb resume 'logs/my run'", 'kb.resume("logs/my run")'),
    (
        ResumeRun(RUN, force=True),
        "kb resume 'logs/my run' --force",
        'kb.resume("logs/my run", force=True)',
    ),
    (
        ResumeSweep(Path("logs/first")),
        "kb sweep --resume first",
        'kb.sweep("logs", name="first", resume=True)',
    ),
    (
        ResumeSweep(Path("my logs/first")),
        "kb sweep --resume first --logdir 'my logs'",
        'kb.sweep("my logs", name="first", resume=True)',
    ),
    (
        TrainAnew(Path("recipe.toml"), {"batch_size": 16}),
        "kb train --recipe recipe.toml --batch-size 16",
        'kb.train(recipe="recipe.toml", batch_size=16)',
    ),
    (SetOption("logdir", Path("~/logs")), "--logdir '~/logs'", 'logdir="~/logs"'),
    (OmitOption("batch_size"), "--batch-size", "batch_size"),
    (SetParameter("drop", ("sex", "of")), "'drop=[sex,of]'", 'drop=["sex", "of"]'),
]


@pytest.mark.parametrize(("suggestion", "shell", "python"), WORDED)
def test_a_shell_and_python_are_told_in_their_own_words(
    suggestion: Suggestion, shell: str, python: str
) -> None:
    assert in_shell(suggestion) == shell
    error = KerasBlocksError("It failed.", hint="Badly.", suggestions=[suggestion])
    assert str(error) == f"It failed. Badly.\n{suggestion.purpose}: {python}"


def test_python_has_every_function_that_it_is_told_to_call() -> None:
    calls = [python for _, _, python in WORDED if python.startswith("kb.")]
    called = {python.removeprefix("kb.").partition("(")[0] for python in calls}
    assert called <= set(kb.__all__)


ODD = ["a, b", "f(x) [m/s]", "it's", 'so "called"', "a=b", "none", "$HOME", "\\"]
HOSTILE = st.sampled_from(ODD) | st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20
)


@given(HOSTILE)
def test_any_name_can_be_pasted_into_a_shell(name: str) -> None:
    assert shlex.split(in_shell(ResumeRun(Path("logs", name)))) == [
        *("kb", "resume"),
        str(Path("logs", name)),
    ]
    assert shlex.split(in_shell(SetOption("data", name))) == ["--data", name]


@given(HOSTILE)
def test_any_value_can_be_pasted_behind_a_component(name: str) -> None:
    (argument,) = shlex.split(in_shell(SetParameter("drop", (name,))))
    ((parameter, values),) = parse(f"csv({argument})").arguments
    assert parameter == "drop"
    assert coerce(values, ListOf(Scalar(str))) == (name,)


@given(HOSTILE)
def test_any_name_can_be_pasted_into_python(name: str) -> None:
    error = KerasBlocksError("", suggestions=[ResumeRun(Path("logs", name))])
    call = ast.parse(str(error).partition(": ")[2], mode="eval").body
    assert isinstance(call, ast.Call)
    assert ast.literal_eval(call.args[0]) == str(Path("logs", name))
