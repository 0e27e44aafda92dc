// SPDX-License-Identifier: Apache-2.0
// Moves the responses of one operation to its client.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "runtime/base/loop.h"
#include "runtime/graphql/engine.h"

namespace modus::serve {

/// Asks for a response when the client has taken the one before: so the function that makes them
/// waits while the client is slow. Dropped, it ends the operation. Belongs to a loop's thread.
class ResponsePump : public std::enable_shared_from_this<ResponsePump> {
 public:
  /// Sends one response; `taken` may be called any time later.
  using Send = std::move_only_function<void(std::string response, Task taken)>;

  /// `ended` is called after the last response; it may drop the pump.
  static std::shared_ptr<ResponsePump> make(std::unique_ptr<graphql::ResponseStream> responses,
                                            Send send, Task ended);
  void start() { pull(); }

 private:
  ResponsePump(std::unique_ptr<graphql::ResponseStream> responses, Send send, Task ended)
      : responses_(std::move(responses)), send_(std::move(send)), ended_(std::move(ended)) {}
  void pull();

  const std::unique_ptr<graphql::ResponseStream> responses_;
  Send send_;
  Task ended_;
};

}  // namespace modus::serve
