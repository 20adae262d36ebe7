"""A loop in PyTorch, as its tutorials write it, over data that is already tensors."""

import time
from typing import Any

import torch
from torch import nn

from benchmarks.training import networks
from benchmarks.training.networks import BATCH_SIZE, PIXELS, Network

ACTIVATIONS = {"relu": nn.ReLU, "elu": nn.ELU, "selu": nn.SELU}


def train(network: Network, data: Any, epochs: int, contender: str) -> list[float]:
    """Train eagerly; seconds of each epoch."""
    del contender
    torch.manual_seed(0)
    x, y = (torch.from_numpy(array) for array in data)
    x = x.reshape(len(x), PIXELS)
    model = _model(network)
    optimizer = _optimizer(network.optimizer, model)
    criterion = nn.CrossEntropyLoss()
    seconds = []
    for _ in range(epochs):
        begun = time.perf_counter()
        loss_sum, correct = torch.zeros(()), torch.zeros((), dtype=torch.int64)
        for rows in torch.randperm(len(x)).split(BATCH_SIZE):
            inputs, labels = x[rows], y[rows]
            optimizer.zero_grad()
            logits = model(inputs)
            loss = criterion(logits, labels)
            loss.backward()
            optimizer.step()
            loss_sum += loss.detach() * len(rows)
            correct += (logits.detach().argmax(1) == labels).sum()
        if not torch.isfinite(loss_sum):
            raise SystemExit("the loss isn't finite")
        seconds.append(time.perf_counter() - begun)
    return seconds


def _model(network: Network) -> nn.Sequential:
    width, modules = PIXELS, []
    for layer in network.layers:
        modules.append(_module(layer, width))
        if isinstance(layer, networks.Dense):
            width = layer.units
    return nn.Sequential(*modules)


def _module(layer: networks.Layer, width: int) -> nn.Module:
    match layer:
        case networks.Dense(units, initializer):
            module = nn.Linear(width, units)
            nn.init.zeros_(module.bias)
            if initializer == "glorot_uniform":
                nn.init.xavier_uniform_(module.weight)
            else:
                gain = 2.0 if initializer == "he_normal" else 1.0
                nn.init.trunc_normal_(module.weight, std=(gain / width) ** 0.5)
            return module
        case networks.BatchNorm():
            return nn.BatchNorm1d(width, eps=0.001, momentum=0.01)
        case networks.PReLU():
            return nn.PReLU(width, init=0.0)
        case networks.Activation(name):
            return ACTIVATIONS[name]()
        case networks.Dropout(rate, alpha):
            return nn.AlphaDropout(rate) if alpha else nn.Dropout(rate)


def _optimizer(name: str, model: nn.Module) -> torch.optim.Optimizer:
    match name:
        case "nadam":
            return torch.optim.NAdam(model.parameters(), lr=0.001)
        case "nesterov":
            return torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, nesterov=True)
        case _:
            return torch.optim.SGD(model.parameters(), lr=0.01)
