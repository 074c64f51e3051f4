"""The file on disk: the only home of SQLite."""
