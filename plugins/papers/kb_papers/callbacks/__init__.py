"""The Keras callbacks of this package."""
