"""What is reported beside the loss."""
