"""Results as text in which every bit of every number can be compared."""

from dataclasses import replace

import numpy as np


def told(results):
    """Return everything that was found, to the last bit of every number."""
    bare = replace(results, questionnaire=None, facts=None)
    return repr(plain(bare))


def plain(value):
    """Return a value as lists and numbers."""
    if isinstance(value, np.ndarray):
        return (value.dtype.kind, value.shape, value.tolist())
    if isinstance(value, dict):
        return [(key, plain(each)) for key, each in value.items()]
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if hasattr(value, "__slots__"):
        return [plain(getattr(value, name)) for name in value.__slots__]
    return value
