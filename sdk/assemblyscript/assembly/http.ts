// SPDX-License-Identifier: Apache-2.0

import { JSON } from "json-as";
import { Duration } from "./enums";
import * as utils from "./utils";

// @ts-expect-error: decorator
@external("modus_http_client", "fetch")
declare function hostFetch(request: Request): Response;

const emptyArrayBuffer = new ArrayBuffer(0);

/**
 * Sends a request and waits for the answer, whatever its status. The URL must be covered by an
 * http connection in modus.json, whose headers and query parameters are added. Ends the call when
 * there is no answer.
 * @param requestOrUrl A URL or a Request.
 * @param options What else to send; with a Request, it replaces what the request says.
 */
export function fetch<T>(
  requestOrUrl: T,
  options: RequestOptions = new RequestOptions(),
): Response {
  let request: Request;
  if (isString<T>()) {
    // @ts-expect-error: only a string gets here
    request = new Request(requestOrUrl, options);
  } else if (idof<T>() == idof<Request>()) {
    request = Request.clone(changetype<Request>(requestOrUrl), options);
  } else {
    ERROR("http.fetch takes a URL or a Request.");
  }
  const response = hostFetch(request);
  if (utils.resultIsInvalid(response)) {
    utils.throwUserError("The request " + request.method + " " + request.url + " failed.");
  }
  return response;
}

/** A request to a server. */
export class Request {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: ArrayBuffer;
  /** How long to wait for the whole answer; 0 sets no limit beyond that of the call. */
  readonly timeout: Duration;

  constructor(url: string, options: RequestOptions = new RequestOptions()) {
    const method = options.method;
    const body = options.body;
    this.url = url;
    this.method = method === null ? "GET" : method.toUpperCase();
    this.headers = options.headers;
    this.body = body === null ? emptyArrayBuffer : body.data;
    this.timeout = options.timeout;
  }

  /** A copy of the request in which what the options say replaces what it says. */
  static clone(request: Request, options: RequestOptions = new RequestOptions()): Request {
    const merged = new RequestOptions();
    const method = options.method;
    const body = options.body;
    merged.method = method === null ? request.method : method;
    merged.body = body === null ? new Content(request.body) : body;
    merged.timeout = options.timeout == Duration.zero ? request.timeout : options.timeout;
    merged.headers = request.headers.__with(options.headers);
    return new Request(request.url, merged);
  }

  /** The body as it is. */
  bytes(): Uint8Array {
    return Uint8Array.wrap(this.body);
  }

  /** The body as UTF-8 text. */
  text(): string {
    return Content.from(this.body).text();
  }

  /** The body as JSON of type T. */
  json<T>(): T {
    return Content.from(this.body).json<T>();
  }
}

/** What a request says besides its URL. */
export class RequestOptions {
  /** GET when null. */
  method: string | null = null;
  headers: Headers = new Headers();
  body: Content | null = null;
  /** How long to wait for the whole answer; 0 sets no limit beyond that of the call. */
  timeout: Duration = Duration.zero;
}

/** The body of a request or response. */
export class Content {
  readonly data: ArrayBuffer;

  constructor(data: ArrayBuffer) {
    this.data = data;
  }

  /** Makes a body: strings as UTF-8, bytes as they are, other values as JSON. */
  static from<T>(value: T): Content {
    if (value instanceof Content) return value;
    if (value instanceof ArrayBuffer) return new Content(value);
    if (value instanceof Uint8Array) {
      return new Content(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength));
    }
    if (value instanceof String) return new Content(String.UTF8.encode(value as string));
    return new Content(String.UTF8.encode(JSON.stringify(value)));
  }

  bytes(): Uint8Array {
    return Uint8Array.wrap(this.data);
  }

  text(): string {
    return String.UTF8.decode(this.data);
  }

  /** The content as JSON of type T; ends the call when it does not fit. */
  json<T>(): T {
    return utils.parseJson<T>(this.text(), "the body");
  }
}

/** The answer of a server. */
export class Response {
  readonly status: u16 = 0;
  readonly statusText: string = "";
  readonly headers: Headers = new Headers();
  readonly body: ArrayBuffer = emptyArrayBuffer;

  /** Whether the status is one of success, from 200 to 299. */
  get ok(): bool {
    return this.status >= 200 && this.status < 300;
  }

  /** The body as it came, decompressed. */
  bytes(): Uint8Array {
    return Uint8Array.wrap(this.body);
  }

  /** The body as UTF-8 text. */
  text(): string {
    return String.UTF8.decode(this.body);
  }

  /** The body as JSON of type T; ends the call when it does not fit. */
  json<T>(): T {
    const what = "the response with status " + this.status.toString();
    return utils.parseJson<T>(this.text(), what);
  }
}

/** All values of one header. */
export class Header {
  name!: string;
  values!: string[];
}

/** The headers of a request or response. Names are compared without regard to case. */
export class Headers {
  private data: Map<string, Header> = new Map<string, Header>();

  /** Adds a value to those the header has. */
  append(name: string, value: string): void {
    const key = name.toLowerCase();
    if (this.data.has(key)) {
      this.data.get(key).values.push(value);
      return;
    }
    this.data.set(key, { name, values: [value] });
  }

  /** Pairs of name and value, one for each value. */
  entries(): string[][] {
    const entries: string[][] = [];
    const headers = this.data.values();
    for (let i = 0; i < headers.length; i++) {
      const header = headers[i];
      for (let j = 0; j < header.values.length; j++) {
        entries.push([header.name, header.values[j]]);
      }
    }
    return entries;
  }

  /** The header's values, joined by commas; null when it is not there. */
  get(name: string): string | null {
    const key = name.toLowerCase();
    return this.data.has(key) ? this.data.get(key).values.join(",") : null;
  }

  /** Makes headers from a list of [name, value] pairs, a Map<string, string>, or other headers. */
  static from<T>(value: T): Headers {
    const headers = new Headers();
    if (value instanceof Headers) return headers.__with(value);
    if (value instanceof Map<string, string>) {
      const names = value.keys();
      for (let i = 0; i < names.length; i++) headers.append(names[i], value.get(names[i]));
      return headers;
    }
    if (value instanceof Array<Array<string>>) {
      for (let i = 0; i < value.length; i++) {
        if (value[i].length < 2) {
          utils.throwUserError("Headers.from takes pairs of name and value.");
        }
        for (let j = 1; j < value[i].length; j++) headers.append(value[i][0], value[i][j]);
      }
      return headers;
    }
    ERROR("Headers.from takes string[][], Map<string, string> or Headers.");
  }

  /** A copy in which the headers given replace those of the same name. */
  __with(others: Headers): Headers {
    const merged = new Headers();
    const kept = this.entries();
    for (let i = 0; i < kept.length; i++) {
      if (!others.data.has(kept[i][0].toLowerCase())) merged.append(kept[i][0], kept[i][1]);
    }
    const added = others.entries();
    for (let i = 0; i < added.length; i++) merged.append(added[i][0], added[i][1]);
    return merged;
  }
}
