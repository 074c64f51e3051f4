"""Tests of `workbench.ui`."""
