"""The door of Jupyter: `jupyter nbconvert --to impact`, and an entry in JupyterLab's export menu."""

from __future__ import annotations

from nbconvert.exporters.exporter import Exporter, ResourcesDict
from nbformat import NotebookNode

from impact.report.page import export_html


class ImpactExporter(Exporter):
    """The blocks of an executed report notebook, as one page that opens offline."""

    export_from_notebook = "Impact report"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: ResourcesDict | None = None, **options: object
    ) -> tuple[str, dict[str, object]]:
        """The page, and what nbconvert wants to know about it."""
        processed, known = super().from_notebook_node(nb, resources, **options)
        return export_html(processed), known
