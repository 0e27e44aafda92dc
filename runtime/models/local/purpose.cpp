// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/purpose.h"

#include <algorithm>
#include <array>
#include <utility>

namespace modus::models::local {
namespace {

constexpr std::array<std::pair<Purpose, std::string_view>, 3> kPaths = {
    {{Purpose::kChat, "v1/chat/completions"},
     {Purpose::kEmbeddings, "v1/embeddings"},
     {Purpose::kClassification, "v1/classify"}}};

}  // namespace

std::optional<Purpose> purpose_of(std::string_view path) {
  path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
  if (path.empty()) return Purpose::kChat;
  for (const auto& [purpose, its_path] : kPaths) {
    if (path == its_path) return purpose;
  }
  return std::nullopt;
}

}  // namespace modus::models::local
