# SPDX-License-Identifier: Apache-2.0
"""Budgets for models, and what they took: docs/models/budgets.md."""
import concurrent.futures
import json
import re
import shutil
import time
import unittest

import harness
from harness import Server, edit_json
from test_model_streams import ALL as STREAMS
from test_model_streams import Providers, subscription
from test_resilience import App, provider_requests, query
from test_streams import Events
from typed_app import ENVIRONMENT, TypedApp


def queries(count):
    """One request with that many calls of the function."""
    fields = " ".join(f'f{i}: generateExcuses(event: "event {i}")' for i in range(count))
    return "{ " + fields + " }"


class Budgets(App):
    def budget(self, **periods):
        """The budget of all models together; and the endpoint tells what they took."""
        def change(manifest):
            manifest["budget"] = periods
            manifest["endpoints"]["default"]["modelUsage"] = True
        edit_json(self.build / "modus.json", change)

    def model_calls(self):
        records = [json.loads(line) for line in self.journal.read_text().splitlines()]
        return [r for r in records if r["call"] == "modus_models.invokeModel"]

    def test_what_a_call_took_is_told_everywhere(self):
        self.define(price={"input": 1, "output": 10})
        self.budget()
        with self.serve() as server:
            status, response, _ = server.post(queries(2))
            line = server.wait_for("Completed model invocation")
        usage = response["extensions"]["usage"]
        attributes = [call["attributes"] for call in self.model_calls()]
        tokens = [(int(a["inputTokens"]), int(a["outputTokens"])) for a in attributes]
        self.assertEqual(len(tokens), 2)
        self.assertTrue(all(0 < i and 0 < o for i, o in tokens), tokens)
        total = {"calls": 2, "inputTokens": sum(i for i, _ in tokens), "cachedTokens": 0,
                 "outputTokens": sum(o for _, o in tokens)}
        dollars = usage["total"].pop("dollars")
        self.assertEqual(usage["total"], total)
        self.assertEqual(usage["models"]["llm"].pop("dollars"), dollars)
        self.assertEqual(usage["models"], {"llm": total})
        self.assertAlmostEqual(dollars, (total["inputTokens"] + 10 * total["outputTokens"]) / 1e6)
        self.assertEqual([int(a["costMicros"]) for a in attributes], [i + 10 * o for i, o in tokens])
        self.assertEqual(attributes[0]["provider"], "openai")
        self.assertEqual(attributes[0]["providerModel"], "gpt-4o-mini")
        self.assertEqual(attributes[0]["finishReason"], "stop")
        self.assertRegex(line, r"Model: llm, \d+ \+ \d+ tokens, \$0\.0")

    def test_without_the_key_responses_are_silent(self):
        self.define()
        with self.serve() as server:
            self.assertNotIn("usage", server.post(query("x"))[1]["extensions"])

    def test_a_request_is_one_budget_for_all_its_calls(self):
        self.define(budget={"perRequest": {"calls": 3}})
        self.budget()
        with self.serve() as server:
            _, response, _ = server.post(queries(5))
            self.assertEqual(response["extensions"]["usage"]["total"]["calls"], 3)
            messages = [error["message"] for error in response["errors"] if "budget" in error["message"]]
            self.assertEqual(len(messages), 2)
            self.assertIn("models.llm.budget.perRequest.calls allows 3 calls for each request", messages[0])
            self.assertIn("raise it in modus.json", messages[0])
            self.assertTrue(server.data(query("another request")))
        self.assertEqual(len(provider_requests(self.base)), 4)

    def test_many_requests_never_exceed_what_all_share(self):
        self.define(sourceModel="slow", price={"input": 1, "output": 1})
        self.budget(perDay={"tokens": 12000})
        with self.serve() as server, concurrent.futures.ThreadPoolExecutor(16) as pool:
            asked = [pool.submit(server.post, query(f"event {i}")) for i in range(48)]
            responses = [each.result()[1] for each in asked]
        took = sum(r["extensions"]["usage"]["total"]["inputTokens"] + r["extensions"]["usage"]["total"]["outputTokens"]
                   for r in responses)
        answered = sum("errors" not in r for r in responses)
        self.assertGreater(answered, 0)
        self.assertLess(answered, 48)
        self.assertLessEqual(took, 12000)
        refused = [r["errors"][0]["message"] for r in responses if "errors" in r]
        self.assertTrue(all("budget.perDay.tokens allows 12000 tokens a day" in each for each in refused), refused)
        self.assertEqual(len(provider_requests(self.base)), answered)

    def test_dollars_of_a_day_outlive_the_process(self):
        self.define(price={"input": 1, "output": 1}, budget={"perDay": {"dollars": 0.0013}})
        with self.serve() as server:
            self.assertTrue(server.data(query("x")))
            spent = server.errors(query("y" * 600))
            self.assertRegex(spent, r"models.llm.budget.perDay.dollars allows \$0.0013 a day: \$0.0000\d+ spent")
            time.sleep(0.5)
        with self.serve() as server:
            self.assertRegex(server.errors(query("y" * 600)), r"a day: \$0.0000\d+ spent")
        self.assertEqual(len(provider_requests(self.base)), 1)

    def test_an_unknown_price_is_an_error_when_the_app_is_loaded(self):
        self.define()
        self.budget(perDay={"dollars": 5})
        finished = harness.run("serve", self.build, "--port", "0", env={"MODUS_OPENAI_API_KEY": "test-key"})
        self.assertNotEqual(finished.returncode, 0)
        self.assertIn('budget.perDay.dollars cannot be kept: the price of "gpt-4o-mini" (the model "llm") is not '
                      "among the list prices of ", finished.stderr)
        self.assertIn("; set models.llm.price", finished.stderr)

    def test_time_is_a_budget(self):
        self.define(sourceModel="slow", budget={"perRequest": {"timeMs": 200}})
        with self.serve() as server:
            started = time.monotonic()
            errors = server.errors(query("x"))
            self.assertLess(time.monotonic() - started, 5)
        self.assertIn("raise models.llm.budget.perRequest.timeMs in modus.json", errors)

    def test_a_spent_budget_leads_to_the_fallback(self):
        self.define(budget={"perHour": {"calls": 1}}, fallback=["other"], others={"other": {"sourceModel": "gpt-4o"}})
        with self.serve() as server:
            for i in range(3):
                self.assertTrue(server.data(query(f"event {i}")))
        self.assertEqual([request["model"] for request in provider_requests(self.base)],
                         ["gpt-4o-mini", "gpt-4o", "gpt-4o"])


