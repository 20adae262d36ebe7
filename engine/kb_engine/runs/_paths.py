"""Where everything in a run's folder is."""

from pathlib import Path

from attrs import frozen
from kb_registry import UNFINISHED


@frozen
class RunPaths:
    """The files of a run.

    Attributes:
        folder: What holds them all.
    """

    folder: Path

    @classmethod
    def make(cls, logdir: Path, name: str) -> "RunPaths":
        """Make a new folder; a name that is taken gets a number.

        Raises:
            OSError: The folder can't be made.
        """
        logdir.mkdir(parents=True, exist_ok=True)
        folder, number = logdir / name, 1
        while True:
            try:
                folder.mkdir()
            except FileExistsError:
                number += 1
                folder = logdir / f"{name}-{number}"
            else:
                return cls(folder)

    @property
    def recipe(self) -> Path:
        """What was run."""
        return self.folder / "recipe.toml"

    @property
    def environment(self) -> Path:
        """Versions and devices, by session."""
        return self.folder / "environment.json"

    @property
    def result(self) -> Path:
        """The figures."""
        return self.folder / "result.json"

    @property
    def test_samples(self) -> Path:
        """Predictions and scores of the test samples."""
        return self.folder / "test_samples.npz"

    @property
    def layers(self) -> Path:
        """What each layer did when training had ended."""
        return self.folder / "layers.json"

    @property
    def observations(self) -> Path:
        """What was observed to go wrong while it was trained."""
        return self.folder / "watch.json"

    @property
    def data(self) -> Path:
        """What the data is, in words, and what was fitted on the training samples."""
        return self.folder / "data.json"

    @property
    def model(self) -> Path:
        """The model in Keras' own format."""
        return self.folder / "model.keras"

    @property
    def checkpoints(self) -> Path:
        """The folder of what an interrupted training is resumed from."""
        return self.folder / "checkpoints"

    def forget_unfinished(self) -> None:
        """Delete the files that a killed process was still writing."""
        for path in self.folder.rglob(UNFINISHED):
            path.unlink(missing_ok=True)
