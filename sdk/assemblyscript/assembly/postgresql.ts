// SPDX-License-Identifier: Apache-2.0

import * as db from "./database";
import {
  Location,
  Point,
  PositionalParams as Params,
  QueryResponse,
  Response,
  ScalarResponse,
} from "./database";

export { Params, Response, QueryResponse, ScalarResponse, Point, Location };

const dbType = "postgresql";

/**
 * Runs a statement on a PostgreSQL database, in a transaction of its own. Ends the call when it fails.
 * @param connection The name of a postgresql connection in modus.json.
 * @param statement The statement, with $1, $2 … for its parameters.
 * @param params The values of the parameters.
 */
export function execute(
  connection: string,
  statement: string,
  params: Params = new Params(),
): Response {
  return db.execute(connection, dbType, statement, params);
}

/**
 * Like execute, and reads the rows that the statement returns. T is a class with @json whose
 * fields bear the names of the columns.
 */
export function query<T>(
  connection: string,
  statement: string,
  params: Params = new Params(),
): QueryResponse<T> {
  return db.query<T>(connection, dbType, statement, params);
}

/** Like query, for a statement that returns one row with one column. */
export function queryScalar<T>(
  connection: string,
  statement: string,
  params: Params = new Params(),
): ScalarResponse<T> {
  return db.queryScalar<T>(connection, dbType, statement, params);
}
