"""Suggestions about a parameter of the data, as the whole option that a command takes."""

from kb_engine import Recipe
from kb_registry import Dataset, InvalidParameterError, SetOption, SetParameter, Suggestion, to_text


def in_full(suggestion: Suggestion, recipe: Recipe) -> Suggestion:
    """Complete what a dataset suggests about one of its parameters.

    `missing_values=[oops]` can't be pasted on its own into a shell, where the dataset and its other
    parameters stand in quotes already. A list of values keeps those that it has.
    """
    dataset = recipe.get(Dataset)
    if not isinstance(suggestion, SetParameter) or dataset is None:
        return suggestion
    name, value = suggestion.parameter, suggestion.value
    before = getattr(dataset, name, None)
    if isinstance(before, tuple) and isinstance(value, tuple):
        value = tuple(dict.fromkeys((*before, *value)))
    try:
        text = to_text(dataset.replace(**{name: value}), recipe.registry)
    except (InvalidParameterError, TypeError):  # it is about another component
        return suggestion
    return SetOption(Dataset.kind.option, text, purpose=suggestion.purpose)
