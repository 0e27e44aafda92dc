// SPDX-License-Identifier: Apache-2.0

import { DiagnosticCode } from "assemblyscript/dist/assemblyscript.js";
import { answerTypes } from "./answer_types.mjs";
import { constantOf, kUnknown } from "./constants.mjs";
import { docsOf } from "./docs.mjs";
import { exportsOf, functionNamed } from "./exports.mjs";
import { kToolPrefix } from "./tools.mjs";
import { TypeCollector } from "./types.mjs";

/**
 * Describes what a compiled program exports to the runtime and imports from it.
 * Reports, as compile errors, functions with types that cannot cross that boundary.
 */
export function collectMetadata(program, module, binaryen) {
  const types = new TypeCollector();
  const describe = (instance, name) => describeFunction(program, types, instance, name);

  const fnExports = {};
  for (const [name, instance] of exportedFunctions(program, module, binaryen)) {
    fnExports[name] = describe(instance, name);
  }
  const fnImports = {};
  for (const [name, instance] of importedFunctions(program, module, binaryen)) {
    fnImports[name] = describe(instance, name);
  }
  const asked = answerTypes(program, types);
  return { fnExports, fnImports, types: types.toObject(), answerTypes: asked };
}

function exportedFunctions(program, module, binaryen) {
  const isPrivate = ([name]) => name.startsWith("_") && !name.startsWith("_modus_");
  return [...exportsOf(program, module, binaryen)].filter((found) => !isPrivate(found)).sort(byName);
}

function* importedFunctions(program, module, binaryen) {
  const found = new Map();
  for (let i = 0; i < module.getNumFunctions(); i++) {
    const info = binaryen.getFunctionInfo(module.getFunctionByIndex(i));
    if (!info.base || info.module === "env" || info.module.startsWith("wasi")) continue;
    const instance = functionNamed(program, info.name);
    if (instance) found.set(`${info.module}.${info.base}`, instance);
  }
  yield* [...found].sort(byName);
}

function byName([a], [b]) {
  return a < b ? -1 : 1;
}

function describeFunction(program, types, instance, name) {
  const { signature, declaration } = instance;
  const node = declaration.signature;
  const check = (problem, typeNode, what) => {
    if (!problem) return;
    const role = name.startsWith(kToolPrefix) ? "is a tool" : "is part of the app's API";
    const message = `Function '${name.replace(kToolPrefix, "")}' ${role}, but ${problem}: ${what}.`;
    const range = typeNode?.range ?? declaration.name.range;
    program.error(DiagnosticCode.User_defined_0, range, message);
  };

  const parameters = signature.parameterTypes.map((type, i) => {
    const parameter = node.parameters[i];
    check(types.add(type), parameter.type, `parameter '${parameter.name.text}'`);
    const described = { name: parameter.name.text, type: type.toString() };
    if (parameter.initializer) {
      const value = constantOf(parameter.initializer, type, instance);
      described.default = value === kUnknown ? "" : value;
    }
    return described;
  });

  const result = signature.returnType;
  const isVoid = result.toString() === "void";
  if (!isVoid) check(types.addResult(result), node.returnType, "its result");
  return {
    parameters: parameters.length > 0 ? parameters : undefined,
    results: isVoid ? undefined : [{ type: result.toString() }],
    docs: docsOf(declaration),
  };
}
