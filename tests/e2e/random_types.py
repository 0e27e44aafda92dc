# SPDX-License-Identifier: Apache-2.0
"""Random AssemblyScript types, with a function that copies each part by part, and random values of them."""
import base64

SCALARS = {
    "bool": lambda r: r.random() < 0.5,
    **{name: lambda r, low=low, high=high: r.choice([low, high, 0, 1, r.randint(low, high)])
       for name, low, high in [("i8", -2**7, 2**7 - 1), ("u8", 0, 2**8 - 1), ("i16", -2**15, 2**15 - 1),
                               ("u16", 0, 2**16 - 1), ("i32", -2**31, 2**31 - 1), ("u32", 0, 2**32 - 1),
                               ("i64", -2**63, 2**63 - 1), ("u64", 0, 2**64 - 1)]},
    "f32": lambda r: r.randint(-8000, 8000) / 8,  # equal to its shortest text
    "f64": lambda r: r.choice([0, 5e-324, 1.7976931348623157e308, r.uniform(-1e9, 1e9)]),
}
TYPED_ARRAYS = {"Int8Array": "i8", "Int16Array": "i16", "Uint16Array": "u16", "Int32Array": "i32",
                "Uint32Array": "u32", "Int64Array": "i64", "Float32Array": "f32", "Float64Array": "f64"}
LETTERS = "aZ09 \"\\\n\tüß€中😀\u0000"


class Type:
    """A type: its name, its selection set, and how to make and to compare values."""

    def __init__(self, name, make, copy, selection="", same=None, hashable=False):
        self.name, self.make, self.copy, self.selection, self.hashable = name, make, copy, selection, hashable
        self.normal = same or (lambda value: value)

    @property
    def is_reference(self):
        return self.name not in SCALARS


class Types:
    """Makes types and collects the source they need."""

    def __init__(self, random):
        self.random = random
        self.source = []
        self.copied = {}
        self.classes = 0

    def copy_of(self, type_, body):
        """The name of the function that copies values of the type."""
        if type_ not in self.copied:
            self.copied[type_] = f"copy{len(self.copied)}"
            self.source.append(f"function {self.copied[type_]}(v: {type_}): {type_} {{ {body} }}")
        return self.copied[type_]

    def any(self, depth=0):
        kinds = [self.scalar, self.string] if depth > 3 else [
            self.scalar, self.string, self.date, self.bytes, self.typed_array, self.array, self.array, self.static_array,
            self.set, self.map, self.record, self.record, self.nullable]
        return self.random.choice(kinds)(depth + 1)

    def scalar(self, _):
        name = self.random.choice(list(SCALARS))
        return Type(name, lambda: SCALARS[name](self.random), self.copy_of(name, "return v;"), hashable=True)

    def string(self, _):
        make = lambda: "".join(self.random.choice(LETTERS) for _ in range(self.random.choice([0, 1, 3, 40])))
        return Type("string", make, self.copy_of("string", 'return ("x" + v).slice(1);'), hashable=True)

    def date(self, _):
        make = lambda: "%04d-%02d-%02dT%02d:%02d:%02dZ" % tuple(
            self.random.randint(*range_) for range_ in [(1, 9999), (1, 12), (1, 28), (0, 23), (0, 59), (0, 59)])
        return Type("Date", make, self.copy_of("Date", "return new Date(v.getTime());"))

    def bytes(self, _):
        name = self.random.choice(["ArrayBuffer", "Uint8Array", "u8[]", "StaticArray<u8>"])
        make = lambda: base64.b64encode(self.random.randbytes(self.random.choice([0, 1, 100]))).decode()
        return Type(name, make, self.copy_of(name, "return v.slice(0);" if "Static" not in name
                                             else "return StaticArray.fromArray<u8>(v.slice<u8[]>(0));"))

    def typed_array(self, _):
        name = self.random.choice(list(TYPED_ARRAYS))
        make = lambda: [SCALARS[TYPED_ARRAYS[name]](self.random) for _ in range(self.random.choice([0, 1, 9]))]
        return Type(name, make, self.copy_of(name, "return v.slice(0);"))

    def items_of(self, item):
        return lambda: [item.make() for _ in range(self.random.choice([0, 1, 2, 5, 17]))]

    def array(self, depth):
        item = self.any(depth)
        name = f"Array<{item.name}>"
        if item.name == "u8":
            return self.bytes(depth)
        copy = self.copy_of(name, f"const r = new {name}(); for (let i = 0; i < v.length; i++) r.push({item.copy}(v[i])); return r;")
        return Type(name, self.items_of(item), copy, item.selection, lambda v: [item.normal(i) for i in v])

    def static_array(self, depth):
        item = self.any(depth)
        name = f"StaticArray<{item.name}>"
        if item.name == "u8":
            return self.bytes(depth)
        copy = self.copy_of(name, f"const r = new Array<{item.name}>(); for (let i = 0; i < v.length; i++) r.push({item.copy}(v[i])); "
                                  f"return StaticArray.fromArray<{item.name}>(r);")
        return Type(name, self.items_of(item), copy, item.selection, lambda v: [item.normal(i) for i in v])

    def key(self):
        return self.random.choice([self.scalar, self.string])(9)

    def set(self, _):
        item = self.key()
        name = f"Set<{item.name}>"
        copy = self.copy_of(name, f"const r = new {name}(); const i = v.values(); "
                                  f"for (let n = 0; n < i.length; n++) {{ assert(v.has(i[n])); r.add({item.copy}(i[n])); }} return r;")
        return Type(name, self.items_of(item), copy, same=lambda v: list(dict.fromkeys(v)))

    def map(self, depth):
        key, value = self.key(), self.any(depth)
        name = f"Map<{key.name},{value.name}>"
        copy = self.copy_of(name, f"const r = new {name}(); const k = v.keys(); "
                                  f"for (let n = 0; n < k.length; n++) r.set({key.copy}(k[n]), {value.copy}(v.get(k[n]))); return r;")
        make = lambda: [{"key": key.make(), "value": value.make()} for _ in range(self.random.choice([0, 1, 3, 17]))]
        normal = lambda v: sorted(([k, value.normal(i)] for k, i in {e["key"]: e["value"] for e in v}.items()), key=repr)
        return Type(name, make, copy, f" {{ key value{value.selection} }}", normal)

    def record(self, depth):
        fields = {f"f{i}": self.any(depth) for i in range(self.random.randint(1, 5))}
        self.classes += 1
        name = f"Record{self.classes}"
        self.source.append(f"class {name} {{ {' '.join(f'{f}!: {t.name};' for f, t in fields.items())} }}")
        copy = self.copy_of(name, f"const r = new {name}(); {' '.join(f'r.{f} = {t.copy}(v.{f});' for f, t in fields.items())} return r;")
        return Type(name, lambda: {f: t.make() for f, t in fields.items()}, copy,
                    f" {{ {' '.join(f + t.selection for f, t in fields.items())} }}",
                    lambda v: {f: t.normal(v[f]) for f, t in fields.items()})

    def nullable(self, depth):
        inner = self.any(depth)
        if not inner.is_reference or inner.name.endswith("null)"):
            return inner
        name = f"({inner.name} | null)"
        copy = self.copy_of(name, f"if (v === null) return null; return {inner.copy}(v);")
        return Type(name, lambda: None if self.random.random() < 0.3 else inner.make(), copy, inner.selection,
                    lambda v: None if v is None else inner.normal(v))
