"""Ways to put blocks together to a network."""
