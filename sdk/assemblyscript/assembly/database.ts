// SPDX-License-Identifier: Apache-2.0

// What postgresql.ts and mysql.ts have in common.

import { JSON } from "json-as";
import * as utils from "./utils";

// @ts-expect-error: decorator
@external("modus_sql_client", "executeQuery")
declare function hostExecuteQuery(
  connection: string,
  dbType: string,
  statement: string,
  paramsJson: string,
): HostQueryResponse;

/** What the host answers: the layout is part of the interface with the runtime. */
class HostQueryResponse {
  error!: string | null;
  resultJson!: string | null;
  rowsAffected!: u32;
  lastInsertId!: u64;
}

/** Parameters of a statement. */
export interface Params {
  /** The parameters as a JSON text. */
  toJSON(): string;
}

/** Parameters that a statement refers to by position: $1, $2 … or ?. */
export class PositionalParams implements Params {
  private data: string[] = [];

  /** Adds the next parameter. */
  push<T>(val: T): void {
    this.data.push(JSON.stringify(val));
  }

  toJSON(): string {
    return "[" + this.data.join(",") + "]";
  }
}

/** Parameters that a statement refers to by name. */
export class NamedParams implements Params {
  private data: Map<string, string> = new Map<string, string>();

  /** Sets a parameter; a second value for a name replaces the first. */
  set<T>(name: string, value: T): void {
    this.data.set(name, JSON.stringify(value));
  }

  toJSON(): string {
    const names = this.data.keys();
    const members: string[] = [];
    for (let i = 0; i < names.length; i++) {
      members.push(JSON.stringify(names[i]) + ":" + this.data.get(names[i]));
    }
    return "{" + members.join(",") + "}";
  }
}

/** The outcome of a statement. */
export class Response {
  /** What the database reported, null when all went well. */
  error: string | null = null;
  rowsAffected: u32 = 0;
  /** The number that the database gave to the inserted row, where it tells. */
  lastInsertId: u64 = 0;
}

/** The outcome of a statement that returns rows. */
export class QueryResponse<T> extends Response {
  rows!: T[];
}

/** The outcome of a statement that returns one value. */
export class ScalarResponse<T> extends Response {
  constructor(public value: T) {
    super();
  }
}

/** Runs a statement whose rows, if any, do not matter. */
export function execute(
  connection: string,
  dbType: string,
  statement: string,
  params: Params,
): Response {
  return outcome(new Response(), send(connection, dbType, statement, "exec:" + params.toJSON()));
}

/** Runs a statement and reads each row as a T. */
export function query<T>(
  connection: string,
  dbType: string,
  statement: string,
  params: Params,
): QueryResponse<T> {
  const answer = send(connection, dbType, statement, params.toJSON());
  const response = outcome(new QueryResponse<T>(), answer);
  const rows = answer.resultJson;
  response.rows = rows === null ? [] : utils.parseJson<T[]>(rows, "the result of the query");
  return response;
}

/**
 * Runs a statement that returns one row with one column, and reads that as a T. No row is an
 * error, unless T may be null.
 */
export function queryScalar<T>(
  connection: string,
  dbType: string,
  statement: string,
  params: Params,
): ScalarResponse<T> {
  const answer = send(connection, dbType, statement, params.toJSON());
  const rows = answer.resultJson;
  const value = onlyValue<T>(rows === null ? "[]" : rows);
  return outcome(new ScalarResponse<T>(value), answer);
}

function onlyValue<T>(rowsJson: string): T {
  const rows = utils.parseJson<Map<string, JSON.Raw>[]>(rowsJson, "the result of the query");
  const values = rows.length > 0 ? rows[0].values() : [];
  if (values.length == 0) {
    if (isNullable<T>()) return changetype<T>(0);
    utils.throwUserError("The query for one value returned no row.");
  }
  return utils.parseJson<T>(values[0].data, "the value of the query");
}

function send(
  connection: string,
  dbType: string,
  statement: string,
  paramsJson: string,
): HostQueryResponse {
  const answer = hostExecuteQuery(connection, dbType, statement.trim(), paramsJson);
  if (utils.resultIsInvalid(answer)) {
    utils.throwUserError(
      'The statement on "' + connection + '" failed. The log of the runtime tells why.',
    );
  }
  const error = answer.error;
  if (error !== null) console.error("Database error: " + error);
  return answer;
}

function outcome<R extends Response>(response: R, answer: HostQueryResponse): R {
  response.error = answer.error;
  response.rowsAffected = answer.rowsAffected;
  response.lastInsertId = answer.lastInsertId;
  return response;
}

/**
 * Reads "(1.5,2)" or "POINT(1.5 2)" as two numbers.
 * @returns null when the text is neither.
 */
function parsePair(data: string): f64[] | null {
  const isWkt = data.startsWith("POINT(");
  if (!data.endsWith(")") || !(isWkt || data.startsWith("("))) return null;
  const parts = data.substring(isWkt ? 6 : 1, data.length - 1).split(isWkt ? " " : ",");
  if (parts.length != 2) return null;
  const x = parseFloat(parts[0]);
  const y = parseFloat(parts[1]);
  return isNaN(x) || isNaN(y) ? null : [x, y];
}

/** A point on a plane, as databases store it. */
@json
export class Point {
  constructor(
    public x: f64,
    public y: f64,
  ) {}

  /** As "(x,y)", which PostgreSQL reads. */
  toString(): string {
    return "(" + this.x.toString() + "," + this.y.toString() + ")";
  }

  /** Reads "(x,y)" or "POINT(x y)"; null when the text is neither. */
  static fromString(data: string): Point | null {
    const pair = parsePair(data);
    return pair === null ? null : new Point(pair[0], pair[1]);
  }

  @serializer
  toJSON(self: Point): string {
    return '"' + self.toString() + '"';
  }

  @deserializer
  fromJSON(data: string): Point {
    const point = Point.fromString(unquoted(data));
    if (point === null) utils.throwUserError("A point of the database cannot be read: " + data);
    return point!;
  }
}

/** A place on the earth, as databases store it: longitude first. */
@json
export class Location {
  constructor(
    public longitude: f64,
    public latitude: f64,
  ) {}

  /** As "(longitude,latitude)", which PostgreSQL reads. */
  toString(): string {
    return "(" + this.longitude.toString() + "," + this.latitude.toString() + ")";
  }

  /** Reads "(longitude,latitude)" or "POINT(longitude latitude)"; null when the text is neither. */
  static fromString(data: string): Location | null {
    const pair = parsePair(data);
    return pair === null ? null : new Location(pair[0], pair[1]);
  }

  @serializer
  toJSON(self: Location): string {
    return '"' + self.toString() + '"';
  }

  @deserializer
  fromJSON(data: string): Location {
    const location = Location.fromString(unquoted(data));
    if (location === null) utils.throwUserError("A location of the database cannot be read: " + data);
    return location!;
  }
}

function unquoted(json: string): string {
  return json.startsWith('"') ? json.substring(1, json.length - 1) : json;
}
