"""From an association's spreadsheets to funder reports whose every figure can be traced to its cells."""

from impact.workspace import Workspace
from impact.workspace import open_workspace as open  # noqa: A004

__version__ = "0.1.0"
__all__ = ["Workspace", "__version__", "open"]
