// SPDX-License-Identifier: Apache-2.0
// The variables an app sees: the process's own, then those of its .env files (contract
// section 8.3), and the secrets that templates in the manifest name (section 7.5).
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/base/result.h"

namespace modus::app {

/// Immutable snapshot; thread-safe.
class Environment {
 public:
  using Variables = std::map<std::string, std::string, std::less<>>;

  /// The process environment over the .env files of the folder, in contract order for the
  /// environment named ("dev", "prod", …). A syntax error names file and line.
  static Result<Environment> load(const std::filesystem::path& folder,
                                  std::string_view environment_name);

  explicit Environment(Variables variables, std::string local_file = ".env.local")
      : variables_(std::move(variables)), local_file_(std::move(local_file)) {}

  /// The value, or nothing when unset or empty.
  std::optional<std::string_view> get(std::string_view name) const;
  const Variables& all() const { return variables_; }

  /// The time zone of callers that name none: $TZ, else the system's, else UTC.
  std::string time_zone() const;

  /// The name of the file in which to set what is missing: the one that wins, and is not committed.
  const std::string& local_file() const { return local_file_; }

  /// The file names load() looks for, first definition winning.
  static std::vector<std::string> file_names(std::string_view environment_name);

 private:
  Variables variables_;
  std::string local_file_;
};

/// The variable that holds a connection's secret: ("open-ai", "API_KEY") → "MODUS_OPEN_AI_API_KEY".
std::string secret_variable(std::string_view connection, std::string_view name);

/// Fills in {{NAME}} and {{base64(USER:PASS)}}. Fails with kInvalidArgument when a secret is not
/// set, naming the variable to set and the files it may stand in.
Result<std::string> expand_template(std::string_view text, std::string_view connection,
                                    const Environment& environment);

/// The variables the template needs, in order of appearance, each once.
std::vector<std::string> template_variables(std::string_view text, std::string_view connection);

}  // namespace modus::app
