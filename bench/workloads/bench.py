# SPDX-License-Identifier: Apache-2.0
"""What workloads share: where things are, what they report, and how they build and tell about it."""
import dataclasses
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
APPS = ROOT / "bench/apps"


class Skipped(Exception):
    """This machine lacks what a workload needs."""


class Wrong(Exception):
    """A program failed, or an answer is not what it should be."""


@dataclasses.dataclass
class Row:
    """One line of the table. `target` is what the value must not exceed, or with at_least what it must reach."""
    name: str
    value: float
    unit: str = ""
    target: float | None = None
    at_least: bool = False
    note: str = ""  # what the value is made of, in a few words
    details: dict = dataclasses.field(default_factory=dict)

    @property
    def met(self):
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    def as_json(self):
        return {"name": self.name, "value": round(self.value, 3), "unit": self.unit, "target": self.target,
                "met": self.met, "note": self.note, "details": self.details}


class Bench:
    """One run: the programs it measures and a folder for what it makes meanwhile."""

    def __init__(self, build, scratch, seconds, rounds):
        self.build = build
        self.scratch = scratch
        self.seconds = seconds  # of each load
        self.rounds = rounds    # of pairs, of which the median counts
        self.env = {**os.environ, "MODUS_HOME": str(ROOT), "MODUS_CACHE": str(scratch / "cache"), "NO_COLOR": "1"}
        self._built = {}

    def program(self, name):
        path = self.build / name
        if not path.exists():
            raise Wrong(f"{path} is missing; `make bench` builds it, and so does `tools/build {name}`")
        return str(path)

    def run(self, *command, **options):
        """A command's output."""
        words = [str(word) for word in command]
        done = subprocess.run(words, capture_output=True, text=True, **options)
        if done.returncode != 0:
            why = done.stderr.strip() or done.stdout.strip()
            raise Wrong(f"{pathlib.Path(words[0]).name} {' '.join(words[1:])} failed:\n{why[:1000]}")
        return done.stdout

    def app(self, name):
        """The build folder of a copy of bench/apps/NAME, built once in each run."""
        if name not in self._built:
            progress(f"building bench/apps/{name}")
            copy = self.scratch / "apps" / name
            shutil.copytree(APPS / name, copy, ignore=shutil.ignore_patterns("build", "node_modules", ".modusdb"))
            self.run(self.program("modus"), "build", copy, env=self.env)
            self._built[name] = copy / "build"
        return self._built[name]

    def module(self, name):
        return self.app(name) / f"bench-{name}.wasm"

    def cache(self):
        """Where programs that run without the server keep compiled modules."""
        return self.scratch / "cache/modules"


def need(tool, why, *elsewhere):
    """The tool's path."""
    found = shutil.which(tool) or next((path for path in elsewhere if os.access(path, os.X_OK)), None)
    if not found:
        raise Skipped(f"{tool} is not installed ({why})")
    return found


def progress(text):
    print(f"  … {text}", file=sys.stderr, flush=True)


def median(values):
    return statistics.median(values)


def machine():
    """What the numbers were taken on."""
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return {"cpu": cpu[1] if cpu else "unknown", "cores": os.cpu_count(), "kernel": os.uname().release,
            "load_at_start": round(os.getloadavg()[0], 2), "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}


def write_json(path, rows, problems, about):
    report = {"machine": about, "rows": [row.as_json() for row in rows], "problems": problems}
    path.write_text(json.dumps(report, indent=2) + "\n")
