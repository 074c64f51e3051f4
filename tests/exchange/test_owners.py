"""Several people in one cell are parted only where each part surely is a person."""

import pytest

from workbench.exchange.owners import parted

CELLS = [
    ("J Reed / A Low", "J Reed; A Low"),
    ("J Reed & A Low", "J Reed; A Low"),
    ("J Reed and A Low", "J Reed; A Low"),
    ("Sam Okoro, Lee Park and Dr Ana Ruiz", "Sam Okoro; Lee Park; Dr Ana Ruiz"),
    ("Jo Reed\nAl Low", "Jo Reed; Al Low"),
    ("- Jo Reed\n- Al Low", "Jo Reed; Al Low"),
    ("1. Jo Reed\n2. Al Low", "Jo Reed; Al Low"),
    ("Finance team; Al Low", "Finance team; Al Low"),
    ("A Low, C Dee", "A Low; C Dee"),
    ("Reed J, Low A", "Reed J; Low A"),
    ("J. Reed, A. Low", "J. Reed; A. Low"),
    ("Jean-Luc Roux, Jane van der Berg / M O'Neil", "Jean-Luc Roux; Jane van der Berg; M O'Neil"),
    ("J Reed (Director of Finance) / A Low (COO)", "J Reed (Director of Finance); A Low (COO)"),
    ("Ana Ruiz y Luis Paz", "Ana Ruiz; Luis Paz"),
    ("MW/YO", "MW; YO"),
    ("DH/MW/KR", "DH; MW; KR"),
    ("Reed, John", "Reed, John"),
    ("Reed, J; Low, A", "Reed, J; Low, A"),
    ("Director of Finance, Estates and Facilities", "Director of Finance, Estates and Facilities"),
    ("Head of Estates/Facilities", "Head of Estates/Facilities"),
    ("Human Resources & Information Governance", "Human Resources & Information Governance"),
    ("Estates & Facilities", "Estates & Facilities"),
    ("Alice Low, Finance Lead", "Alice Low, Finance Lead"),
    ("Medical Director / Jane Reed", "Medical Director / Jane Reed"),
    ("N/A", "N/A"),
    ("R/A/G", "R/A/G"),
    ("Jo Reed, ", "Jo Reed"),
    ("Jo Reed; Jo Reed", "Jo Reed"),
    ("", ""),
]


@pytest.mark.parametrize(("cell", "names"), CELLS, ids=[cell or "nothing" for cell, _ in CELLS])
def test_people_in_one_cell_are_parted_only_where_each_is_surely_one(cell, names):
    assert parted(cell) == names
    assert parted(names) == names
