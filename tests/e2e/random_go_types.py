# SPDX-License-Identifier: Apache-2.0
"""Random Go types, with an expression for each that copies its values part by part, and random values of them."""
import base64
import math
import re
import struct

from random_types import Type

INTEGERS = {"int8": 8, "int16": 16, "int32": 32, "rune": 32, "int": 32, "int64": 64,
            "uint8": -8, "byte": -8, "uint16": -16, "uint32": -32, "uint": -32, "uintptr": -32, "uint64": -64}
UNICODE = [(0, 0x1f), (0x20, 0x7e), (0x7f, 0x9f), (0xa0, 0x24f), (0x300, 0x36f), (0x590, 0x6ff), (0x1100, 0x11ff),
           (0x2000, 0x206f), (0x4e00, 0x9fff), (0xd7ff, 0xd7ff), (0xe000, 0xf8ff), (0xfe00, 0xfe0f), (0xfeff, 0xfeff),
           (0xfff0, 0xffff), (0x1f300, 0x1faff), (0x1d400, 0x1d7ff), (0xe0001, 0xe007f), (0x10fffe, 0x10ffff)]
TIME = re.compile(r"(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)(?:\.(\d+))?(?:Z|([+-])(\d+):(\d+))$")


def bounds(bits):
    return (-2**(bits - 1), 2**(bits - 1) - 1) if bits > 0 else (0, 2**-bits - 1)


def days_before(year, month, day):
    """Days since 0000-03-01 in the proleptic Gregorian calendar, which has a year 0 as datetime has not."""
    year, month = (year, month) if month > 2 else (year - 1, month + 12)
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + day - 1


def instant(text):
    """What two texts of one moment have in common: nanoseconds."""
    year, month, day, hour, minute, second, fraction, sign, ahead, minutes = TIME.match(text).groups()
    offset = (int(ahead) * 60 + int(minutes)) * (-1 if sign == "-" else 1) if sign else 0
    whole = ((days_before(int(year), int(month), int(day)) * 24 + int(hour)) * 60 + int(minute) - offset) * 60 + int(second)
    return whole * 10**9 + int((fraction or "").ljust(9, "0"))


def is_byte(type_):
    """Lists of it are shown as base64."""
    return getattr(type_, "underlying", type_.name) in ("byte", "uint8")


def single(value):
    return struct.unpack("f", struct.pack("f", value))[0]


