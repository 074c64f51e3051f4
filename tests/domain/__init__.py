"""Tests of `workbench.domain`."""
