// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql/response_pump.h"

#include <utility>

namespace modus::serve {

std::shared_ptr<ResponsePump> ResponsePump::make(std::unique_ptr<graphql::ResponseStream> responses,
                                                 Send send, Task ended) {
  return std::shared_ptr<ResponsePump>(
      new ResponsePump(std::move(responses), std::move(send), std::move(ended)));
}

void ResponsePump::pull() {
  responses_->next([this](std::optional<std::string> response) {
    const auto keep = shared_from_this();
    if (!response) return std::exchange(ended_, nullptr)();
    send_(*std::move(response), [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->pull();
    });
  });
}

}  // namespace modus::serve
