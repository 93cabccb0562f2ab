"""What a machine keeps of the house: who imports whom, how long things are, what is never done."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "impact"
MODULES = sorted(PACKAGE.rglob("*.py"))
FLOOR = {"errors", "model", "config", "settings", "words", "messages", "disk"}
ROOMS = {"sources", "layout", "recognise", "parse", "clean", "people", "indicators", "protect", "attack"}
MAY_USE = {
    "layout": {"parse"},
    "recognise": {"parse"},
    "clean": {"parse"},
    "people": {"parse"},
    "indicators": {"parse"},
    "protect": {"attack"},
    "attack": {"protect"},
}
KEPT_TO = {
    "matplotlib": {"charts"},
    "python_calamine": {"sources"},
    "nbconvert": {"report"},
    "nbformat": {"report"},
    "openpyxl": {"exports"},
    "scipy": {"attack", "protect"},
}
NEVER = {"pickle", "socket", "requests", "urllib.request", "httpx", "yaml", "shelve", "marshal"}


def room_of(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(module: Path) -> set[str]:
    """Every module that a file imports, wherever in it, but for those that only types need."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for part in block.body
        for node in ast.walk(part)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(ROOT)))
def test_a_room_knows_only_what_lies_below_it(module: Path) -> None:
    room = room_of(module)
    used = {name.split(".")[1] for name in imports_of(module) if name.startswith("impact.")}
    if room in FLOOR:
        assert used <= FLOOR | {"__version__"}
    if room in ROOMS:
        assert used & (ROOMS - {room}) <= MAY_USE.get(room, set())
        assert not used & {"report", "exports", "pipeline", "workspace", "cli", "charts"}
    if room == "charts":
        assert not used & (ROOMS | {"report", "pipeline", "workspace"})


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(ROOT)))
def test_each_tool_is_kept_to_its_room(module: Path) -> None:
    used = {name.split(".")[0] for name in imports_of(module)}
    for tool, rooms in KEPT_TO.items():
        assert tool not in used or room_of(module) in rooms, f"{tool} in {module.name}"
    assert not NEVER & (used | imports_of(module))


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(ROOT)))
def test_modules_and_functions_stay_small(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert lines <= 40, f"{node.name}: {lines} lines"


def test_nothing_is_evaluated_and_no_shell_is_opened() -> None:
    for module in MODULES:
        text = module.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w.])(?:eval|exec)\(|shell=True|os\.system", text), module.name


def test_only_protect_makes_protected_figures() -> None:
    makers = {
        room_of(m) for m in MODULES if re.search(r"(?<!class )\bProtectedFigures\(", m.read_text(encoding="utf-8"))
    }
    assert makers <= {"protect"}


def test_there_is_no_room_for_odds_and_ends() -> None:
    assert not [m for m in MODULES if m.stem in ("utils", "helpers", "common", "misc")]


@pytest.mark.parametrize("heavy", ["pandas", "matplotlib", "nbconvert", "scipy", "pyarrow", "numpy"])
def test_the_help_of_the_command_loads_nothing_heavy(heavy: str) -> None:
    program = f"import sys, impact, impact.cli; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_english_and_french_have_the_same_words() -> None:
    import tomllib

    def keys(table: dict[str, object], above: str = "") -> set[str]:
        return {
            k
            for name, value in table.items()
            for k in (keys(value, f"{above}{name}.") if isinstance(value, dict) else {above + name})
        }

    locale = PACKAGE / "reference" / "locale"
    for path in sorted((locale / "en").glob("*.toml")):
        other = locale / "fr" / path.name
        ours, theirs = (keys(tomllib.loads(p.read_text(encoding="utf-8"))) for p in (path, other))
        assert ours == theirs, path.name


def test_every_error_has_words_in_the_catalogue() -> None:
    import impact.errors
    from impact.messages import _keys

    families = {name for name, kind in vars(impact.errors).items() if isinstance(kind, type)}
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in families:
                first = node.args[0] if node.args else None
                assert not isinstance(first, ast.JoinedStr), f"{module.name}: an error's facts are not in its sentence"
                if isinstance(first, ast.Constant):
                    assert first.value in _keys(), f"{module.name}: {first.value}"
