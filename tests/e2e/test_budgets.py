# SPDX-License-Identifier: Apache-2.0
"""Budgets for models, and what they took: docs/models/budgets.md."""
import concurrent.futures
import json
import time
import unittest

import harness
from harness import edit_json
from test_resilience import App as ResilienceApp
from test_resilience import provider_requests, query


def queries(count):
    """One request with that many calls of the function."""
    fields = " ".join(f'f{i}: generateExcuses(event: "event {i}")' for i in range(count))
    return "{ " + fields + " }"


class Budgets(ResilienceApp):
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
                      "known; set models.llm.price", finished.stderr)

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


del ResilienceApp  # has no tests of its own here

if __name__ == "__main__":
    unittest.main()
