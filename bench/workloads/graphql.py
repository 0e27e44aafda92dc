# SPDX-License-Identifier: Apache-2.0
"""Parsing and validating GraphQL documents, beside other engines' libraries, and executing them."""
import json
import sys

from .bench import ROOT, Row, Wrong, median, need, progress

HERE = ROOT / "bench/graphql"
SECONDS = 0.2  # of each measurement
# The least that another library must take, as a multiple of ours.
TIMES_JAVASCRIPT = 5
TIMES_COMPILED = 1

sys.path.insert(0, str(HERE))
import documents as texts  # noqa: E402


def javascript():
    return [need("node", "it runs graphql-js"), HERE / "graphql_js.mjs"]


def rust(bench):
    cargo = need("cargo", "it builds apollo-compiler")
    target = bench.build / "apollo_compiler"
    bench.run(cargo, "build", "--release", "--locked", "--quiet", "--target-dir", target, cwd=HERE / "apollo_compiler")
    return [target / "release/apollo_compiler_documents"]


def go(bench):
    out = bench.build / "gqlparser_documents"
    bench.run(need("go", "it builds gqlparser", "/usr/local/go/bin/go"), "build", "-o", out, ".", cwd=HERE / "gqlparser")
    return [out]


def libraries(bench):
    """Name → (command, the least multiple of our time)."""
    progress("building apollo-compiler and gqlparser (minutes, the first time)")
    return {"graphql-js": (javascript(), TIMES_JAVASCRIPT), "apollo-compiler": (rust(bench), TIMES_COMPILED),
            "gqlparser": (go(bench), TIMES_COMPILED)}


def measure(bench, command, queries, files):
    """What a program says of each document; its count of errors must be right."""
    lines = bench.run(*command, SECONDS, *files, env={**bench.env, "NODE_ENV": "production"}).splitlines()
    results = dict(zip(queries, map(json.loads, lines), strict=True))
    for name, (_, errors) in queries.items():
        if results[name]["errors"] != errors:
            raise Wrong(f"{command[0]} finds {results[name]['errors']} errors in the {name} document, not {errors}")
    return results


def documents(bench):
    """A round measures all programs by turns; ratios are taken within it."""
    others = libraries(bench)
    ours = [bench.program("graphql_documents")]
    queries = texts.queries(bench.run(*javascript(), "--introspection-query"))
    files = [bench.scratch / "forge.graphql", *(bench.scratch / f"{name}.graphql" for name in queries)]
    for file, text in zip(files, [texts.schema(), *(text for text, _ in queries.values())], strict=True):
        file.write_text(text)
    progress(f"parsing and validating {len(queries)} documents with {1 + len(others)} libraries, {bench.rounds} rounds")
    rounds = [{"ours": measure(bench, ours, queries, files),
               **{name: measure(bench, command, queries, files) for name, (command, _) in others.items()}}
              for _ in range(bench.rounds)]

    def middle(library, document, what):
        return median([one[library][document][what] for one in rounds])

    for document, (text, _) in queries.items():
        size = f"{len(text) / 1000:.1f} KB" if len(text) >= 1000 else f"{len(text)} bytes"
        yield Row(f"parse and validate, {document} ({size})", middle("ours", document, "both_us"), "µs CPU",
                  note=f"parse alone {middle('ours', document, 'parse_us'):.2f} µs", details={"rounds": rounds})
        for name, (_, target) in others.items():
            ratio = median([one[name][document]["both_us"] / one["ours"][document]["both_us"] for one in rounds])
            parsing = median([one[name][document]["parse_us"] / one["ours"][document]["parse_us"] for one in rounds])
            yield Row(f"  {name} ÷ ours", ratio, "×", target, at_least=True,
                      note=f"{middle(name, document, 'both_us'):.0f} µs; parse alone {parsing:.1f} ×")


def execution(bench):
    shapes = [json.loads(line) for line in bench.run(bench.program("graphql_execution"), SECONDS).splitlines()]
    ns = {shape["name"]: shape["ns"] for shape in shapes}
    yield Row("a request of one root field, plan known", ns["one root field"], "ns CPU", details={"shapes": shapes})
    yield Row("  each root field more", (ns["100 root fields"] - ns["10 root fields"]) / 90, "ns CPU")
    yield Row("  each field of an object completed by the schema", (ns["100 rows"] - ns["1 row"]) / 990, "ns CPU")
