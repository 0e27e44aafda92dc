// SPDX-License-Identifier: Apache-2.0

import { JSON } from "json-as";

/** A parameter of a function that a model may call. */
export class FunctionParameter {
  constructor(
    public name: string,
    /** "string", "number", "integer", "boolean", … */
    public type: string,
    public description: string,
  ) {}
}

/** The JSON Schema of an object that has all of the parameters and nothing else. */
export function schemaOf(parameters: FunctionParameter[]): JSON.Raw {
  let properties = "";
  let required = "";
  for (let i = 0; i < parameters.length; i++) {
    const parameter = parameters[i];
    const name = JSON.stringify(parameter.name);
    if (i > 0) {
      properties += ",";
      required += ",";
    }
    properties += name + ':{"type":' + JSON.stringify(parameter.type);
    properties += ',"description":' + JSON.stringify(parameter.description) + "}";
    required += name;
  }
  return new JSON.Raw(
    '{"type":"object","properties":{' +
      properties +
      '},"required":[' +
      required +
      '],"additionalProperties":false}',
  );
}
