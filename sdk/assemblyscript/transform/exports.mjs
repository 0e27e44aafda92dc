// SPDX-License-Identifier: Apache-2.0

/** The functions that a compiled module exports: [name, instance]. */
export function* exportsOf(program, module, binaryen) {
  for (let i = 0; i < module.getNumExports(); i++) {
    const info = binaryen.getExportInfo(module.getExportByIndex(i));
    if (info.kind !== binaryen.ExternalFunction) continue;
    const instance = functionNamed(program, info.value);
    if (instance) yield [info.name, instance];
  }
}

/** Wrappers that the compiler makes for a function are named after it. */
export function functionNamed(program, internalName) {
  const name = internalName.replace(/^export:/, "").replace(/@varargs$/, "");
  return program.instancesByName.get(name);
}
