// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/purpose.h"

#include <algorithm>

namespace modus::models::local {

Result<Purpose> purpose_of(const app::Model& model) {
  const std::string_view path =
      std::string_view(model.path)
          .substr(std::min(model.path.find_first_not_of('/'), model.path.size()));
  if (path.empty()) return Purpose::kChat;
  for (const Purpose purpose : {Purpose::kChat, Purpose::kEmbeddings}) {
    if (path == path_of(purpose)) return purpose;
  }
  return fail(ErrorCode::kInvalidArgument,
              "the local model \"{}\" has the path \"{}\"; local models answer at \"{}\" and at "
              "\"{}\" only",
              model.name, model.path, path_of(Purpose::kChat), path_of(Purpose::kEmbeddings));
}

std::string_view path_of(Purpose purpose) {
  return purpose == Purpose::kChat ? "v1/chat/completions" : "v1/embeddings";
}

}  // namespace modus::models::local
