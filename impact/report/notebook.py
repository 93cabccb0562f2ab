"""Running a notebook with parameters, in the interpreter that runs this program."""

from __future__ import annotations

import ast
import asyncio
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from impact import errors
from impact.errors import ImpactError, UsageError

TIMEOUT = 300
KERNEL_OPTIONS = ("-m", "ipykernel_launcher", "-f", "{connection_file}", "--HistoryManager.enabled=False")


class ThisInterpreter(KernelSpecManager):
    """A kernel is this very interpreter, whether or not Jupyter knows of one."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The running interpreter, under whatever name it is asked for."""
        return KernelSpec(argv=[sys.executable, *KERNEL_OPTIONS], display_name=kernel_name, language="python")


def find_notebook(workspace: Path) -> Path:
    """The workspace's own report notebook, else the package's."""
    own = workspace / "notebooks" / "rapport.ipynb"
    return own if own.is_file() else Path(str(files("impact") / "report" / "rapport.ipynb"))


def run_notebook(notebook: Path, parameters: Mapping[str, str | int | None], folder: Path) -> NotebookNode:
    """Run a notebook with other values for the names that its cell tagged `parameters` sets.

    Args:
        notebook: the file; it is not written to.
        parameters: name → value.
        folder: where it runs.

    Returns:
        The notebook with its outputs.

    Raises:
        UsageError: a parameter that the notebook does not have.
        ImpactError: the file is no notebook, or a cell fails.
    """
    node = set_parameters(read_notebook(notebook), parameters, notebook.name)
    with tempfile.TemporaryDirectory(prefix="impact-") as private:
        kernel = AsyncKernelManager(
            kernel_name="python3",
            kernel_spec_manager=ThisInterpreter(),
            connection_file=str(Path(private) / "kernel.json"),
            transport="ipc" if os.name == "posix" else "tcp",
        )
        client = NotebookClient(
            node,
            km=kernel,
            timeout=TIMEOUT,
            allow_errors=False,
            record_timing=False,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(folder)}},
        )
        environment = {**os.environ, "IPYTHONDIR": private, "PYTHONWARNINGS": "ignore"}
        try:
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as loop:
                return loop.run(client.async_execute(cleanup_kc=True, env=environment))
        except CellExecutionError as failure:
            raise explain_failure(notebook.name, failure) from None


def explain_failure(notebook: str, failure: CellExecutionError) -> ImpactError:
    """The error of the package that stopped a cell, as it was; of any other the kind alone, without its values."""
    kind = getattr(errors, str(failure.ename), None)
    if isinstance(kind, type) and issubclass(kind, ImpactError):
        return kind(str(failure.evalue))
    return ImpactError("{notebook} stops at a cell that fails: {kind}.", notebook=notebook, kind=failure.ename)


def run_notebooks(
    notebook: Path, runs: Sequence[Mapping[str, str | int | None]], folder: Path, at_once: int = 2
) -> list[NotebookNode]:
    """Run a notebook once for each set of parameters, so many kernels at a time; results are in the order of `runs`.

    Raises:
        UsageError, ImpactError: those of `run_notebook`, of the first run that fails.
    """
    with ThreadPoolExecutor(at_once) as kernels:
        return list(kernels.map(lambda parameters: run_notebook(notebook, parameters, folder), runs))


def read_notebook(notebook: Path) -> NotebookNode:
    """A notebook file, in the present format.

    Raises:
        ImpactError: the file is no notebook.
    """
    try:
        return as_node(nbformat.read(notebook, as_version=4))  # type: ignore[no-untyped-call]
    except (OSError, ValueError, nbformat.reader.NotJSONError) as failure:
        raise ImpactError("{notebook} cannot be read as a notebook.", notebook=notebook.name) from failure


def set_parameters(node: NotebookNode, parameters: Mapping[str, str | int | None], name: str) -> NotebookNode:
    """A copy of the notebook whose cell tagged `parameters` is followed by one that gives the new values.

    Raises:
        UsageError: there is no such cell, or it does not set one of the names.
    """
    tagged = [place for place, cell in enumerate(node.cells) if "parameters" in cell.metadata.get("tags", [])]
    known = find_parameters(node.cells[tagged[0]].source) if tagged else ()
    for parameter in parameters:
        if parameter not in known:
            listed = ", ".join(known) or "—"
            raise UsageError(
                "{notebook} has no parameter “{parameter}”; it has: {known}.",
                notebook=name,
                parameter=parameter,
                known=listed,
            )
    if not parameters:
        return node
    source = "\n".join(f"{parameter} = {value!r}" for parameter, value in parameters.items())
    tags = {"tags": ["injected-parameters"]}
    given: dict[str, object] = {"cell_type": "code", "id": "given", "metadata": tags, "source": source}
    given |= {"outputs": [], "execution_count": None}
    return as_node({**node, "cells": [*node.cells[: tagged[0] + 1], given, *node.cells[tagged[0] + 1 :]]})


def as_node(contents: Mapping[str, object]) -> NotebookNode:
    """A notebook's JSON as the object that nbclient runs."""
    node: NotebookNode = nbformat.from_dict(contents)  # type: ignore[no-untyped-call]
    return node


def find_parameters(source: str) -> tuple[str, ...]:
    """The names that a cell sets, in order.

    >>> find_parameters('page = "rapport"\\nyear = None')
    ('page', 'year')
    """
    assigned = [node for node in ast.parse(source).body if isinstance(node, ast.Assign)]
    return tuple(target.id for node in assigned for target in node.targets if isinstance(target, ast.Name))
