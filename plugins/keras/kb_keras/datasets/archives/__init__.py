"""Arrays in files: NumPy archives and the format of MNIST."""
