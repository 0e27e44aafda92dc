#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes seeds for packed_fuzz: make_packed_seeds.py FOLDER. One for each kind of type, in both spellings, with an
argument and an answer that fit it."""
import json
import pathlib
import struct
import sys

TYPES = {
    "a.R": {"fields": [{"name": "n", "type": "u8"}, {"name": "r", "type": "a.R?"}]},
    "a.G": {"fields": [{"name": "n", "type": "byte"}, {"name": "r", "type": "*a.G"}]},
    "a.Unit": {"fields": []},
    "a.Tag": {},
}


def text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("<I", len(data)) + data


# neutral name, Go's name, an argument, its packed form
CASES = [
    ("bool", "bool", True, b"\1"),
    ("i8", "int8", -1, b"\xff"),
    ("u16", "uint16", 513, b"\1\2"),
    ("i32", "int", 7, b"\7\0\0\0"),
    ("u64", "uint64", 7, b"\7" + bytes(7)),
    ("f32", "float32", 1.5, struct.pack("<f", 1.5)),
    ("f64", "float64", float(2**60), struct.pack("<d", 2**60)),
    ("string", "string", "né", text("né")),
    ("bytes?", "[]byte", "AAEC", b"\1" + struct.pack("<I", 3) + b"\0\1\2"),
    ("array<u8,3>", "[3]byte", "AAEC", b"\0\1\2"),
    ("timestamp", "time.Time", "2024-02-29T12:00:00Z", struct.pack("<qIi", 1709208000, 5, 3600)),
    ("duration", "time.Duration", 5, struct.pack("<q", 5)),
    ("string?", "*string", "x", b"\1" + text("x")),
    ("list<i16>?", "[]int16", [1, 2], b"\1" + struct.pack("<Ihh", 2, 1, 2)),
    ("list<string?>?", "[]*string", ["a", None], b"\1" + struct.pack("<I", 2) + b"\1" + text("a") + b"\0"),
    ("array<i16,2>", "[2]int16", [1], struct.pack("<hh", 1, 0)),
    ("map<string,i8>?", "map[string]int8", [{"key": "k", "value": 1}], b"\1" + struct.pack("<I", 1) + text("k") + b"\1"),
    ("map<u8,map<u8,bool>?>?", "map[byte]map[byte]bool", [], b"\1" + struct.pack("<IBBIBB", 1, 7, 1, 1, 8, 1)),
    ("json", "any", {"a": [1]}, text('{"a":[1]}')),
    ("a.Tag?", "*a.Tag", 1, b"\1" + text("1")),
    ("a.Unit?", "*a.Unit", {}, b"\1"),
    ("a.R", "a.G", {"n": 1, "r": {"n": 2, "r": None}}, b"\1\1\2\0"),
    ("list<a.R>?", "[]a.G", [{"n": 1, "r": None}], b"\1" + struct.pack("<I", 1) + b"\1\0"),
    ("stream<i16>", "stream<int16>", None, b""),
]


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    for number, case in enumerate(CASES):
        for spelling in (0, 1):
            name, argument, packed = case[spelling], case[2], case[3]
            is_stream = name.startswith("stream")
            parameters = [] if is_stream else [{"name": "x", "type": name}]
            exports = {"f": {"parameters": parameters, "results": [{"type": name}]}}
            imports = {} if is_stream else {"modus_x.y": exports["f"]}
            parts = [json.dumps(part) for part in (TYPES, exports, imports)]
            parts.append(" " * spelling + json.dumps(argument))
            head = "\0".join(parts).encode() + b"\0"
            (folder / f"{number}-{spelling}").write_bytes(head + b"\0" + packed)
            (folder / f"{number}-{spelling}-host").write_bytes(head + packed)


main()
