"""The files of a folder in MNIST's format."""

from pathlib import Path

from attrs import evolve
from kb_registry import DataError, DataSpec, Split

from kb_keras.datasets.archives._idx_files import Files, idx_files, idx_pair, no_images
from kb_keras.datasets.archives._idx_format import read_idx
from kb_keras.datasets.archives._preparation import ArrayPreparation
from kb_keras.datasets.samples import _checks as checks
from kb_keras.datasets.samples._division import Source
from kb_keras.datasets.samples._labels import Classes


def read_folder(path: str, classes: int | None) -> Source:
    """Read a folder that holds training files, test files or both.

    Raises:
        DataError: A file is missing or damaged, or images and labels don't fit.
    """
    folder = Path(path).expanduser()
    files = idx_files(folder)
    train = _pair(folder, files, "train", classes)
    test = _pair(folder, files, "t10k", classes or (len(train) if train else None))
    samples = train or test
    if samples is None:
        raise no_images(folder)
    number = classes or 1 + max(int(part.y.max()) for part in (train, test) if part)
    spec = DataSpec(
        name=folder.resolve().name,
        input_shape=samples.x.shape[1:],
        task=checks.task_of(number),
        classes=tuple(map(str, range(number))),
    )
    if train and test and train.x.shape[1:] != test.x.shape[1:]:
        raise DataError(
            f"{folder}: training images are {train.x.shape[1:]}, test images {test.x.shape[1:]}.",
            hint="Use both from the same source.",
        )
    labels = Classes(spec.classes, tuple(range(number)))
    preparation = ArrayPreparation(spec, labels, bytes_scaled=True)
    source = Source(spec, samples, preparation=preparation)
    return evolve(source, test=test) if train else source


def _pair(folder: Path, files: Files, part: str, most: int | None) -> Split | None:
    pair = idx_pair(folder, files, part)
    if pair is None:
        return None
    images, labels = pair
    x, y = read_idx(images), read_idx(labels)[:]
    checks.same_length(x, y, f"{images} and {labels.name}")
    return Split(checks.features(x, str(images)), checks.labels(y, str(labels), most))
