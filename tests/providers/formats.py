# SPDX-License-Identifier: Apache-2.0
"""The providers' formats: what a valid request is, what the answer to it, whole and as a stream."""
import base64
import json
import math
import re

import amazon
import scripts


class Invalid(Exception):
    """A request that lacks something."""


def need(condition, message):
    if not condition:
        raise Invalid(message)


def words_of(text):
    """The text cut after each space."""
    words = text.split(" ")
    return [word + " " for word in words[:-1]] + words[-1:]


def halves(text):
    return [text[:len(text) // 2], text[len(text) // 2:]]


def demands_call(request):
    """Whether the model must call a tool, in any of the formats."""
    choice = request.get("tool_choice")
    kind = choice.get("type") if isinstance(choice, dict) else choice
    mode = request.get("toolConfig", {}).get("functionCallingConfig", {}).get("mode")
    named = request.get("toolConfig", {}).get("toolChoice", {})
    return kind in ("required", "function", "any", "tool") or mode == "ANY" or "any" in named or "tool" in named


class Provider:
    """What the formats have in common. An event is what frame() takes."""
    key = ("Authorization", "Bearer {}")
    signed = False
    stream_type = "text/event-stream; charset=utf-8"
    flood_start = b"data: "

    def error(self, status, kind, message):
        return {"error": {"message": message, "type": kind, "param": None, "code": None}}

    def wants_stream(self, url, request):
        return request.get("stream") is True

    def wanted_call(self, request, text):
        """(name, arguments) of the tool to call, or nothing."""
        name = self.first_tool(request)
        return (name, {"text": text}) if name and (demands_call(request) or not self.has_results(request)) else None

    def first_tool(self, request):
        return None

    def has_results(self, request):
        return False

    def frame(self, event):
        kind, data = event
        text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
        return ((f"event: {kind}\n" if kind else "") + f"data: {text}\n\n").encode()

    def mumble(self, frame):
        return b"data: {mumble\n\n"


def chat_text(request):
    for message in reversed(request["messages"]):
        content = message.get("content")
        text = content if isinstance(content, str) else "".join(part.get("text", "") for part in content or ())
        if message.get("role") == "user" and text:
            return text
    return ""


class OpenAiChat(Provider):
    def check(self, request, headers):
        need(isinstance(request.get("model"), str), "You must provide a model parameter.")
        need(isinstance(request.get("messages"), list) and request["messages"], "'messages' must not be empty.")
        need("stream_options" not in request or request.get("stream"), "'stream_options' needs 'stream'.")

    text = staticmethod(chat_text)

    def first_tool(self, request):
        return request["tools"][0]["function"]["name"] if request.get("tools") else None

    def has_results(self, request):
        return request["messages"][-1]["role"] == "tool"

    def head(self, request, kind):
        return {"id": "chatcmpl-test", "object": kind, "created": 1700000000, "model": request.get("model", "x"),
                "system_fingerprint": "fp_test"}

    USAGE = {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21,
             "prompt_tokens_details": {"cached_tokens": 4}}

    def answer(self, request, text, call):
        message = {"role": "assistant", "content": None if call else f"You said: {text}", "refusal": None}
        if call:
            message["tool_calls"] = [
                {"id": f"call_{i}", "type": "function",
                 "function": {"name": one[0], "arguments": scripts.arguments_of(one)}}
                for i, one in enumerate(scripts.each(call))]
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "tool_calls" if call else "stop"}
        return {**self.head(request, "chat.completion"), "choices": [choice], "usage": self.USAGE}

    def events(self, request, text, call):
        def chunk(delta, reason=None):
            choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
            return None, {**self.head(request, "chat.completion.chunk"), "choices": [choice]}

        def call_piece(i, **piece):
            return chunk({"tool_calls": [{"index": i, **piece}]})

        yield chunk({"role": "assistant", "content": "" if not call else None, "refusal": None})
        if call:
            for i, one in enumerate(scripts.each(call)):
                yield call_piece(i, id=f"call_{i}", type="function", function={"name": one[0], "arguments": ""})
                for piece in halves(scripts.arguments_of(one)):
                    yield call_piece(i, function={"arguments": piece})
        else:
            for word in words_of(f"You said: {text}"):
                yield chunk({"content": word})
        yield chunk({}, "tool_calls" if call else "stop")
        if (request.get("stream_options") or {}).get("include_usage"):
            yield None, {**self.head(request, "chat.completion.chunk"), "choices": [], "usage": self.USAGE}
        yield None, "[DONE]"

    def broken(self):
        return None, self.error(500, "server_error", "The stream broke.")


class AzureOpenAi(OpenAiChat):
    key = ("api-key", "{}")

    def check(self, request, headers):
        need(isinstance(request.get("messages"), list) and request["messages"], "'messages' must not be empty.")

    def error(self, status, kind, message):
        return {"error": {"code": str(status), "message": message}}


class OpenAiResponses(Provider):
    def check(self, request, headers):
        need(isinstance(request.get("model"), str), "Missing required parameter: 'model'.")
        need(request.get("input"), "Missing required parameter: 'input'.")

    def text(self, request):
        content = request["input"]
        return content if isinstance(content, str) else chat_text({"messages": content})

    def first_tool(self, request):
        return request["tools"][0]["name"] if request.get("tools") else None

    def has_results(self, request):
        return not isinstance(request["input"], str) and request["input"][-1].get("type") == "function_call_output"

    def answer(self, request, text, call):
        if call:
            items = [{"type": "function_call", "id": f"fc_{i}", "call_id": f"call_{i}", "name": one[0],
                      "arguments": scripts.arguments_of(one), "status": "completed"}
                     for i, one in enumerate(scripts.each(call))]
        else:
            part = {"type": "output_text", "text": f"You said: {text}", "annotations": []}
            items = [{"type": "message", "id": "msg_0", "status": "completed", "role": "assistant", "content": [part]}]
        return {"id": "resp_test", "object": "response", "created_at": 1700000000, "status": "completed",
                "model": request["model"], "output": items,
                "usage": {"input_tokens": 9, "input_tokens_details": {"cached_tokens": 4}, "output_tokens": 12,
                          "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 21}}

    def events(self, request, text, call):
        def event(kind, **members):
            return kind, {"type": kind, **members}

        whole = self.answer(request, text, call)
        yield event("response.created", response={**whole, "status": "in_progress", "output": []})
        for i, item in enumerate(whole["output"]):
            if call:
                yield event("response.output_item.added", output_index=i, item={**item, "arguments": ""})
                for piece in halves(item["arguments"]):
                    yield event("response.function_call_arguments.delta", output_index=i, delta=piece)
            else:
                yield event("response.output_item.added", output_index=i, item={**item, "content": []})
                for word in words_of(f"You said: {text}"):
                    yield event("response.output_text.delta", output_index=i, content_index=0, delta=word)
            yield event("response.output_item.done", output_index=i, item=item)
        yield event("response.completed", response=whole)

    def broken(self):
        return "error", {"type": "error", "code": "server_error", "message": "The stream broke.", "param": None}


class OpenAiEmbeddings(Provider):
    def check(self, request, headers):
        need(isinstance(request.get("model"), str), "You must provide a model parameter.")
        need(request.get("input"), "'input' must not be empty.")

    def text(self, request):
        return request["input"] if isinstance(request["input"], str) else str(request["input"][0])

    def answer(self, request, text, call):
        inputs = [request["input"]] if isinstance(request["input"], str) else request["input"]
        data = [{"object": "embedding", "index": index, "embedding": self.vector(str(one))}
                for index, one in enumerate(inputs)]
        return {"object": "list", "data": data, "model": request["model"],
                "usage": {"prompt_tokens": 9, "total_tokens": 9}}

    @staticmethod
    def vector(text):
        return [round(math.sin(len(text) + i), 6) for i in range(8)]


class Anthropic(Provider):
    key = ("x-api-key", "{}")

    def check(self, request, headers):
        need(headers.get("anthropic-version"), "anthropic-version: header is required")
        for name in ("model", "messages", "max_tokens"):
            need(request.get(name), f"{name}: Field required")

    def error(self, status, kind, message):
        return {"type": "error", "error": {"type": kind, "message": message}}

    text = staticmethod(chat_text)

    def first_tool(self, request):
        return request["tools"][0]["name"] if request.get("tools") else None

    def has_results(self, request):
        content = request["messages"][-1]["content"]
        return not isinstance(content, str) and content[0].get("type") == "tool_result"

    def answer(self, request, text, call):
        blocks = [{"type": "tool_use", "id": f"toolu_{i}", "name": name, "input": arguments}
                  for i, (name, arguments) in enumerate(scripts.each(call))]
        blocks = blocks or [{"type": "text", "text": f"You said: {text}"}]
        return {"id": "msg_test", "type": "message", "role": "assistant", "model": request["model"],
                "content": blocks, "stop_reason": "tool_use" if call else "end_turn", "stop_sequence": None,
                "usage": {"input_tokens": 5, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 4,
                          "output_tokens": 12}}

    def events(self, request, text, call):
        def event(kind, **members):
            return kind, {"type": kind, **members}

        def delta(index, **members):
            return event("content_block_delta", index=index, delta=members)

        whole = self.answer(request, text, call)
        yield event("message_start", message={
            **whole, "content": [], "stop_reason": None, "usage": {**whole["usage"], "output_tokens": 1}})
        yield event("ping")
        for i, block in enumerate(whole["content"]):
            if call:
                yield event("content_block_start", index=i, content_block={**block, "input": {}})
                for piece in halves(json.dumps(block["input"])):
                    yield delta(i, type="input_json_delta", partial_json=piece)
            else:
                yield event("content_block_start", index=i, content_block={"type": "text", "text": ""})
                for word in words_of(block["text"]):
                    yield delta(i, type="text_delta", text=word)
            yield event("content_block_stop", index=i)
        yield event("message_delta", delta={"stop_reason": whole["stop_reason"], "stop_sequence": None},
                    usage={"output_tokens": 12})
        yield event("message_stop")

    def broken(self):
        return "error", self.error(529, "overloaded_error", "The stream broke.")


class Gemini(Provider):
    key = ("x-goog-api-key", "{}")

    def check(self, request, headers):
        need(isinstance(request.get("contents"), list) and request["contents"], "contents is not specified")

    def error(self, status, kind, message):
        names = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED"}
        return {"error": {"code": status, "message": message, "status": names.get(status, "UNAVAILABLE")}}

    def wants_stream(self, url, request):
        return url.path.endswith(":streamGenerateContent")

    def text(self, request):
        for content in reversed(request["contents"]):
            text = "".join(part.get("text", "") for part in content["parts"])
            if content.get("role", "user") == "user" and text:
                return text
        return ""

    def first_tool(self, request):
        return request["tools"][0]["functionDeclarations"][0]["name"] if request.get("tools") else None

    def has_results(self, request):
        return "functionResponse" in request["contents"][-1]["parts"][0]

    USAGE = {"promptTokenCount": 9, "candidatesTokenCount": 12, "totalTokenCount": 21, "cachedContentTokenCount": 4}

    def candidate(self, parts, reason=None):
        candidate = {"content": {"parts": parts, "role": "model"}, "index": 0}
        return {"candidates": [{**candidate, "finishReason": reason} if reason else candidate],
                "usageMetadata": self.USAGE, "modelVersion": "gemini-test"}

    def parts(self, text, call):
        calls = [{"functionCall": {"name": name, "args": arguments}} for name, arguments in scripts.each(call)]
        return calls or [{"text": f"You said: {text}"}]

    def answer(self, request, text, call):
        return self.candidate(self.parts(text, call), "STOP")

    def events(self, request, text, call):
        if call:
            yield None, self.candidate(self.parts(text, call))
        else:
            for word in words_of(f"You said: {text}"):
                yield None, self.candidate([{"text": word}])
        yield None, self.candidate([{"text": ""}], "STOP")

    def broken(self):
        return None, self.error(503, "", "The stream broke.")


class Bedrock(Provider):
    signed = True
    stream_type = "application/vnd.amazon.eventstream"
    flood_start = amazon.prelude(1 << 30, 0)

    def error(self, status, kind, message):
        return {"message": message}

    def wants_stream(self, url, request):
        return url.path.endswith("-stream")

    def broken(self):
        return "exception", "modelStreamErrorException", {"message": "The stream broke."}

    def mumble(self, frame):
        good = frame(("event", "messageStop", {"stopReason": "end_turn"}))
        return good[:-1] + bytes([good[-1] ^ 1])


class Converse(Bedrock):
    def check(self, request, headers):
        need(isinstance(request.get("messages"), list) and request["messages"], "messages must not be empty")

    text = staticmethod(chat_text)

    def first_tool(self, request):
        tools = request.get("toolConfig", {}).get("tools")
        return tools[0]["toolSpec"]["name"] if tools else None

    def has_results(self, request):
        return "toolResult" in request["messages"][-1]["content"][0]

    METADATA = {"usage": {"inputTokens": 5, "outputTokens": 12, "totalTokens": 21, "cacheReadInputTokens": 4},
                "metrics": {"latencyMs": 1}}

    def answer(self, request, text, call):
        blocks = [{"toolUse": {"toolUseId": f"tooluse_{i}", "name": name, "input": arguments}}
                  for i, (name, arguments) in enumerate(scripts.each(call))]
        blocks = blocks or [{"text": f"You said: {text}"}]
        return {"output": {"message": {"role": "assistant", "content": blocks}},
                "stopReason": "tool_use" if call else "end_turn", **self.METADATA}

    def events(self, request, text, call):
        yield "event", "messageStart", {"role": "assistant", "p": "abcdefgh"}
        for i, block in enumerate(self.answer(request, text, call)["output"]["message"]["content"]):
            use = block.get("toolUse")
            if use:
                yield "event", "contentBlockStart", {"contentBlockIndex": i, "start": {
                    "toolUse": {"toolUseId": use["toolUseId"], "name": use["name"]}}}
            for piece in halves(json.dumps(use["input"])) if use else words_of(block["text"]):
                delta = {"toolUse": {"input": piece}} if use else {"text": piece}
                yield "event", "contentBlockDelta", {"contentBlockIndex": i, "delta": delta, "p": "abc"}
            yield "event", "contentBlockStop", {"contentBlockIndex": i}
        yield "event", "messageStop", {"stopReason": "tool_use" if call else "end_turn"}
        yield "event", "metadata", self.METADATA


class Llama(Bedrock):
    def check(self, request, headers):
        need(isinstance(request.get("prompt"), str), "required key [prompt] not found")

    def text(self, request):
        return request["prompt"]

    def answer(self, request, text, call):
        return {"generation": f"You said: {text}", "prompt_token_count": 9, "generation_token_count": 12,
                "stop_reason": "stop"}

    def events(self, request, text, call):
        whole = self.answer(request, text, call)
        words = words_of(whole["generation"])
        for count, word in enumerate(words, 1):
            last = count == len(words)
            yield self.chunk({**whole, "generation": word, "prompt_token_count": 9 if count == 1 else None,
                              "generation_token_count": 12 if last else count, "stop_reason": "stop" if last else None})

    @staticmethod
    def chunk(event):
        data = json.dumps(event, ensure_ascii=False).encode()
        return "event", "chunk", {"bytes": base64.b64encode(data).decode(), "p": "abc"}


class Custom(Provider):
    """A format that only modus.json knows; its streams are lines of JSON."""
    key = ("X-Key", "{}")
    stream_type = "application/x-ndjson"
    flood_start = b"{"

    def check(self, request, headers):
        need(isinstance(request.get("input", {}).get("question"), str), "input.question is missing")

    def error(self, status, kind, message):
        return {"problem": {"text": message}}

    def wants_stream(self, url, request):
        return url.path.endswith("-live")

    def text(self, request):
        return request["input"]["question"]

    def answer(self, request, text, call):
        return {"outputs": [{"say": f"You said: {text}", "why": "stop"}], "cost": {"in": 9, "out": 12}}

    def events(self, request, text, call):
        for word in words_of(f"You said: {text}"):
            yield {"say": word}
        yield {"end": True, "cost": {"in": 9, "out": 12}}

    def frame(self, event):
        return json.dumps(event, ensure_ascii=False).encode() + b"\n"

    def broken(self):
        return self.error(500, "", "The stream broke.")

    def mumble(self, frame):
        return b"{mumble\n"


OPENAI_CHAT = OpenAiChat()
PATHS = [
    (r"/v1/chat/completions", OPENAI_CHAT),
    (r"/openai/deployments/[^/]+/chat/completions", AzureOpenAi()),
    (r"/v1/responses", OpenAiResponses()),
    (r"/v1/embeddings", OpenAiEmbeddings()),
    (r"/v1/messages", Anthropic()),
    (r"/v1beta/models/[^/:]+:(streamG|g)enerateContent", Gemini()),
    (r"/model/[^/]+/converse(-stream)?", Converse()),
    (r"/model/[^/]+/invoke(-with-response-stream)?", Llama()),
    (r"/custom/generate(-live)?", Custom()),
]


def find(url):
    """The provider at that address, or nothing."""
    provider = next((provider for path, provider in PATHS if re.fullmatch(path, url.path)), None)
    if isinstance(provider, AzureOpenAi) and "api-version=" not in url.query:
        return None
    return provider
