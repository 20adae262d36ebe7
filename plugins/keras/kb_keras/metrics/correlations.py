"""How far predictions go along with targets."""

from typing import TYPE_CHECKING

from kb_registry import Metric, param

from kb_keras._mirror import Mirror

if TYPE_CHECKING:
    import keras


class CosineSimilarity(Mirror["keras.metrics.CosineSimilarity"], Metric):
    """Cosine of the angle between target and prediction: 1 for the same direction."""

    traits = frozenset({"real_targets", "embeddings"})

    axis: int = param(default=-1, kw_only=True, help="axis of the vectors")


class PearsonCorrelation(Mirror["keras.metrics.PearsonCorrelation"], Metric):
    """Covariance over both standard deviations: 1 for points on a rising line.

    Taken along `axis` of each sample, then averaged, so it wants several numbers a sample.
    """

    traits = frozenset({"real_targets"})

    axis: int = param(default=-1, kw_only=True, help="axis along which to correlate")


class ConcordanceCorrelation(Mirror["keras.metrics.ConcordanceCorrelation"], Metric):
    """Agreement with the line y = p: pearson_correlation less what scale and shift cost.

    2 * cov(y, p) / (var y + var p + (mean y - mean p)^2), along `axis` of each sample.
    """

    reference = (
        "Lin 1989, A concordance correlation coefficient to evaluate reproducibility, "
        "doi:10.2307/2532051"
    )
    traits = frozenset({"real_targets"})

    axis: int = param(default=-1, kw_only=True, help="axis along which to correlate")
