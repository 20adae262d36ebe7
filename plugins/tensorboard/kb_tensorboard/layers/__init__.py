"""What is seen layer by layer: weights, updates, gradients, activations."""
