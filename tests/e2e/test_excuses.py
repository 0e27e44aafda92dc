# SPDX-License-Identifier: Apache-2.0
"""The example app, on the model that runs here, and on a provider that speaks OpenAI's format."""
import concurrent.futures
import json
import os
import shutil
import signal
import time
import unittest

import harness
from harness import Server, edit_json

QUERY = '{ generateExcuses(event: "the team meeting") }'


class OnTheLocalModel(unittest.TestCase):
    alone = True  # run.py: a model computes on all cores

    @classmethod
    def setUpClass(cls):
        cls.journal = f"/tmp/modus-e2e-journal-{os.getpid()}.jsonl"
        cls.server = Server("serve", harness.built_app("excuses"), "--jsonlogs", "--journal", cls.journal,
                            env={"MODUS_ENV": "dev"})

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        os.unlink(cls.journal)

    def test_1_answers_with_text_and_an_execution_id(self):
        response = self.server.ask(QUERY)
        self.assertNotIn("errors", response)
        self.assertTrue(response["data"]["generateExcuses"].strip())
        self.assertRegex(response["extensions"]["invocations"]["generateExcuses"]["executionId"], r"^[0-9a-v]{20}$")

    def test_2_is_found_in_the_inference_history(self):
        self.server.ask(QUERY)
        for _ in range(50):
            history = json.loads(self.server.get("/explorer/api/inferences")[1])
            if history:
                break
            time.sleep(0.1)
        self.assertEqual(history[0]["function"], "generateExcuses")
        self.assertIn("the team meeting", json.dumps(history[0]["input"]))

    def test_3_is_found_in_the_journal(self):
        execution = self.server.ask(QUERY)["extensions"]["invocations"]["generateExcuses"]["executionId"]
        time.sleep(0.3)
        with open(self.journal) as lines:
            records = [record for record in map(json.loads, lines) if record["execution"] == execution]
        self.assertEqual([record["seq"] for record in records], list(range(1, len(records) + 1)))
        self.assertEqual([record["call"] for record in records],
                         ["modus_models.getModelInfo", "modus_models.invokeModel"])
        self.assertIn("choices", json.loads(records[1]["result"]))

    def test_4_several_at_once(self):
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda _: self.server.ask(QUERY), range(6)))
        for answer in answers:
            self.assertNotIn("errors", answer)

    def kill_model_server_within_an_answer(self):
        """The answer's errors; empty when the model was quicker."""
        self.server.ask(QUERY)
        (model,) = harness.children_of(self.server.process.pid)
        idle = harness.cpu_seconds(model)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            pending = pool.submit(self.server.errors, '{ generateExcuses(event: "a very long story, tell it in full") }')
            while harness.cpu_seconds(model) < idle + 0.3 and not pending.done():
                time.sleep(0.01)
            os.kill(model, signal.SIGKILL)
            return pending.result()

    def test_5_a_killed_model_server_is_an_error_and_comes_back(self):
        errors = next(filter(None, (self.kill_model_server_within_an_answer() for _ in range(10))), "none")
        self.assertIn("local model", errors)
        self.assertNotIn("errors", self.server.ask(QUERY))

    def test_6_leaves_no_process_behind(self):
        with Server("serve", harness.built_app("excuses"), "--jsonlogs") as server:
            server.ask(QUERY)
            (model,) = harness.children_of(server.process.pid)
        with self.assertRaises(ProcessLookupError):
            os.kill(model, 0)


class OnAProvider(unittest.TestCase):
    """The same app with two lines of modus.json changed: sourceModel and connection."""

    def setUp(self):
        self.base = self.enter(harness.openai_server())
        self.tmp = self.enter(harness.folder())
        self.build = self.tmp / "app" / "build"
        shutil.copytree(harness.built_app("excuses"), self.build)

    def enter(self, context):
        value = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return value

    def use(self, model, base=None):
        def change(manifest):
            manifest["models"]["llm"].update(sourceModel=model, connection="openai")
            manifest["connections"]["openai"]["baseUrl"] = base or self.base
        edit_json(self.build / "modus.json", change)

    def serve(self, key="test-key", *flags):
        env = {"MODUS_OPENAI_API_KEY": key} if key else {}
        return Server("serve", self.build, "--jsonlogs", *flags, env=env)

    def errors(self, model, key="test-key", base=None, *flags):
        self.use(model, base)
        with self.serve(key, *flags) as server:
            started = time.monotonic()
            errors = server.errors(QUERY)
            self.elapsed = time.monotonic() - started
            return errors

    def test_answers(self):
        self.use("gpt-4o-mini")
        with self.serve() as server:
            self.assertIn("the team meeting", server.data(QUERY)["generateExcuses"])

    def test_the_key_may_stand_in_an_env_file(self):
        self.use("gpt-4o-mini")
        (self.build / ".env").write_text("MODUS_OPENAI_API_KEY=test-key\n")
        with self.serve(key=None) as server:
            self.assertTrue(server.data(QUERY)["generateExcuses"])

    def test_a_missing_secret_is_named(self):
        self.assertIn("MODUS_OPENAI_API_KEY", self.errors("gpt-4o-mini", key=None))

    def test_a_refused_key(self):
        errors = self.errors("gpt-4o-mini", key="wrong")
        self.assertIn("401", errors)
        self.assertNotIn("wrong", errors)

    def test_a_rate_limit(self):
        self.assertIn("429", self.errors("rate-limited"))

    def test_a_failing_provider(self):
        self.assertTrue(self.errors("fail-500"))

    def test_half_a_body(self):
        self.assertIn("before the answer was complete", self.errors("half-body"))

    def test_a_provider_that_hangs(self):
        errors = self.errors("hang", "test-key", None, "--timeout", "1500")
        self.assertIn('the model "llm" had not answered when the time of the function was nearly over', errors)
        self.assertLess(self.elapsed, 6)

    def test_a_provider_that_refuses(self):
        self.assertIn("cannot connect", self.errors("gpt-4o-mini", base="http://127.0.0.1:9/"))


if __name__ == "__main__":
    unittest.main()
