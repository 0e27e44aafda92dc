# SPDX-License-Identifier: Apache-2.0
"""Property test: values of random types go to a guest, are copied there part by part, and come back equal."""
import contextlib
import json
import os
import random
import re
import shutil
import subprocess
import unittest

import harness
from harness import Server
from random_go_types import INTEGERS, GoTypes, bounds, instant, is_byte
from random_types import Types
from test_streams import Events

TYPES, VALUES = 40, 10
CHECK = harness.ROOT / "tests/schema/check.mjs"
GO_APP = harness.ROOT / "tests/e2e/random_go"
FIELDS = "{ fields { name args { name type { ...T } } } }"
ARGUMENTS = f"{{ __schema {{ queryType {FIELDS} mutationType {FIELDS} subscriptionType {FIELDS} }} }}" + """
    fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType {
    kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }"""


def spelled(type_):
    if type_["kind"] == "NON_NULL":
        return spelled(type_["ofType"]) + "!"
    return f"[{spelled(type_['ofType'])}]" if type_["kind"] == "LIST" else type_["name"]


class Echoes(unittest.TestCase):
    """Sends values of types to functions that give them back."""
    maxDiff = None

    def setUp(self):
        self.seed = int(os.environ.get("MODUS_TEST_SEED", "1"))  # fixed: another one finds more, not the same twice
        self.random = random.Random(self.seed)

    @contextlib.contextmanager
    def serving(self, app, file, source):
        """A server of the app with that source in that file of it."""
        (app / file).write_text(source)
        built = harness.run("build", app)
        self.assertEqual(built.returncode, 0, f"seed {self.seed}\n{built.stderr}\n{source}")
        with Server("serve", app / "build", "--max-complexity", "10000000", env={"MODUS_ENV": "dev"}, wait=False) as server:
            server.wait_for(Server.READY, 400)  # there is much to compile
            self.check_schema(server)
            roots = server.data(ARGUMENTS)["__schema"]
            self.arguments = {f["name"]: {a["name"]: spelled(a["type"]) for a in f["args"]}
                              for root in roots.values() if root for f in root["fields"]}
            yield server

    def check_schema(self, server):
        """graphql-js finds the schema valid."""
        def check(*arguments, given=""):
            return subprocess.run(["node", str(CHECK), *arguments], input=given, capture_output=True, text=True)
        answer = json.dumps(server.ask(check("--query").stdout))
        checked = check(given=answer)
        self.assertEqual(checked.returncode, 0, f"seed {self.seed}\n{checked.stderr}")

    def query(self, function, selection, operation="query"):
        """A request for the function, its arguments from variables of their names."""
        arguments = self.arguments[function]
        declared = ", ".join(f"${name}: {type_}" for name, type_ in arguments.items())
        passed = ", ".join(f"{name}: ${name}" for name in arguments)
        return f"{operation}({declared}) {{ r: {function}({passed}){selection} }}"

    def call(self, server, function, selection, **values):
        """What the function answers to these values of its parameters."""
        response = server.ask(self.query(function, selection), values)
        self.assertNotIn("errors", response, f"seed {self.seed}: {function} of {values!r} gave {response}")
        return response["data"]["r"]

    def echo(self, server, function, type_):
        value = type_.make()
        answer = self.call(server, function, type_.selection, value=value)
        self.assertEqual(type_.normal(answer), type_.normal(value),
                         f"seed {self.seed}: {function} of {type_.name}: {value!r} gave {answer!r}")


class AssemblyScript(Echoes):
    def test_values_come_back_equal(self):
        types = Types(self.random)
        echoed = [types.any() for _ in range(TYPES)]
        functions = [f"export function echo{i}(value: {t.name}): {t.name} {{ return {t.copy}(value); }}"
                     for i, t in enumerate(echoed)]
        source = re.sub(r"\((\w+) \| null\)(?=[;)]|: )", r"\1 | null", "\n".join(types.source + functions))
        with harness.folder() as target:
            app = harness.copy_app("time", target / "time")
            with self.serving(app, "assembly/index.ts", source) as server:
                for _ in range(VALUES):
                    for i, type_ in enumerate(echoed):
                        self.echo(server, f"echo{i}", type_)


