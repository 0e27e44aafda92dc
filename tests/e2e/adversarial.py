# SPDX-License-Identifier: Apache-2.0
"""Requests to examples/types that are made to hurt: each has little to say and asks for much work or memory."""
import json

MANY = 100_000
MB = 1_000_000


def braces(open_with, close_with, depth):
    return open_with * depth + close_with * depth


def numbered(count, pattern, between=" "):
    """The pattern with 0, 1, 2, … in the place of its star."""
    return between.join(pattern.replace("*", str(index)) for index in range(count))


def chain(length, fragment, last):
    """Fragments F0, F1, … of which each leads to the next (+) and the last is `last`."""
    links = " ".join(fragment.replace("*", str(index)).replace("+", str(index + 1)) for index in range(length))
    return f"{links} {last.replace('*', str(length))}"


ON_QUERY = "fragment F* on Query { hello }"
ON_PERSON = "fragment F* on Person { age }"

# Far too large ones first, then such as stay below the limits on text and tokens, and make of that what they can.
DOCUMENTS = {
    "100,000 aliases": "{" + numbered(MANY, "a*: hello") + "}",
    "10,000 aliases": "{" + numbered(10_000, "a*: hello") + "}",
    "100,000 braces": braces("{", "}", MANY),
    "braces that never close": "{a" * MANY,
    "deep selections": "{ people " + braces("{ friends ", "}", 20_000) + "}",
    "deep inline fragments": braces("{ ... ", "}", 20_000),
    "deep list literal": "{ echoMatrix(rows: " + braces("[", "]", MANY) + ") }",
    "deep object literal": "mutation { addPerson(person: " + braces("{address: ", "}", 20_000) + ") { age } }",
    "deep type": "query($v: " + braces("[", "]", MANY) + ") { hello }",
    "1 MB string": "{ sayHello(name: \"" + "x" * MB + "\") }",
    "1 MB string that never ends": "{ sayHello(name: \"" + "x" * MB,
    "1 MB comment": "#" + "x" * MB + "\n{ hello }",
    "1 MB of commas": "{" + "," * MB + "hello }",
    "100,000 variables": "query(" + numbered(MANY, "$v*: Int") + ") { hello }",
    "100,000 directives": "{ hello " + "@include(if: true) " * MANY + "}",
    "100,000 arguments": "{ sayHello(" + numbered(MANY, "a*: 1") + ") }",
    "100,000 unknown fields": "{" + numbered(MANY, "hell*") + "}",

    "4,900 aliases": "{" + numbered(4_900, "a*: hello") + "}",
    "14,900 times one field": "{" + "hello " * 14_900 + "}",
    "14,900 unknown fields": "{" + numbered(14_900, "hell*") + "}",
    "14,900 unknown fields of a type": "{ people {" + numbered(14_900, "firstNam*") + "} }",
    "1,800 unknown types": numbered(1_800, "fragment F* on Persn* { age }") + " { hello }",
    "4,900 unknown arguments": "{ sayHello(" + numbered(4_900, "nam*: 1") + ") }",
    "4,900 unknown members": "mutation { addPerson(person: {" + numbered(4_900, "firstNam*: 1") + "}) { age } }",
    "7,400 unknown directives": "{ hello " + numbered(7_400, "@includ*") + "}",
    "2,400 directives": "{ hello " + "@include(if: true) " * 2_400 + "}",
    "3,700 variables": "query(" + numbered(3_700, "$v*: Int") + ") { hello }",
    "7,400 undefined variables": "{ sum(values: [" + numbered(7_400, "$v*") + "]) }",
    "4,000 variables of one name": numbered(120, "query Q*(" + "$v: Int " * 29 + ") { hello }"),
    "14,900 wrong items": "{ sum(values: [" + "RED " * 14_900 + "]) }",
    "2,900 operations": numbered(2_900, "query Q* { hello }"),
    "2,900 operations of one name": "query Q { hello } " * 2_900,
    "2,100 fragments nobody uses": "{ hello } " + numbered(2_100, ON_QUERY),
    "2,100 fragments of one name": "{ hello } " + "fragment F on Query { hello } " * 2_100,
    "chain of 1,800 fragments": "{ ...F0 } " + chain(1_800, "fragment F* on Query { ...F+ }", ON_QUERY),
    "cycle of 1,800 fragments": "{ ...F0 } " + chain(1_800, "fragment F* on Query { ...F+ }", "fragment F* on Query { ...F0 }"),
    "fragment in itself": "{ ...F } fragment F on Query { hello ...F ... { ...F } }",
    "every fragment in every other": "{ ...F0 } " + " ".join(
        f"fragment F{index} on Query {{ {numbered(80, '...F*')} }}" for index in range(80)),
    "every fragment in the next ones": "{ ...F0 } " + " ".join(
        f"fragment F{index} on Query {{ {numbered(20, f'...F{index}*')} hello }}" for index in range(200)),
    "doubling spreads": "{ ...F0 } " + chain(60, "fragment F* on Query { ...F+ ...F+ }", ON_QUERY),
    "doubling fields": "{ people { ...F0 } } " + chain(
        29, "fragment F* on Person { a: friends { ...F+ } b: friends { ...F+ } }", ON_PERSON),
    "doubling merges": "{ people { ...F0 } } " + chain(
        29, "fragment F* on Person { friends { ...F+ } ... { friends { ...F+ } } }", ON_PERSON),
    "doubling merges in conflict": "{ people { ...F0 } } " + chain(
        29, "fragment F* on Person { friends { ...F+ } ... { friends { ...F+ } } }", "fragment F* on Person { x: age x: id }"),
    "merging of many fields": "{ people {" + "friends { age } " * 3_700 + "} }",
    "merging of many aliases": "{" + "x: people { y: firstName } " * 1_800 + "x: people { y: lastName } }",
    "merging of many arguments": "{" + numbered(1_800, "x: sayHello(name: \"*\")") + "}",
    "merging of many levels": "{" + "people { friends { friends { friends { friends { age } } } } } " * 900 + "}",
    "merging of many conflicts": "{" + "x: people { y: age } x: people { y: id } " * 1_000 + "}",
    "250 KB name": "{ " + "x" * 250_000 + " }",
    "250 KB string": "{ sayHello(name: \"" + "x" * 250_000 + "\") }",
    "250 KB of escapes": "{ sayHello(name: \"" + "\\u0041" * 41_000 + "\") }",
    "250 KB block string": "{ sayHello(name: \"\"\"" + "  x\n" * 60_000 + "\"\"\") }",
    "250 KB of wrong escapes": "{ sayHello(name: \"" + "x" * 250_000 + "\\q\") }",
    "number of 100,000 digits": "{ sum(values: [1" + "0" * MANY + "]) }",
    "introspection within introspection": "{ __schema { types " + braces("{ fields { type ", "} }", 25).replace("type } }", "type { name } } }") + "} }",
    "introspection in many aliases": "{" + numbered(120, "a*: __schema { types { fields { args { type { fields { name } } } } } }") + "}",
}

