# SPDX-License-Identifier: Apache-2.0
"""Conversations of which the test says how they go.

A text of the request may hold `please act` and behind it a JSON list with a step for each round; the last one is
repeated. A round begins with each turn of the model's, or with each answer that is sent back as unfit. Steps:

    {"calls": [["name", {…}], …]}   call these tools; the arguments may be a string, which is sent as it is
    {"say": "text"}                 answer with "You said: text"
    {"give": value}                 give the answer that was asked for by a schema, in the provider's own way
"""
import json

MARK = "please act "
ANSWER = "final_answer"
UNFIT = "That answer does not fit"


def play(provider, request, text, call):
    """Text and call as the script has them; without a script as they were."""
    script = next((found for found in map(steps_in, strings_in(request)) if found), None)
    if script is None:
        return text, call
    step = script[min(rounds_in(request), len(script) - 1)]
    if "calls" in step:
        return text, [tuple(one) for one in step["calls"]]
    if "say" in step:
        return step["say"], None
    if ANSWER in json.dumps(request.get("tools", request.get("toolConfig"))):
        return text, [(ANSWER, step["give"])]
    return json.dumps(step["give"]), None


def strings_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings_in(part)


def steps_in(text):
    if MARK not in text:
        return None
    return json.JSONDecoder().raw_decode(text.split(MARK, 1)[1])[0]


def rounds_in(request):
    turns = request.get("messages") or request.get("contents") or request.get("input")
    if not isinstance(turns, list):
        return sum(text.count(UNFIT) for text in strings_in(request))
    rounds, was_model = 0, False
    for turn in turns:
        is_model = turn.get("role") in ("assistant", "model") or turn.get("type") in ("function_call", "message")
        rounds += is_model and not was_model
        was_model = is_model
    return rounds


def arguments_of(call):
    """The arguments as JSON text."""
    return call[1] if isinstance(call[1], str) else json.dumps(call[1])


def each(call):
    """The calls in what is one, several, or none."""
    return call if isinstance(call, list) else [call] if call else []
