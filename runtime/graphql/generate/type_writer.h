// SPDX-License-Identifier: Apache-2.0
// GraphQL types for the types of functions, with the definitions they need (contract section 5.2).
#pragma once

#include <deque>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/graphql/generate/doc_tags.h"
#include "runtime/graphql/generate/type_names.h"
#include "runtime/types/type.h"

namespace modus::graphql {

struct FieldText {
  std::string name;
  std::string type;
  Docs docs = {};
};

/// An object or input type of the document.
struct Definition {
  std::string name;
  std::vector<FieldText> fields;
  std::span<const std::string> docs;
};

/// The objects that stand for several results, by their fields (name and type): functions of all
/// modules share them.
using ResultObjects = std::map<std::vector<std::pair<std::string, std::string>>, std::string>;

/// Turns the types of one module into GraphQL types and collects the definitions on the way.
class TypeWriter {
 public:
  /// `exports` are the functions that the schema shows of the module. All but the prefix must
  /// outlive the writer.
  TypeWriter(std::span<const types::Signature* const> exports, const types::TypeTable& table,
             std::string_view prefix, ResultObjects& result_objects);

  /// Such as "[Person!]!".
  Result<std::string> text_of(const types::Type& type, Direction direction);
  /// The type of a function's result: Void for none, an object for several, for a stream that of
  /// its values.
  Result<std::string> result_text(const types::Signature& function);

  const std::deque<Definition>& definitions(Direction direction) const {
    return definitions_[direction == Direction::kInput];
  }
  const std::set<std::string>& scalars() const { return scalars_; }

 private:
  Result<std::string> required_text(const types::Type& type, Direction direction);
  Result<std::string> pair_text(const types::Type& map, Direction direction);
  Result<void> define(const types::Type& record, Direction direction);
  std::string scalar(std::string name);
  std::deque<Definition>& definitions_for(Direction direction) {
    return definitions_[direction == Direction::kInput];
  }

  const types::TypeTable& table_;
  TypeNames names_;
  std::deque<Definition> definitions_[2];
  std::set<std::pair<const types::Type*, Direction>> defined_;
  std::map<std::tuple<std::string, std::string, Direction>, std::string> pairs_;
  ResultObjects& result_objects_;
  std::set<std::string> scalars_;
};

}  // namespace modus::graphql
