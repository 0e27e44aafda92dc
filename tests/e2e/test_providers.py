# SPDX-License-Identifier: Apache-2.0
"""One model of each provider, asked through the SDK: requests compared with the providers' documented examples."""
import json
import unittest

import harness
from harness import Server

USER = {"role": "user", "content": "Hello!"}
DEVELOPER = {"role": "developer", "content": "You are a helpful assistant."}
KEYS = {f"MODUS_{name}_API_KEY": "test-key" for name in ("OPENAI", "AZURE", "ANTHROPIC", "GEMINI", "CUSTOM")}
AWS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
SAID = "You said: Hello! (9 in, 12 out)"


class Providers(unittest.TestCase):
    source = "tests/providers/app"
    tool_choice = {"tool_choice": "auto"}  # how OpenAI's format is told that the model may choose
    strict = {}

    @classmethod
    def setUpClass(cls):
        cls.address = cls.enterClassContext(harness.helper_server("tests/providers/server.py"))
        cls.build = cls.enterClassContext(harness.changed_app(cls.source, harness.with_providers_at(cls.address)))
        cls.server = cls.enterClassContext(Server("serve", cls.build, env={**KEYS, **AWS, "MODUS_ENV": "dev"}))

    def requests(self):
        """Those that a provider saw."""
        return json.loads(harness.http("GET", self.address + "requests")[1])

    def last(self):
        """Path, headers and body of the last request that a provider saw."""
        request = self.requests()[-1]
        return request["path"], {name.lower(): value for name, value in request["headers"].items()}, request["body"]

    def test_openai(self):
        self.assertEqual(self.server.data('{ chat(model: "openai", text: "Hello!") }'), {"chat": SAID})
        path, headers, body = self.last()
        self.assertEqual(path, "/v1/chat/completions")
        self.assertEqual(headers["authorization"], "Bearer test-key")
        self.assertEqual(headers["content-type"], "application/json")
        self.assertEqual(body, {"model": "gpt-4o-mini", "messages": [DEVELOPER, USER]})

    def test_a_models_name_is_spelt_as_in_the_manifest(self):
        self.server.data('{ chat(model: "qwen", text: "Hello!") }')
        self.assertEqual(self.last()[2]["model"], "Qwen/Qwen3-8B")

    def test_openai_images(self):
        self.server.data('{ look(url: "https://x.example/boardwalk.jpg") }')
        self.assertEqual(self.last()[2], {
            "model": "gpt-4o-mini", "max_tokens": 300, "messages": [{"role": "user", "content": [
                {"type": "text", "text": "What is in this image?"},
                {"type": "image_url", "image_url": {"url": "https://x.example/boardwalk.jpg"}}]}]})

    def test_openai_tools(self):
        question = "What is the weather like in Boston today?"
        self.assertEqual(self.server.data("{ weather }")["weather"],
                         "get_current_weather " + json.dumps({"text": question}))
        self.assertEqual(self.last()[2], {
            "model": "gpt-4o-mini", "messages": [{"role": "user", "content": question}], **self.tool_choice,
            "tools": [{"type": "function", "function": {
                "name": "get_current_weather", "description": "Get the current weather in a given location",
                **self.strict, "parameters": {"type": "object", "required": ["location"], "additionalProperties": False,
                               "properties": {"location": {
                                   "type": "string",
                                   "description": "The city and state, e.g. San Francisco, CA"}}}}}]})

    def test_openai_responses(self):
        self.assertEqual(self.server.data('{ respond(text: "Hello!") }'), {"respond": SAID})
        path, headers, body = self.last()
        self.assertEqual((path, headers["authorization"]), ("/v1/responses", "Bearer test-key"))
        self.assertEqual(body, {"model": "gpt-4.1", "input": [USER], "instructions": "You are a helpful assistant."})
        self.server.data('{ respondToImage(url: "https://x.example/boardwalk.jpg") }')
        self.assertEqual(self.last()[2], {"model": "gpt-4.1", "input": [{"role": "user", "content": [
            {"type": "input_text", "text": "what is in this image?"},
            {"type": "input_image", "image_url": "https://x.example/boardwalk.jpg"}]}]})

    def test_openai_responses_tools(self):
        question = "What is the weather like in Paris today?"
        arguments = json.dumps({"text": question})
        self.assertEqual(self.server.data("{ respondWithTool }")["respondWithTool"],
                         f"get_weather {arguments} You said: {question}")
        first, second = self.requests()[-2:]
        self.assertEqual(first["body"], {
            "model": "gpt-4.1", "input": [{"role": "user", "content": question}],
            "tools": [{"type": "function", "name": "get_weather",
                       "description": "Get current temperature for a given location.",
                       "parameters": {"type": "object", "required": ["location"], "additionalProperties": False,
                                      "properties": {"location": {
                                          "type": "string",
                                          "description": "City and country e.g. Bogot\u00e1, Colombia"}}}}]})
        self.assertEqual(second["body"], {**first["body"], "input": [
            *first["body"]["input"],
            {"type": "function_call", "id": "fc_0", "call_id": "call_0", "name": "get_weather", "arguments": arguments,
             "status": "completed"},
            {"type": "function_call_output", "call_id": "call_0", "output": "14 \u00b0C"}]})

    def test_openai_embeddings(self):
        self.assertEqual(self.server.data('{ embed(text: "The food was delicious.") }'), {"embed": 8})
        self.assertEqual(self.last()[2], {"model": "text-embedding-3-small", "input": "The food was delicious."})

    def test_azure(self):
        self.assertEqual(self.server.data('{ chat(model: "azure", text: "Hello!") }'), {"chat": SAID})
        path, headers, _ = self.last()
        self.assertEqual(path, "/openai/deployments/my-deployment/chat/completions?api-version=2024-10-21")
        self.assertEqual(headers["api-key"], "test-key")

    def test_anthropic(self):
        self.assertEqual(self.server.data('{ anthropic(text: "Hello!") }'),
                         {"anthropic": "You said: Hello! (5 in, 12 out)"})
        path, headers, body = self.last()
        self.assertEqual(path, "/v1/messages")
        self.assertEqual((headers["x-api-key"], headers["anthropic-version"]), ("test-key", "2023-06-01"))
        self.assertEqual(body, {"model": "claude-sonnet-4-20250514", "max_tokens": 1024, "messages": [USER]})

    def test_anthropic_tools(self):
        self.assertEqual(self.server.data("{ anthropicTool }")["anthropicTool"],
                         'get_stock_price ' + json.dumps({"text": "What's the S&P 500 at today?"}))
        self.assertEqual(self.last()[2], {
            "model": "claude-sonnet-4-20250514", "max_tokens": 4096,
            "messages": [{"role": "user", "content": "What's the S&P 500 at today?"}],
            "tool_choice": {"type": "auto"},
            "tools": [{"name": "get_stock_price",
                       "description": "Get the current stock price for a given ticker symbol.",
                       "input_schema": {"type": "object", "properties": {"ticker": {"type": "string"}},
                                        "required": ["ticker"]}}]})

    def test_gemini(self):
        self.assertEqual(self.server.data('{ gemini(text: "Hello!") }'), {"gemini": SAID})
        path, headers, body = self.last()
        self.assertEqual(path, "/v1beta/models/gemini-2.5-flash:generateContent")
        self.assertEqual(headers["x-goog-api-key"], "test-key")
        self.assertEqual(body, {"contents": [{"role": "user", "parts": [{"text": "Hello!"}]}]})

    def test_llama_at_bedrock(self):
        self.assertEqual(self.server.data('{ llama(text: "Hello!") }'), {"llama": SAID})
        path, headers, body = self.last()
        self.assertEqual(path, "/model/meta.llama3-8b-instruct-v1%3A0/invoke")
        self.assertIn("/us-east-1/bedrock/aws4_request, SignedHeaders=content-type;host;x-amz-date, ",
                      headers["authorization"])
        self.assertEqual(body, {"prompt": "Hello!", "temperature": 0.5, "max_gen_len": 128})

    def test_converse_at_bedrock(self):
        self.assertEqual(self.server.data('{ converse(text: "Hello!") }'),
                         {"converse": "You said: Hello! (5 in, 12 out)"})
        path, headers, body = self.last()
        self.assertEqual(path, "/model/amazon.nova-lite-v1%3A0/converse")
        self.assertIn("/us-east-1/bedrock/aws4_request, ", headers["authorization"])
        self.assertEqual(body, {"messages": [{"role": "user", "content": [{"text": "Hello!"}]}],
                                "system": [{"text": "You are an economist with access to lots of data"}],
                                "inferenceConfig": {"maxTokens": 1000, "temperature": 0.5}})

    def test_converse_tools(self):
        question = "What is the most popular song on WZPZ?"
        self.assertEqual(self.server.data("{ converseWithTool }")["converseWithTool"],
                         f"top_song {json.dumps({'text': question})} You said: {question}")
        first, second = self.requests()[-2:]
        user = {"role": "user", "content": [{"text": question}]}
        self.assertEqual(first["body"], {"messages": [user], "toolConfig": {"tools": [{"toolSpec": {
            "name": "top_song", "description": "Get the most popular song played on a radio station.",
            "inputSchema": {"json": {"type": "object", "properties": {"sign": {"type": "string"}},
                                     "required": ["sign"]}}}}]}})
        self.assertEqual(second["body"], {**first["body"], "messages": [
            user,
            {"role": "assistant", "content": [
                {"toolUse": {"toolUseId": "tooluse_0", "name": "top_song", "input": {"text": question}}}]},
            {"role": "user", "content": [{"toolResult": {
                "toolUseId": "tooluse_0", "content": [{"json": {"song": "Elemental Hotel"}}]}}]}]})

    def test_a_format_of_ones_own(self):
        self.assertEqual(self.server.data('{ chat(model: "custom", text: "Hello!") }'), {"chat": SAID})
        self.server.data('{ heated(text: "Hello!") }')
        self.assertEqual(self.last()[2], {"safe": True, "name": "x-large", "options": {"heat": 0.5},
                                          "input": {"question": "Hello!", "role": "Be kind."}})

    def test_refusals(self):
        self.assertIn('limits the rate of requests (429); try again after 20 s; it says: Rate limit reached.',
                      self.server.errors('{ anthropic(text: "please wait") }'))
        self.assertIn("Overloaded", self.server.errors('{ anthropic(text: "please overload") }'))
        self.assertIn("The server had an error", self.server.errors('{ gemini(text: "please fail") }'))
        self.assertIn("The server had an error", self.server.errors('{ llama(text: "please fail") }'))
        self.assertIn("The server had an error", self.server.errors('{ respond(text: "please fail") }'))
        self.assertIn("The server had an error", self.server.errors('{ converse(text: "please fail") }'))
        self.assertIn("The server had an error", self.server.errors('{ chat(model: "openai", text: "please fail") }'))
        self.assertIn("The server had an error", self.server.errors('{ chat(model: "custom", text: "please fail") }'))
        self.assertIn("it says: Rate limit reached.",
                      self.server.errors('{ chat(model: "custom", text: "please wait") }'))

    def test_keys_that_are_wrong(self):
        wrong = {**dict.fromkeys(KEYS, "wrong"), **AWS, "AWS_SECRET_ACCESS_KEY": "wrong", "MODUS_ENV": "dev"}
        with Server("serve", self.build, env=wrong) as server:
            self.assertIn("check MODUS_ANTHROPIC_API_KEY; it says: The API key is not valid.",
                          server.errors('{ anthropic(text: "a") }'))
            self.assertIn("check MODUS_GEMINI_API_KEY", server.errors('{ gemini(text: "a") }'))
            self.assertIn("check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; it says: The request signature we",
                          server.errors('{ llama(text: "a") }'))


