"""Rules about optimizer, learning rate, batches and epochs."""
