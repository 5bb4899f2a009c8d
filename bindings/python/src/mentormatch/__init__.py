"""Mentoring matches with proof: assignment, stable matching, circles, and progress scoring.

The frame road starts with `Fit` and `Program`, the array road with `assign`, `stable`, `circles` and
`score_plans`. Every result has `verify()`, which checks it with code that shares nothing with the solver.
"""

from ._context import CancelToken, text as _text
from ._core import lib as _lib
from . import sample
from .alternatives import Alternative, PairRoles, Ranking, WhatIf
from .arrays import assign, circles, stable
from .audit import FitAudit
from .candidates import Candidates
from .conflicts import Conflict, Relaxation
from .criteria import (
    Criterion,
    avoid,
    close,
    compatible,
    different,
    gap,
    jaccard,
    matrix,
    meeting_format,
    outside_reporting_line,
    overlap,
    ranking,
    rating,
    same,
    shared_block,
    shared_hours,
    shared_items,
    similarity,
    taxonomy,
)
from .errors import Cancelled, Error, InputError, InternalError
from .fit import Fit
from .improve import Improvements
from .linear_sum import linear_sum_assignment, linear_sum_assignment_batch
from .program import Program
from .progress import Scoreboard, gas_t, score_plans
from .results import Assignment, Circles, StableMatching, Verdict
from .why import PairReasons

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
    "FitAudit",
    "Improvements",
    "InputError",
    "InternalError",
    "PairReasons",
    "PairRoles",
    "Program",
    "Ranking",
    "Relaxation",
    "Scoreboard",
    "StableMatching",
    "Verdict",
    "WhatIf",
    "assign",
    "avoid",
    "circles",
    "close",
    "compatible",
    "different",
    "gap",
    "gas_t",
    "jaccard",
    "linear_sum_assignment",
    "linear_sum_assignment_batch",
    "matrix",
    "meeting_format",
    "outside_reporting_line",
    "overlap",
    "ranking",
    "rating",
    "same",
    "sample",
    "score_plans",
    "shared_block",
    "shared_hours",
    "shared_items",
    "similarity",
    "stable",
    "taxonomy",
]
