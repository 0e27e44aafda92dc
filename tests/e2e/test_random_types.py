# SPDX-License-Identifier: Apache-2.0
"""Property test: values of random types go to a guest, are copied there part by part, and come back equal."""
import json
import os
import random
import re
import subprocess
import unittest

import harness
from harness import Server
from random_types import Types

TYPES, VALUES = 40, 10
CHECK = harness.ROOT / "tests/schema/check.mjs"
ARGUMENTS = """{ __schema { queryType { fields { name args { type { ...T } } } } } }
    fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType {
    kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }"""


def spelled(type_):
    if type_["kind"] == "NON_NULL":
        return spelled(type_["ofType"]) + "!"
    return f"[{spelled(type_['ofType'])}]" if type_["kind"] == "LIST" else type_["name"]


class RandomTypes(unittest.TestCase):
    maxDiff = None

    def test_values_come_back_equal(self):
        seed = int(os.environ.get("MODUS_TEST_SEED", "1"))  # fixed: another one finds more, not the same twice
        types = Types(random.Random(seed))
        echoed = [types.any() for _ in range(TYPES)]
        functions = [f"export function echo{i}(value: {t.name}): {t.name} {{ return {t.copy}(value); }}"
                     for i, t in enumerate(echoed)]
        with harness.folder() as target:
            app = harness.copy_app("time", target / "time")
            source = re.sub(r"\((\w+) \| null\)(?=[;)]|: )", r"\1 | null", "\n".join(types.source + functions))
            (app / "assembly/index.ts").write_text(source)
            built = harness.run("build", app)
            self.assertEqual(built.returncode, 0, f"seed {seed}\n{built.stderr}\n{source}")
            with Server("serve", app / "build", env={"MODUS_ENV": "dev"}) as server:
                self.check_schema(server, seed)
                fields = server.data(ARGUMENTS)["__schema"]["queryType"]["fields"]
                arguments = {f["name"]: spelled(f["args"][0]["type"]) for f in fields}
                for _ in range(VALUES):
                    for i, type_ in enumerate(echoed):
                        self.echo(server, f"echo{i}", type_, arguments[f"echo{i}"], seed)

    def check_schema(self, server, seed):
        """graphql-js finds the schema valid."""
        def check(*arguments, given=""):
            return subprocess.run(["node", str(CHECK), *arguments], input=given, capture_output=True, text=True)
        answer = json.dumps(server.ask(check("--query").stdout))
        checked = check(given=answer)
        self.assertEqual(checked.returncode, 0, f"seed {seed}\n{checked.stderr}")

    def echo(self, server, function, type_, argument, seed):
        value = type_.make()
        query = f"query($v: {argument}) {{ r: {function}(value: $v){type_.selection} }}"
        response = server.ask(query, {"v": value})
        context = f"seed {seed}: {function} of {type_.name}: {value!r} gave {response}"
        self.assertNotIn("errors", response, context)
        self.assertEqual(type_.normal(response["data"]["r"]), type_.normal(value), context)
