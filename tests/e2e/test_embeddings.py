# SPDX-License-Identifier: Apache-2.0
"""Embeddings and classes from the model that runs here; the vectors compared with an independent implementation's."""
import base64
import concurrent.futures
import json
import math
import os
import signal
import struct
import unittest

import harness
from harness import Server

EMBED = "query($texts: [String!]!) { embed(texts: $texts) }"
REFERENCE = json.loads((harness.ROOT / "tests/embeddings/reference.json").read_text())


def cosine(a, b):
    def dot(x, y):
        return sum(p * q for p, q in zip(x, y, strict=True))
    return dot(a, b) / math.sqrt(dot(a, a) * dot(b, b))


def vector_of(entry):
    return struct.unpack("<384f", base64.b64decode(entry["vector"]))


class Embeddings(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server("serve", harness.built_app("embeddings"), "--jsonlogs"))

    def embed(self, *texts):
        return self.server.data(EMBED, {"texts": texts})["embed"]

    def test_vectors_are_those_of_the_reference(self):
        vectors = self.embed(*(entry["text"] for entry in REFERENCE))
        self.assertEqual(len(vectors), len(REFERENCE))
        for vector, entry in zip(vectors, REFERENCE):
            with self.subTest(entry["text"][:40]):
                self.assertGreaterEqual(cosine(vector, vector_of(entry)), 0.9999)
                self.assertAlmostEqual(math.hypot(*vector), 1, places=5)

    def test_a_vector_does_not_depend_on_its_neighbours(self):
        alone = self.embed("That is a happy person")
        self.assertEqual(self.embed("Today is a sunny day", "That is a happy person")[1:], alone)

    def test_both_classes_of_the_sdk_give_the_same(self):
        instances = self.server.data(EMBED.replace("embed(", "embedInstances("), {"texts": ["a", "b c"]})
        self.assertEqual(instances["embedInstances"], self.embed("a", "b c"))

    def test_base64_gives_the_same(self):
        old = "model.invoke(model.createInput(texts));"
        new = 'const input = model.createInput(texts); input.encodingFormat = "base64"; const output = model.invoke(input);'
        with harness.changed_source("embeddings", "const output = " + old, new, lambda manifest: None) as build:
            with Server("serve", build, "--jsonlogs") as server:
                self.assertEqual(server.data(EMBED, {"texts": ["a", "b c"]})["embed"], self.embed("a", "b c"))

    def test_finds_by_meaning(self):
        for question, found in (("I forgot my login", "change your password"),
                                ("Can I get my money back?", "refund"),
                                ("when do you close", "open from nine to six"),
                                ("how long does shipping take", "Parcels arrive")):
            matches = self.server.data("query($q: String!) { search(question: $q) { text similarity } }",
                                       {"q": question})["search"]
            self.assertIn(found, matches[0]["text"])
            self.assertEqual(len(matches), 3)
            self.assertGreater(matches[0]["similarity"], matches[1]["similarity"])

    def test_classifies_by_the_labels_of_the_manifest(self):
        for question, label in (("I forgot my login", "my account"), ("how long does shipping take", "delivery"),
                                ("Can I get my money back?", "refunds"), ("when do you close", "opening hours")):
            answer = self.server.data(
                "query($q: String!) { classify(question: $q) { label confidence probabilities { label probability } } }",
                {"q": question})["classify"]
            self.assertEqual(answer["label"], label)
            likely = {each["label"]: each["probability"] for each in answer["probabilities"]}
            self.assertEqual(list(likely), ["my account", "delivery", "refunds", "opening hours"])
            self.assertEqual(likely[label], answer["confidence"])
            self.assertAlmostEqual(sum(likely.values()), 1, places=5)

    def test_many_texts_and_several_requests_at_once(self):
        texts = [f"Sentence number {i} is about something else." for i in range(200)]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _: self.embed(*texts), range(4)))
        self.assertEqual(len(answers[0]), 200)
        self.assertEqual(answers, answers[:1] * 4)

    def test_the_examples_own_tests_pass(self):
        with harness.folder() as target:
            tested = harness.run("test", "--app", harness.copy_app("embeddings", target / "embeddings"))
        self.assertEqual(tested.returncode, 0, tested.stderr)
        self.assertIn("2 passed, 0 failed", tested.stderr)

    def test_no_texts(self):
        errors = self.server.errors(EMBED, {"texts": []})
        self.assertIn('the input for the model "minilm" holds no texts', errors)

    def test_a_killed_model_server_comes_back(self):
        before = self.embed("x")
        (model,) = harness.children_of(self.server.process.pid)
        os.kill(model, signal.SIGKILL)
        self.assertEqual(self.embed("x"), before)

    def test_leaves_no_process_behind(self):
        with Server("serve", harness.built_app("embeddings"), "--jsonlogs") as server:
            server.data(EMBED, {"texts": ["x"]})
            (model,) = harness.children_of(server.process.pid)
        with self.assertRaises(ProcessLookupError):
            os.kill(model, 0)


class WrongDefinitions(unittest.TestCase):
    def errors(self, **changes):
        def change(manifest):
            manifest["models"]["minilm"].update(changes)
        with harness.changed_app("embeddings", change) as build, Server("serve", build, "--jsonlogs") as server:
            return server.errors(EMBED, {"texts": ["x"]})

    def test_a_chat_model(self):
        errors = self.errors(sourceModel="smollm2-135m-instruct")
        self.assertIn("smollm2-135m-instruct.gguf makes no embeddings", errors)
        self.assertIn('such as "all-minilm-l6-v2"', errors)

    def test_a_path_to_chat(self):
        errors = self.errors(path="v1/chat/completions")
        self.assertIn("all-minilm-l6-v2.gguf makes embeddings and cannot chat", errors)
        self.assertIn('"v1/embeddings"', errors)

    def test_a_path_to_nowhere(self):
        self.assertIn('answer at "v1/chat/completions", "v1/embeddings" and "v1/classify" only',
                      self.errors(path="v1/vectors"))

    def test_no_labels_to_choose_from(self):
        self.assertIn('no "labels" in modus.json', self.errors(path="v1/classify"))

    def test_a_model_that_is_not_installed(self):
        self.assertIn('the local model "no/such" is not installed', self.errors(sourceModel="no/such"))


if __name__ == "__main__":
    unittest.main()
