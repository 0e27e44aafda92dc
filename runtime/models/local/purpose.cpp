// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/purpose.h"

#include <algorithm>

namespace modus::models::local {

std::optional<Purpose> purpose_of(std::string_view path) {
  path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
  if (path.empty()) return Purpose::kChat;
  for (const Purpose purpose : {Purpose::kChat, Purpose::kEmbeddings}) {
    if (path == path_of(purpose)) return purpose;
  }
  return std::nullopt;
}

std::string_view path_of(Purpose purpose) {
  return purpose == Purpose::kChat ? "v1/chat/completions" : "v1/embeddings";
}

}  // namespace modus::models::local
