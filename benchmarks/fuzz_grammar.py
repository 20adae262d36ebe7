"""A million strings for the grammar of references: nothing but a tree or the grammar's own error.

python benchmarks/fuzz_grammar.py [STRINGS] [SEED]

Half of the strings are random marks and words. The other half are valid references with a few
characters changed, which reach further into the grammar. The slowest is printed: it would show a
text that takes longer than its length explains.
"""

import random
import sys
import time

from kb_registry import InvalidReferenceError, parse

MARKS = [*",:=()[]\"'\\ \t\n\0\x7f\x9b.-+_~/@", "é", "💧", "\u202e", "\ud800", "\u00a0"]
REPEATS = [1] * 1000 + [50]
WORDS = ["adam", "kb-papers", "rate", "0.1", "1e999", "9" * 400, "none", "__import__('os')", "∞"]
VALID = [
    "adam:learning_rate=cosine_decay(initial_learning_rate=0.001,decay_steps=1000)",
    "kb-papers:mc_dropout(rate=0.5)",
    'idx("C:\\\\data, all", shape=[28, 28], tags=["a b", c])',
    "mlp:[300,100]",
    "a(b(c(d(e(f(g(h(i(j(k(1)))))))))))",
]


def random_text(draw: random.Random) -> str:
    """Marks and words in no order."""
    parts = draw.choices(MARKS + WORDS, k=draw.randrange(24))
    return "".join(parts) * draw.choice(REPEATS)


def damaged_text(draw: random.Random) -> str:
    """A valid reference in which some characters are changed, doubled or missing."""
    characters = list(draw.choice(VALID))
    for _ in range(draw.randrange(1, 5)):
        place = draw.randrange(len(characters))
        characters[place] = draw.choice(["", characters[place] * 2, draw.choice(MARKS)])
    return "".join(characters)


def read(text: str) -> tuple[bool, float]:
    """Whether a text is a reference, and the seconds that it took to find out."""
    started = time.process_time()
    try:
        parse(text)
    except InvalidReferenceError:
        return False, time.process_time() - started
    return True, time.process_time() - started


def main() -> None:
    """Read every string and print how many were references, and the slowest."""
    strings = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    draw = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 0)  # noqa: S311, PLR2004 - no secret; a position
    references, slowest, slowest_text = 0, 0.0, ""
    for number in range(strings):
        text = (damaged_text if number % 2 else random_text)(draw)
        is_reference, taken = read(text)
        references += is_reference
        if taken > slowest:  # once more, as a busy machine may have been what was slow
            taken = min(taken, read(text)[1], read(text)[1])
        if taken > slowest:
            slowest, slowest_text = taken, text
    print(f"{strings} strings: {references} references, {strings - references} refused,")
    print(f"and no other exception. The slowest took {slowest * 1000:.1f} ms: {slowest_text!r:.60}")


if __name__ == "__main__":
    main()
