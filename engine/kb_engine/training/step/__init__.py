"""One step of a training, traced, compiled and repeated."""
