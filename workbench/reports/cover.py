"""The first page of a pack: whose it is, which version, of which day, and that it is not issued."""

from reportlab.platypus import Flowable, Spacer

from workbench.reports.flow import words
from workbench.reports.lettering import BOLD, markup
from workbench.reports.sections import Bookmark, Front, Rule
from workbench.reports.style import COVER, LEAD, NOTE, PROSE, UPRIGHT_HEIGHT, UPRIGHT_WIDTH, WORD
from workbench.reports.tagging import Element

DRAFT = "Draft: this pack has not been issued."
SAYS = {
    "public": "It holds what the collaborative publishes, and nothing else.",
    "private": "It is for the boards of all organisations of the collaborative and is not to be published. "
    "What is restricted is not in it, and an organisation’s own risks are restricted unless it said otherwise.",
    "member": "It is for one organisation: its own entries, and the shared ones. It is not to be published.",
    "office": "It is the governance office’s own and is not to be handed on.",
}
"""What each version is, said under its name."""


def cover(front: Front, version: str, root: Element) -> list[Flowable]:
    """Return the cover; `version` is the key of one."""
    return [
        Bookmark("cover", front.title, 0),
        Spacer(0, UPRIGHT_HEIGHT * 0.2),
        words(markup(front.collaborative), LEAD, root.add("P")),
        words(markup(front.title, BOLD), COVER, root.add("H1")),
        words(markup(front.version, BOLD), WORD, root.add("P")),
        words(markup(f"{front.as_at[:1].upper()}{front.as_at[1:]}"), WORD, root.add("P")),
        Spacer(0, 14),
        Rule(UPRIGHT_WIDTH),
        Spacer(0, 14),
        words(markup(DRAFT), PROSE, root.add("P")),
        words(markup(SAYS[version]), PROSE, root.add("P")),
        *([words(markup(front.explained), NOTE, root.add("P"))] if front.explained else []),
    ]
