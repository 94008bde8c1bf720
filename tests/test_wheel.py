"""A built wheel works outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

FOLDERS = {"ontology", "queries", "shapes"}


def run(*arguments: str, cwd: Path, path: str = "") -> str:
    """Run this Python outside our own settings and return what it printed."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("KG_", "PYTHON"))}
    if path:
        environment["PYTHONPATH"] = path
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel built from this checkout, offline."""
    folder = tmp_path_factory.mktemp("dist")
    run("-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


def shipped_in_checkout() -> set[str]:
    """Return the names that the data files must have in a wheel."""
    return {
        f"kg/data/{path.relative_to(ROOT).as_posix()}"
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }


@pytest.mark.slow
def test_wheel_carries_the_data(wheel: Path) -> None:
    """Ontology, shapes and queries are in the wheel, each file of them."""
    with zipfile.ZipFile(wheel) as archive:
        got = {name for name in archive.namelist() if name.startswith("kg/data/")}
    assert got == shipped_in_checkout()


@pytest.mark.slow
def test_wheel_carries_the_new_project(wheel: Path) -> None:
    """The files of a new project are in the wheel, also the one whose name starts with a dot."""
    folder = ROOT / "kg" / "templates"
    want = {
        f"kg/templates/{p.relative_to(folder).as_posix()}" for p in folder.rglob("*") if p.is_file()
    }
    with zipfile.ZipFile(wheel) as archive:
        got = {name for name in archive.namelist() if name.startswith("kg/templates/")}
    assert got == want
    assert "kg/templates/project/.gitignore" in got


@pytest.mark.slow
def test_installed_wheel_lists_its_queries(wheel: Path, tmp_path: Path) -> None:
    """An installed wheel, used elsewhere, finds the queries that it carries."""
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    run(
        *("-m", "pip", "install", "--quiet", "--no-deps", "--no-index"),
        *("--disable-pip-version-check", "--target", str(site), str(wheel)),
        cwd=elsewhere,
    )
    program = (
        "import kg.resources as r; print(r.data_folder());"
        "print(*sorted(path.stem for path in r.query_files()), sep='\\n')"
    )
    folder, *got = run("-c", program, cwd=elsewhere, path=str(site)).splitlines()
    assert Path(folder) == site / "kg" / "data"
    assert got == sorted(path.stem for path in (ROOT / "queries").rglob("*.rq"))
    assert got
    listed = run("-m", "kg", "query", "--list", cwd=elsewhere, path=str(site))
    assert [name for name in got if name not in listed] == []
    run("-m", "kg", "init", "new", cwd=elsewhere, path=str(site))
    run("-m", "kg", "load", "facts", cwd=elsewhere / "new", path=str(site))
