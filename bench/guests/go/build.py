#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds a Go module for the benchmarks.

Appends the custom section by which a module says that it copes with a snapshot taken after its initialisation, although
its runtime has read the environment, random numbers and the time by then.
"""
import argparse
import os
import pathlib
import subprocess


def leb128(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def custom_section(name, content):
    body = leb128(len(name)) + name + content
    return b"\0" + leb128(len(body)) + body


def build(source, out, go):
    out.parent.mkdir(parents=True, exist_ok=True)
    command = [go, "build", "-buildmode=c-shared", "-ldflags=-s -w", "-o", str(out), "."]
    subprocess.run(command, cwd=source, check=True, env={**os.environ, "GOOS": "wasip1", "GOARCH": "wasm"})
    with out.open("ab") as file:
        file.write(custom_section(b"modus_snapshot", b"environment random time"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=pathlib.Path, help="folder of the Go program")
    parser.add_argument("out", type=pathlib.Path, help="the .wasm file to write")
    parser.add_argument("--go", default="go", help="the go command")
    options = parser.parse_args()
    build(options.source.resolve(), options.out.resolve(), options.go)
