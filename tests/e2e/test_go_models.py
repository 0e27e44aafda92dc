# SPDX-License-Identifier: Apache-2.0
"""What the tests of models ask of AssemblyScript apps, asked of the same apps in Go."""
import unittest

import harness
import test_model_streams
import test_providers
import test_tools
import test_typed_answers
from harness import Server
from test_streams import Events
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

    def test_types_of_other_packages(self):
        notes = [{"text": "a"}, None]
        self.assertEqual(self.value("askNote", "openai", {"give": {"answer": notes}}, fields="{ text }"), notes)


class InvoicesExample(test_typed_answers.Invoices):
    app = "go/invoices"


class Tools(test_tools.Tools):
    source = "tests/typed/go"
    with_lines = {"anyOf": [{"type": "boolean"}, {"type": "null"}]}
    needed = ["id", "withLines"]


class Limits(test_tools.Limits):
    source = "tests/typed/go"


class Replay(unittest.TestCase):
    """What the history kept of a call runs again, with the local model's answers as they were."""

    def replayed(self, name, ask):
        with harness.folder() as folder:
            app = folder / "app"
            harness.shutil.copytree(harness.built_app(name), app / "build")
            with Server("serve", app / "build", env={"MODUS_OPENAI_API_KEY": "none"}) as server:
                ask(server)
            replayed = harness.run("replay", "1", "--app", app)
            self.assertEqual(replayed.returncode, 0, replayed.stdout + replayed.stderr)
            self.assertIn("equal", replayed.stdout)

    def test_a_typed_answer(self):
        text = "Bakery Miller. 2 loaves of bread at 2.70 euros each, 1 piece of butter at 2.10 euros."
        query = f'{{ readInvoice(text: "{text}") {{ seller lines {{ what }} }} }}'
        self.replayed("go/invoices", lambda server: server.data(query))

    def test_a_streamed_answer(self):
        def ask(server):
            with Events(server.port, 'subscription { chat(turns: [{role: "user", text: "Say hello."}]) }') as events:
                self.assertGreater(len(events.responses()), 1)

        self.replayed("go/chat", ask)


class OwnTests(unittest.TestCase):
    """The tests that the examples bring along."""

    def test_they_pass(self):
        for name in ("chat", "embeddings", "http", "invoices", "streams"):
            with self.subTest(name), harness.folder() as target:
                ran = harness.run("test", "--app", harness.copy_app(f"go/{name}", target / name), "--verbose")
                self.assertEqual(ran.returncode, 0, ran.stderr)
                self.assertIn("--- PASS: Test", ran.stderr + ran.stdout)


if __name__ == "__main__":
    unittest.main()
