"""Every register there is, one file a subject; the only list of them."""

from workbench.domain.register import Register
from workbench.domain.registers.organisations import Members
from workbench.domain.registers.returns import Layouts, Receipts
from workbench.domain.registers.risks import Risks
from workbench.domain.registers.settings import Settings

REGISTERS: tuple[type[Register], ...] = (Risks, Members, Receipts, Layouts, Settings)


def declared() -> dict[str, Register]:
    """Return a fresh register of each kind by key, for a file about to be opened."""
    return {register.key: register() for register in REGISTERS}
