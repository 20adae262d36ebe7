"""What is true of any Keras model: its layers, activations, gradients and moments.

It measures and nothing else: no event is written, nothing is printed, and the model stays as it
was. `kb_observe.layers` walks and names, `kb_observe.passes` looks at what flows through a model,
`kb_observe.measures` turns tensors into numbers.
"""
