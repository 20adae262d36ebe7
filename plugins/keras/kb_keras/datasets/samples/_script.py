"""Datasets as code that loads and divides them without this project."""

from collections.abc import Iterable

from kb_registry import Splits, Task, derive_seed

WIDTH = 100

LOADING = '''def load_data():
    """Return training, validation and test samples, each with their targets."""
{loading}
    rows = np.arange(len(y))
{divisions}
{preparing}
    return (x[train], y[train]), (x[validation], y[validation]), {test}'''


def loading_code(  # noqa: PLR0913 - what is loaded, and how it is divided
    loading: str,
    preparing: str = "",
    *,
    data: Splits,
    validation: float,
    test: float | None,
    seed: int,
) -> str:
    """Code that defines `load_data`.

    Args:
        loading: Statements that make `x` and `y` of all samples, and `x_test` and `y_test` if
            there are test samples of their own.
        preparing: Statements behind the division; `train` are the rows of the training samples.
        data: What the recipe loads, divided. Unless it is a regression, classes keep their shares
            in each part.
        validation: Number or share of the samples to choose on.
        test: Share to report on; None if there are test samples of their own.
        seed: Of the run.
    """
    stratified = data.spec.task is not Task.REGRESSION
    rows = len(data.train) + len(data.validation) + (0 if test is None else len(data.test))
    count = validation if isinstance(validation, int) else max(1, round(validation * rows))
    labels, returned, divisions = "y", "(x_test, y_test)", ""
    if test is not None:
        first = max(1, round(test * rows)), labels if stratified else "", derive_seed(seed, "test")
        divisions = _division("rows, test", *first) + "\n"
        labels, returned = "y[rows]", "(x[test], y[test])"
    own_seed = derive_seed(seed, "validation")
    divisions += _division("train, validation", count, labels if stratified else "", own_seed)
    text = LOADING.format(loading=loading, preparing=preparing, divisions=divisions, test=returned)
    return "\n".join(line for line in text.splitlines() if line.strip())


def literal(value: object) -> str:
    """A text or a number as Python, in the quotes that ruff prefers."""
    text = repr(value)
    inner = text[1:-1]
    return f'"{inner}"' if text[0] == "'" and '"' not in inner else text


def named(name: str, text: str) -> str:
    """A statement in a function that gives a text a name, so that other lines stay short."""
    line, parted = f"    {name} = {literal(text)}", f"        {literal(text)}"
    if len(line) <= WIDTH or len(parted) > WIDTH:
        return line
    return f"    {name} = (\n{parted}\n    )"


def listed(items: Iterable[str], brackets: str, before: str, after: str = "") -> str:
    """Statements of a list, set or dictionary in a function, in one line if that is wide enough."""
    items = list(items)
    left, right = brackets[0], brackets[1]
    short = f"    {before}{left}{', '.join(items)}{right}{after}"
    if len(short) <= WIDTH:
        return short
    lines = "".join(f"        {item},\n" for item in items)
    return f"    {before}{left}\n{lines}    {right}{after}"


def _division(parts: str, count: int, labels: str, seed: int) -> str:
    stratify = f" stratify={labels}," if labels else ""
    arguments = f"rows, test_size={count},{stratify} random_state={seed}"
    line = f"    {parts} = train_test_split({arguments})"
    if len(line) <= WIDTH:
        return line
    return f"    {parts} = train_test_split(\n        {arguments}\n    )"
