// SPDX-License-Identifier: Apache-2.0
// What a module says about itself in its custom sections (contract section 2), before any
// convention gives it meaning.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/guest/convention.h"
#include "runtime/json/json.h"
#include "runtime/sandbox/sandbox.h"

namespace modus::guest {

struct DeclaredParameter {
  std::string name;
  std::string type;
  std::optional<json::Value> default_value;
};

struct DeclaredResult {
  std::string name;
  std::string type;
};

struct DeclaredFunction {
  std::string name;
  std::vector<DeclaredParameter> parameters;
  std::vector<DeclaredResult> results;
  std::vector<std::string> docs;
};

struct DeclaredField {
  std::string name;
  std::string type;
  std::vector<std::string> docs;
};

struct DeclaredType {
  std::string name;
  std::uint32_t id = 0;
  std::optional<std::vector<DeclaredField>> fields;
  std::vector<std::string> docs;
};

struct NamedType {
  std::string name;  // by which the app asks
  std::string type;
};

struct Metadata {
  ModuleInfo info;
  std::string abi;                        // "packed/1"; empty: the SDK has a layout of its own
  std::vector<DeclaredFunction> exports;  // sorted by name
  std::vector<DeclaredFunction> imports;  // sorted by name
  std::vector<DeclaredType> types;        // sorted by name
  std::vector<NamedType> answer_types;    // those that models are asked for

  const DeclaredType* find_type(std::string_view name) const;
};

/// The types that models are asked for, by the names the app gives them.
using AnswerTypes = std::map<std::string, const types::Type*, std::less<>>;

/// Fails with kCorrupt, saying what is missing or wrong.
Result<Metadata> read_metadata(const sandbox::Outline& module);

}  // namespace modus::guest
