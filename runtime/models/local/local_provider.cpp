// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/local_provider.h"

#include "runtime/models/local/chat_call.h"
#include "runtime/models/local/embeddings_call.h"

namespace modus::models::local {

ModelOperation LocalProvider::invoke(connect::HttpClient& client, ModelRequest request, Done done) {
  const auto file = models_.find_file(request.endpoint.source_model, options_.app_folder);
  if (!file) return fail_later(client.loop(), file.error(), std::move(done));
  const auto served = models_.serve(*file, options_.purpose);
  if (!served) return fail_later(client.loop(), served.error(), std::move(done));
  LocalCall::Setting setting{client, served->server, options_.stage, options_.limits, log_};
  if (options_.purpose == Purpose::kChat)
    return start_chat(std::move(setting), std::move(request), std::move(done));
  return start_embeddings(std::move(setting), served->facts, std::move(request), std::move(done));
}

}  // namespace modus::models::local
