"""The governance workbench: registers of a provider collaborative, in one file, offline."""

__version__ = "0.1.0"
