"""The peers, each as its own documentation shows it.

`python -m benchmarks.sweeping.peers NAME DATA INITIALIZERS EPOCHS`
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.sweeping.model import (
    BATCH_SIZE,
    INITIALIZERS,
    OPTIMIZERS,
    build,
    combinations,
    load,
)


def keras_tuner(data: Path, initializers: int, epochs: int) -> None:
    """KerasTuner's GridSearch."""
    import keras_tuner  # pyright: ignore[reportMissingImports]  # nobody else needs it

    train, validation = load(data)

    def hypermodel(hp: Any) -> Any:
        optimizer = hp.Choice("optimizer", list(OPTIMIZERS))
        return build(optimizer, hp.Choice("initializer", list(INITIALIZERS[:initializers])))

    with tempfile.TemporaryDirectory() as folder:
        tuner = keras_tuner.GridSearch(
            hypermodel, objective="val_loss", max_trials=None, directory=folder
        )
        tuner.search(
            *train, epochs=epochs, batch_size=BATCH_SIZE, validation_data=validation, verbose=0
        )


def shell_loop(data: Path, initializers: int, epochs: int) -> None:
    """A process for each model, one after another."""
    for optimizer, initializer in combinations(initializers):
        script = [sys.executable, "-m", "benchmarks.sweeping.model", str(data)]
        subprocess.run([*script, optimizer, initializer, str(epochs)], check=True)


def optuna(data: Path, initializers: int, epochs: int) -> None:
    """Optuna's Keras example: an objective that builds and fits, in two threads."""
    import keras
    import optuna

    train, validation = load(data)
    grid = {"optimizer": list(OPTIMIZERS), "initializer": list(INITIALIZERS[:initializers])}

    def objective(trial: Any) -> float:
        keras.backend.clear_session()
        optimizer = trial.suggest_categorical("optimizer", OPTIMIZERS)
        model = build(optimizer, trial.suggest_categorical("initializer", grid["initializer"]))
        model.fit(*train, batch_size=BATCH_SIZE, epochs=epochs, verbose=0)
        return float(model.evaluate(*validation, verbose=0)[1])

    study = optuna.create_study(sampler=optuna.samplers.GridSampler(grid), direction="maximize")
    study.optimize(objective, n_trials=len(combinations(initializers)), n_jobs=2)


PEERS = {"keras_tuner": keras_tuner, "shell_loop": shell_loop, "optuna": optuna}


def main() -> None:
    """Run one peer."""
    name, data, initializers, epochs = sys.argv[1:]
    PEERS[name](Path(data), int(initializers), int(epochs))


if __name__ == "__main__":
    main()
