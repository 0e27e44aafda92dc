// SPDX-License-Identifier: Apache-2.0
#include "runtime/clients/client.h"

#include <fstream>

#include "runtime/app/read_file.h"
#include "runtime/clients/assemblyscript.h"
#include "runtime/clients/go.h"

namespace modus::clients {
namespace fs = std::filesystem;

fs::path client_path(Language language, std::string_view module) {
  const std::string name(module);
  if (language == Language::kGo) return fs::path("modules") / name / (name + ".go");
  return fs::path("assembly") / "modules" / (name + ".ts");
}

std::string client_text(Language language, std::string_view module,
                        const guest::Convention& convention) {
  return language == Language::kGo ? go_client(module, convention.exports())
                                   : assemblyscript_client(module, convention.exports());
}

Result<Update> update_client(const fs::path& caller, Language language, std::string_view module,
                             const guest::Convention& convention) {
  constexpr std::uint64_t kMostBytes = 16u << 20;
  const fs::path path = caller / client_path(language, module);
  const std::string text = client_text(language, module, convention);
  const auto there = app::read_file(path, kMostBytes);
  if (there && *there == text) return Update::kUnchanged;
  std::error_code problem;
  fs::create_directories(path.parent_path(), problem);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text << std::flush;
  if (problem || !file) return fail(ErrorCode::kUnavailable, "cannot write {}", path.string());
  return Update::kWritten;
}

}  // namespace modus::clients
