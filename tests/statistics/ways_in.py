"""Ways into the library with input that has an answer, which the tests of hard input then make hard."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tsunagu.statistics import (
    agreement,
    basics,
    comparability,
    components,
    counting,
    monitoring,
    potency,
    stability,
    yes_no,
)
from tsunagu.statistics import between_laboratories as labs

Way = tuple[Callable[..., Any], dict[str, Any]]
DRAW = np.random.default_rng(1)


def _normal(*shape: int) -> Any:
    return np.round(DRAW.normal(10, 1, shape), 2).tolist()


X = _normal(12)
Y = [round(value + 0.3 * float(DRAW.normal()), 2) for value in X]
CELLS = {f"L{number}": _normal(3) for number in range(8)}
MANY = _normal(48)
SITE, DAY = [f"s{i // 8}" for i in range(48)], [f"d{i // 2 % 4}" for i in range(48)]
PART, OPERATOR = [f"p{i % 8}" for i in range(48)], [f"o{i // 8 % 3}" for i in range(48)]
ARM = [i % 2 == 0 for i in range(48)]
DOSES = [1.0, 2.0, 4.0, 8.0]
BATCH, TIME = [one for one in "ABC" for _ in range(7)], [0, 3, 6, 9, 12, 18, 24] * 3
LASTING = [round(100 - 0.2 * t + 0.5 * float(DRAW.normal()), 2) for t in TIME]
WELLS = {"tested": [10, 10, 10, 10], "dose": DOSES, "confidence": 0.95}
LINES = {
    name: [[round(10 + 3 * i + up + 0.2 * float(DRAW.normal()), 2) for _ in range(3)] for i in range(4)]
    for name, up in (("S", 0.0), ("T", 0.5))
}


def lines(responses: Any, doses: Any, confidence: float) -> Any:
    """Parallel lines and slopes of one layout."""
    assay = potency.completely_randomised(responses, dict.fromkeys(responses, doses))
    return potency.parallel_lines(assay, confidence=confidence)


def equivalent(test: Any, reference: Any, alpha: float) -> Any:
    """Two samples within fixed margins."""
    return comparability.two_samples(test, reference, comparability.Margins(-1.5, 1.5), alpha=alpha)


def mixed(values: Any, alpha: float) -> Any:
    """A mixed model with random sites."""
    margins = comparability.Margins(-1, 1)
    return comparability.mixed(values, ARM, margins, random={"site": SITE}, alpha=alpha)


def nested(values: Any, level: float) -> Any:
    """Days within sites."""
    return components.nested(values, {"site": SITE, "day": DAY}, level=level)


def covaried(values: Any, covariate: Any) -> Any:
    """Two random factors and a covariate."""
    factors = {"part": PART, "operator": OPERATOR}
    return components.reml(values, factors, covariates={"c": covariate})


def gauge(values: Any, pooling: float) -> Any:
    """Parts crossed with operators."""
    return components.gauge_crossed(values, PART, OPERATOR, pooling=pooling)


WAYS_IN: Mapping[str, Way] = {
    "summary": (basics.summary, {"values": X, "confidence": 0.95}),
    "one_way": (basics.one_way, {"groups": list(CELLS.values()), "confidence": 0.95}),
    "linear": (basics.linear, {"columns": [X], "response": Y, "confidence": 0.95}),
    "polynomial": (basics.polynomial, {"x": X, "y": Y, "degree": 2}),
    "analyse": (labs.analyse, {"cells": CELLS}),
    "precision": (labs.precision, {"cells": CELLS, "limit_factor": 2.8, "mean_weights": "results"}),
    "cochran": (labs.cochran, {"cells": CELLS, "weighting": "equal", "replicates": 3.0}),
    "grubbs": (labs.grubbs, {"values": X, "sides": 2}),
    "double_grubbs": (labs.double_grubbs, {"values": X, "end": "largest", "sides": 2}),
    "esd": (labs.generalized_esd, {"values": X, "max_outliers": 3, "alpha": 0.05}),
    "algorithm_a": (labs.algorithm_a, {"values": X, "k": 1.5, "factor": 1.134}),
    "algorithm_s": (labs.algorithm_s, {"spreads": [0.5, 0.4, 0.7, 0.6], "degrees": [2, 1, 2, 3]}),
    "q_method": (labs.q_method, {"cells": CELLS, "confidence": 0.95}),
    "hampel": (labs.hampel, {"values": X, "sd": 1.0}),
    "median_made": (labs.median_made, {"values": X, "factor": 1.483}),
    "z": (labs.z_scores, {"results": X, "assigned": 10.0, "sigma_pt": 1.0, "assigned_uncertainty": 0.1}),
    "homogeneity": (labs.homogeneity, {"items": _normal(10, 2), "sigma_pt": 1.0}),
    "stability": (labs.stability, {"before": X[:5], "after": Y[:5], "sigma_pt": 1.0}),
    "nested": (nested, {"values": MANY, "level": 0.95}),
    "gauge": (gauge, {"values": MANY, "pooling": 0.25}),
    "covaried": (covaried, {"values": MANY, "covariate": [float(i) for i in range(48)]}),
    "mls": (components.mls_limits, {"squares": [3.0, 1.0], "degrees": [5.0, 9.0], "weights": [0.5, -0.5]}),
    "share": (
        components.share,
        {"squares": [3.0, 1.0], "degrees": [5.0, 9.0], "part": [0.5, -0.5], "whole": [0.5, 0.5]},
    ),
    "rate_ratio": (
        counting.rate_ratio,
        {"events": 3, "exposure": 1.0, "other_events": 5, "other_exposure": 2.0, "method": "wilson"},
    ),
    "viability": (counting.viability, {"viable": 80, "dead": 3, "confidence": 0.95}),
    "concentration": (
        counting.cell_concentration,
        {"cells": [12, 15, 9, 14], "volume": 0.1, "relative_uncertainty": 0.02, "spread": "poisson"},
    ),
    "plates": (
        counting.plate_density,
        {"colonies": [12, 15, 9], "plated": [0.1, 0.1, 0.1], "edge": "one_sided"},
    ),
    "tubes": (
        yes_no.most_probable_number,
        {"positive": [5, 3, 1], "tubes": [5, 5, 5], "amount": [1.0, 0.1, 0.01]},
    ),
    "detection": (yes_no.detection_limit, {"detected": [1, 3, 7, 9], **WELLS, "method": "fieller"}),
    "rare": (yes_no.residue_from_found, {"found": 2, "cells": 100_000, "sensitivity": 0.9}),
    "examine": (yes_no.cells_to_examine, {"residue": 1e-5, "false_positive": 1e-6, "false_alarm": 0.05}),
    "agreement": (agreement.limits_of_agreement, {"first": X, "second": Y, "coverage": 0.95}),
    "unpaired": (agreement.unpaired_replicates, {"first": _normal(6, 3), "second": _normal(6, 2)}),
    "deming": (agreement.deming, {"x": X, "y": Y, "variance_ratio": 1.0}),
    "weighted": (lambda x, y: agreement.deming(x, y, weighted=True), {"x": X, "y": Y}),
    "passing_bablok": (agreement.passing_bablok, {"x": X, "y": Y}),
    "intraclass": (agreement.intraclass, {"ratings": _normal(10, 3)}),
    "kappa": (agreement.cohen_kappa, {"table": [[20, 5, 1], [3, 15, 2], [0, 4, 10]], "weights": "linear"}),
    "fleiss": (agreement.fleiss_kappa, {"table": [[3, 0], [2, 1], [0, 3]], "interval": "null"}),
    "lines": (lines, {"responses": LINES, "doses": DOSES, "confidence": 0.95}),
    "runs": (
        potency.combine_runs,
        {"potencies": [1.0, 1.8], "lower": [0.8, 1.5], "upper": [1.25, 2.1], "degrees": [9.0, 8.0]},
    ),
    "fieller": (
        potency.fieller,
        {"numerator": 2.0, "denominator": 1.0, "variance_numerator": 0.1, "variance_denominator": 0.01},
    ),
    "sigma": (monitoring.sigma_of_individuals, {"values": X, "span": 2, "method": "mean_moving_range"}),
    "groups": (monitoring.sigma_of_groups, {"groups": _normal(10, 4), "method": "uwave_r"}),
    "run_length": (monitoring.average_run_length, {"reference": 0.5, "decision": 4.0, "shift": 0.0}),
    "factor": (monitoring.normal_factor, {"count": 10, "coverage": 0.9, "confidence": 0.95}),
    "equivalent": (equivalent, {"test": X, "reference": Y, "alpha": 0.05}),
    "mixed": (mixed, {"values": MANY, "alpha": 0.05}),
    "range": (comparability.quality_range, {"reference": X, "test": Y, "factor": 3.0, "required": 0.9}),
    "shelf_life": (
        stability.shelf_life,
        {"batches": BATCH, "times": TIME, "values": LASTING, "lower": 95.0, "level": 0.95},
    ),
    "trend": (
        stability.by_time_point,
        {"values_by_batch": _normal(5, 4), "new_values": X[:4], "times": [0.0, 3.0, 6.0, 9.0]},
    ),
}
Reading = tuple[tuple[str, ...], Callable[[Any], Any]]
OFFSET_FREE: Mapping[str, Reading] = {
    "summary": (("values",), lambda found: found.sd.value),
    "analyse": (("cells",), lambda found: (found.sigma_pt, found.grubbs.statistic, *found.z.values)),
    "precision": (("cells",), lambda found: (found.s_r.value, found.s_R.interval.upper)),
    "algorithm_a": (("values",), lambda found: found.sd.value),
    "nested": (("values",), lambda found: [one.variance.interval.upper for one in found.components]),
    "intraclass": (("ratings",), lambda found: [one.value for one in found.forms.values()]),
    "deming": (("x", "y"), lambda found: (found.slope.value, found.slope_error)),
    "agreement": (("first", "second"), lambda found: (found.bias.value, found.proportional_p)),
    "unpaired": (("first", "second"), lambda found: (found.bias.value, found.upper.interval.upper)),
    "lines": (("responses",), lambda found: found.potencies["T"].estimate.value),
    "equivalent": (("test", "reference"), lambda found: (found.difference.value, found.p)),
    "mixed": (("values",), lambda found: found.equivalence.p),
    "trend": (("values_by_batch", "new_values"), lambda found: [one.p for one in found.points]),
}
