# SPDX-License-Identifier: Apache-2.0
"""examples/go/handbook, an app of real weight: several packages, modules of others, embedded files, templates, goroutines."""
import json
import shutil
import unittest

import harness
from harness import Server
from test_streams import Events


@unittest.skipUnless(shutil.which("go"), "there is no Go compiler")
class Handbook(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        base = cls.enterClassContext(harness.openai_server())

        def change(manifest):
            manifest["models"]["llm"].update(sourceModel="gpt-4o-mini", connection="openai")
            manifest["connections"]["openai"]["baseUrl"] = base

        build = cls.enterClassContext(harness.changed_app("go/handbook", change))
        cls.server = cls.enterClassContext(Server("serve", build, "--jsonlogs", env={"MODUS_OPENAI_API_KEY": "test-key"}))

    def data(self, query, **variables):
        return self.server.data(query, variables)

    def test_what_it_reads_it_reads_once(self):
        self.assertFalse([line for line in self.server.lines if "initialisation" in line])

    def test_pages(self):
        pages = self.data("{ pages { slug head { title updated owner } } }")["pages"]
        self.assertEqual([page["slug"] for page in pages], ["laptops", "leave", "expenses", "sick-leave", "travel"])
        self.assertEqual(pages[0]["head"], {"title": "Laptops and passwords", "updated": "2026-05-04T17:45:10.5Z", "owner": "Aïda"})
        self.assertEqual(pages[1]["head"]["updated"], "2026-03-02T08:30:00Z")
        self.assertIsNone(pages[4]["head"]["owner"])
        self.assertEqual(self.data('{ pages(tags: ["leave", "health"]) { slug } }'), {"pages": [{"slug": "sick-leave"}]})

    def test_markdown(self):
        page = self.data('{ page(slug: "expenses") { html headings { level text id } links } }')["page"]
        self.assertIn("<li>Below 20 € nobody needs to agree.</li>", page["html"])
        self.assertIn('<a href="https://tax.example.com/rules?year=2026">official page</a>', page["html"])
        self.assertEqual(page["headings"], [{"level": 1, "text": "Expenses", "id": "expenses"}])
        self.assertEqual(page["links"], ["decisions", "https://tax.example.com/rules?year=2026"])
        self.assertEqual(self.server.errors('{ page(slug: "x") { html } }'),
                         'there is no page "x"; there are: expenses, laptops, leave, sick-leave, travel')

    def test_search(self):
        first, second = self.data('{ search(words: "doctor ILL", limit: 2) { slug excerpt score } }')["search"]
        self.assertEqual((first["slug"], first["excerpt"]), ("sick-leave", "A *doctor*'s note is needed from the fourth day on."))
        self.assertEqual((second["slug"], second["excerpt"]), ("leave", "When you are *ill*, write to your team on the first morning;"))
        self.assertGreater(first["score"], second["score"])
        self.assertEqual(self.data('{ search(words: "the") { slug } }'), {"search": None})

    def test_goroutines(self):
        self.assertEqual(self.data("{ checkLinks { slug what } }"),
                         {"checkLinks": [{"slug": "expenses", "what": 'it leads to "decisions", which is not there'}]})

    def test_json(self):
        drafts = [{"slug": "a", "source": "---\ntitle: A\n---\n[x](leave) [y](nowhere)"}, {"slug": "b", "source": "text"}]
        problems = self.data("query($d: String!) { checkDrafts(drafts: $d) { slug what } }", d=json.dumps(drafts))["checkDrafts"]
        self.assertEqual(problems, [{"slug": "a", "what": 'it leads to "nowhere", which is not there'},
                                    {"slug": "b", "what": "b: it does not begin with ---"}])
        self.assertIn('unknown field "name"', self.server.errors('{ checkDrafts(drafts: "[{\\"name\\": 1}]") { slug } }'))
        heads = json.loads(self.data("{ export }")["export"])
        self.assertEqual(heads["leave"], {"title": "Days off", "tags": ["people", "leave"], "owner": "Mira",
                                          "updated": "2026-03-02T09:30:00+01:00"})

    def test_a_stream(self):
        words = Events(self.server.port, "subscription { commonWords(limit: 2) { word count } }").responses()
        self.assertEqual([w["data"]["commonWords"] for w in words], [{"word": "days", "count": 8}, {"word": "leave", "count": 6}])

    def test_a_model_is_asked(self):
        question = "How many days off do I have?"
        answer = self.data("query($q: String!) { ask(question: $q) { text sources { slug } } }", q=question)["ask"]
        self.assertIn(question, answer["text"])
        self.assertEqual(answer["sources"], [{"slug": "leave"}, {"slug": "sick-leave"}])
        answers = self.data('{ askAll(questions: ["hotel", "xyzzy", "laptop"]) { question text } }')["askAll"]
        self.assertEqual([a["question"] for a in answers], ["hotel", "laptop"])
        self.assertEqual(self.server.errors('{ ask(question: "xyzzy") { text } }'), "the handbook says nothing about that")

    def test_many_calls_at_once_begin_alike(self):
        query = "{" + " ".join(f'a{i}: search(words: "travel train") {{ slug score }}' for i in range(20)) + "}"
        self.assertEqual(len({json.dumps(hits) for hits in self.data(query).values()}), 1)


if __name__ == "__main__":
    unittest.main()
