// SPDX-License-Identifier: Apache-2.0
// Typed access to the objects of modus.json. Keys ignore case, a null counts as absent, and every
// error names the place by its path: `modus.json: models.llm.connection must be a string`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/json/json.h"

namespace modus::app {

/// One object of the manifest. Refers to the document, which must outlive it.
class ManifestNode {
 public:
  ManifestNode(const json::Object& object, std::string path)
      : object_(&object), path_(std::move(path)) {}

  Result<std::optional<std::string>> string(std::string_view key) const;
  /// Neither absent nor empty.
  Result<std::string> required_string(std::string_view key) const;
  /// A string out of `allowed`, as its index there.
  Result<std::optional<std::size_t>> choice(std::string_view key,
                                            std::span<const std::string_view> allowed) const;
  Result<std::size_t> required_choice(std::string_view key,
                                      std::span<const std::string_view> allowed) const;
  /// A whole number from `least` to `most`.
  Result<std::optional<std::uint64_t>> integer(std::string_view key, std::uint64_t least,
                                               std::uint64_t most) const;
  /// A number from `least` to `most`.
  Result<std::optional<double>> number(std::string_view key, double least, double most) const;
  Result<std::optional<bool>> boolean(std::string_view key) const;
  bool has(std::string_view key) const { return find(key) != nullptr; }
  /// The names of all members, in order.
  std::vector<std::string> keys() const;
  /// Fails when there are other keys: for objects in which a slip would go unnoticed.
  Result<void> allow_only(std::span<const std::string_view> keys) const;
  /// A warning for each other key: for objects in which the original runtime allows them.
  std::vector<std::string> notes_on_others(std::span<const std::string_view> keys) const;

  /// The members of an object of strings, in order; none when the key is absent.
  Result<std::vector<std::pair<std::string, std::string>>> string_members(
      std::string_view key) const;

  /// Likewise of an object of whole numbers from `least` to `most`.
  Result<std::vector<std::pair<std::string, std::uint64_t>>> number_members(
      std::string_view key, std::uint64_t least, std::uint64_t most) const;
  /// The items of an array of strings; none when the key is absent.
  Result<std::vector<std::string>> strings(std::string_view key) const;

  Result<std::optional<ManifestNode>> object(std::string_view key) const;
  bool holds_object(std::string_view key) const;
  /// An object as it stands; an empty one when the key is absent.
  Result<json::Object> json_object(std::string_view key) const;
  /// The members of an object of objects, in order, each name checked against contract section 7.
  Result<std::vector<std::pair<std::string, ManifestNode>>> named_members(
      std::string_view key) const;

  /// The error that the value at `key` (empty: this object) is wrong: "…path.key is missing".
  template <class... Args>
  std::unexpected<Error> wrong(std::string_view key, fmt::format_string<Args...> format,
                               Args&&... args) const {
    return fail(ErrorCode::kInvalidArgument, "modus.json: {} {}", path_of(key),
                fmt::format(format, std::forward<Args>(args)...));
  }

 private:
  const json::Value* find(std::string_view key) const;
  std::string path_of(std::string_view key) const;

  const json::Object* object_;
  std::string path_;
};

}  // namespace modus::app