class Examples(unittest.TestCase):
    """Each function of examples/providers, whose code the pages of docs/models quote."""

    app = "providers"

    def test_each_provider_answers(self):
        names = ("OPENAI", "AZURE", "ANTHROPIC", "GOOGLE", "MINE")
        keys = {f"MODUS_{name}_API_KEY": "test-key" for name in names}
        with harness.helper_server("tests/providers/server.py") as address:
            def change(manifest):
                manifest["models"]["own"]["path"] = "custom/generate"
                for connection in manifest["connections"].values():
                    connection["baseUrl"] = address
                manifest["connections"]["bedrock"]["aws"]["region"] = "us-east-1"
                manifest["connections"]["ollama"]["headers"] = {"Authorization": "Bearer test-key"}

            with harness.changed_app(self.app, change) as build, Server("serve", build, env={**keys, **AWS}) as server:
                for name in ("askOpenAI", "think", "askAzure", "askClaude", "askGemini", "askNova", "askOllama", "askOwn"):
                    with self.subTest(name):
                        self.assertEqual(server.data(f'{{ {name}(question: "Why?") }}'), {name: "You said: Why?"})
                self.assertEqual(server.data('{ continueText(text: "It was") }'), {"continueText": "You said: It was"})
                self.assertEqual(server.data('{ describePicture(url: "https://x.example/a.jpg") }'),
                                 {"describePicture": "You said: What is in this picture?"})
                self.assertEqual(server.data('{ listen(wav: "UklGRg==") }'), {"listen": "You said: "})
                self.assertEqual(len(server.data('{ embed(text: "a") }')["embed"]), 8)
            seen = json.loads(harness.http("GET", address + "requests")[1])
        sound = next(request for request in seen if request["body"].get("model") == "gpt-4o-audio-preview")
        self.assertEqual(sound["body"]["messages"], [{"role": "user", "content": [
            {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}}]}])


if __name__ == "__main__":
    unittest.main()
