# SPDX-License-Identifier: Apache-2.0
"""Functions of an app as tools of a model, called by the host until the model answers."""
import json
import unittest
from concurrent.futures import ThreadPoolExecutor

import harness
from harness import Server
from typed_app import ENVIRONMENT, WITH_TOOLS, TypedApp, request, script, texts_in

ORDER = {"id": 7, "lines": [{"what": "bread", "price": 2.5, "count": 2}]}
LOOKUP = {"calls": [["lookupOrder", {"id": 7}]]}
DONE = {"say": "done"}


class Tools(TypedApp):
    with_lines = {"type": "boolean", "default": True}  # the schema of a parameter that may be left out
    needed = ["id"]

    def run_tools(self, model, *steps, tools=("lookupOrder",), **more):
        """The provider's answer after all, and the requests it took."""
        before = len(self.requests())
        value = self.value("invoke", model, *steps, tools=list(tools), **more)
        return json.loads(value), self.requests()[before:]

    def result_of(self, *calls, tools):
        """What the model is told of its calls."""
        _, sent = self.run_tools("openai", {"calls": list(calls)}, DONE, tools=tools)
        return [message["content"] for message in sent[1]["messages"] if message["role"] == "tool"]

    def test_every_format(self):
        for model in WITH_TOOLS:
            with self.subTest(model):
                answer, sent = self.run_tools(model, LOOKUP, DONE)
                self.assertIn("You said: done", texts_in(answer))
                self.assertEqual(len(sent), 2)
                self.assertEqual(self.results_in(model, sent[1]), [ORDER])

    @staticmethod
    def results_in(model, sent):
        """What the last turn of a request says that tools have returned."""
        if model == "openai":
            texts = [sent["messages"][-1]["content"]]
        elif model == "responses":
            texts = [sent["input"][-1]["output"]]
        elif model == "gemini":
            texts = [part["functionResponse"]["response"]["output"] for part in sent["contents"][-1]["parts"]]
        elif model == "anthropic":
            texts = [block["content"] for block in sent["messages"][-1]["content"]]
        else:
            texts = [block["toolResult"]["content"][0]["text"] for block in sent["messages"][-1]["content"]]
        return list(map(json.loads, texts))

    def test_how_a_tool_is_offered(self):
        _, sent = self.run_tools("openai", DONE, tools=["lookupOrder", "priceOf"])
        self.assertEqual(sent[0]["tools"], [
            {"type": "function", "function": {
                "name": "lookupOrder", "description": "Looks an order up.",
                "parameters": {"type": "object", "required": self.needed, "additionalProperties": False, "properties": {
                    "id": {"type": "integer", "minimum": -2147483648, "maximum": 2147483647,
                           "description": "The order's number."},
                    "withLines": self.with_lines}}}},
            {"type": "function", "function": {
                "name": "priceOf", "description": "What something costs.",
                "parameters": {"type": "object", "required": ["what"], "additionalProperties": False,
                               "properties": {"what": {"type": "string"}}}}}])

    def test_a_tool_is_no_field_of_the_api(self):
        schema = self.server.data("{ __schema { queryType { fields { name } } } }")["__schema"]
        names = [field["name"] for field in schema["queryType"]["fields"]]
        self.assertIn("invoke", names)
        self.assertNotIn("priceOf", names)

    def test_several_calls_of_one_answer(self):
        for model in WITH_TOOLS:
            with self.subTest(model):
                _, sent = self.run_tools(model, {"calls": [["lookupOrder", {"id": i, "withLines": False}]
                                                           for i in range(5)]}, DONE)
                self.assertEqual(len(sent), 2)
                told = json.dumps(sent[1]).replace("\\", "")
                places = [told.find(f'"id":{i},"lines":[]') for i in range(5)]
                places = places if places[0] >= 0 else [told.find(f'"id": {i}, "lines": []') for i in range(5)]
                self.assertEqual(places, sorted(places))
                self.assertGreater(places[0], 0)

    def test_several_rounds(self):
        answer, sent = self.run_tools("anthropic", LOOKUP, {"calls": [["priceOf", {"what": "bread"}]]}, DONE,
                                      tools=["lookupOrder", "priceOf"])
        self.assertEqual(len(sent), 3)
        self.assertEqual(sent[2]["messages"][-1]["content"][0]["content"], "7.5")
        self.assertIn("You said: done", texts_in(answer))

    def test_rounds_are_bounded(self):
        before = len(self.requests())
        self.assertIn('the model "openai" did not answer but called tools, 3 times in a row; raise its maxToolRounds',
                      self.problem("invoke", "openai", LOOKUP, tools=["lookupOrder"], rounds=3))
        self.assertEqual(len(self.requests()), before + 4)
        self.assertIn("0 rounds of tools are allowed; 1 to 100 can be",
                      self.problem("invoke", "openai", LOOKUP, tools=["lookupOrder"], rounds=0))

    def test_what_goes_wrong_is_told_to_the_model(self):
        def told(*call, tools=("lookupOrder",)):
            return self.result_of(list(call), tools=list(tools))[0]

        self.assertEqual(told("nothing", {}), 'There is no tool "nothing". There are: lookupOrder.')
        self.assertEqual(told("lookupOrder", {}), 'The arguments do not fit: it has no "id".')
        self.assertEqual(told("lookupOrder", {"id": "x"}),
                         'The arguments do not fit: /id should be an integer from -2147483648 to 2147483647 but is '
                         'the string "x".')
        self.assertEqual(told("lookupOrder", {"id": 1, "more": 2}),
                         'The arguments do not fit: it has a member "more" that does not belong there.')
        self.assertEqual(told("lookupOrder", '{"id": 1'),
                         "The arguments are not JSON: line 1, column 9: incomplete JSON.")
        self.assertEqual(told("lookupOrder", "[1]"), "The arguments are not a JSON object.")
        self.assertIn("The tool failed: there are no negative orders", told("lookupOrder", {"id": -1}))
        self.assertIn("larger than the response limit of 64 KB", told("everything", {}, tools=["everything"]))
        self.assertIn('there is no model "missing" in modus.json', told("forbidden", {}, tools=["forbidden"]))
        self.assertIn("The tool failed: ", told("grow", {}, tools=["grow"]))
        results = self.result_of(*[["lookupOrder", {"id": i}] for i in range(34)], tools=["lookupOrder"])
        self.assertEqual(results[32:], ["At most 32 tools are called at once."] * 2)
        self.assertEqual(json.loads(results[31])["id"], 31)

    def test_a_failed_call_is_marked_where_the_format_can(self):
        _, sent = self.run_tools("anthropic", {"calls": [["lookupOrder", {"id": -1}]]}, DONE)
        self.assertTrue(sent[1]["messages"][2]["content"][0]["is_error"])
        _, sent = self.run_tools("converse", {"calls": [["lookupOrder", {}]]}, DONE)
        self.assertEqual(sent[1]["messages"][2]["content"][0]["toolResult"]["status"], "error")

    def test_the_failure_of_a_tool_is_no_error_of_the_caller(self):
        response = self.call("invoke", "openai", {"calls": [["lookupOrder", {"id": -1}]]}, DONE, tools=["lookupOrder"])
        self.assertNotIn("errors", response)

    def test_a_demand_for_tools_is_met_with_the_first_round(self):
        """Else the model could never answer: providers hold it to the demand in every round."""
        demands = {"openai": {"tool_choice": {"type": "function", "function": {"name": "lookupOrder"}}},
                   "responses": {"tool_choice": "required"},
                   "anthropic": {"tool_choice": {"type": "tool", "name": "lookupOrder"}},
                   "gemini": {"toolConfig": {"functionCallingConfig": {"mode": "ANY"}}},
                   "converse": {"toolConfig": {"toolChoice": {"any": {}}}}}
        for model, demand in demands.items():
            with self.subTest(model):
                before = len(self.requests())
                input = {**json.loads(request(model, "Look order 7 up!")), **demand}
                response = self.ask("invoke", {"model": model, "input": json.dumps(input), "tools": ["lookupOrder"]})
                self.assertIn("You said: Look order 7 up!", list(texts_in(json.loads(response["data"]["invoke"]))))
                first, second = self.requests()[before:]
                for sent, choice in (first, demand), (second, self.free_choice(model)):
                    name, = choice
                    said = dict(sent[name]) if isinstance(sent[name], dict) else sent[name]
                    if model == "converse":
                        said.pop("tools")
                    self.assertEqual(said, choice[name])

    @staticmethod
    def free_choice(model):
        return {"openai": {"tool_choice": "auto"}, "responses": {"tool_choice": "auto"},
                "anthropic": {"tool_choice": {"type": "auto"}},
                "gemini": {"toolConfig": {"functionCallingConfig": {"mode": "AUTO"}}},
                "converse": {"toolConfig": {"toolChoice": {"auto": {}}}}}[model]

    def test_what_cannot_be_offered(self):
        def problem(model, *tools):
            return self.problem("invoke", model, DONE, tools=list(tools))

        self.assertRegex(problem("openai", "nothing"),
                         '"nothing" cannot be offered as a tool: the app exports no such function; it has .*priceOf')
        self.assertIn('the tool "priceOf" is offered twice', problem("openai", "priceOf", "priceOf"))
        self.assertIn('the model "llama" cannot be offered tools: its format, llama, has none',
                      problem("llama", "priceOf"))
        self.assertIn("its format, mapped, has none", problem("custom", "priceOf"))
        self.assertIn("the app exports no such function", problem("openai", "_modus_tool_priceOf"))

    def test_tools_of_the_guest_go_to_the_guest(self):
        own = {"type": "function", "function": {"name": "mine", "parameters": {"type": "object", "properties": {}}}}
        body = json.loads(request("openai", script(LOOKUP, {"calls": [["mine", {}], ["lookupOrder", {"id": 1}]]})))
        response = self.ask("invoke", {"model": "openai", "input": json.dumps({**body, "tools": [own]}),
                                       "tools": ["lookupOrder"]})
        message = json.loads(response["data"]["invoke"])["choices"][0]["message"]
        self.assertEqual([call["function"]["name"] for call in message["tool_calls"]], ["mine", "lookupOrder"])
        twice = {**own, "function": {**own["function"], "name": "lookupOrder"}}
        response = self.ask("invoke", {"model": "openai", "input": json.dumps({**body, "tools": [twice]}),
                                       "tools": ["lookupOrder"]})
        self.assertIn('the tool "lookupOrder" is offered twice: by the request, and as a function',
                      json.dumps(response["errors"]).replace("\\", ""))

    def test_typed_answers_with_tools(self):
        invoice = {"seller": "Miller", "lines": ORDER["lines"], "due": None}
        for model in WITH_TOOLS:
            with self.subTest(model):
                before = len(self.requests())
                self.assertEqual(self.value("askInvoice", model, LOOKUP, {"give": invoice}, tools=["lookupOrder"],
                                            fields="{ seller lines { what price count } due }"), invoice)
                self.assertEqual(len(self.requests()), before + 2)
        # An answer beside the call of a tool was given too early.
        both = {"calls": [["lookupOrder", {"id": 7}], ["final_answer", {**invoice, "seller": "guessed"}]]}
        self.assertEqual(self.value("askInvoice", "anthropic", both, {"give": invoice}, tools=["lookupOrder"],
                                    fields="{ seller }"), {"seller": "Miller"})

    def test_streams_with_tools(self):
        for model in WITH_TOOLS:
            with self.subTest(model):
                pieces = self.value("streamed", model, LOOKUP, {"say": "all is done"}, tools=["lookupOrder"])
                self.assertEqual("".join(pieces[:-1]), "You said: all is done")
                self.assertGreater(len(pieces), 2)
                self.assertIn("You said: all is done", list(texts_in(json.loads(pieces[-1]))))
        self.assertIn("did not answer but called tools",
                      self.problem("streamed", "openai", LOOKUP, tools=["lookupOrder"]))
        self.assertIn("the app exports no such function",
                      self.problem("streamed", "openai", DONE, tools=["nothing"]))

    def test_calls_within_calls_nest_so_deep(self):
        nested = request("openai", script(DONE))
        for _ in range(5):  # conversations within conversations
            nested = request("openai", script({"calls": [["recurse", {"input": nested}]]}, DONE))
        before = len(self.requests())
        response = self.ask("invoke", {"model": "openai", "input": nested, "tools": ["recurse"]})
        self.assertIn("You said: done", response["data"]["invoke"])
        self.assertIn("calls within calls are nested as deep as they may be (3 levels)",
                      list(texts_in(self.requests()[before:])))

    def test_the_log_and_the_journal_tell_what_happened(self):
        start = len(self.server.lines)
        response = self.call("invoke", "openai", {"calls": [["think", {"input": request("openai", "Hello!")}]]}, DONE,
                             tools=["think"])
        execution = response["extensions"]["invocations"]["invoke"]["executionId"]
        self.server.wait_for("Completed tool call", start=start)
        lines = [line for line in self.server.lines[start:] if execution in line and "tool" in line]
        self.assertIn("Calling tool.", lines[0])
        self.assertIn("tool=think", lines[0])
        calls = [record["call"] for record in self.records(execution)]
        self.assertEqual(calls, ["modus_models.getModelInfo", "modus_models.askModel", "modus_models.invokeModel",
                                 "modus_models.invokeModel"])
        journal = [json.loads(line) for line in self.journal.read_text().splitlines()]
        inner = [record for record in journal if record["function"] == "_modus_tool_think"]
        self.assertEqual([record["call"] for record in inner[-2:]],
                         ["modus_models.getModelInfo", "modus_models.invokeModel"])

    def test_side_by_side(self):
        start = len(self.server.lines)
        thought = ["think", {"input": request("openai", "Hello!")}]
        self.call("invoke", "openai", {"calls": [thought] * 3}, DONE, tools=["think"])
        self.server.wait_for("Completed tool call", start=start)
        happened = [("Calling tool." in line) for line in self.server.lines[start:]
                    if "Calling tool." in line or "Completed tool call." in line]
        self.assertEqual(happened[:3], [True] * 3)


