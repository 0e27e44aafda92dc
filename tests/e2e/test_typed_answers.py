# SPDX-License-Identifier: Apache-2.0
"""Answers of models as values of types: asked for in each provider's way, checked, asked for once more."""
import json
import unittest

import harness
from harness import Server
from typed_app import ALL, TypedApp, request, script, texts_in

INVOICE = {"seller": "Miller", "lines": [{"what": "bread", "price": 2.5, "count": 2}], "due": "2026-12-24T00:00:00Z"}
FIELDS = "{ seller lines { what price count } due }"


class TypedAnswers(TypedApp):
    def test_every_format(self):
        for model in ALL:
            with self.subTest(model):
                self.assertEqual(self.value("askInvoice", model, {"give": INVOICE}, fields=FIELDS), INVOICE)

    def test_how_each_provider_is_asked(self):
        def asked(model):
            self.value("askInvoice", model, {"give": INVOICE}, fields=FIELDS)
            return self.requests()[-1]

        schema = asked("openai")["response_format"]["json_schema"]
        self.assertEqual((schema["name"], schema["strict"]), ("final_answer", True))
        line = {"type": "object", "required": ["what", "price", "count"], "additionalProperties": False,
                "description": "Something that was bought.", "properties": {
                    "what": {"type": "string"}, "price": {"type": "number", "description": "In euros."},
                    "count": {"type": "integer", "minimum": 0, "maximum": 255}}}
        invoice = {"type": "object", "required": ["seller", "lines", "due"], "additionalProperties": False,
                   "properties": {
                       "seller": {"type": "string", "description": "Who wrote it."},
                       "lines": {"type": "array", "items": line},
                       "due": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}}}
        self.assertEqual(schema["schema"], invoice)
        self.assertEqual(asked("responses")["text"]["format"]["schema"], invoice)
        self.assertEqual(asked("gemini")["generationConfig"]["responseJsonSchema"], invoice)
        claude = asked("anthropic")
        self.assertEqual(claude["tools"][0]["input_schema"], invoice)
        self.assertEqual(claude["tool_choice"], {"type": "tool", "name": "final_answer"})
        self.assertEqual(asked("converse")["toolConfig"]["tools"][0]["toolSpec"]["inputSchema"]["json"], invoice)
        for text in (asked("llama")["prompt"], asked("custom")["input"]["question"]):
            self.assertIn("Answer with JSON alone", text)
            self.assertTrue(text.startswith("please act"))
            self.assertEqual(json.loads(text[text.rindex("JSON Schema:\n") + 13:]), invoice)

    def test_all_kinds_of_values(self):
        everything = {"id": 9007199254740993, "isNew": True, "note": None, "data": "AAEC/w==", "buffer": "/w==", "raw": "AQI=",
                      "counts": [{"key": "a", "value": 1}, {"key": "b", "value": -2}], "ratio": 0.5,
                      "best": INVOICE["lines"][0], "grid": [[1, 2], [], [3]]}
        fields = "{ id isNew note data buffer raw counts { key value } ratio best { what price count } grid }"
        for model in ("openai", "anthropic"):
            self.assertEqual(self.value("askEverything", model, {"give": everything}, fields=fields), everything)
        tree = {"name": "a", "children": [{"name": "b", "children": [{"name": "c", "children": []}]}]}
        self.assertEqual(self.value("askTree", "openai", {"give": tree},
                                    fields="{ name children { name children { name children { name } } } }"), tree)
        self.assertEqual(self.requests()[-1]["response_format"]["json_schema"]["schema"]["properties"]["children"],
                         {"type": "array", "items": {"$ref": "#/$defs/Tree"}})

    def test_values_that_are_no_objects(self):
        def answer(function, value, fields=""):
            return self.value(function, "openai", {"give": {"answer": value}}, fields=fields)

        self.assertEqual(answer("askNumber", 42), 42)
        self.assertEqual(answer("askText", 'a "quoted" ü'), 'a "quoted" ü')
        self.assertEqual(answer("askLines", INVOICE["lines"], "{ what price count }"), INVOICE["lines"])
        self.assertEqual(answer("askPrices", [{"key": "bread", "value": 2.5}], "{ key value }"),
                         [{"key": "bread", "value": 2.5}])
        self.assertIsNone(answer("askMaybe", None, FIELDS))
        self.assertEqual(answer("askMaybe", INVOICE, FIELDS), INVOICE)

    def test_one_form_of_a_value(self):
        odd = {"seller": "Miller", "lines": [{"what": "a", "price": 3, "count": 2.0}], "due": "2026-12-24T01:00+01:00"}
        self.assertEqual(self.value("askInvoice", "openai", {"give": odd}, fields=FIELDS), {
            "seller": "Miller", "lines": [{"what": "a", "price": 3, "count": 2}], "due": "2026-12-24T00:00:00Z"})
        without_due = {"seller": "Miller", "lines": []}
        self.assertIsNone(self.value("askInvoice", "openai", {"give": without_due}, fields=FIELDS)["due"])

    def test_an_answer_that_does_not_fit_is_asked_for_once_more(self):
        bad = {**INVOICE, "lines": [{"what": "bread", "price": "a lot", "count": 2}]}
        for model in ALL:
            with self.subTest(model):
                before = len(self.requests())
                self.assertEqual(self.value("askInvoice", model, {"give": bad}, {"give": INVOICE}, fields=FIELDS),
                                 INVOICE)
                self.assertEqual(len(self.requests()), before + 2)
                self.assertTrue(any('does not fit: /lines/0/price should be a number but is the string "a lot"' in text
                                    for text in texts_in(self.requests()[-1])))

    def test_and_then_the_error_says_why(self):
        before = len(self.requests())
        bad = {**INVOICE, "lines": [{"what": "bread", "price": 1, "count": 256}]}
        self.assertEqual(
            self.problem("askInvoice", "openai", {"give": bad}, fields=FIELDS).splitlines()[0],
            'the answer of the model "openai" does not fit, nor did the one before: /lines/0/count should be an '
            'integer from 0 to 255 but is the number 256')
        self.assertEqual(len(self.requests()), before + 2)
        self.assertIn("it is not a JSON object",
                      self.problem("askInvoice", "anthropic", {"say": "no idea"}, fields=FIELDS))
        self.assertIn('has a member "extra" that does not belong there',
                      self.problem("askInvoice", "gemini", {"give": {**INVOICE, "extra": 1}}, fields=FIELDS))

    def test_an_answer_that_is_cut_off_is_not_asked_for_again(self):
        before = len(self.requests())
        problem = self.problem("askInvoice", "openai", {"say": '{"seller": "Mil'}, fields=FIELDS)
        self.assertIn('the answer of the model "openai" cannot be used: it ends before the value does, because of '
                      '"stop"', problem)
        self.assertEqual(len(self.requests()), before + 1)

    def test_json_among_words(self):
        said = "Here { you } are:\n```json\n" + json.dumps(INVOICE) + "\n```\nAnything else? {}"
        for model in ("llama", "custom", "openai"):
            with self.subTest(model):
                self.assertEqual(self.value("askInvoice", model, {"say": said}, fields=FIELDS), INVOICE)

    def test_what_cannot_be_asked(self):
        self.assertIn("set models.nobody.format in modus.json",
                      self.problem("askNumber", "nobody", {"say": "a"}))
        self.assertIn("it is embeddings", self.problem("askNumber", "embeddings", {"say": "a"}))
        self.assertIn('limits the rate of requests (429)', self.server.errors(
            "query($i: String!) { askNumber(model: \"openai\", input: $i) }",
            {"i": request("openai", "please wait")}))
        self.assertIn("the model \"openai\" did not answer; it says: 'messages' must not be empty.",
                      self.server.errors('{ askNumber(model: "openai", input: "{\\"model\\": \\"x\\"}") }'))
        self.assertIn("the input for the model is not a JSON object",
                      self.server.errors('{ askNumber(model: "openai", input: "[]") }'))

    def test_the_journal_has_a_record_of_each_request(self):
        response = self.call("askNumber", "openai", {"give": {"answer": "x"}}, {"give": {"answer": 7}})
        records = self.records(response["extensions"]["invocations"]["askNumber"]["executionId"])
        asked = [record for record in records if record["call"] == "modus_models.askModel"]
        sent = [record for record in records if record["call"] == "modus_models.invokeModel"]
        self.assertEqual([record["result"] for record in asked], ["7"])
        self.assertEqual(len(sent), 2)
        for record in sent:
            self.assertEqual(record["attributes"]["within"], str(asked[0]["seq"]))
            self.assertEqual(record["attributes"]["inputTokens"], "9")
            self.assertIn("chat.completion", record["result"])

    def test_the_local_model(self):
        text = "Write an invoice of Miller's bakery for two loaves of bread at 2.50, with one line."
        response = self.ask("askInvoice", {"model": "local", "input": request("local", text)}, fields=FIELDS)
        self.assertNotIn("errors", response)
        invoice = response["data"]["askInvoice"]
        self.assertIsInstance(invoice["seller"], str)
        for line in invoice["lines"]:
            self.assertTrue(0 <= line["count"] <= 255)
        number = self.ask("askNumber", {"model": "local", "input": request("local", "How many legs has a dog?")})
        self.assertIsInstance(number["data"]["askNumber"], int)