class Streams(Providers):
    """Of an app that may ask one provider for 3000 tokens a day, and begins a new one with each server."""

    @classmethod
    def serve(cls, *flags):
        return super().serve("--data", cls.enterClassContext(harness.folder()), *flags)

    @classmethod
    def without_retries(cls, manifest):
        Providers.without_retries(manifest)
        manifest["endpoints"]["default"]["modelUsage"] = True
        manifest["models"]["openai"]["budget"] = {"perDay": {"tokens": 3000}}

    def spent(self, server):
        """What the error of a call that does not fit says."""
        errors = server.errors(f'{{ leaveEarly(text: "{"x " * 4500}") }}')
        return int(re.search(r"a day: (\d+) tokens spent", errors).group(1))

    def test_a_stream_that_outgrows_its_budget_is_broken_off(self):
        with self.serve() as server:
            text, error = self.broken(STREAMS[0], "please go on beyond the budget", server)
            self.wait_until_left("please go on beyond the budget")
        self.assertIn("models.openai.budget.perDay.tokens allows 3000 tokens a day", error)
        self.assertTrue(8000 < len(text) < 12500, len(text))

    def test_a_stream_whose_client_leaves_is_settled_with_what_it_told(self):
        text = "please slow please go on until the client leaves"
        with self.serve() as server:
            with Events(server.port, subscription(STREAMS[0], text)) as events:
                next(iter(events))
            self.wait_until_left(text)
            spent = self.spent(server)
        self.assertTrue(10 < spent < 500, spent)

    def test_each_event_tells_what_was_taken_so_far(self):
        with self.serve() as server:
            responses = self.responses(subscription(STREAMS[3], "Hello!"), server)
        self.assertGreater(len(responses), 1)
        for response in responses:
            self.assertIn("total", response["extensions"]["usage"])

    def test_the_journal_tells_what_a_stream_took(self):
        journal = self.journal.with_name("streams.jsonl")
        with self.serve("--journal", journal) as server:
            self.responses(subscription(STREAMS[0], "Hello!"), server)
        attributes = [json.loads(line).get("attributes", {}) for line in journal.read_text().splitlines()]
        told = [each for each in attributes if "inputTokens" in each]
        self.assertEqual(len(told), 1)
        self.assertEqual(told[0]["streamed"], "true")
        self.assertEqual(told[0]["finishReason"], "stop")
        self.assertGreater(int(told[0]["firstTokenUs"]), 0)
        self.assertGreater(int(told[0]["outputTokens"]), 0)


class Tools(TypedApp):
    def test_the_rounds_of_tools_are_calls_of_the_request(self):
        lookup = {"calls": [["lookupOrder", {"id": 7}]]}

        def change(manifest):
            manifest["budget"] = {"perRequest": {"calls": 2}}
            manifest["endpoints"]["default"]["modelUsage"] = True

        with harness.folder() as folder:
            build = shutil.copytree(self.build, folder / "build")
            edit_json(build / "modus.json", change)
            with Server("serve", build, env=ENVIRONMENT) as server:
                response = self.call("invoke", "openai", lookup, {"say": "done"}, server=server, tools=["lookupOrder"])
                self.assertNotIn("errors", response)
                self.assertEqual(response["extensions"]["usage"]["total"]["calls"], 2)
                problem = self.problem("invoke", "openai", lookup, lookup, {"say": "done"}, server=server,
                                       tools=["lookupOrder"])
        self.assertIn("budget.perRequest.calls allows 2 calls for each request: 2 calls spent", problem)


if __name__ == "__main__":
    unittest.main()
