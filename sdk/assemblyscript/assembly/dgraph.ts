// SPDX-License-Identifier: Apache-2.0

import { JSON } from "json-as";
import * as utils from "./utils";

// @ts-expect-error: decorator
@external("modus_dgraph_client", "executeQuery")
declare function hostExecuteQuery(connection: string, request: Request): Response;

// @ts-expect-error: decorator
@external("modus_dgraph_client", "alterSchema")
declare function hostAlterSchema(connection: string, schema: string): string;

// @ts-expect-error: decorator
@external("modus_dgraph_client", "dropAttribute")
declare function hostDropAttribute(connection: string, attr: string): string;

// @ts-expect-error: decorator
@external("modus_dgraph_client", "dropAllData")
declare function hostDropAllData(connection: string): string;

/**
 * Runs a request on a Dgraph database. Ends the call when it fails.
 * @deprecated Use executeQuery or executeMutations.
 */
export function execute(connection: string, request: Request): Response {
  return answerOf(hostExecuteQuery(connection, request), "The DQL operation", connection);
}

/**
 * Runs a DQL query, and mutations after it that may use its variables, in one transaction.
 * @param connection The name of a dgraph connection in modus.json.
 */
export function executeQuery(connection: string, query: Query, ...mutations: Mutation[]): Response {
  return execute(connection, new Request(query, mutations));
}

/** Runs mutations in one transaction. */
export function executeMutations(connection: string, ...mutations: Mutation[]): Response {
  return execute(connection, new Request(null, mutations));
}

/** Adds to the schema of the database. */
export function alterSchema(connection: string, schema: string): string {
  return answerOf(hostAlterSchema(connection, schema), "The change of the schema", connection);
}

/** Removes an attribute with all its data. */
export function dropAttr(connection: string, attr: string): string {
  return answerOf(hostDropAttribute(connection, attr), "Dropping an attribute", connection);
}

/** Removes all data. */
export function dropAll(connection: string): string {
  return answerOf(hostDropAllData(connection), "Dropping all data", connection);
}

function answerOf<T>(answer: T, what: string, connection: string): T {
  if (utils.resultIsInvalid(answer)) {
    utils.throwUserError(
      what + ' on "' + connection + '" failed. The log of the runtime tells why.',
    );
  }
  return answer;
}

/** What to run on a Dgraph database. */
export class Request {
  query: Query = new Query();
  mutations: Mutation[] = [];

  constructor(Query: Query | null = null, Mutations: Mutation[] | null = null) {
    if (Query !== null) this.query = Query;
    if (Mutations !== null) this.mutations = Mutations;
  }
}

/** A DQL query. */
export class Query {
  query: string = "";
  variables: Map<string, string> = new Map<string, string>();

  constructor(query: string = "", variables: Variables = new Variables()) {
    this.query = query;
    this.variables = variables.toMap();
  }

  /** Sets a variable of the query. The "$" before its name may be left out. */
  withVariable<T>(name: string, value: T): this {
    this.variables.set(variableName(name), variableText(value));
    return this;
  }
}

/** A change of data. */
export class Mutation {
  constructor(
    public setJson: string = "",
    public delJson: string = "",
    public setNquads: string = "",
    public delNquads: string = "",
    public condition: string = "",
  ) {}

  /** Sets data given as JSON. */
  withSetJson(json: string): Mutation {
    this.setJson = json;
    return this;
  }

  /** Deletes data given as JSON. */
  withDelJson(json: string): Mutation {
    this.delJson = json;
    return this;
  }

  /** Sets data given as RDF N-Quads; see escapeRDF. */
  withSetNquads(nquads: string): Mutation {
    this.setNquads = nquads;
    return this;
  }

  /** Deletes data given as RDF N-Quads; see escapeRDF. */
  withDelNquads(nquads: string): Mutation {
    this.delNquads = nquads;
    return this;
  }

  /** Runs the mutation only when an @if condition holds. */
  withCondition(cond: string): Mutation {
    this.condition = cond;
    return this;
  }
}

/** What Dgraph answered. */
export class Response {
  /** The result of the query, as JSON. */
  Json: string = "";
  /** The ids of new nodes by the names that the mutations gave them. */
  Uids: Map<string, string> | null = null;
}

/** Values of the variables of a query. */
export class Variables {
  private data: Map<string, string> = new Map<string, string>();

  /** Sets a variable. The "$" before its name may be left out. */
  set<T>(name: string, value: T): void {
    this.data.set(variableName(name), variableText(value));
  }

  toMap(): Map<string, string> {
    return this.data;
  }
}

function variableName(name: string): string {
  return name.startsWith("$") ? name : "$" + name;
}

/** Dgraph takes the values of variables as texts: strings as they are, others as JSON. */
function variableText<T>(value: T): string {
  if (isString<T>()) return value as string;
  return JSON.stringify(value);
}

/** Escapes a text for use between quotes in RDF N-Quads. */
export function escapeRDF(value: string): string {
  let result = "";
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (c == 0x22 || c == 0x5c) result += "\\" + value.charAt(i);
    else if (c < 0x20 || c == 0x7f) result += "\\u" + c.toString(16).padStart(4, "0");
    else result += value.charAt(i);
  }
  return result;
}
