"""The names that parameters have elsewhere: in Keras 2, PyTorch, scikit-learn and papers.

The answer to `adam:lr=0.01` is `learning_rate`, which comparing letters wouldn't find. The table
serves every component that has a parameter of a name on the right, third parties' components
included. A name that only one component needs stands at its parameter:
`param(also_called=["sharpness"], ...)`.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from kb_registry.grammar._nearest import closest

SYNONYMS: Mapping[str, str] = {
    # rates and steps
    "lr": "learning_rate initial_learning_rate",
    "eta": "learning_rate initial_learning_rate",
    "learnrate": "learning_rate initial_learning_rate",
    "stepsize": "learning_rate decay_steps slow_step",
    "baselr": "initial_learning_rate learning_rate",
    "initiallr": "initial_learning_rate learning_rate",
    "maxlr": "warmup_target initial_learning_rate",
    "learningrate": "learning_rate initial_learning_rate",
    "endlr": "end_learning_rate",
    "etamin": "alpha end_learning_rate min_lr",
    "minlearningrate": "min_lr end_learning_rate",
    "tmax": "decay_steps",
    "t0": "first_decay_steps",
    "tmult": "t_mul",
    "steps": "decay_steps warmup_steps",
    "totaliters": "decay_steps",
    "milestones": "boundaries",
    "warmup": "warmup_steps",
    # memory of gradients
    "beta1": "beta_1",
    "beta2": "beta_2",
    "b1": "beta_1",
    "b2": "beta_2",
    "betas": "beta_1 beta_2",
    "mu": "momentum mean",
    "eps": "epsilon epsilon_1",
    "fuzz": "epsilon",
    "tiny": "epsilon",
    "wd": "weight_decay",
    "decay": "weight_decay decay_rate rho ema_momentum",
    "l2penalty": "weight_decay l2",
    "clip": "clipnorm clipvalue global_clipnorm",
    "gradclip": "clipnorm clipvalue global_clipnorm",
    "maxgradnorm": "global_clipnorm clipnorm",
    "accumulate": "gradient_accumulation_steps",
    "accumulationsteps": "gradient_accumulation_steps",
    "ema": "use_ema",
    "k": "sync_period top_k groups",
    "la": "slow_step",
    "baseoptimizer": "optimizer",
    "inner": "optimizer",
    # shapes of functions
    "alpha": "negative_slope alpha rho learning_rate factor l2 l1 slow_step label_smoothing",
    "a": "negative_slope alpha minval lower muon_a",
    "b": "maxval upper beta muon_b",
    "slope": "negative_slope alpha",
    "leak": "negative_slope",
    "leakyness": "negative_slope",
    "theta": "threshold",
    "lambd": "threshold factor l2 l1",
    "lambda": "factor l2 l1 threshold",
    "lam": "factor l2 l1 threshold",
    "init": "alpha_initializer",
    "dim": "axis",
    "temperature": "beta alpha",
    # strengths
    "l": "l1 l2 factor",
    "strength": "l2 l1 factor",
    "weight": "l2 l1 factor alpha",
    "penalty": "l2 l1 factor",
    "c": "l2 l1 factor",
    "m": "max_value",
    "max": "max_value maxval upper",
    "min": "min_value minval lower",
    "maxnorm": "max_value",
    "p": "rate",
    "prob": "rate",
    "probability": "rate",
    "dropprob": "rate",
    "droprate": "rate",
    "dropout": "rate",
    "dropoutrate": "rate",
    "drop": "rate",
    "rate": "rate learning_rate initial_learning_rate decay_rate stddev",
    "amount": "rate stddev",
    # distributions
    "std": "stddev",
    "sigma": "stddev",
    "sd": "stddev",
    "stdev": "stddev",
    "noise": "stddev",
    "loc": "mean",
    "low": "minval lower",
    "high": "maxval upper",
    "lowerbound": "minval lower",
    "upperbound": "maxval upper",
    "val": "value validation",
    "multiplier": "gain scale",
    "nonlinearity": "mode",
    "randomstate": "seed",
    "randomseed": "seed",
    "rng": "seed",
    # norms
    "numgroups": "groups",
    "affine": "scale center",
    "elementwiseaffine": "scale center",
    "bias": "use_bias center",
    # losses and metrics
    "smoothing": "label_smoothing",
    "logits": "from_logits",
    "ignoreindex": "ignore_class",
    "numclass": "num_classes",
    "nclasses": "num_classes classes",
    "classnames": "classes",
    "cutoff": "threshold",
    # callbacks
    "gamma": "factor decay_rate gamma",
    "tol": "min_delta tolerance",
    "threshold": "min_delta threshold",
    "metric": "monitor",
    "quantity": "monitor",
    "wait": "patience",
    "minimumlr": "min_lr",
    "restorebest": "restore_best_weights",
    "sep": "delimiter separator",
    # architectures
    "hidden": "units width",
    "hiddenunits": "units width",
    "hiddensizes": "units width",
    "hiddenlayersizes": "units width",
    "neurons": "units width",
    "layers": "units depth",
    "sizes": "units",
    "numlayers": "depth",
    "nlayers": "depth",
    "channels": "filters",
    "numfilters": "filters",
    "nbfilter": "filters",
    "outchannels": "filters",
    "kernel": "kernel_size",
    "filtersize": "kernel_size",
    "order": "block",
    # data
    "file": "path filepath filename",
    "filename": "path filepath",
    "filepath": "path filename",
    "folder": "path",
    "directory": "path",
    "dir": "path",
    "label": "target labels",
    "labels": "target",
    "y": "target",
    "class": "target",
    "targetcolumn": "target",
    "labelcolumn": "target",
    "testsize": "test",
    "testsplit": "test",
    "validationsplit": "validation",
    "valsplit": "validation",
    "valsize": "validation",
    "ignore": "drop",
    "exclude": "drop",
    "dropcolumns": "drop",
    "separator": "delimiter",
    "navalues": "missing_values",
    "na": "missing",
    "scale": "standardize scale gain",
    "normalize": "standardize",
    "imagesize": "size",
    "targetsize": "size",
    "colormode": "color",
    "background": "ground",
    # recipes
    "batch": "batch_size",
    "bs": "batch_size",
    "minibatchsize": "batch_size",
    "nbepoch": "epochs",
    "numepochs": "epochs",
    "nepochs": "epochs",
    "maxepochs": "epochs",
    "epoch": "epochs",
    "dtype": "precision",
    "mixedprecision": "precision",
    "jit": "compile",
    "jitcompile": "compile",
}
"""Parameters by another name of theirs, the likeliest first; without capitals and underscores."""


def nearest_parameter(
    name: str,
    parameters: Iterable[str],
    also_called: Mapping[str, Iterable[str]] = MappingProxyType({}),
) -> str:
    """Say which parameter an unknown name stands for, or which parameters there are.

    Args:
        name: What was given.
        parameters: The parameters that there are.
        also_called: Other names of some of them.
    """
    known = list(parameters)
    meant = meant_parameters(name, known, also_called)
    return f"Did you mean {' or '.join(meant[:2])}?" if meant else closest(name, known)


def meant_parameters(
    name: str,
    parameters: Iterable[str],
    also_called: Mapping[str, Iterable[str]] = MappingProxyType({}),
) -> list[str]:
    """The parameters that a name stands for, the likeliest first, likeness of letters apart."""
    known, plain = list(parameters), _plain(name)
    meant = [each for each in known if plain in map(_plain, (each, *also_called.get(each, ())))]
    meant += [each for each in SYNONYMS.get(plain, "").split() if each in known]
    return list(dict.fromkeys(meant))


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
