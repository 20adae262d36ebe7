"""Rules about output, loss, labels and metrics, which have to fit each other."""
