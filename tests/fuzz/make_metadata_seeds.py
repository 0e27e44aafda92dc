#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes seeds for metadata_fuzz: make_metadata_seeds.py FOLDER MODULE.wasm...

The fuzzer's module exports functions that return their argument, one for each WebAssembly type. Each type that the
given modules' metadata mentions becomes the type of such a function, with all types it may refer to.
"""
import hashlib
import json
import pathlib
import sys

WASM_TYPES = {"i64": "l", "u64": "l", "isize": "f", "f32": "s", "f64": "d"}  # all others are i32
ARGUMENTS = ['"text"', "1", "[1]", "{}", '[{"key":"a","value":"b"}]', "null", '["a",null]', "[[1],[2]]"]


def read_number(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return value, at


def metadata_of(path: pathlib.Path) -> dict:
    data, at, found = path.read_bytes(), 8, {}
    while at < len(data):
        kind = data[at]
        size, at = read_number(data, at + 1)
        if kind == 0:
            length, begin = read_number(data, at)
            if data[begin : begin + length] == b"modus_metadata":
                found = json.loads(data[begin + length : at + size])
        at += size
    return found


def types_of(functions: dict) -> set[str]:
    places = [p for f in functions.values() for p in f.get("parameters", []) + f.get("results", [])]
    return {place["type"] for place in places}


def seeds(metadata: dict):
    types = metadata.get("types", {})
    functions = metadata.get("fnExports", {}) | metadata.get("fnImports", {})
    names = types_of(functions) | set(types) | {f["type"] for t in types.values() for f in t.get("fields", [])}
    for number, name in enumerate(sorted(names)):
        is_stream = "/stream/Stream<" in name  # only ever a result, and not of the host
        place = {"name": "x", "type": "i32" if is_stream else name}
        function = {"parameters": [place], "results": [{"type": name}]}
        yield number, {
            "plugin": "a@1",
            "sdk": "modus-sdk-as@0.18.2",
            "fnExports": {WASM_TYPES.get(name, "f"): function},
            "fnImports": {} if is_stream else {"host.echo": function},
            "types": types,
        }


# For TinyGo's layouts: a function of the fuzzer's module, and what it takes and gives.
GO = [
    ("f", ["int"], ["int"]),
    ("l", ["time.Duration"], ["time.Duration"]),
    ("f", ["map[string]int16"], ["map[string]int16"]),
    ("into", [], ["string"]),
    ("into", [], ["[]byte"]),
    ("into", [], ["time.Time"]),
    ("into", [], ["a.R"]),
    ("into", [], ["[2]int8", "map[string]int16"]),
    ("give", [], ["*a.R"]),
    ("words", ["string"], ["string"]),
    ("both", ["string"], ["int"]),
]
GO_TYPES = {
    "[]string": {"id": 4},
    "[]int16": {"id": 5},
    "[]a.R": {"id": 6},
    "map[string]int16": {"id": 7},
    "a.R": {"id": 8, "fields": [{"name": "n", "type": "string"}, {"name": "r", "type": "*a.R"},
                                {"name": "m", "type": "map[string]int16"}, {"name": "l", "type": "[]a.R"}]},
}


def go_seeds():
    for name, parameters, results in GO:
        function = {
            "parameters": [{"name": f"p{i}", "type": type} for i, type in enumerate(parameters)],
            "results": [{"type": type} for type in results],
        }
        host = {"parameters": [{"name": "p", "type": "*a.R"}], "results": []}
        yield {"plugin": "a", "sdk": "modus-sdk-go@0.18.0", "fnExports": {name: function},
               "fnImports": {"host.echo": host}, "types": GO_TYPES}


def write(folder: pathlib.Path, number: int, seed: dict) -> None:
    argument = ARGUMENTS[number % len(ARGUMENTS)].encode()
    text = json.dumps(seed, separators=(",", ":")).encode() + b"\0" + argument + b"\0\x10\xff\x14\x7f"
    (folder / hashlib.sha256(text).hexdigest()[:16]).write_bytes(text)


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for path in sys.argv[2:]:
        for number, seed in seeds(metadata_of(pathlib.Path(path))):
            write(folder, number, seed)
    for number, seed in enumerate(go_seeds()):
        write(folder, number, seed)


if __name__ == "__main__":
    main()
