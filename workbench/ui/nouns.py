"""How a register's records are called in a sentence."""

from workbench.domain.register import Register
from workbench.domain.text import counted


def one(register: Register) -> str:
    """Return one record of a register with its article: "an action"."""
    return f"{'an' if register.noun[:1] in 'aeiou' else 'a'} {register.noun}"


def many(register: Register, number: int) -> str:
    """Return a number of records: "1 person", "30 people"."""
    return counted(number, register.noun, register.plural)
