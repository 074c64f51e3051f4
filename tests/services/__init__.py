"""Tests of `workbench.services`."""
