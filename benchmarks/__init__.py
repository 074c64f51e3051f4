"""Speed and size beside the plainest program that could do the same; figures to read, never asserted in tests."""
