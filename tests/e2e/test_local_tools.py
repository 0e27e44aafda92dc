# SPDX-License-Identifier: Apache-2.0
"""Tools with the real local model, which calls none by itself but can be made to."""
import json
import os
import unittest

import harness
from harness import Server
from typed_app import ENVIRONMENT, TypedApp, request


class LocalModel(TypedApp):
    alone = True  # run.py: a model computes on all cores

    def invoke(self, server, request_of_the_guest, *tools):
        """The answer of the local model, and the lines of the log since."""
        start = len(server.lines)
        response = self.ask("invoke", {"model": "local", "input": json.dumps(request_of_the_guest),
                                       "tools": list(tools)}, server)
        self.assertNotIn("errors", response)
        return json.loads(response["data"]["invoke"]), server.lines[start:]

    @staticmethod
    def question(text, choice=None, **more):
        demand = {} if choice is None else {"tool_choice": choice}
        return {**json.loads(request("local", text)), "max_tokens": 100, **demand, **more}

    def test_it_is_made_to_call_a_tool_and_answers_with_its_result(self):
        named = {"type": "function", "function": {"name": "priceOf"}}
        for choice in ("required", named):
            with self.subTest(choice):
                answer, lines = self.invoke(self.server, self.question("What is the price of bread?", choice), "priceOf")
                self.assertEqual(sum("Completed tool call" in line for line in lines), 1)
                self.assertEqual(answer["choices"][0]["finish_reason"], "stop")
                self.assertIn("7.5", answer["choices"][0]["message"]["content"])

    def test_tools_that_it_would_not_see_are_warned_of(self):
        answer, lines = self.invoke(self.server, self.question("Say hello.", max_tokens=5), "priceOf")
        self.assertTrue(any("was not trained to call any" in line and "model=local" in line for line in lines))
        self.assertTrue(answer["choices"][0]["message"]["content"])

    def test_arguments_fit_and_only_the_named_tool_is_called(self):
        named = {"type": "function", "function": {"name": "lookupOrder"}}
        start = len(self.server.lines)
        text = "Look up order 42."
        value = self.ask("streamed", {"model": "local", "input": json.dumps(self.question(text, named)),
                                      "tools": ["priceOf", "lookupOrder"]})["data"]["streamed"]
        called = [line for line in self.server.lines[start:] if "Calling tool" in line]
        self.assertEqual(len(called), 1)
        self.assertIn("tool=lookupOrder", called[0])
        said = json.loads(value[-1])["choices"][0]["message"]["content"]
        self.assertEqual("".join(value[:-1]), said)  # and nothing of the call is among it

    def test_it_chooses_among_several_and_keeps_to_the_tools_schema(self):
        _, lines = self.invoke(self.server, self.question("What does tea cost?", "required"), "priceOf", "lookupOrder")
        self.assertTrue(any("Completed tool call" in line for line in lines))

    def test_a_tool_of_the_functions_own_comes_back_as_a_call(self):
        own = {"type": "function", "function": {"name": "reserve", "parameters": {
            "type": "object", "properties": {"guests": {"type": "integer"}}, "required": ["guests"]}}}
        input = self.question("A table for 4 people, please.", "required", tools=[own])
        answer, _ = self.invoke(self.server, input)
        choice = answer["choices"][0]
        self.assertEqual(choice["finish_reason"], "tool_calls")
        self.assertIsNone(choice["message"]["content"])
        call, = choice["message"]["tool_calls"]
        self.assertTrue(call["id"])
        self.assertEqual(call["function"]["name"], "reserve")
        self.assertIsInstance(json.loads(call["function"]["arguments"])["guests"], int)

    def test_a_demand_for_what_is_not_offered_is_an_error(self):
        named = {"type": "function", "function": {"name": "nothing"}}
        response = self.ask("invoke", {"model": "local", "input": json.dumps(self.question("Hi", named)),
                                       "tools": ["priceOf"]})
        self.assertIn('tool_choice demands that the tool "nothing" be called, but the request offers no such tool',
                      response["errors"][0]["message"])

    @unittest.skipUnless(os.environ.get("MODUS_TEST_TOOL_MODEL"),
                         "MODUS_TEST_TOOL_MODEL names no GGUF file of a model that calls tools by itself")
    def test_one_that_was_trained_to_calls_a_tool_by_itself(self):
        path = os.environ["MODUS_TEST_TOOL_MODEL"]
        change = lambda manifest: manifest["models"]["local"].update({"sourceModel": path})
        with harness.folder() as target:
            build = harness.shutil.copytree(self.build, target / "build")
            harness.edit_json(build / "modus.json", change)
            with Server("serve", build, env=ENVIRONMENT) as server:
                text = "What is the price of bread? Use the tool priceOf."
                answer, lines = self.invoke(server, self.question(text), "priceOf")
                self.assertTrue(any("Completed tool call" in line for line in lines))
                self.assertIn("7.5", json.dumps(answer))


if __name__ == "__main__":
    unittest.main()
