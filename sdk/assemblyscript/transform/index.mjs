// SPDX-License-Identifier: Apache-2.0

// The compiler transform of Modus: describes the functions of an app, and the types they use,
// in the custom sections from which the runtime makes its API.

import { Transform } from "assemblyscript/dist/transform.js";
import { addAnswerMembers } from "./answer_types.mjs";
import { addExpectLines } from "./expect_lines.mjs";
import { addExtraExports } from "./extra_exports.mjs";
import { collectMetadata } from "./metadata.mjs";
import { describeBuild } from "./origin.mjs";
import { toJson } from "./json.mjs";
import { exportTools, hideTools } from "./tools.mjs";

const kMetadataVersion = 2;

// Calls that use a service, such as a model, need more memory than the little that the compiler
// leaves free in the first page. Growing would cost each of them two system calls.
const kSdk = "~lib/@hypermode/modus-sdk-as/";
const kPagesWithServices = 2;

export default class ModusTransform extends Transform {
  /** @param {import("assemblyscript/dist/assemblyscript.js").Parser} parser */
  afterParse(parser) {
    addExtraExports(parser);
    addAnswerMembers(parser);
    exportTools(parser);
    addExpectLines(parser);
  }

  /** @param {import("assemblyscript/dist/assemblyscript.js").Program} program */
  afterInitialize({ options, sources }) {
    if (sources.some((source) => source.internalPath.startsWith(kSdk)))
      options.initialMemory = Math.max(options.initialMemory, kPagesWithServices);
  }

  /** @param {import("assemblyscript/dist/assemblyscript.js").Module} module */
  afterCompile(module) {
    hideTools(this.program, module, this.binaryen);
    const api = collectMetadata(this.program, module, this.binaryen);
    const metadata = { ...describeBuild(this.baseDir), ...api };
    module.addCustomSection("modus_metadata_version", Uint8Array.of(kMetadataVersion));
    module.addCustomSection("modus_metadata", new TextEncoder().encode(toJson(metadata)));
  }
}
