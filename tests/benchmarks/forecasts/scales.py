"""The scale on which growth is a line: logs, or logits below a ceiling."""

import numpy as np
from scipy.special import expit, logit

EDGE = 5e-4  # shares of a ceiling nearer to 0 or 1 are taken as this near
DEEPEST = 1e-3  # of the highest figure: lower ones are taken as this on the log scale


def there(values, upper, top):
    """Values on the growth scale; ``top`` is the highest figure of the series."""
    if upper is None:
        return np.log(np.maximum(values, DEEPEST * top))
    return logit(np.clip(values / upper, EDGE, 1 - EDGE))


def back(draws, upper):
    """Values from the growth scale."""
    return np.exp(np.minimum(draws, 300.0)) if upper is None else upper * expit(draws)


def ceilings(top, upper):
    """Lowest and highest ceiling of a growth curve.

    A known ceiling is the curve's own. Without one a free ceiling settles just above the last
    figures (Van den Bulte and Lilien 1997), so it lies 2 to 10 times above the highest.
    """
    return (2 * top, 10 * top) if upper is None else ((top + 999 * upper) / 1000, upper)
