// SPDX-License-Identifier: Apache-2.0
// Keeps secrets out of what is written down: recordings and the inference history.
#pragma once

#include <span>
#include <string>
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

  /// The value with {{VARIABLE}} in the place of every secret in its texts, whether as it is,
  /// escaped for JSON or for URLs, or in base64.
  types::Value apply(const types::Value& value, types::Arena& arena) const;
  std::string apply(std::string text) const;
  /// Pieces of one text: when they hold a secret together, the first gets all of it without the
  /// secret, and the others are empty.
  void apply(std::span<std::string> pieces) const;

 private:
  std::vector<std::pair<std::string, std::string>> secrets_;  // form, what stands for it
};

/// What stands for a variable's value: "{{MODUS_APP_TOKEN}}".
std::string placeholder(std::string_view variable);

}  // namespace modus::app
