"""What leaves the program as files: Parquet, JSON, CSV, Excel, and a description that other programs read."""

from impact.exports.schemas import SCHEMAS
from impact.exports.tables import read_parquet, write_datapackage, write_parquet

__all__ = ["SCHEMAS", "read_parquet", "write_datapackage", "write_parquet"]