class Invoices(unittest.TestCase):
    """The example, with the local model and with one that calls its tool."""

    app = "invoices"

    def test_it_reads_an_invoice(self):
        with Server("serve", harness.built_app(self.app), env={"MODUS_OPENAI_API_KEY": "none"}) as server:
            text = "Bakery Miller. 2 loaves of bread at 2.70 euros each, 1 piece of butter at 2.10 euros."
            invoice = server.data("query($text: String!) { readInvoice(text: $text) { seller lines { what count price } } }",
                                  {"text": text})["readInvoice"]
            self.assertTrue(invoice["seller"])
            self.assertTrue(invoice["lines"])

    def test_it_answers_with_its_tool(self):
        with harness.helper_server("tests/providers/server.py") as address:
            def change(manifest):
                manifest["connections"]["openai"]["baseUrl"] = address

            with harness.changed_app(self.app, change) as app, \
                    Server("serve", app, env={"MODUS_OPENAI_API_KEY": "test-key"}) as server:
                question = script({"calls": [["balanceOf", {"customer": "Ada"}]]}, {"say": "You owe 12.50."})
                self.assertEqual(server.data("query($q: String!) { answer(question: $q) }", {"q": question}),
                                 {"answer": "You said: You owe 12.50."})
                last = json.loads(harness.http("GET", address + "requests")[1])[-1]["body"]
                self.assertEqual(last["messages"][-1]["content"], "12.5")


if __name__ == "__main__":
    unittest.main()
