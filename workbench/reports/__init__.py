"""Pages: the only home of the PDF libraries."""
