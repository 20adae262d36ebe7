"""What is drawn from predictions and from learned activations."""
