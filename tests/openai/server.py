#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A local server that speaks OpenAI's chat completions, for tests of the whole system.

    server.py [--port N] [--key KEY]

Listens on 127.0.0.1 and prints its port as the first line of standard output; port 0, the default,
takes a free one. Python's standard library is all it needs.

POST /v1/chat/completions wants `Authorization: Bearer KEY` (KEY is "test-key" unless given): 401
otherwise. A body that is not a valid request gets 400, an unknown path or model 404; every error
has OpenAI's body {"error": {"message", "type", "param", "code"}}. The model's name says what
happens:

    gpt-4o-mini, gpt-4o   answers "You said: TEXT", TEXT being the last user message; the same
                          request always gets the same answer. A system message is put in front,
                          in brackets. With `"response_format": {"type": "json_object"}` the answer
                          is {"echo": TEXT}. With `tools`, and unless tool_choice is "none", the
                          first tool is called with {"text": TEXT}. "n", "stream" and
                          `"stream_options": {"include_usage": true}` work as documented
    fail-500, fail-503    that status with an error body
    empty-500             500 without a body
    forbidden             403
    rate-limited          429 with Retry-After: 20
    slow                  answers like gpt-4o-mini, half a second for each word
    hang                  accepts the request and never answers
    half-body             closes the connection in the middle of the answer
    not-json              200 with a body that is not JSON, holding a zero byte and invalid UTF-8
    storm                 answers like gpt-4o-mini, but only so many requests a second (STORM_RATE);
                          the others get 429 with Retry-After: 1

