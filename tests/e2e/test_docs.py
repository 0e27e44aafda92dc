# SPDX-License-Identifier: Apache-2.0
"""The documentation: its links lead somewhere, its flags are there, and what it asks is answered as it says."""
import contextlib
import re
import subprocess
import unittest

import harness
from harness import ROOT, Server

PAGES = [ROOT / line for line in subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"], cwd=ROOT, capture_output=True, text=True,
    check=True).stdout.splitlines() if not line.startswith("examples/go/handbook/pages/")]
BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^ *```$", re.M | re.S)
ROOMS = [path.name for path in (ROOT / "runtime").iterdir()]
FOLDERS = ["bench", "cli", "examples", "runtime", "sdk", "templates", "tests", "third_party", "tools"]


def prose(page):
    return BLOCK.sub("", page.read_text())


def anchors(page):
    """As GitHub makes them of headings."""
    for heading in re.findall(r"^#+ (.*)$", prose(page), re.M):
        words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).lower()
        yield re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


class Pages(unittest.TestCase):
    def test_links_lead_somewhere(self):
        for page in PAGES:
            text = re.sub(r"`[^`\n]*`", "``", prose(page))
            for link, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)#?([^)\s]*)\)", text):
                with self.subTest(page=str(page.relative_to(ROOT)), link=f"{link}#{anchor}"):
                    target = page.parent / link if link else page
                    self.assertTrue(target.exists())
                    if anchor:
                        self.assertIn(anchor, list(anchors(target)))

    def test_files_that_are_named_are_there(self):
        for name in ("ARCHITECTURE.md", "CONTRIBUTING.md", "docs/function-abi.md", "docs/journal.md"):
            for path in re.findall(r"`([\w.-]+/[\w./-]*)`", prose(ROOT / name)):
                first = path.split("/")[0]
                base = ROOT / "runtime" if first in ROOMS else ROOT
                if first in ROOMS + FOLDERS:
                    with self.subTest(page=name, path=path):
                        self.assertTrue((base / path).exists() or list(base.glob(path + ".*")))

    def test_the_code_in_the_readme_is_the_examples(self):
        example = (ROOT / "examples/excuses/assembly/index.ts").read_text()
        blocks = [code for _, language, code in BLOCK.findall((ROOT / "README.md").read_text()) if language == "typescript"]
        self.assertEqual(len(blocks), 2)
        for code in blocks:
            self.assertIn(code, example)

    def test_every_page_is_reached_from_the_front(self):
        reached, left = set(), [ROOT / "README.md"]
        while left:
            page = left.pop().resolve()
            if page in reached or page.suffix != ".md":
                continue
            reached.add(page)
            for link in re.findall(r"\]\((?!https?:)([^)#\s]+)[^)]*\)", prose(page)):
                left.append(page.parent / link)
        docs = [page for page in PAGES if page.is_relative_to(ROOT / "docs")]
        self.assertEqual([str(page.relative_to(ROOT)) for page in docs if page.resolve() not in reached], [])


class Commands(unittest.TestCase):
    COMMAND = re.compile(r"\bmodus ((?:[a-z]+ ?)+)((?:[^\n`|]|\\\n)*)")

    @classmethod
    def setUpClass(cls):
        cls.known = {}

    def flags_of(self, words):
        """The flags of the longest command that these words begin with."""
        while words:
            name = " ".join(words)
            if name not in self.known:
                said = harness.run(*words, "--help")
                self.known[name] = set(re.findall(r"(?<![\w-])--?[A-Za-z][\w-]*", said.stdout)) if said.returncode == 0 else None
            if self.known[name]:
                return self.known[name]
            words = words[:-1]
        return None

    def test_flags_that_are_named_are_there(self):
        seen = 0
        for page in PAGES:
            for words, rest in self.COMMAND.findall(page.read_text()):
                flags = re.findall(r"(?<!\S)--[a-z][a-z-]*", rest.split(" #")[0])
                known = self.flags_of(words.split()) if flags else None
                for flag in flags if known else []:
                    with self.subTest(page=str(page.relative_to(ROOT)), command=f"modus {words}{rest}"):
                        self.assertIn(flag, known)
                        seen += 1
        self.assertGreater(seen, 20)


class Requests(unittest.TestCase):
    """Each block with a curl command is run; when an answer follows it, the command must give that."""

    maxDiff = None

    @staticmethod
    def allow(**members):
        return lambda manifest: manifest["endpoints"]["default"].update(members)

    @contextlib.contextmanager
    def served(self, app, **members):
        with harness.changed_app(app, self.allow(**members)) as build, \
                Server("serve", build, env={"MODUS_ENV": "dev"}) as server:
            yield server

    def check(self, page, server):
        blocks = BLOCK.findall((ROOT / page).read_text())
        asked = 0
        for (_, language, code), (_, _, answer) in zip(blocks, blocks[1:] + [("", "", "")]):
            if language != "sh" or "curl" not in code:
                continue
            asked += 1
            with self.subTest(page=page, command=code):
                done = subprocess.run(
                    ["bash", "-c", "trap 'kill $(jobs -p) 2>/dev/null' EXIT\n"
                     + code.replace("localhost:8686", f"127.0.0.1:{server.port}")],
                    capture_output=True, text=True, timeout=60)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertTrue(done.stdout.strip(), done.stderr)
                if answer.startswith(("{", "---", "event: ")):
                    self.assertRegex(done.stdout.replace("\r", "").strip(), self.pattern(answer))
                elif "PersistedQuery" not in done.stdout:
                    self.assertNotIn('"errors"', done.stdout)
        return asked

    @staticmethod
    def pattern(answer):
        """A text with … in a string is any string, … elsewhere anything."""
        parts = re.split(r'("[^"\n]*…[^"\n]*"|…)', answer.strip())
        any_of = {True: r'"(?:[^"\\]|\\.)*"', False: r"[^\n]*"}
        return "^" + "".join(any_of[part.startswith('"')] if "…" in part else re.escape(part) for part in parts) + "$"

    def test_they_are_answered(self):
        for page, app, members in (
                ("README.md", "excuses", {}),
                ("docs/graphql/http.md", "types", {"batch": 10}),
                ("docs/graphql/incremental.md", "types", {"incremental": True}),
                ("docs/graphql/subscriptions.md", "streams", {}),
                ("examples/embeddings/README.md", "embeddings", {}),
                ("examples/excuses/README.md", "excuses", {}),
                ("examples/streams/README.md", "streams", {}),
                ("examples/time/README.md", "time", {}),
                ("examples/chat/README.md", "chat", {})):
            with self.subTest(page=page), self.served(app, **members) as server:
                self.assertGreater(self.check(page, server), 0)


if __name__ == "__main__":
    unittest.main()
