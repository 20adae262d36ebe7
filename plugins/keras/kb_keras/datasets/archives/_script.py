"""Arrays in files as code that reads them without this project."""

from pathlib import Path

from kb_keras.datasets.archives._idx_files import idx_files, idx_pair
from kb_keras.datasets.archives._npz_arrays import DIVIDED, WHOLE, read_arrays
from kb_keras.datasets.archives._preparation import ArrayPreparation
from kb_keras.datasets.samples._labels import Classes
from kb_keras.datasets.samples._script import literal, named

READ_IDX = '''def read_idx(path):
    """Return the bytes in a file of MNIST's format, which begins with the size of each axis."""
    with gzip.open(path) if path.endswith(".gz") else open(path, "rb") as file:
        content = file.read()
    axes = content[3]
    shape = np.frombuffer(content, ">i4", count=axes, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape)'''

SCALED = ".astype(np.float32) / 255"


def idx_code(path: str) -> tuple[str, str, bool]:
    """A function, statements that make `x` and `y`, and whether they make test samples, too."""
    folder = Path(path).expanduser().resolve()
    files = idx_files(folder)
    pairs = [pair for part in ("train", "t10k") if (pair := idx_pair(folder, files, part))]
    lines = [named("folder", str(folder))]
    for (images, labels), suffix in zip(pairs, ("", "_test"), strict=False):
        lines.append(f'    x{suffix} = read_idx(f"{{folder}}/{images.name}"){SCALED}')
        lines.append(f'    y{suffix} = read_idx(f"{{folder}}/{labels.name}").astype(np.int64)')
    return READ_IDX, "\n".join(lines), len(pairs) > 1


def npz_code(path: str, prepared: ArrayPreparation) -> tuple[str, bool]:
    """Statements that make `x` and `y`, and whether they make test samples, too."""
    file = Path(path).expanduser().resolve()
    names = list(read_arrays(file, (WHOLE, DIVIDED)))
    lines = [named("path", str(file)), "    arrays = np.load(path)"]
    for x, y, suffix in zip(names[::2], names[1::2], ("", "_test"), strict=False):
        scaled = SCALED if prepared.bytes_scaled else ".astype(np.float32)"
        lines.append(f"    x{suffix} = arrays[{literal(x)}]{scaled}")
        lines.append(f"    y{suffix} = {_targets(f'arrays[{literal(y)}]', prepared.classes)}")
    return "\n".join(lines), len(names) > len(WHOLE)


def _targets(array: str, classes: Classes | None) -> str:
    if classes is None:
        return f"{array}.astype(np.float32)"
    if classes.values is None:
        return f"{array}.argmax(axis=1)"
    if classes.values == tuple(range(len(classes.values))):
        return f"{array}.astype(np.int64)"
    return f"np.searchsorted([{', '.join(map(literal, classes.values))}], {array})"
