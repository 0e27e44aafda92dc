// SPDX-License-Identifier: Apache-2.0
// A stream of server-sent events for several operations of one client.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "runtime/serve/graphql/graphql_exchange.h"
#include "runtime/serve/graphql/response_pump.h"
#include "runtime/serve/http/piece_writer.h"

namespace modus::serve {

/// Belongs to its connection's loop; kept by it until the client leaves or the server shuts down.
class EventStream : public std::enable_shared_from_this<EventStream> {
 public:
  static constexpr std::size_t kMostOperations = 100;

  /// Answers the request that opens the stream. `closed` is called when it has ended.
  static std::shared_ptr<EventStream> open(GraphqlExchange exchange, Task closed);

  bool has(std::string_view operation) const { return pumps_.contains(operation); }
  /// Also while so much is still to be taken that was sent by operations stopped meanwhile.
  bool is_full() const {
    return pumps_.size() >= kMostOperations || writer_->waiting() >= kMostOperations;
  }

  /// Sends the responses as events that name the operation, which is none that it has.
  void run(std::string operation, std::unique_ptr<graphql::ResponseStream> responses);

  /// Ends the operation, if it is still under way, without a word.
  void stop(std::string_view operation);

 private:
  explicit EventStream(Task closed) : closed_(std::move(closed)) {}
  void end();

  Task closed_;
  std::shared_ptr<PieceWriter> writer_;
  std::map<std::string, std::shared_ptr<ResponsePump>, std::less<>> pumps_;
};

}  // namespace modus::serve
