// SPDX-License-Identifier: Apache-2.0
// The modules of an app that has several: "modules" in modus.json.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/manifest_reader.h"
#include "runtime/base/result.h"

namespace modus::app {

/// A module: functions that are compiled together, in a language of their own.
struct Module {
  std::string name;                     // [a-z][a-z0-9_]*
  std::string path;                     // of its folder, within the app's
  std::string prefix = {};              // of its fields and types in the schema; may be empty
  std::vector<std::string> calls = {};  // names of the modules that it may call

  bool operator==(const Module&) const = default;
};

/// Reads "modules": each after those that it may call, and otherwise as they are listed. Fails with
/// kInvalidArgument naming the key when a name, a path or a prefix is not allowed, two modules have
/// the same folder, or calls lead to no module or back to where they came from.
Result<std::vector<Module>> read_modules(const ManifestNode& root);

}  // namespace modus::app
