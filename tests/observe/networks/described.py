"""Descriptions in short."""

from kb_observe.networks import Network


def roles(network: Network) -> dict[str, str]:
    return {layer.path: layer.role for layer in network.layers}