GET /requests lists the bodies of the chat requests seen so far, as a JSON array.
POST /faults with {"status": 503} makes every chat request get that status from then on; {} ends it.
"""

import argparse
import http.server
import json
import threading
import time

MODELS = ("gpt-4o-mini", "gpt-4o", "slow", "storm")
STORM_RATE = 8
ROLES = ("system", "developer", "user", "assistant", "tool", "function")
STATUS_MODELS = {
    "fail-500": (500, "server_error", "The server had an error while processing your request."),
    "fail-503": (503, "server_error", "The engine is currently overloaded."),
    "forbidden": (403, "invalid_request_error", "Your account may not use this model."),
    "rate-limited": (429, "requests", "Rate limit reached for requests."),
}


class BadRequest(Exception):
    def __init__(self, message, param=None):
        super().__init__(message)
        self.param = param


def validate(body):
    """The request as an object, or BadRequest naming the parameter."""
    try:
        request = json.loads(body)
    except ValueError:
        raise BadRequest("We could not parse the JSON body of your request.") from None
    if not isinstance(request, dict):
        raise BadRequest("The body of the request must be a JSON object.")
    if not isinstance(request.get("model"), str):
        raise BadRequest("You must provide a model parameter.", "model")
    messages = request.get("messages")
    if not isinstance(messages, list) or not messages:
        raise BadRequest("'messages' must be an array that is not empty.", "messages")
    for index, message in enumerate(messages):
        name = f"messages[{index}]"
        if not isinstance(message, dict) or message.get("role") not in ROLES:
            raise BadRequest(f"Invalid value: '{name}.role'.", f"{name}.role")
        if not isinstance(message.get("content"), (str, list, type(None))):
            raise BadRequest(f"Invalid type for '{name}.content'.", f"{name}.content")
    checks = {
        "temperature": lambda v: isinstance(v, (int, float)) and 0 <= v <= 2,
        "top_p": lambda v: isinstance(v, (int, float)) and 0 <= v <= 1,
        "n": lambda v: isinstance(v, int) and 1 <= v <= 128,
        "max_tokens": lambda v: isinstance(v, int) and v >= 1,
        "max_completion_tokens": lambda v: isinstance(v, int) and v >= 1,
        "stream": lambda v: isinstance(v, bool),
        "tools": lambda v: isinstance(v, list),
        "response_format": lambda v: isinstance(v, dict) and "type" in v,
    }
    for name, good in checks.items():
        value = request.get(name)
        if value is not None and (isinstance(value, bool) != (name == "stream") or not good(value)):
            raise BadRequest(f"Invalid value for '{name}'.", name)
    if request.get("stream_options") is not None and not request.get("stream"):
        raise BadRequest("'stream_options' is only allowed when 'stream' is true.", "stream_options")
    return request


def text_of(message):
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content if isinstance(part, dict))


def last_text(request, *roles):
    return next((text_of(m) for m in reversed(request["messages"]) if m["role"] in roles), "")


def answer_to(request):
    """The message, without its role, and the reason why it ends."""
    said = last_text(request, "user")
    tools = request.get("tools")
    if tools and request.get("tool_choice") != "none" and request["messages"][-1]["role"] != "tool":
        call = {
            "id": "call_0",
            "type": "function",
            "function": {
                "name": tools[0].get("function", {}).get("name", ""),
                "arguments": json.dumps({"text": said}),
            },
        }
        return {"content": None, "tool_calls": [call]}, "tool_calls"
    if (request.get("response_format") or {}).get("type") == "json_object":
        return {"content": json.dumps({"echo": said}, ensure_ascii=False)}, "stop"
    system = last_text(request, "system", "developer")
    content = f"[{system}] " if system else ""
    return {"content": content + f"You said: {said}"}, "stop"


def words_of(text):
    """The text cut after each space."""
    words = text.split(" ")
    return [word + " " for word in words[:-1]] + words[-1:]


def usage_of(request, message):
    prompt = sum(len(text_of(m).split()) + 3 for m in request["messages"])
    completion = len((message["content"] or "tool call").split()) * (request.get("n") or 1)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "test"

    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.path == "/requests":
            with self.server.lock:
                return self.send_json(200, self.server.requests)
        self.send_failure(404, "invalid_request_error", f"Invalid URL (GET {self.path})")

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/faults":
            self.server.fault = json.loads(body)
            return self.send_json(200, self.server.fault)
        if self.path.split("?")[0] != "/v1/chat/completions":
            return self.send_failure(
                404, "invalid_request_error", f"Invalid URL (POST {self.path})"
            )
        if self.headers.get("Authorization") != f"Bearer {self.server.key}":
            return self.send_failure(
                401,
                "invalid_request_error",
                "Incorrect API key provided.",
                code="invalid_api_key",
            )
        try:
            request = validate(body)
        except BadRequest as problem:
            return self.send_failure(
                400, "invalid_request_error", str(problem), param=problem.param
            )
        with self.server.lock:
            self.server.requests.append(request)
        self.answer(request)

    def answer(self, request):
        model = request["model"]
        if "status" in self.server.fault:
            self.send_failure(self.server.fault["status"], "server_error", "A fault was asked for.")
        elif model in STATUS_MODELS:
            self.send_status(*STATUS_MODELS[model], retry_after="20")
        elif model == "storm" and not self.server.storm.admit():
            self.send_status(*STATUS_MODELS["rate-limited"], retry_after="1")
        elif model == "empty-500":
            self.send_bytes(500, b"")
        elif model == "hang":
            self.close_connection = True
            self.server.closing.wait()
        elif model == "half-body":
            self.send_half(request)
        elif model == "not-json":
            self.send_bytes(200, b"not\x00 JSON \xff.")
        elif model not in MODELS:
            self.send_failure(
                404,
                "invalid_request_error",
                f"The model `{model}` does not exist or you do not have access to it.",
                code="model_not_found",
            )
        elif request.get("stream"):
            self.stream(request)
        else:
            self.send_completion(request)

    def completion(self, request):
        message, reason = answer_to(request)
        choice = {
            "message": {"role": "assistant", **message, "refusal": None},
            "logprobs": None,
            "finish_reason": reason,
        }
        return {
            **self.head(request, "chat.completion"),
            "choices": [{"index": i, **choice} for i in range(request.get("n") or 1)],
            "usage": usage_of(request, message),
        }

    @staticmethod
    def head(request, kind):
        return {
            "id": "chatcmpl-test",
            "object": kind,
            "created": 1700000000,
            "model": request["model"],
            "system_fingerprint": "fp_test",
        }

    def send_completion(self, request):
        answer = self.completion(request)
        if request["model"] == "slow":
            time.sleep(0.5 * len(words_of(answer["choices"][0]["message"]["content"] or "")))
        self.send_json(200, answer)

    def send_status(self, status, kind, message, retry_after):
        limited = status == 429
        headers = {"Retry-After": retry_after} if limited else {}
        code = "rate_limit_exceeded" if limited else None
        self.send_failure(status, kind, message, code=code, headers=headers)

    def send_half(self, request):
        self.close_connection = True
        if request.get("stream"):
            self.begin_stream()
            self.send_event(self.chunk(request, 0, {"role": "assistant", "content": "You"}))
            return
        body = json.dumps(self.completion(request)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])

    def stream(self, request):
        message, reason = answer_to(request)
        self.begin_stream()
        for index in range(request.get("n") or 1):
            self.send_event(self.chunk(request, index, {"role": "assistant", "content": ""}))
            for delta in self.deltas(message):
                if request["model"] == "slow":
                    time.sleep(0.5)
                self.send_event(self.chunk(request, index, delta))
            self.send_event(self.chunk(request, index, {}, reason))
        if (request.get("stream_options") or {}).get("include_usage"):
            usage = usage_of(request, message)
            head = self.head(request, "chat.completion.chunk")
            self.send_event({**head, "choices": [], "usage": usage})
        self.send_chunk(b"data: [DONE]\n\n")
        self.send_chunk(b"")

    @staticmethod
    def deltas(message):
        for word in words_of(message["content"] or ""):
            if word:
                yield {"content": word}
        for index, call in enumerate(message.get("tool_calls", [])):
            function = call["function"]
            start = {**call, "function": {"name": function["name"], "arguments": ""}}
            yield {"tool_calls": [{"index": index, **start}]}
            for word in words_of(function["arguments"]):
                yield {"tool_calls": [{"index": index, "function": {"arguments": word}}]}

    def chunk(self, request, index, delta, reason=None):
        choice = {"index": index, "delta": delta, "logprobs": None, "finish_reason": reason}
        return {**self.head(request, "chat.completion.chunk"), "choices": [choice]}

    def begin_stream(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def send_event(self, value):
        self.send_chunk(b"data: " + json.dumps(value).encode() + b"\n\n")

    def send_chunk(self, data):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def send_failure(self, status, kind, message, param=None, code=None, headers=None):
        error = {"message": message, "type": kind, "param": param, "code": code}
        self.send_json(status, {"error": error}, headers)

    def send_json(self, status, value, headers=None):
        self.send_bytes(status, json.dumps(value).encode(), headers)

    def send_bytes(self, status, body, headers=None):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class Rate:
    """Lets so many through in each second of the clock."""

    def __init__(self, per_second):
        self.per_second = per_second
        self.second = 0
        self.count = 0
        self.lock = threading.Lock()

    def admit(self):
        with self.lock:
            second = int(time.monotonic())
            if second != self.second:
                self.second, self.count = second, 0
            self.count += 1
            return self.count <= self.per_second


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port, key):
        super().__init__(("127.0.0.1", port), Handler)
        self.key = key
        self.requests = []
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self.fault = {}
        self.storm = Rate(STORM_RATE)

    def handle_error(self, *_):
        pass  # a client that went away is part of many tests


def main():
    parser = argparse.ArgumentParser(description="A stand-in for OpenAI's chat completions.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--key", default="test-key")
    options = parser.parse_args()
    with Server(options.port, options.key) as server:
        print(server.server_address[1], flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            server.closing.set()


if __name__ == "__main__":
    main()
