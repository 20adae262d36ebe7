"""Training the notebook's models: Keras' own `fit`, ours, and hand-written loops."""
