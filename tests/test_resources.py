"""The shipped files are found, in a checkout and in a wheel."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import kg
from kg import resources

ROOT = Path(__file__).resolve().parent.parent


def test_checkout_is_found() -> None:
    """A checkout's own folders are the data, when the package carries none."""
    got = resources.data_folder()
    assert got == ROOT


def test_packed_data_comes_first(tmp_path: Path) -> None:
    """An installed wheel reads what it carries, whatever lies beside it."""
    packed = tmp_path / "kg" / "data"
    packed.mkdir(parents=True)
    got = resources.data_folder(packed)
    assert got == packed


def test_every_kind_is_shipped() -> None:
    """Each kind of resource has files, in order, that exist."""
    for files in (
        resources.ontology_files(),
        resources.shape_files(),
        resources.query_files(),
        resources.rule_files(),
        [resources.register_index()],
    ):
        assert files
        assert files == sorted(files)
        assert [path for path in files if not path.is_file()] == []


def test_load_reads_no_dl_axioms() -> None:
    """What only a DL reasoner reads, and alignments, cost a load nothing."""
    got = [
        path
        for path in resources.ontology_files()
        if path.parent.name == "dl" or path.name == "alignments.ttl"
    ]
    assert got == []


def test_importing_costs_nothing() -> None:
    """`import kg` imports no room and no library."""
    program = "import sys; import kg; print([m for m in sys.modules if m.startswith('kg.')])"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout == "[]\n"


def test_unknown_public_name() -> None:
    """A name the package does not have is an AttributeError, as in any module."""
    assert not hasattr(kg, "no_such_name")
    assert set(kg.__all__) <= set(dir(kg))
