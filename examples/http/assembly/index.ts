// SPDX-License-Identifier: Apache-2.0

import { Duration, http } from "@hypermode/modus-sdk-as";

const quotes = "http://localhost:8787/v1/quotes";

@json
class Quote {
  id: i32 = 0;
  author: string = "";
  text: string = "";
  tags: string[] = [];
}

/** A quote by its number. */
export function getQuote(id: i32): Quote {
  const response = http.fetch(`${quotes}/${id}`);
  if (!response.ok) throw new Error(`There is no quote ${id}: ${response.status} ${response.statusText}`);
  return response.json<Quote>();
}

/** All quotes of an author; gives up when the server takes longer than a second. */
export function getQuotesBy(author: string): Quote[] {
  const options = new http.RequestOptions();
  options.timeout = Duration.second;
  return http.fetch(`${quotes}?author=${encodeURIComponent(author)}`, options).json<Quote[]>();
}

/** Adds a quote and returns it with its number. */
export function addQuote(author: string, text: string): Quote {
  const quote = new Quote();
  quote.author = author;
  quote.text = text;

  const options = new http.RequestOptions();
  options.method = "POST";
  options.headers.append("Content-Type", "application/json");
  options.body = http.Content.from(quote);
  return http.fetch(quotes, options).json<Quote>();
}

/** The picture of an author, as it comes. */
export function getPortrait(author: string): ArrayBuffer {
  return http.fetch(`${quotes}/portraits/${encodeURIComponent(author)}`).body;
}

/** How the server answers to a request of any method and path, and with which headers. */
export function probe(method: string, path: string, headers: string[][]): string[] {
  const options = new http.RequestOptions();
  options.method = method;
  options.headers = http.Headers.from(headers);
  const response = http.fetch(new http.Request("http://localhost:8787/v1/" + path, options));
  const lines = [`${response.status} ${response.statusText}`];
  const received = response.headers.entries();
  for (let i = 0; i < received.length; i++) lines.push(`${received[i][0]}: ${received[i][1]}`);
  lines.push(response.text());
  return lines;
}

/** Asks an address that modus.json does not name, which fails. */
export function fetchElsewhere(url: string): string {
  return http.fetch(url).text();
}