class GoTypes:
    """Makes types and collects the source they need. `copy` of a type is a Go expression: a function of one argument."""

    def __init__(self, random):
        self.random = random
        self.source = []
        self.declared = 0

    def any(self, depth=0, *without):
        makers = [self.number, self.text] if depth > 3 else [
            self.number, self.text, self.time, self.duration, self.bytes, self.fixed_bytes, self.slice, self.slice,
            self.array, self.map, self.map, self.record, self.record, self.recursive, self.pointer, self.pointer, self.named,
            self.box, self.point, self.json]
        return self.random.choice([m for m in makers if m not in without])(depth + 1)

    def declare(self, kind, text):
        """A new name for a type of package main."""
        self.declared += 1
        name = f"{kind}{self.declared}"
        self.source.append(f"type {name} {text}")
        return name

    def integer_of(self, bits):
        low, high = bounds(bits)
        return lambda: self.random.choice([low, low + 1, -1 if low else 1, 0, high - 1, high, self.random.randint(low, high)])

    def number(self, _):
        name = self.random.choice(["bool", "float32", "float64", *INTEGERS])
        if name == "bool":
            return Type(name, lambda: self.random.random() < 0.5, "copyPlain[bool]", hashable=True)
        if name == "float64":
            return Type(name, self.double, "copyPlain[float64]", hashable=True)
        if name == "float32":
            return Type(name, self.float, "copyPlain[float32]", same=single, hashable=True)
        return Type(name, self.integer_of(INTEGERS[name]), f"copyPlain[{name}]", hashable=True)

    def double(self):
        bits = struct.unpack("d", self.random.randbytes(8))[0]
        return self.random.choice([0.0, -0.0, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, -1e21, 0.1, 2.0**53 + 2,
                                   1e-7, bits if math.isfinite(bits) else 1.5])

    def float(self):
        bits = struct.unpack("f", self.random.randbytes(4))[0]
        return self.random.choice([0.0, -0.0, single(1e-45), single(3.4028234663852886e38), 16777216.0, 0.5,
                                   bits if math.isfinite(bits) else 1.5])

    def letters(self, count):
        return "".join(chr(self.random.randint(*self.random.choice(UNICODE))) for _ in range(count))

    def text(self, _):
        name = self.random.choice(["string", "string", "shapes.Label", "Text"])
        return Type(name, lambda: self.letters(self.random.choice([0, 1, 3, 40])), f"copyText[{name}]", hashable=True)

    def time(self, _):
        def make():
            fraction = self.random.choice(["", ".5", ".000000001", ".999999999", ".120"])
            zone = self.random.choice(["Z", "+05:45", "-12:00", "+14:00", "-00:30"])
            date = [self.random.randint(*range_) for range_ in [(1, 9998), (1, 12), (1, 28), (0, 23), (0, 59), (0, 59)]]
            return "%04d-%02d-%02dT%02d:%02d:%02d" % tuple(date) + fraction + zone

        return Type("time.Time", make, "copyTime", same=instant)

    def duration(self, _):
        return Type("time.Duration", self.integer_of(64), "copyPlain[time.Duration]")

    def bytes(self, _):
        make = lambda: None if self.random.random() < 0.2 else self.base64(self.random.choice([0, 1, 100]))
        return Type("[]byte", make, "copySlice[[]byte](copyPlain[byte])")

    def fixed_bytes(self, _):
        size = self.random.choice([1, 2, 33])
        return Type(f"[{size}]byte", lambda: self.base64(size), f"copyPlain[[{size}]byte]")

    def base64(self, size):
        return base64.b64encode(self.random.randbytes(size)).decode()

    def json(self, _):
        def make(depth=0):
            kind = self.random.randint(0, 5 if depth < 3 else 3)
            if kind == 4:
                return [make(depth + 1) for _ in range(self.random.randint(0, 3))]
            if kind == 5:
                return {self.letters(3): make(depth + 1) for _ in range(self.random.randint(0, 3))}
            return [None, True, self.double(), self.letters(5)][kind]

        def normal(v):  # Go writes 2e17 as an integer
            if isinstance(v, list):
                return [normal(i) for i in v]
            if isinstance(v, dict):
                return {k: normal(i) for k, i in v.items()}
            return float(v) if type(v) is int else v

        return Type(self.random.choice(["any", "interface{}"]), make, "copyAny", same=normal)

    def slice(self, depth):
        item = self.any(depth)
        if is_byte(item):
            return self.bytes(depth)
        name = f"[]{item.name}"
        make = lambda: None if self.random.random() < 0.2 else [item.make() for _ in range(self.random.choice([0, 1, 2, 5, 17]))]
        return Type(name, make, f"copySlice[{name}]({item.copy})", item.selection,
                    lambda v: None if v is None else [item.normal(i) for i in v])

    def array(self, depth):
        item = self.any(depth)
        if is_byte(item):
            return self.fixed_bytes(depth)
        size = self.random.choice([1, 2, 7])
        name = f"[{size}]{item.name}"
        copy = f"func(v {name}) (r {name}) {{ for i := range v {{ r[i] = {item.copy}(v[i]) }}; return }}"
        return Type(name, lambda: [item.make() for _ in range(size)], f"({copy})", item.selection,
                    lambda v: [item.normal(i) for i in v])

    def map(self, depth):
        key, value = self.random.choice([self.number, self.text])(9), self.any(depth)
        name = f"map[{key.name}]{value.name}"

        def make():
            if self.random.random() < 0.2:
                return None
            return [{"key": key.make(), "value": value.make()} for _ in range(self.random.choice([0, 1, 3, 17]))]

        def normal(v):
            if v is None:
                return None
            entries = {key.normal(e["key"]) + 0 if key.name.startswith("float") else e["key"]: value.normal(e["value"]) for e in v}
            return sorted(([k, i] for k, i in entries.items()), key=repr)

        return Type(name, make, f"copyMap[{name}]({key.copy}, {value.copy})", f" {{ key value{value.selection} }}", normal)

    def pointer(self, depth):
        inner = self.any(depth)
        return Type(f"*{inner.name}", lambda: None if self.random.random() < 0.3 else inner.make(), f"copyPointer({inner.copy})",
                    inner.selection, lambda v: None if v is None else inner.normal(v))

    def named(self, depth):
        """A type of the app's own that is no struct; or another name for one."""
        inner = self.any(depth, self.named)
        is_alias = self.random.random() < 0.3
        name = self.declare("Alias" if is_alias else "Named", f"{'= ' if is_alias else ''}{inner.name}")
        copy = f"func(v {name}) {name} {{ return {name}({inner.copy}(({inner.name})(v))) }}"
        made = Type(name, inner.make, f"({copy})", inner.selection, inner.normal)
        made.underlying = getattr(inner, "underlying", inner.name)
        return made

    def box(self, depth):
        inner = self.any(depth)
        fields = {"content": inner, "spare": self.nullable(inner)}
        return self.struct(f"shapes.Box[{inner.name}]", fields, f"copyBox({inner.copy})")

    def nullable(self, inner):
        return Type("", lambda: None if self.random.random() < 0.3 else inner.make(), "", inner.selection,
                    lambda v: None if v is None else inner.normal(v))

    def point(self, _):
        number = Type("", self.integer_of(16), "")
        return self.struct("shapes.Point", {"x": number, "y": number, "at": self.nullable(self.time(0))}, "copyPoint")

    def struct(self, name, fields, copy):
        return Type(name, lambda: {f: t.make() for f, t in fields.items()}, copy,
                    f" {{ {' '.join(f + t.selection for f, t in fields.items())} }}",
                    lambda v: {f: t.normal(v[f]) for f, t in fields.items()})

    def record(self, depth):
        parts = {self.random.choice(["F", "f"]) + str(i): self.any(depth) for i in range(self.random.randint(1, 5))}
        written = [f"{f} {t.name} `json:\"-\"`" for f, t in parts.items()]
        if self.random.random() < 0.4:
            embedded = self.random.choice([self.point, self.record, self.box])(depth + 2)
            is_pointer = self.random.random() < 0.3
            written.insert(0, ("*" if is_pointer else "") + embedded.name)
            field = re.sub(r"\[.*", "", embedded.name).rpartition(".")[2]
            if is_pointer:
                optional = self.nullable(embedded)
                optional.copy = f"copyPointer({embedded.copy})"
            parts = {field: optional if is_pointer else embedded, **parts}
        name = self.declare("Record", f"struct {{ {'; '.join(written)} }}")
        copies = " ".join(f"r.{f} = {t.copy}(v.{f});" for f, t in parts.items())
        self.source.append(f"func copy{name}(v {name}) (r {name}) {{ {copies} return }}")
        return self.struct(name, {f[0].lower() + f[1:]: t for f, t in parts.items()}, f"copy{name}")

    def recursive(self, depth):
        """A struct that contains itself, of whose values three levels are made and asked for."""
        value = self.any(depth + 1)
        name = self.declare("Tree", f"struct {{ Value {value.name}; Next *Tree{self.declared + 1}; Parts []Tree{self.declared + 1} }}")
        self.source.append(f"func copy{name}(v {name}) {name} {{ return {name}{{{value.copy}(v.Value), "
                           f"copyPointer(copy{name})(v.Next), copySlice[[]{name}](copy{name})(v.Parts)}} }}")

        def make(levels=3):
            deeper = levels > 1
            return {"value": value.make(), "next": make(levels - 1) if deeper and self.random.random() < 0.7 else None,
                    "parts": [make(levels - 1) for _ in range(self.random.randint(0, 2 if deeper else 0))]}

        def normal(v):
            whole = {"value": value.normal(v["value"])}
            if "next" in v:
                whole |= {"next": normal(v["next"]) if v["next"] else None, "parts": [normal(p) for p in v["parts"] or []]}
            return whole if whole.get("next") or whole.get("parts") else {"value": whole["value"]}

        selection = f" {{ value{value.selection} }}"
        for _ in range(2):
            selection = f" {{ value{value.selection} next{selection} parts{selection} }}"
        return Type(name, make, f"copy{name}", selection, normal)
