"""Blocks from the literature that Keras lacks."""