VARIABLES = {
    "deep list in variables": ("query($v: [[Int!]!]!) { echoMatrix(rows: $v) }", "[" * MANY + "]" * MANY),
    "deep object in variables": ("mutation($v: PersonInput!) { addPerson(person: $v) { age } }", '{"address":' * MANY + "1" + "}" * MANY),
    "wide list in variables": ("query($v: [Int!]!) { sum(values: $v) }", "[" + "1," * 300_000 + "1]"),
    "wide object in variables": ("mutation($v: PersonInput!) { addPerson(person: $v) { age } }",
                                 "{" + numbered(MANY, '"f*":1', ",") + "}"),
    "100,000 wrong values in variables": ("query($v: [Int!]!) { sum(values: $v) }", "[" + '"x",' * MANY + '"x"]'),
    "number of 100,000 digits in variables": ("query($v: [Int!]!) { sum(values: $v) }", "[1" + "0" * MANY + "]"),
    "1 MB string in variables": ("query($v: String!) { sayHello(name: $v) }", '"' + "x" * MB + '"'),
}

BODIES = {
    "batch of 10,000": json.dumps([{"query": "{ hello }"}] * 10_000),
    "batches in batches": "[" * MANY + "]" * MANY,
    "deep extensions": '{"query":"{ hello }","extensions":' + '{"a":' * MANY + "1" + "}" * MANY + "}",
    "100,000 members": '{"query":"{ hello }",' + numbered(MANY, '"m*":1', ",") + "}",
}


def requests():
    """Name → the body of a request."""
    made = {name: json.dumps({"query": text}) for name, text in DOCUMENTS.items()}
    for name, (query, value) in VARIABLES.items():
        made[name] = f'{{"query":{json.dumps(query)},"variables":{{"v":{value}}}}}'
    return made | BODIES
