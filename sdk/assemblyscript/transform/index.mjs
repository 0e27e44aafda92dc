// SPDX-License-Identifier: Apache-2.0

// The compiler transform of Modus: describes the functions of an app, and the types they use,
// in the custom sections from which the runtime makes its API.

import { Transform } from "assemblyscript/dist/transform.js";
import { collectMetadata } from "./metadata.mjs";
import { describeBuild } from "./origin.mjs";
import { toJson } from "./json.mjs";

const kMetadataVersion = 2;

export default class ModusTransform extends Transform {
  /** @param {import("assemblyscript/dist/assemblyscript.js").Module} module */
  afterCompile(module) {
    const api = collectMetadata(this.program, module, this.binaryen);
    const metadata = { ...describeBuild(this.baseDir), ...api };
    module.addCustomSection("modus_metadata_version", Uint8Array.of(kMetadataVersion));
    module.addCustomSection("modus_metadata", new TextEncoder().encode(toJson(metadata)));
  }
}
