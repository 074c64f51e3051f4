"""Answers that fields of several registers share."""

from workbench.domain.kinds import Choice, Option

YES_NO = Choice((Option("yes", "Yes", ("y", "true", "1")), Option("no", "No", ("n", "false", "0"))))
