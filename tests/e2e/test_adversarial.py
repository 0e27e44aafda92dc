# SPDX-License-Identifier: Apache-2.0
"""Requests made to hurt are answered or refused, and the server serves on. bench/workloads/adversarial.py has the figures."""
import json
import unittest

import adversarial
import harness
from harness import Server


class Adversarial(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("serve", harness.built_app("types"), "--jsonlogs")

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def test_every_request_is_answered(self):
        for name, body in adversarial.requests().items():
            with self.subTest(name):
                status, text, _ = harness.http("POST", self.server.url(), body.encode())
                self.assertIn(status, (200, 400, 413), text[:200])
                answer = json.loads(text)
                self.assertTrue("data" in answer or answer["errors"], text[:200])
                self.assertEqual(self.server.data("{ hello }"), {"hello": "Hello!"})


if __name__ == "__main__":
    unittest.main()
