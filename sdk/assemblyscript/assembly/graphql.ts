// SPDX-License-Identifier: Apache-2.0

import { JSON } from "json-as";
import { NamedParams as Variables } from "./database";
import * as utils from "./utils";

export { Variables };

// @ts-expect-error: decorator
@external("modus_graphql_client", "executeQuery")
declare function hostExecuteQuery(
  connection: string,
  statement: string,
  variablesJson: string,
): string;

/**
 * Runs an operation on a GraphQL server. Ends the call when the server does not answer with JSON;
 * errors in the answer are for the app to look at.
 * @param connection The name of an http connection with an "endpoint" in modus.json.
 * @param statement The GraphQL document.
 * @param variables The values of its variables.
 */
export function execute<TData>(
  connection: string,
  statement: string,
  variables: Variables = new Variables(),
): Response<TData> {
  const answer = hostExecuteQuery(connection, statement, variables.toJSON());
  if (utils.resultIsInvalid(answer)) {
    utils.throwUserError('The GraphQL operation on "' + connection + '" got no answer.');
  }
  return utils.parseJson<Response<TData>>(answer, "the answer of the GraphQL server");
}

/** One error in the answer of a GraphQL server. */
@json
export class ErrorResult {
  message: string = "";
  locations: CodeLocation[] | null = null;
  path: string[] | null = null;
}

/** A place in a GraphQL document; both count from 1. */
@json
export class CodeLocation {
  line: u32 = 0;
  column: u32 = 0;
}

/** The answer of a GraphQL server. */
@json
export class Response<T> {
  errors: ErrorResult[] | null = null;
  data: T | null = null;
}
