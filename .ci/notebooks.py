"""Runs each notebook that is named, in the repository's workspace; a cell that fails ends with its message."""

import sys
from pathlib import Path

from impact.report.notebook import run_notebook

for path in map(Path, sys.argv[1:]):
    run_notebook(path, {}, path.parent.resolve())
    print(f"{path}: ok")
