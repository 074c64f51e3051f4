"""What the program does, without windows."""
