# SPDX-License-Identifier: Apache-2.0
"""The tests of the SDK, which are tests of an app: tests/sdk."""
import re
import unittest

import harness


class Sdk(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.app = cls.enterClassContext(harness.folder()) / "sdk"
        harness.shutil.copytree(harness.ROOT / "tests/sdk", cls.app,
                                ignore=harness.shutil.ignore_patterns("build", "node_modules"))

    def test_what_holds(self):
        for file in sorted((self.app / "assembly/__tests__").glob("*.spec.ts")):
            if file.name != "misfits.spec.ts":
                with self.subTest(file.name):
                    tested = harness.run("test", "--app", self.app, "--replay", file.name)
                    self.assertEqual(tested.returncode, 0, tested.stderr)
                    self.assertNotIn("not made", tested.stderr)

    def test_json_that_does_not_fit(self):
        source = (self.app / "assembly/__tests__/misfits.spec.ts").read_text()
        names = [match[1] for match in re.findall(r"^test\((['\"`])(.*)\1, ", source, re.M)]
        self.assertEqual(len(names), 10)
        tested = harness.run("test", "--app", self.app, "misfits")
        self.assertEqual([line.split("│ ")[1] for line in tested.stderr.splitlines() if "│ " in line], names)

    def test_services_of_later_versions_say_so(self):
        tested = harness.run("test", "--app", self.app, "database")
        self.assertEqual(tested.returncode, 1)
        for service in ("SQL databases", "Neo4j", "Dgraph"):
            self.assertRegex(tested.stderr, rf"{service} are not available yet|{service} is not available yet")
