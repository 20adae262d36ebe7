"""Rules about what layers start from and what they apply."""
