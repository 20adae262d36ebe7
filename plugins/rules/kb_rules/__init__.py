"""What is wrong with networks: one rule a file.

Rooms are what the rules are about, and codes begin alike in each: activations KB1, outputs KB2,
data KB3, optimization KB4, regularization KB5, architecture KB6.
"""
