"""Recipes made into Keras models."""
