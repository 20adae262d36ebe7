"""Datasets of scikit-learn as code that loads and divides them without this project."""

from kb_registry import derive_seed

WIDTH = 100

LOADING = '''def load_data():
    """Return training, validation and test samples, each with their targets."""
{loading}
    rows = np.arange(len(y))
{test_division}
{validation_division}
{preparing}
    return (x[train], y[train]), (x[validation], y[validation]), (x[test], y[test])'''


def loading_code(  # noqa: PLR0913 - what is loaded, and how it is divided
    loading: str,
    preparing: str,
    *,
    rows: int,
    validation: float,
    test: float,
    stratified: bool,
    seed: int,
) -> str:
    """Code that defines `load_data`.

    Args:
        loading: Statements that make `x` and `y` of all samples.
        preparing: Statements behind the division; `train` are the rows of the training samples.
        rows: How many samples there are.
        validation: Share of the samples to choose on.
        test: Share to report on.
        stratified: Whether classes keep their shares in each part.
        seed: Of the run.
    """
    text = LOADING.format(
        loading=loading,
        preparing=preparing,
        test_division=_division(
            "rows, test", round(test * rows), "y" if stratified else "", derive_seed(seed, "test")
        ),
        validation_division=_division(
            "train, validation",
            round(validation * rows),
            "y[rows]" if stratified else "",
            derive_seed(seed, "validation"),
        ),
    )
    return "\n".join(line for line in text.splitlines() if line.strip())


def _division(parts: str, count: int, labels: str, seed: int) -> str:
    stratify = f" stratify={labels}," if labels else ""
    arguments = f"rows, test_size={max(1, count)},{stratify} random_state={seed}"
    line = f"    {parts} = train_test_split({arguments})"
    if len(line) <= WIDTH:
        return line
    return f"    {parts} = train_test_split(\n        {arguments}\n    )"
