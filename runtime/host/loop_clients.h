// SPDX-License-Identifier: Apache-2.0
// One HTTP client for each loop, made when it is first asked for.
#pragma once

#include <map>
#include <memory>

#include "runtime/base/loop.h"
#include "runtime/connect/http_client.h"

namespace modus::host {

class LoopClients {
 public:
  explicit LoopClients(LoopThreads& loops);

  /// The loop's client. Only on that loop's thread, and only for the loops given at construction.
  connect::HttpClient& of(Loop& loop);

 private:
  std::map<const Loop*, std::unique_ptr<connect::HttpClient>> clients_;  // its shape never changes
};

}  // namespace modus::host
