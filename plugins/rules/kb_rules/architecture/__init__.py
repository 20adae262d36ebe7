"""Rules about the number, width and order of layers."""
