// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/loop_clients.h"

namespace modus::host {

LoopClients::LoopClients(LoopThreads& loops) {
  for (std::size_t i = 0; i < loops.size(); ++i) clients_.emplace(&loops[i], nullptr);
}

connect::HttpClient& LoopClients::of(Loop& loop) {
  auto& client = clients_.at(&loop);
  if (!client) client = std::make_unique<connect::HttpClient>(loop);
  return *client;
}

}  // namespace modus::host
