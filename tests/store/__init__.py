"""Tests of `workbench.store`."""
