"""Every register there is, one file a subject; the only list of them, parents before their children."""

from workbench.domain.register import Register
from workbench.domain.registers.actions import Actions, Extensions, Updates
from workbench.domain.registers.appetite import Appetites, Schemes
from workbench.domain.registers.assurances import Assurances, Controls, Gaps, Sources
from workbench.domain.registers.decisions import Approvals, Decisions, Declarations, Votes
from workbench.domain.registers.forums import Forums, Meetings, Objectives
from workbench.domain.registers.interests import Interests
from workbench.domain.registers.links import Links
from workbench.domain.registers.organisations import Members, People, Posts
from workbench.domain.registers.papers import Issues, Papers
from workbench.domain.registers.positions import Positions
from workbench.domain.registers.quarters import Quarters
from workbench.domain.registers.returns import Layouts, Receipts, Returns, Sendings
from workbench.domain.registers.risks import Risks
from workbench.domain.registers.settings import Settings

REGISTERS: tuple[type[Register], ...] = (
    Risks,
    Assurances,
    Controls,
    Sources,
    Gaps,
    Positions,
    Decisions,
    Approvals,
    Votes,
    Declarations,
    Actions,
    Extensions,
    Updates,
    Members,
    People,
    Posts,
    Objectives,
    Forums,
    Meetings,
    Appetites,
    Schemes,
    Interests,
    Links,
    Papers,
    Issues,
    Quarters,
    Sendings,
    Returns,
    Receipts,
    Layouts,
    Settings,
)


def declared() -> dict[str, Register]:
    """Return a fresh register of each kind by key, for a file about to be opened."""
    return {register.key: register() for register in REGISTERS}
