"""Rules about samples and targets."""
