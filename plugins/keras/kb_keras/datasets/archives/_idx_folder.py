"""The files of a folder in MNIST's format."""

import re
from pathlib import Path

from attrs import evolve
from kb_registry import DataError, DataSpec, Split

from kb_keras.datasets.archives._idx_format import read_idx
from kb_keras.datasets.samples import _checks as checks
from kb_keras.datasets.samples._division import Source

_NAME = re.compile(r"(train|t10k)-(images|labels)[-.]idx\d-ubyte(\.gz)?")

Files = dict[tuple[str, str], Path]


def read_folder(path: str, classes: int | None) -> Source:
    """Read a folder that holds training files, test files or both.

    Raises:
        DataError: A file is missing or damaged, or images and labels don't fit.
    """
    folder = Path(path).expanduser()
    files = _found(folder)
    train = _pair(folder, files, "train", classes)
    test = _pair(folder, files, "t10k", classes or (len(train) if train else None))
    samples = train or test
    if samples is None:
        raise DataError(
            f"{folder} holds no images in the format of MNIST.",
            hint="Expected are files such as train-images-idx3-ubyte.gz.",
        )
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
            hint="Take both from the same source.",
        )
    source = Source(spec, samples)
    return evolve(source, test=test) if train else source


def _found(folder: Path) -> Files:
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError as error:
        raise DataError(
            f"{folder} can't be read: {error.strerror}.", hint="Give the path of a folder."
        ) from error
    files: Files = {}
    for name in names:  # a packed file comes after its unpacked twin, which wins
        match = _NAME.fullmatch(name)
        if match:
            files.setdefault((match[1], match[2]), folder / name)
    return files


def _pair(folder: Path, files: Files, part: str, most: int | None) -> Split | None:
    images, labels = files.get((part, "images")), files.get((part, "labels"))
    if images is None and labels is None:
        return None
    if images is None or labels is None:
        present, absent = ("labels", "images") if images is None else ("images", "labels")
        raise DataError(
            f"{folder} holds {part}-{present}, but no {part}-{absent}.",
            hint=f"Put {part}-{absent}-idx{1 if labels is None else 3}-ubyte.gz beside it.",
        )
    x, y = read_idx(images), read_idx(labels)[:]
    checks.same_length(x, y, f"{images} and {labels.name}")
    return Split(checks.features(x, str(images)), checks.labels(y, str(labels), most))