class Limits(TypedApp):
    def test_one_call_at_a_time_is_enough(self):
        with Server("serve", self.build, "--concurrent-calls", "1", env=ENVIRONMENT) as server:
            thought = ["think", {"input": request("openai", "Hello!")}]
            steps = {"calls": [thought, thought, ["priceOf", {"what": "a"}]]}, DONE
            for _ in range(3):
                response = self.call("invoke", "openai", *steps, tools=["think", "priceOf"], server=server)
                self.assertIn("You said: done", response["data"]["invoke"])

    def test_many_at_once(self):
        with Server("serve", self.build, "--concurrent-calls", "8", env=ENVIRONMENT) as server:
            thought = ["think", {"input": request("openai", "Hello!")}]

            def one(_):
                return self.call("invoke", "openai", {"calls": [thought] * 4}, DONE, tools=["think"], server=server)

            with ThreadPoolExecutor(8) as pool:
                for response in pool.map(one, range(24)):
                    self.assertIn("You said: done", response["data"]["invoke"])

    def test_a_tool_has_the_callers_time(self):
        change = lambda manifest: manifest.update({"limits": {"timeoutMs": 1500}})
        with harness.folder() as target:
            build = harness.shutil.copytree(self.build, target / "build")
            harness.edit_json(build / "modus.json", change)
            with Server("serve", build, env=ENVIRONMENT) as server:
                problem = self.problem("invoke", "openai", {"calls": [["spin", {}]]}, DONE, tools=["spin"],
                                       server=server)
                self.assertIn("the call took longer than its limit of 1.5 s", problem)
                self.assertEqual(server.data('{ __typename }'), {"__typename": "Query"})

    def test_a_client_that_leaves_ends_the_tools(self):
        start = len(self.server.lines)
        text = json.dumps(request("openai", script({"calls": [["spin", {}]]}, DONE)))
        with self.server.asking(f'{{ invoke(model: "openai", input: {text}, tools: ["spin"]) }}'):
            self.server.wait_for("Calling tool", start=start)
        self.server.wait_for("Cancelled asking model", start=start)


