// SPDX-License-Identifier: Apache-2.0

// The recording beside this file says what a host with databases answers.

import { dgraph, mysql, neo4j, postgresql } from "@hypermode/modus-sdk-as";
import { expect, test } from "@hypermode/modus-sdk-as/testing";

@json
class Person {
  id: i32 = 0;
  name: string | null = null;
  home: postgresql.Point | null = null;
}

test("postgresql: rows and parameters", () => {
  const params = new postgresql.Params();
  params.push(1);
  params.push('O"Hara');
  params.push<string | null>(null);
  params.push(new postgresql.Point(1, 2.5));
  const response = postgresql.query<Person>("db", "select * from people where id = $1", params);
  expect(response.rows).toHaveLength(2);
  expect(response.rowsAffected).toBe(2);
  expect(response.rows[0].name!).toBe("Ada");
  expect(response.rows[0].home!.y).toBe(2);
  expect(response.rows[1].name).toBeNull();
});

test("mysql: a number, and what a statement changed", () => {
  expect(mysql.queryScalar<i64>("db", "select count(*) from people").value).toBe(3);
  const changed = mysql.execute("db", "insert into people values (1)");
  expect(changed.rowsAffected).toBe(1);
  expect(changed.lastInsertId).toBe(42);
});

test("neo4j: nodes and their properties", () => {
  const variables = new neo4j.Variables();
  variables.set("name", "Ada");
  const result = neo4j.executeQuery("graph", "MATCH (p {name: $name}) RETURN p", variables);
  const node = result.records[0].getValue<neo4j.Node>("p");
  expect(node.labels).toBe(["Person"]);
  expect(node.getProperty<string>("name")).toBe("Ada");
});

test("dgraph: a query and a mutation", () => {
  const query = new dgraph.Query("query q($a: string) { all(func: eq(name, $a)) { uid } }").withVariable("$a", "Ada");
  const response = dgraph.executeQuery("graph", query, new dgraph.Mutation().withSetJson('{"name": "Ada"}'));
  expect(response.Json).toBe('{"all": []}');
  expect(response.Uids!.get("_:a")).toBe("0x1");
});
