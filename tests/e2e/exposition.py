# SPDX-License-Identifier: Apache-2.0
"""A strict reader of Prometheus's text format, version 0.0.4: what the format does not allow is an error."""
import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
SAMPLE = re.compile(rf'({NAME})(?:\{{(.*)\}})? (\S+)')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(?:,|$)')
SUFFIXES = {"histogram": ("_bucket", "_sum", "_count"), "summary": ("", "_sum", "_count")}


class Family:
    def __init__(self, name, help, kind):
        self.name, self.help, self.kind = name, help, kind
        self.samples = []  # (name, labels, value)

    def value(self, suffix="", **labels):
        """The one sample of that name and labels."""
        found = [value for name, has, value in self.samples if (name, has) == (self.name + suffix, labels)]
        assert len(found) == 1, (self.name + suffix, labels, self.samples)
        return found[0]

    def labels(self):
        return [labels for _, labels, _ in self.samples]


def read_labels(text):
    labels, at = {}, 0
    while at < len(text):
        found = LABEL.match(text, at)
        assert found, f"no label at {text[at:]!r}"
        assert found[1] not in labels, f"label {found[1]} comes twice"
        labels[found[1]] = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], found[2])
        at = found.end()
    return labels


def read(text):
    """Families by name."""
    assert text.endswith("\n")
    families, family, seen = {}, None, set()
    lines = iter(text[:-1].split("\n"))
    for line in lines:
        if line.startswith("# HELP "):
            _, _, name, help = line.split(" ", 3)
            kind = next(lines).removeprefix(f"# TYPE {name} ")
            assert kind in ("counter", "gauge", "histogram", "summary"), line
            assert name not in families, f"{name} comes twice"
            family = families[name] = Family(name, help, kind)
            continue
        found = SAMPLE.fullmatch(line)
        assert found and family, f"no sample: {line!r}"
        name, labels, value = found[1], read_labels(found[2] or ""), float(found[3])
        suffixes = SUFFIXES.get(family.kind, ("",))
        assert name in [family.name + suffix for suffix in suffixes], f"{name} is no part of {family.name}"
        key = (name, tuple(sorted(labels.items())))
        assert key not in seen, f"{key} comes twice"
        seen.add(key)
        assert family.kind == "gauge" or not value < 0, line
        family.samples.append((name, labels, value))
    for each in families.values():
        if each.kind == "histogram":
            check_histogram(each)
    return families


def check_histogram(family):
    """Every series has ascending bounds, counts that add up, and +Inf last, which is its count."""
    buckets = {}
    for name, labels, value in family.samples:
        if name.endswith("_bucket"):
            rest = tuple(sorted((key, held) for key, held in labels.items() if key != "le"))
            buckets.setdefault(rest, []).append((float(labels["le"]), value))
    for rest, pairs in buckets.items():
        assert pairs == sorted(pairs) and pairs[-1][0] == float("inf"), pairs
        assert [count for _, count in pairs] == sorted(count for _, count in pairs), pairs
        assert family.value("_count", **dict(rest)) == pairs[-1][1], (family.name, rest)
        family.value("_sum", **dict(rest))
