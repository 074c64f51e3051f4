"""Workbooks in and out: the only home of the Excel libraries."""
