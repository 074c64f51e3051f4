"""Why a column was read as it was, in words for the person who checks it."""

from workbench.domain.register import Register
from workbench.exchange.candidate import Candidate
from workbench.exchange.evidence import Look
from workbench.exchange.headings import PLAUSIBLE, Match
from workbench.exchange.sheets import EXTRA

_HALF = 0.5


def because(what: str, match: Match, candidate: Candidate) -> str:
    """Return why a column is what it is: its heading, its cells, what stands beside it, and the period it is kept for."""
    if not match.says:
        return f"{what} because its cells are distinct codes"
    grounds = [_steps(match, candidate) if candidate.steps else f"the heading says “{' '.join(match.says.split())}”"]
    if match.why:
        grounds.append(match.why)
    elif not candidate.period and candidate.first not in {"", match.field, match.part} and (cells := described(candidate.look)):
        grounds.append(f"its cells hold {cells}")
    if match.field == EXTRA and candidate.period:
        return f"{what} and as the position for {candidate.period} because {' and '.join(grounds)}"
    reason = f"{what} because {' and '.join(grounds)}"
    return f"{reason}; also kept as the position for {candidate.period}" if candidate.period else reason


def _steps(match: Match, candidate: Candidate) -> str:
    """Return what the headings of a scale say: what stands above its steps, or the steps themselves."""
    first, last = candidate.steps[0], candidate.steps[-1]
    steps = f"“{first[2]}” to “{last[2]}”"
    if first[1] == first[2]:
        return f"{steps} are the steps of one scale"
    return f"the heading says “{' '.join(match.says.split())}” above the steps {steps}"


def unnamed(register: Register, candidate: Candidate) -> str:
    """Return why a column that no field takes is kept as it is."""
    if not candidate.path:
        return "kept under its column letter, for it has no heading"
    best = next((match for match in candidate.options if match.confidence >= PLAUSIBLE and match.field in register), None)
    if best is None:
        return "kept under its own heading, which names no field"
    return f"kept under its own heading, for another column is read as {register.get(best.field).label}"


def described(look: Look) -> str:
    """Return what most cells of a column are, or nothing where they are of no one sort."""
    for share, words in (
        (look.dates, "dates"),
        (look.prose, "sentences"),
        (look.levels, "levels"),
        (look.numbers, "numbers"),
        (look.codes, "codes"),
        (look.short, "single words"),
    ):
        if share > _HALF:
            return words
    return ""
