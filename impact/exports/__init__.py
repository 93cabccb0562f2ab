"""What leaves the program as files: Parquet, JSON, CSV, Excel, and a description that other programs read."""

from impact.exports.catalogue import catalogue_to_markdown
from impact.exports.figures import figures_to_csv, figures_to_json
from impact.exports.schemas import SCHEMAS
from impact.exports.tables import read_parquet, write_datapackage, write_parquet
from impact.exports.workbook import write_workbook

__all__ = [
    "SCHEMAS",
    "catalogue_to_markdown",
    "figures_to_csv",
    "figures_to_json",
    "read_parquet",
    "write_datapackage",
    "write_parquet",
    "write_workbook",
]