class RecordedTests(unittest.TestCase):
    SPEC = """
import { expect, test } from "@hypermode/modus-sdk-as/testing";
import { askNumber, invoke } from "..";

test("a typed answer", () => {
  expect(askNumber("openai", NUMBER)).toBe(7);
});
test("a tool, which asks a model in turn", () => {
  expect(invoke("openai", TOOL, ["think"])).toContain("You said: done");
});
"""

    def test_conversations_are_replayed_as_one_call(self):
        thought = ["think", {"input": request("openai", "Hello!")}]
        spec = self.SPEC.replace("NUMBER", json.dumps(request("openai", script({"give": {"answer": 7}}))))
        spec = spec.replace("TOOL", json.dumps(request("openai", script({"calls": [thought]}, DONE))))
        with harness.folder() as target, harness.helper_server("tests/providers/server.py") as address:
            app = harness.shutil.copytree(harness.ROOT / "tests/typed/app", target / "typed",
                                          ignore=harness.shutil.ignore_patterns("build", "node_modules"))
            manifest = app / "modus.json"
            manifest.write_text(manifest.read_text().replace("http://localhost:8787/", address))
            (app / "assembly/__tests__").mkdir()
            (app / "assembly/__tests__/models.spec.ts").write_text(spec)
            recorded = harness.run("test", "--record", "--app", app, env=ENVIRONMENT)
            self.assertEqual(recorded.returncode, 0, recorded.stdout + recorded.stderr)
            replayed = harness.run("test", "--replay", "--app", app, env={"MODUS_OPENAI_API_KEY": "none"})
            self.assertEqual(replayed.returncode, 0, replayed.stdout + replayed.stderr)
            self.assertNotIn("not made", replayed.stdout + replayed.stderr)
            requests = json.loads(harness.http("GET", address + "requests")[1])
            self.assertEqual(len(requests), 4)


if __name__ == "__main__":
    unittest.main()
