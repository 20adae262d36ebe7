"""The grammar of references, and that bad text gets nothing but the grammar's own error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kb_registry import InvalidReferenceError, Reference, parse
from kb_registry.grammar._parsing import DEEPEST_NESTING, LONGEST_TEXT
from kb_registry.grammar._quoting import quote
from kb_registry.grammar._tree import Word

READS_AS = {
    "prelu": Reference("prelu"),
    " prelu ": Reference("prelu"),
    "prelu()": Reference("prelu"),
    "dropout:0.2": Reference("dropout", None, ((None, Word("0.2")),)),
    "dropout(0.2)": Reference("dropout", None, ((None, Word("0.2")),)),
    "sgd:momentum=0.9,nesterov=true": Reference(
        "sgd", None, (("momentum", Word("0.9")), ("nesterov", Word("true")))
    ),
    "kb-papers:mc_dropout": Reference("mc_dropout", "kb-papers"),
    "kb-papers:mc_dropout:rate=0.5": Reference("mc_dropout", "kb-papers", (("rate", Word("0.5")),)),
    "kb-papers:mc_dropout(rate=0.5)": Reference(
        "mc_dropout", "kb-papers", (("rate", Word("0.5")),)
    ),
    "mlp:[300, 100]": Reference("mlp", None, ((None, (Word("300"), Word("100"))),)),
    "mlp([])": Reference("mlp", None, ((None, ()),)),
    "idx:path=/data/x-1.gz": Reference("idx", None, (("path", Word("/data/x-1.gz")),)),
    r'idx("C:\\data, all")': Reference("idx", None, ((None, "C:\\data, all"),)),
    "idx('a \"b\"')": Reference("idx", None, ((None, 'a "b"'),)),
    "adam:learning_rate=cosine(steps=9)": Reference(
        "adam", None, (("learning_rate", Reference("cosine", None, (("steps", Word("9")),))),)
    ),
    "adam(kb-x:cosine(9))": Reference(
        "adam", None, ((None, Reference("cosine", "kb-x", ((None, Word("9")),))),)
    ),
}


@pytest.mark.parametrize("text", READS_AS)
def test_a_text_reads_as_a_tree(text: str) -> None:
    assert parse(text) == READS_AS[text]


BAD_TEXTS = [
    "",
    " ",
    ":",
    "prelu:",
    "prelu(",
    "prelu)",
    "prelu()x",
    "prelu:a=",
    "prelu:=1",
    "prelu:1,",
    "prelu:[1",
    "prelu:[1,]",
    'prelu:"open',
    'prelu:"\\x"',
    'prelu:"\\ud800"',
    "prelu:rate=1,2",
    "prelu:rate=1,rate=2",
    "adam(x=:(1))",
    "adam(x=a:(1))",
    "pre\0lu",
    "prelu:\0",
    "prelu:1\x7f",
    "pre\udc80lu",
    "prelu:'\udc80'",
    "a" * (LONGEST_TEXT + 1),
    "a(" * (DEEPEST_NESTING + 1) + ")" * (DEEPEST_NESTING + 1),
    "a:" + "[" * 5_000,
    "a" + "(" * 5_000,
]


@pytest.mark.parametrize("text", BAD_TEXTS, ids=lambda text: repr(text)[:30])
def test_bad_text_is_refused_with_its_position(text: str) -> None:
    with pytest.raises(InvalidReferenceError) as caught:
        parse(text)
    assert 0 <= caught.value.position <= len(text)
    assert str(caught.value).isprintable()
    assert len(caught.value.message) < 300


@pytest.mark.parametrize("text", ["préлu:1", "a:💧", "a:'\u202e'", "a:" + "9" * 5_000])
def test_text_is_unicode_and_values_are_read_later(text: str) -> None:
    assert parse(text).arguments


def test_nesting_up_to_the_limit_is_read() -> None:
    depth = DEEPEST_NESTING
    assert parse("a(" * depth + ")" * depth).name == "a"


@pytest.mark.parametrize(
    "text", ["__import__('os').system('true')", "os.system", "eval(1)", "${HOME}", "a:{{1}}"]
)
def test_nothing_is_evaluated_or_imported(text: str) -> None:
    try:
        tree = parse(text)
    except InvalidReferenceError:
        return
    assert isinstance(tree, Reference)


GRAMMATICAL = st.text(st.sampled_from(list("abz_09.-+:=,()[]\"'\\ \n\0é💧\ud800")), max_size=60)


@given(st.text() | GRAMMATICAL)
def test_any_text_is_a_reference_or_the_grammars_own_error(text: str) -> None:
    try:
        parse(text)
    except InvalidReferenceError:
        return


@given(st.text())
def test_quoted_text_reads_back(text: str) -> None:
    [(_, value)] = parse(f"a({quote(text)})").arguments
    assert (value.text if isinstance(value, Word) else value) == text


def test_every_damaged_reference_is_read_or_refused() -> None:
    valid = "kb-x:adam(rate=cosine(9), path='a b', units=[300, 100], note=\"q\")"
    for place in range(len(valid)):
        for mark in ["", *",:=()[]\"'\\ \n\0é\ud800"]:
            text = valid[:place] + mark + valid[place + 1 :]
            try:
                parse(text)
            except InvalidReferenceError:
                continue
