#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes seeds for stream_fuzz: make_stream_seeds.py FOLDER

One for each format and framing; the bytes in front choose these, as runtime/models/formats/stream_fuzz.cpp says.
"""
import base64
import json
import pathlib
import sys

# In the order of app::kModelFormats; pairs of an event's type and its data.
STREAMS = {
    "openai-chat": [
        ("", {"id": "c", "choices": [{"index": 0, "delta": {"role": "assistant", "content": "Grüße"}}]}),
        ("", {"choices": [{"index": 0, "delta": {"tool_calls": [
            {"index": 0, "id": "i", "function": {"name": "f", "arguments": "{"}}]}, "finish_reason": "stop"}]}),
        ("", {"choices": [], "usage": {"prompt_tokens": 1}}), ("", "[DONE]")],
    "openai-responses": [
        ("response.output_item.added", {"type": "response.output_item.added", "output_index": 0,
                                        "item": {"type": "function_call", "call_id": "i", "name": "f"}}),
        ("", {"type": "response.output_text.delta", "delta": "Hi"}),
        ("", {"type": "response.completed", "response": {"output": []}})],
    "openai-embeddings": [("", {})],
    "anthropic-messages": [
        ("message_start", {"type": "message_start", "message": {"usage": {"input_tokens": 1}}}),
        ("", {"type": "content_block_start", "index": 0, "content_block": {"type": "tool_use", "name": "f"}}),
        ("", {"type": "content_block_delta", "index": 0,
              "delta": {"type": "input_json_delta", "partial_json": "{}"}}),
        ("", {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 2}}),
        ("", {"type": "message_stop"})],
    "gemini": [
        ("", {"candidates": [{"content": {"parts": [{"text": "Hi"}]}, "index": 0}]}),
        ("", {"candidates": [{"content": {"parts": [{"functionCall": {"name": "f"}}]}, "finishReason": "STOP"}],
              "usageMetadata": {"promptTokenCount": 1}})],
    "bedrock-converse": [
        ("messageStart", {"role": "assistant"}),
        ("contentBlockStart", {"contentBlockIndex": 1, "start": {"toolUse": {"toolUseId": "i", "name": "f"}}}),
        ("contentBlockDelta", {"contentBlockIndex": 1, "delta": {"toolUse": {"input": "{}"}}}),
        ("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"reasoningContent": {"text": "Hm"}}}),
        ("messageStop", {"stopReason": "end_turn"}), ("metadata", {"usage": {"inputTokens": 1}})],
    "llama": [("", {"generation": "Hi", "prompt_token_count": 1, "stop_reason": "stop"})],
}


def text(data):
    return data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)


def framed(events):
    """The stream in each framing, in the fuzzer's order; of the third it makes nothing of its own."""
    yield 0, "".join((f"event: {kind}\n" if kind else "") + f"data: {text(data)}\n\n" for kind, data in events)
    yield 1, "".join(f"{text(data)}\n" for _, data in events)
    yield 3, "".join(f"{kind or 'chunk'} {text(data) if kind else chunk(data)}\n" for kind, data in events)


def chunk(data):
    return json.dumps({"bytes": base64.b64encode(text(data).encode()).decode()})


def main():
    folder = pathlib.Path(sys.argv[1])
    for index, (name, events) in enumerate(STREAMS.items()):
        for framing, stream in framed(events):
            (folder / f"{name}-{framing}").write_bytes(bytes([index, framing, 6]) + stream.encode())


if __name__ == "__main__":
    main()
