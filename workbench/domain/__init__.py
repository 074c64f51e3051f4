"""What the program knows of the field: registers, records, changes, versions; standard library only."""
