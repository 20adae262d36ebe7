"""A recipe built, trained or resumed, and recorded as a run."""
