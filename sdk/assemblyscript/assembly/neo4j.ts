// SPDX-License-Identifier: Apache-2.0

import { JSON } from "json-as";
import { NamedParams as Variables } from "./database";
import * as utils from "./utils";

export { Variables };

// @ts-expect-error: decorator
@external("modus_neo4j_client", "executeQuery")
declare function hostExecuteQuery(
  connection: string,
  dbName: string,
  query: string,
  parametersJson: string,
): EagerResult;

/**
 * Runs a Cypher query. Ends the call when it fails.
 * @param connection The name of a neo4j connection in modus.json.
 * @param query The query, with $name for its parameters.
 * @param parameters The values of the parameters.
 * @param dbName The database on the server.
 */
export function executeQuery(
  connection: string,
  query: string,
  parameters: Variables = new Variables(),
  dbName: string = "neo4j",
): EagerResult {
  const result = hostExecuteQuery(connection, dbName, query, parameters.toJSON());
  if (utils.resultIsInvalid(result)) {
    utils.throwUserError(
      'The query on "' + connection + '" failed. The log of the runtime tells why.',
    );
  }
  return result;
}

/** All records that a query returned. */
@json
export class EagerResult {
  /** The names of the columns. */
  keys: string[] = [];
  records: Record[] = [];

  /** @deprecated Use keys. */
  get Keys(): string[] {
    return this.keys;
  }

  /** @deprecated Use records. */
  get Records(): Record[] {
    return this.records;
  }
}

/** One record: a value, as JSON, for each column. */
@json
export class Record {
  keys: string[] = [];
  values: string[] = [];

  /** @deprecated Use keys. */
  get Keys(): string[] {
    return this.keys;
  }

  set Keys(value: string[]) {
    this.keys = value;
  }

  /** @deprecated Use values. */
  get Values(): string[] {
    return this.values;
  }

  set Values(value: string[]) {
    this.values = value;
  }

  /** The value of a column, as JSON. Ends the call when there is no such column. */
  get(key: string): string {
    const index = this.keys.indexOf(key);
    if (index < 0 || index >= this.values.length) {
      utils.throwUserError(
        'The record has no "' + key + '". It has: ' + this.keys.join(", ") + ".",
      );
    }
    return this.values[index];
  }

  /**
   * The value of a column as a T: a number, a boolean, a string, a list of them, or one of the
   * classes of this module.
   */
  getValue<T>(key: string): T {
    return utils.parseJson<T>(this.get(key), 'the value of "' + key + '"');
  }

  /** The values, as JSON, by their columns. */
  asMap(): Map<string, string> {
    const map = new Map<string, string>();
    for (let i = 0; i < this.keys.length; i++) map.set(this.keys[i], this.values[i]);
    return map;
  }
}

/** What nodes and relationships have in common. */
@json
export abstract class Entity {
  @alias("ElementId")
  elementId!: string;

  @alias("Props")
  private props: Map<string, JSON.Raw> = new Map<string, JSON.Raw>();

  /** @deprecated Use elementId. */
  get ElementId(): string {
    return this.elementId;
  }

  set ElementId(value: string) {
    this.elementId = value;
  }

  /** A property as a T. Ends the call when there is no such property. */
  getProperty<T>(key: string): T {
    if (!this.props.has(key)) {
      utils.throwUserError(
        'The entity has no property "' + key + '". It has: ' + this.props.keys().join(", ") + ".",
      );
    }
    return utils.parseJson<T>(this.props.get(key).data, 'the property "' + key + '"');
  }
}

/** A node of the graph. */
@json
export class Node extends Entity {
  @alias("Labels")
  labels!: string[];

  /** @deprecated Use labels. */
  get Labels(): string[] {
    return this.labels;
  }

  set Labels(value: string[]) {
    this.labels = value;
  }
}

/** A relationship between two nodes. */
@json
export class Relationship extends Entity {
  @alias("StartElementId")
  startElementId!: string;

  @alias("EndElementId")
  endElementId!: string;

  @alias("Type")
  type!: string;

  /** @deprecated Use startElementId. */
  get StartElementId(): string {
    return this.startElementId;
  }

  set StartElementId(value: string) {
    this.startElementId = value;
  }

  /** @deprecated Use endElementId. */
  get EndElementId(): string {
    return this.endElementId;
  }

  set EndElementId(value: string) {
    this.endElementId = value;
  }

  /** @deprecated Use type. */
  get Type(): string {
    return this.type;
  }

  set Type(value: string) {
    this.type = value;
  }
}

/** Nodes and the relationships that join them, in order. */
@json
export class Path {
  @alias("Nodes")
  nodes!: Node[];

  @alias("Relationships")
  relationships!: Relationship[];

  /** @deprecated Use nodes. */
  get Nodes(): Node[] {
    return this.nodes;
  }

  set Nodes(value: Node[]) {
    this.nodes = value;
  }

  /** @deprecated Use relationships. */
  get Relationships(): Relationship[] {
    return this.relationships;
  }

  set Relationships(value: Relationship[]) {
    this.relationships = value;
  }
}

/** A point in two dimensions. */
@json
export class Point2D {
  @alias("X")
  x!: f64;

  @alias("Y")
  y!: f64;

  /** The coordinate system, as Neo4j numbers them. */
  @alias("SpatialRefId")
  spatialRefId!: u32;

  /** @deprecated Use x. */
  get X(): f64 {
    return this.x;
  }

  set X(value: f64) {
    this.x = value;
  }

  /** @deprecated Use y. */
  get Y(): f64 {
    return this.y;
  }

  set Y(value: f64) {
    this.y = value;
  }

  /** @deprecated Use spatialRefId. */
  get SpatialRefId(): u32 {
    return this.spatialRefId;
  }

  set SpatialRefId(value: u32) {
    this.spatialRefId = value;
  }

  toString(): string {
    return (
      "Point{SpatialRefId=" + this.spatialRefId.toString() + ", X=" + this.x.toString() +
      ", Y=" + this.y.toString() + "}"
    );
  }

  /** @deprecated Use toString. */
  String(): string {
    return this.toString();
  }
}

/** A point in three dimensions. */
@json
export class Point3D {
  @alias("X")
  x!: f64;

  @alias("Y")
  y!: f64;

  @alias("Z")
  z!: f64;

  /** The coordinate system, as Neo4j numbers them. */
  @alias("SpatialRefId")
  spatialRefId!: u32;

  /** @deprecated Use x. */
  get X(): f64 {
    return this.x;
  }

  set X(value: f64) {
    this.x = value;
  }

  /** @deprecated Use y. */
  get Y(): f64 {
    return this.y;
  }

  set Y(value: f64) {
    this.y = value;
  }

  /** @deprecated Use z. */
  get Z(): f64 {
    return this.z;
  }

  set Z(value: f64) {
    this.z = value;
  }

  /** @deprecated Use spatialRefId. */
  get SpatialRefId(): u32 {
    return this.spatialRefId;
  }

  set SpatialRefId(value: u32) {
    this.spatialRefId = value;
  }

  toString(): string {
    return (
      "Point{SpatialRefId=" + this.spatialRefId.toString() + ", X=" + this.x.toString() +
      ", Y=" + this.y.toString() + ", Z=" + this.z.toString() + "}"
    );
  }

  /** @deprecated Use toString. */
  String(): string {
    return this.toString();
  }
}
