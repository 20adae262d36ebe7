"""Nonlinearities behind a layer's affine map."""
