// SPDX-License-Identifier: Apache-2.0

// Damage to a document's text, token by token, and harmless changes to what stands between the tokens.

import { Lexer, Source, TokenKind } from "graphql";

const PUNCTUATION = ["!", "$", "&", "(", ")", "...", ":", "=", "@", "[", "]", "{", "|", "}"];
const ODD = [
  ".", "..", "01", "-", "-0", "1.", ".5", "1e", "1.5e+", "0x1F", "1a", "1.5.2", "\"", "\"\"\"", "\"a\nb\"", "\"\\q\"", "\"\\u12\"", "\"\\uD83D\"",
  "\"\\uDE00\\uD83D\"", "\"\\u{110000}\"", "\"\\u{1F600}\"", "\"\\uD83D\\uDE00\"", "\"\"\"a\\\"\"\"b\"\"\"", "\"\"\"\n  a\n    b\n\"\"\"", "'x'", "?", "%", "~", "\\", "é", "😀", "\u0000", "\u0007", "\u007f",
  "\ufeff", "\u00a0", "\u2028", "on", "true", "false", "null", "query", "mutation", "fragment", "extend", "type", "schema", "repeatable", "\"text\"", "#",
];
const BETWEEN = [" ", " ", "  ", "\t", "\n", "\n\n", "\r\n", "\r", ",", " , ", "#comment\n", "# Kommentar: é 日本 😀 \"\n", "\ufeff"];

/** The tokens' texts as they are written. */
function tokensOf(text) {
  const lexer = new Lexer(new Source(text));
  const tokens = [];
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    if (token.kind !== TokenKind.COMMENT) tokens.push(text.slice(token.start, token.end));
  }
  return tokens;
}

const isPunctuation = (token) => PUNCTUATION.includes(token);

/** The same document with other white space, commas and comments: no meaning changes, places do. */
export function layOut(random, text) {
  let made = random.oneIn(8) ? "\ufeff" : "";
  const few = random.oneIn(2);
  let before = "{";
  for (const token of tokensOf(text)) {
    const mustPart = !isPunctuation(before) && (!isPunctuation(token) || token === "...");
    const parted = mustPart || random.oneIn(few ? 4 : 2);
    if (parted) made += random.times(1, few ? 1 : 3, () => random.pick(BETWEEN)).join("");
    made += token;
    before = token;
  }
  return made + random.pick(["", "\n", " #end", "\r\n"]);
}

const otherToken = (random, tokens) =>
  random.pick(random.pick([tokens, PUNCTUATION, ODD]));

const WAYS = {
  dropToken: (random, tokens, at) => tokens.splice(at, 1),
  repeatToken: (random, tokens, at) => tokens.splice(at, 0, tokens[at]),
  swapTokens: (random, tokens, at) => tokens.splice(at, 2, ...tokens.slice(at, at + 2).reverse()),
  otherToken: (random, tokens, at) => (tokens[at] = otherToken(random, tokens)),
  moreTokens: (random, tokens, at) => tokens.splice(at, 0, otherToken(random, tokens)),
  cutOff: (random, tokens, at) => tokens.splice(at),
  glueTokens: (random, tokens, at) => tokens.splice(at, 2, tokens.slice(at, at + 2).join("")),
  damageCharacter(random, tokens, at) {
    const characters = [...tokens[at]];
    characters.splice(random.between(0, characters.length), random.between(0, 1), random.pick([...random.pick(ODD)]));
    tokens[at] = characters.join("");
  },
};

/** A text with one or two tokens broken. Well-formed Unicode stays so. */
export function damageText(random, text) {
  const tokens = tokensOf(text);
  const ways = random.times(1, 2, () => random.pick(Object.keys(WAYS)));
  for (const way of ways) if (tokens.length > 0) WAYS[way](random, tokens, random.between(0, tokens.length - 1));
  const between = random.oneIn(2) ? () => " " : () => random.pick(BETWEEN);
  return { text: tokens.map((token) => token + between()).join(""), ways };
}
