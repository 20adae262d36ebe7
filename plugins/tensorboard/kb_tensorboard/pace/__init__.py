"""When to look at a training, within a budget."""
