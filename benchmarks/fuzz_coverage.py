"""Coverage-guided strings for the grammar of references: a tree or the grammar's own error.

python -m venv fuzz
fuzz/bin/pip install atheris ./registry
fuzz/bin/python benchmarks/fuzz_coverage.py [EXECUTIONS] [SEED]

`fuzz_grammar.py` makes its strings blindly. Here libFuzzer, through Atheris, mutates strings that
have reached new branches of the grammar. It starts from a few valid references, which are written
to a temporary folder. Every tree is written as text and read again, and must then be written the
same. This can't tell quoted text from a bare word, and skips what may reach the nesting limit. Any
exception but the grammar's own ends the run with the string that caused it and exit code 77.
"""

import sys
import tempfile
from pathlib import Path

import atheris  # no development dependency, as nothing else needs it

with atheris.instrument_imports(include=["kb_registry"]):
    from kb_registry import InvalidReferenceError, parse
    from kb_registry.grammar._parsing import DEEPEST_NESTING
    from kb_registry.grammar._quoting import quote
    from kb_registry.grammar._tree import Reference, Value, Word

SEEDS = [
    "adam",
    "kb-papers:mc_dropout:0.5",
    "adam:learning_rate=cosine_decay(initial_learning_rate=0.001,decay_steps=1000)",
    'idx("C:\\\\data, all", shape=[28, 28], tags=["a b", c])',
    "mlp:[300,100]",
    "a(b(c(d(e(f(g(h(i(j(k(1)))))))))))",
]
MARKS = ["(", ")", "[", "]", ",", ":", "=", r"\"", "'", r"\\", "none"]


def _write(value: Value) -> str:
    """A value as text."""
    match value:
        case Reference(name, distribution, arguments):
            inner = [f"{p}={_write(v)}" if p else _write(v) for p, v in arguments]  # type: ignore[arg-type]  # read from text
            return f"{f'{distribution}:' if distribution else ''}{name}({','.join(inner)})"
        case Word(text):
            return text
        case tuple():
            return f"[{','.join(map(_write, value))}]"
        case str():
            return quote(value)


def one_string(data: bytes) -> None:
    """Read one string; what is a reference must be the same once written and read again."""
    text = data.decode("utf-8", "surrogateescape")
    try:
        found = parse(text)
    except InvalidReferenceError:
        return
    if text.count("(") + text.count("[") >= DEEPEST_NESTING:
        return  # written with parentheses, it may nest one deeper than behind a colon
    written = _write(found)
    again = _write(parse(written))
    if again != written:
        raise ValueError(f"{text!r} is written as {written!r}, and read again as {again!r}")


def main() -> None:
    """Let libFuzzer run."""
    executions = sys.argv[1] if len(sys.argv) > 1 else "1000000"
    seed = sys.argv[2] if len(sys.argv) > 2 else "1"  # noqa: PLR2004 - a position
    with tempfile.TemporaryDirectory() as name:
        corpus, words = Path(name, "corpus"), Path(name, "words")
        corpus.mkdir()
        for number, text in enumerate(SEEDS):
            (corpus / str(number)).write_text(text)
        words.write_text("".join(f'"{mark}"\n' for mark in MARKS))
        options = [f"-runs={executions}", f"-seed={seed}", f"-dict={words}", "-max_len=400"]
        atheris.Setup([sys.argv[0], *options, "-print_final_stats=1", str(corpus)], one_string)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
