"""What TensorBoard shows of a model and its training."""
