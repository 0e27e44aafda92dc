// SPDX-License-Identifier: Apache-2.0
// Names of types in metadata (docs/function-abi.md), taken apart one step at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/base/result.h"
#include "runtime/types/type.h"

namespace modus::guest {

/// How an SDK spells types.
enum class Spelling {
  kNeutral,  // list<string?>
  kGo,       // []*string, as go/types prints it
};

struct TypeName {
  types::Kind kind = types::Kind::kRecord;   // kRecord: `text` is to be looked up
  bool may_be_null = false;                  // Go's slices and maps: a nullable around it
  std::string_view key = {};                 // of a map
  std::string_view element = {};             // of a nullable, list, array, stream; a map's value
  std::optional<std::uint32_t> length = {};  // of an array; of bytes when that is fixed
};

inline constexpr std::uint32_t kMaxArrayLength = 1u << 24;

/// The views lie within `text`. Fails with kCorrupt when it is damaged.
Result<TypeName> parse_type_name(std::string_view text, Spelling spelling);

/// Whether a type's values hold maps, at any depth. Maps sorted by such keys would write each key
/// twice, and so on within it: no convention takes them.
bool contains_map(const types::Type& type);

/// What follows the path: "shop.Item" is Item.
std::string short_name(std::string_view name);

}  // namespace modus::guest
