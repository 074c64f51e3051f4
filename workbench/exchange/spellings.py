"""The words people use in their workbooks, as shipped with the program in `resources/headings.toml`."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from workbench.resources import resource


@lru_cache(maxsize=1)
def spellings() -> Mapping[str, Any]:
    """Return the spellings shipped with the program."""
    with resource("headings.toml").open("rb") as file:
        return tomllib.load(file)
