#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes seeds for record_fuzz: make_record_seeds.py FOLDER. Batches of the history as runtime/store/record.cpp lays
them out."""
import pathlib
import sys


def number(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def text(value):
    return number(len(value)) + value


def fields(*values):
    return b"".join(text(value) if isinstance(value, bytes) else number(value) for value in values)


MODEL = fields(*[b"name%d" % i for i in range(17)])
CALL = fields(b"id", b"execution", 2, b"trace", 1_764_000_000_000_000 * 2, 3000, 0, 2, 0, 1, 5, 7, 0, 12,
              b"stop", b"", b"Hi", b'{"messages":[]}', b'{"choices":[]}')
FUNCTION = fields(b"sayHello", b"b1", b"UTC", b"{a}")
RUN = fields(b"id", 1_764_000_000_000_000 * 2, 3000, b"", b"", b"", b"[]", b'"Hi"', b"[]")


def main():
    folder = pathlib.Path(sys.argv[1])
    call, again = b"i" + text(MODEL) + text(CALL), b"i" + text(b"") + text(CALL)
    run = b"x" + text(FUNCTION) + text(RUN)
    for index, batch in enumerate((call, run, call + run + again, call + again + run + b"x" + text(b"") + text(RUN))):
        (folder / f"batch-{index}").write_bytes(batch)


if __name__ == "__main__":
    main()
