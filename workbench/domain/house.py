"""How a collaborative's documents look: what it may choose, and what counts while it has not."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HouseStyle:
    """Words of the collaborative's own at the head and the foot of each page, and the colour of these and of the rule there."""

    colour: str = ""
    """As in "#005EB8"; nothing leaves the rule grey."""
    head: str = ""
    foot: str = ""


UNSTYLED = HouseStyle()
"""What counts while a collaborative has chosen nothing."""
