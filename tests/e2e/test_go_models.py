# SPDX-License-Identifier: Apache-2.0
"""What the tests of models ask of AssemblyScript apps, asked of the same apps in Go."""
import unittest

import harness
import test_model_streams
import test_providers
import test_tools
import test_typed_answers
from test_go import setUpModule  # noqa: F401 (there may be no Go compiler)


class Providers(test_providers.Providers):
    source = "tests/providers/go"
    tool_choice = {}
    strict = {"strict": True}


class ProvidersExample(test_providers.Examples):
    app = "go/providers"


class Streams(test_model_streams.OnProviders):
    source = "tests/providers/go"


class ChatExample(test_model_streams.OnTheLocalModel):
    app = "go/chat"

    def test_its_page_is_that_of_the_other_one(self):
        one, two = (harness.ROOT / "examples" / app / "web" for app in ("chat", "go/chat"))
        self.assertEqual({file.name: file.read_bytes() for file in one.iterdir()},
                         {file.name: file.read_bytes() for file in two.iterdir()})


class TypedAnswers(test_typed_answers.TypedAnswers):
    source = "tests/typed/go"


class InvoicesExample(test_typed_answers.Invoices):
    app = "go/invoices"


class Tools(test_tools.Tools):
    source = "tests/typed/go"
    with_lines = {"anyOf": [{"type": "boolean"}, {"type": "null"}]}
    needed = ["id", "withLines"]


class Limits(test_tools.Limits):
    source = "tests/typed/go"


class OwnTests(unittest.TestCase):
    """The tests that the examples bring along."""

    def test_they_pass(self):
        for name in ("chat", "invoices"):
            with self.subTest(name), harness.folder() as target:
                ran = harness.run("test", "--app", harness.copy_app(f"go/{name}", target / name), "--verbose")
                self.assertEqual(ran.returncode, 0, ran.stderr)
                self.assertIn("--- PASS: TestAn", ran.stderr + ran.stdout)


if __name__ == "__main__":
    unittest.main()
