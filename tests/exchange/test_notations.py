"""Ways of writing a score and its factors in one cell."""

import pytest

from workbench.domain.scoring import CONSEQUENCE, LIKELIHOOD
from workbench.exchange.headings import factor_order
from workbench.exchange.notations import read_notation

LABELS = (LIKELIHOOD.labels, CONSEQUENCE.labels)
CELLS = [
    ("L=5, C=4", "", (5, 4, None)), ("C4 L5", "", (5, 4, None)), ("C4L5", "", (5, 4, None)), ("I4/L3", "", (3, 4, None)),
    ("L - 4, C - 5", "", (4, 5, None)), ("L 3 S 4", "", (3, 4, None)), ("P4 I4 high 16", "", (4, 4, 16)),
    ("(L4 x C5) 20", "", (4, 5, 20)), ("20 (L4,C5)", "", (4, 5, 20)), ("4L x 5C = 20", "", (4, 5, 20)), ("4 (L) x 3 (C)", "", (4, 3, None)),
    ("Likelihood 4 Consequence 5 = 20", "", (4, 5, 20)), ("Impact: 4 (Major) Likelihood: 3 (Possible)", "", (3, 4, None)),
    ("Likely (4) x Major (4) = 16", "", (4, 4, 16)), ("Major / Possible", "", (3, 4, None)), ("Likely (3) x Major (4)", "", None),
    ("4x4=16", "", (4, 4, 16)), ("16 (4x4)", "", (4, 4, 16)), ("16/25 (4x4)", "", (4, 4, 16)),
    ("4*5", "", (None, None, None)), ("4*5", "lc", (4, 5, None)), ("4*5", "cl", (5, 4, None)), ("5 x 4 = 20 High", "cl", (4, 5, 20)),
    ("4,5", "lc", (4, 5, None)), ("20 (4, 5)", "lc", (4, 5, 20)), ("4,5", "", None),
    ("4 x 4 x 2", "", None), ("16", "", None), ("16 - Extreme", "", None), ("Likely (4)", "", None), ("12 then 9", "lc", None),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "order", "said"), CELLS, ids=[f"{cell} {order}" for cell, order, _ in CELLS])
def test_factors_are_read_as_they_are_written_and_never_guessed(cell, order, said):
    found = read_notation(cell, LIKELIHOOD.letters, CONSEQUENCE.letters, order, LABELS)
    assert (found and (found.likelihood, found.consequence, found.total)) == said


@pytest.mark.parametrize(
    ("heading", "said", "order"),
    [
        ("Score (LxC)", "", "lc"), ("Score (C x L)", "", "cl"), ("Targeted risk score (L,C)", "", "lc"), ("Prob. X Impact", "", "lc"),
        ("Score", "", ""), ("Score", "likelihood", "lc"), ("Score", "consequence", "cl"), ("Score (LxC)", "consequence", "lc"),
    ],
)  # fmt: skip
def test_the_order_of_factors_comes_from_the_heading_and_else_from_a_person(heading, said, order):
    assert factor_order(heading, said) == order
