// SPDX-License-Identifier: Apache-2.0
// Keeps secrets out of what is written down: recordings and the inference history.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/app/environment.h"
#include "runtime/types/value.h"

namespace modus::app {

/// The secrets of an app: every variable that getSecretValue or a template of modus.json can name,
/// unless its value is so short that it says nothing and stands everywhere. Immutable, thread-safe.
class Redaction {
 public:
  explicit Redaction(const Environment& environment);

  /// Whether one of them is in the text, in one of the forms below. Takes no longer for many.
  bool are_in(std::string_view text) const;

  /// The value with {{VARIABLE}} in the place of every secret in its texts, whether as it is,
  /// escaped for JSON (once or twice: a text in a text) or for URLs, or in base64.
  types::Value apply(const types::Value& value, types::Arena& arena) const;
  std::string apply(std::string text) const;
  /// Pieces of one text: when they hold a secret together, the first gets all of it without the
  /// secret, and the others are empty.
  void apply(std::span<std::string> pieces) const;

 private:
  // Four bytes of a form, and where they are in it.
  struct Gram {
    std::uint32_t bytes;
    std::uint32_t form;  // index into secrets_
    std::uint32_t offset;
  };
  void index_forms();

  std::vector<std::pair<std::string, std::string>> secrets_;  // form, what stands for it
  // Of each form the grams at its first stride_ places: wherever a form is, one of these is met by
  // who looks at every stride_-th place of a text.
  std::size_t stride_ = 1;
  std::vector<Gram> grams_;       // sorted by their bytes
  std::vector<bool> are_likely_;  // by a hash of the bytes
};

/// What stands for a variable's value: "{{MODUS_APP_TOKEN}}".
std::string placeholder(std::string_view variable);

}  // namespace modus::app
