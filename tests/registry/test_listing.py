import pytest
from hypothesis import given
from hypothesis import strategies as st
from kb_registry import (
    InvalidReferenceError,
    Range,
    Reference,
    Word,
    parse,
    parse_list,
    parse_range,
)


def names(text: str) -> list[str]:
    return [written for written, _ in parse_list(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("relu", ["relu"]),
        ("relu,prelu, selu", ["relu", "prelu", "selu"]),
        ("leaky_relu(0.1),elu", ["leaky_relu(0.1)", "elu"]),
        ("sgd:momentum=0.9,nadam", ["sgd:momentum=0.9", "nadam"]),
        ("sgd:momentum=0.9,nesterov=true,nadam", ["sgd:momentum=0.9,nesterov=true", "nadam"]),
        ("l1_l2:0.01,0.02,l2", ["l1_l2:0.01,0.02", "l2"]),
        ("dropout:0.1,dropout:0.2", ["dropout:0.1", "dropout:0.2"]),
        ("kb-papers:mc_dropout,dropout:0.2", ["kb-papers:mc_dropout", "dropout:0.2"]),
        ("mlp(units=[300,100]),cnn", ["mlp(units=[300,100])", "cnn"]),
        ('csv:path="a,b.csv",target=y,iris', ['csv:path="a,b.csv",target=y', "iris"]),
        ("adam:learning_rate=cosine(a=1,b=2),sgd", ["adam:learning_rate=cosine(a=1,b=2)", "sgd"]),
    ],
)
def test_commas_separate_references_and_their_arguments(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_each_reference_reads_as_it_would_alone() -> None:
    for written, reference in parse_list("relu,sgd:momentum=0.9,nesterov=true,leaky_relu(0.1)"):
        assert reference == parse(written)


@given(
    st.lists(st.sampled_from(["relu", "elu(1.5)", "sgd:momentum=0.9", "a:b", "mlp(units=[1,2])"]))
)
def test_a_list_is_what_was_joined(texts: list[str]) -> None:
    if texts:
        assert names(",".join(texts)) == texts


@pytest.mark.parametrize("text", ["", ",", "relu,", ",relu", "relu,,elu", "sgd(", "relu elu"])
def test_a_list_that_cannot_be_read(text: str) -> None:
    with pytest.raises(InvalidReferenceError):
        parse_list(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1..0.5", Range("0.1", "0.5")),
        ("1e-4..1e-1 log", Range("1e-4", "1e-1", log=True)),
        ("16..256", Range("16", "256")),
        ("-1..1", Range("-1", "1")),
        ("0.5", None),
        ("..", None),
        ("a..b", None),
        ("1..2 linear", None),
        ("", None),
    ],
)
def test_ranges(text: str, expected: Range | None) -> None:
    assert parse_range(text) == expected


def test_a_range_stands_where_a_value_does() -> None:
    (_, sgd), (_, dropout) = parse_list("sgd:learning_rate=1e-4..1e-1 log,dropout(0.1..0.5)")
    assert sgd.arguments == (("learning_rate", Range("1e-4", "1e-1", log=True)),)
    assert dropout.arguments == ((None, Range("0.1", "0.5")),)


def test_other_words_with_dots_are_words() -> None:
    ((_, reference),) = parse_list("csv(path=../data/a.csv)")
    assert reference == Reference("csv", None, (("path", Word("../data/a.csv")),))
