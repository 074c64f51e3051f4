"""What the built program does before anything else: it gives back the search path of libraries that it was started with.

On Linux the built program finds its own libraries through an environment variable. A program started from it, such as the
one that shows a PDF, would find them, too, and could fail with them.
"""

import os

_PATH = "LD_LIBRARY_PATH"
_before = os.environ.pop(f"{_PATH}_ORIG", None)
os.environ.pop(_PATH, None)
if _before:
    os.environ[_PATH] = _before
