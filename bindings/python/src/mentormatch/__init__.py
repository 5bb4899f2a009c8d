"""Mentoring matches with proof: assignment, stable matching, circles, and progress scoring.

The frame road starts with `Fit` and `Program`, the array road with `assign`, `stable`, `circles` and
`score_plans`. Every result has `verify()`, which checks it with code that shares nothing with the solver.
"""

from ._context import CancelToken, text as _text
from ._core import lib as _lib
from . import sample
from .alternatives import Alternative, PairRoles, Ranking, WhatIf
from .arrays import assign, circles, stable
from .candidates import Candidates
from .conflicts import Conflict, Relaxation
from .errors import Cancelled, Error, InputError, InternalError
from .fit import (
    Criterion,
    Fit,
    close,
    different,
    gap,
    outside_reporting_line,
    overlap,
    same,
    shared_hours,
    similarity,
)
from .linear_sum import linear_sum_assignment, linear_sum_assignment_batch
from .program import Program
from .progress import Scoreboard, gas_t, score_plans
from .results import Assignment, Circles, StableMatching, Verdict

__version__ = _text(_lib.mmatch_version())

__all__ = [
    "Alternative",
    "Assignment",
    "CancelToken",
    "Cancelled",
    "Candidates",
    "Circles",
    "Conflict",
    "Criterion",
    "Error",
    "Fit",
    "InputError",
    "InternalError",
    "PairRoles",
    "Program",
    "Ranking",
    "Relaxation",
    "Scoreboard",
    "StableMatching",
    "Verdict",
    "WhatIf",
    "assign",
    "circles",
    "close",
    "different",
    "gap",
    "gas_t",
    "linear_sum_assignment",
    "linear_sum_assignment_batch",
    "outside_reporting_line",
    "overlap",
    "same",
    "sample",
    "score_plans",
    "shared_hours",
    "similarity",
    "stable",
]
