"""Words for levels and scores: what is certain is read, what another scale might mean is not."""

import pytest

from workbench.domain.errors import UnreadableError
from workbench.domain.kinds import Kind
from workbench.domain.scoring import CONSEQUENCE, LIKELIHOOD, SCORE

LEVELS = [
    (LIKELIHOOD, "Almost Certain (5)", 5),
    (LIKELIHOOD, "5 - almost certain", 5),
    (LIKELIHOOD, "Almost-certain", 5),
    (LIKELIHOOD, "4/5", 4),
    (LIKELIHOOD, "4 out of 5", 4),
    (LIKELIHOOD, "L4", 4),
    (LIKELIHOOD, "High (4)", 4),
    (LIKELIHOOD, "Medium (3)", 3),
    (LIKELIHOOD, "Low (2)", 2),
    (LIKELIHOOD, "Occasional (3)", 3),
    (LIKELIHOOD, "Very likely (5)", 5),
    (CONSEQUENCE, "Severe", 5),
    (CONSEQUENCE, "Insignificant", 1),
    (CONSEQUENCE, "2 - Minor", 2),
    (CONSEQUENCE, "Significant (4)", 4),
    (CONSEQUENCE, "I4", 4),
    (LIKELIHOOD, "High", None),
    (LIKELIHOOD, "Med", None),
    (LIKELIHOOD, "H", None),
    (LIKELIHOOD, "Very High", None),
    (LIKELIHOOD, "V. likely", None),
    (LIKELIHOOD, "High (3)", None),
    (LIKELIHOOD, "3 - High", None),
    (LIKELIHOOD, "Medium (2)", None),
    (LIKELIHOOD, "Occasional", None),
    (LIKELIHOOD, "Remote", None),
    (LIKELIHOOD, "Frequent", None),
    (LIKELIHOOD, "Improbable", None),
    (LIKELIHOOD, "IV", None),
    (LIKELIHOOD, "4 incidents", None),
    (LIKELIHOOD, "Likely (3)", None),
    (CONSEQUENCE, "Marginal", None),
    (CONSEQUENCE, "4/10", None),
    (SCORE, "16/25", 16),
    (SCORE, "16 out of 25", 16),
    (SCORE, "4 · 4", 16),
    (SCORE, "16 – Extreme", 16),
    (SCORE, "Likely 16 or so", 16),
    (SCORE, "Likely (4)", None),
    (SCORE, "4 - Almost certain", None),
    (SCORE, "12 → 9", None),
]


@pytest.mark.parametrize(("kind", "cell", "number"), LEVELS, ids=[cell for _, cell, _ in LEVELS])
def test_a_word_counts_only_where_its_scale_is_certain(kind: Kind[int], cell: str, number: int | None):
    if number is None:
        with pytest.raises(UnreadableError):
            kind.read(cell)
    else:
        assert kind.read(cell) == number
