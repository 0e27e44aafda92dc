// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/local_provider.h"

#include "runtime/models/local/chat_call.h"
#include "runtime/models/local/classification.h"
#include "runtime/models/local/embeddings.h"

namespace modus::models::local {

ModelOperation LocalProvider::invoke(connect::HttpClient& client, ModelRequest request, Done done) {
  const auto file = models_.find_file(request.endpoint.source_model, app_folder_);
  if (!file) return fail_later(client.loop(), file.error(), std::move(done));
  const auto served = models_.serve(*file, request.endpoint.purpose);
  if (!served) return fail_later(client.loop(), served.error(), std::move(done));
  LocalCall::Setting setting{client, served->server, stage_, limits_, log_};
  switch (request.endpoint.purpose) {
    case Purpose::kChat:
      return start_chat(std::move(setting), served->facts, std::move(request), std::move(done));
    case Purpose::kEmbeddings:
      return start_embeddings(std::move(setting), served->facts, std::move(request),
                              std::move(done));
    case Purpose::kClassification:
      return start_classification(std::move(setting), std::move(request), std::move(done));
  }
  std::unreachable();
}

}  // namespace modus::models::local
