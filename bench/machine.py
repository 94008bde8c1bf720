"""What the bench ran on, as far as it matters for its figures."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import time
from importlib.metadata import version
from pathlib import Path
from random import Random

PACKAGES = ("pyoxigraph", "rdflib", "pyshacl", "msgspec", "typer")


def described() -> dict[str, str]:
    """Return cores, memory, and versions; neither a host's name nor a path."""
    page, pages = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_PHYS_PAGES")
    told = {
        "cores": str(os.cpu_count()),
        "memory": f"{page * pages / 2**30:.0f} GiB",
        "processor": _processor(),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "Python": platform.python_version(),
    }
    told |= {name: version(name) for name in PACKAGES}
    told["a million texts read from a dictionary in"] = f"{_reading():.2f} s"
    java = shutil.which("java")
    if java:
        ran = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)  # noqa: S603 - found
        told["Java"] = ran.stderr.splitlines()[0].split('"')[1]
    return told


def _reading() -> float:
    """Return the seconds that reading memory here and there takes; it varies where others do so."""
    texts = [str(number) for number in range(1_000_000)]
    known = dict.fromkeys(texts, 1)
    Random(1).shuffle(texts)  # noqa: S311 - no secret
    begun = time.perf_counter()
    sum(map(known.__getitem__, texts))
    return time.perf_counter() - begun


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text("utf-8").splitlines() if listed.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