GO_HEADER = """package main

import (
	"errors"
	"iter"
	"time"

	"example.com/random/shapes"
)

var _ time.Time
var _ shapes.Point
"""
GO_FUNCTIONS = """
func Echo{i}(value {t}) {t} {{ return {copy}(value) }}
func Optional{i}(value *{t}) *{t} {{ return copyPointer({copy})(value) }}
func All{i}(values ...{t}) []{t} {{ return copySlice[[]{t}]({copy})(values) }}
func Both{i}(value {t}, other {u}) (mine {t}, _ {u}) {{ return {copy}(value), {other}(other) }}
func Try{i}(value {t}, why string) ({t}, error) {{ if why != "" {{ return value, errors.New(why) }}; return {copy}(value), nil }}
func Each{i}(values []{t}) iter.Seq[{t}] {{ return each(values, {copy}) }}
"""


@unittest.skipUnless(shutil.which("go"), "there is no Go compiler")
class Go(Echoes):
    def test_values_come_back_equal(self):
        types = GoTypes(self.random)
        self.types = [types.any() for _ in range(TYPES)]
        pairs = zip(self.types, self.types[1:] + self.types[:1])
        functions = [GO_FUNCTIONS.format(i=i, t=t.name, copy=t.copy, u=u.name, other=u.copy) for i, (t, u) in enumerate(pairs)]
        source = "\n".join([GO_HEADER, *types.source, *functions])
        with harness.folder() as target:
            app = shutil.copytree(GO_APP, target / "app")
            with self.serving(app, "generated.go", source) as server:
                for i, type_ in enumerate(self.types):
                    for _ in range(VALUES):
                        self.echo(server, f"echo{i}", type_)
                    self.check_signatures(server, i, type_)
                    if not is_byte(type_):  # lists of bytes are texts
                        self.check_lists(server, i, type_)
                self.check_times(server)
                self.check_texts(server)
                self.check_borders(server)

    def check_signatures(self, server, i, type_):
        """Pointers, several results, and errors."""
        self.echo(server, f"optional{i}", type_)
        self.assertIsNone(self.call(server, f"optional{i}", type_.selection, value=None))
        other = self.types[(i + 1) % TYPES]
        mine, others = type_.make(), other.make()
        selection = f" {{ mine{type_.selection} item2{other.selection} }}"
        answer = self.call(server, f"both{i}", selection, value=mine, other=others)
        self.assertEqual(type_.normal(answer["mine"]), type_.normal(mine))
        self.assertEqual(other.normal(answer["item2"]), other.normal(others))
        self.assertEqual(type_.normal(self.call(server, f"try{i}", type_.selection, value=mine, why="")), type_.normal(mine))
        failed = server.ask(self.query(f"try{i}", type_.selection), {"value": mine, "why": "not \"today\" 😀"})
        self.assertEqual([error["message"] for error in failed["errors"]], ["not \"today\" 😀"])

    def check_lists(self, server, i, type_):
        """Variadics and streams."""
        values = [type_.make() for _ in range(3)]
        answer = self.call(server, f"all{i}", type_.selection, values=values)
        self.assertEqual([type_.normal(v) for v in answer], [type_.normal(v) for v in values])
        events = Events(server.port, self.query(f"each{i}", type_.selection, "subscription"), {"values": values})
        answers = [response["data"]["r"] for response in events.responses()]
        self.assertEqual([type_.normal(v) for v in answers], [type_.normal(v) for v in values])

    def check_times(self, server):
        """The app sees a time's zone as it was sent."""
        time = GoTypes(self.random).time(0)
        for value in [time.make() for _ in range(20)] + ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"]:
            seen = self.call(server, "moment", "", value=value)
            self.assertEqual((instant(seen), seen[-6:].lstrip("0123456789.:")), (instant(value), value[-6:].lstrip("0123456789.:")))

    def check_texts(self, server):
        """The app sees each character as the one that was sent."""
        types = GoTypes(self.random)
        for text in [types.letters(40) for _ in range(20)] + ["\0", "\uffff\ufffe", "e\u0301", "👩‍👩‍👧‍👦", "\u202eabc", ""]:
            self.assertEqual(self.call(server, "length", " { bytes runes }", text=text),
                             {"bytes": len(text.encode()), "runes": len(text)}, ascii(text))

    def check_borders(self, server):
        """Numbers on a border arrive; the next ones are refused."""
        for name, bits in INTEGERS.items():
            low, high = bounds(bits)
            function = "border" + name.title()
            for value in (low, high):
                self.assertEqual(self.call(server, function, "", value=value), str(value))
            for value in (low - 1, high + 1, 10**40, None):
                self.assertIn("errors", server.ask(self.query(function, ""), {"value": value}), f"{name}: {value}")


if __name__ == "__main__":
    unittest.main()
