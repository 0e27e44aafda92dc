// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql/graphql_ws.h"

#include <map>
#include <utility>

#include "runtime/json/json.h"
#include "runtime/serve/graphql/response_pump.h"
#include "runtime/serve/graphql/ws_message.h"
#include "runtime/serve/http/media_type.h"
#include "runtime/types/value_json.h"

namespace modus::serve {
namespace {

constexpr std::string_view kSubprotocol = "graphql-transport-ws";
constexpr std::size_t kMostOperations = 100;
constexpr std::chrono::seconds kInitTimeout{3};

// The subprotocol's own codes.
constexpr CloseCode kBadRequest = 4400;
constexpr CloseCode kUnauthorized = 4401;
constexpr CloseCode kInitTimedOut = 4408;
constexpr CloseCode kSubscriberExists = 4409;
constexpr CloseCode kTooManyInits = 4429;

bool offers_subprotocol(const HttpRequest& request) {
  std::string_view offered = request.header("Sec-WebSocket-Protocol");
  while (!offered.empty()) {
    if (take_media_type(offered).type == kSubprotocol) return true;
  }
  return false;
}

/// The list of errors in a refusal, {"errors":[…]}.
std::string errors_of(const graphql::Response& refusal) {
  const auto body = json::parse(refusal.body);
  return body ? json::to_text(body->at("errors")) : "[]";
}

class GraphqlSocket final : public WebSocketHandler {
 public:
  GraphqlSocket(WebSocket& socket, Loop& loop, GraphqlService& service, CurrentVersion current,
                const HttpRequest& request)
      : socket_(socket),
        loop_(loop),
        service_(service),
        current_(std::move(current)),
        path_(request.path),
        time_zone_(request.header("X-Time-Zone")),
        trace_{.context = trace_of(request), .parent = observe::ParentIs::kElsewhere} {
    init_timer_ = Timer(loop_, kInitTimeout,
                        [this] { close(kInitTimedOut, "Connection initialisation timeout"); });
  }

  void received(std::string_view text) override {
    auto arena = std::make_unique<types::BlockArena>();
    auto kept = std::make_shared<const std::string>(text);
    const auto message = parse_ws_message(*kept, *arena);
    if (!message) return close(kBadRequest, message.error().message());
    switch (message->type) {
      case WsType::kConnectionInit: return initialise(message->payload);
      case WsType::kPing: return pong(message->payload);
      case WsType::kPong: return;
      case WsType::kSubscribe: return subscribe(*message, std::move(arena), std::move(kept));
      case WsType::kComplete: stop(message->id);
    }
  }

  void shutting_down() override { close(kCloseGoingAway, "The server is shutting down"); }

 private:
  /// The operations end now, however long the client takes to answer.
  void close(CloseCode code, std::string_view reason) {
    pumps_.clear();
    socket_.close(code, reason);
  }

  void initialise(types::Value payload) {
    if (std::exchange(initialised_, true))
      return close(kTooManyInits, "Too many initialisation requests");
    init_timer_ = {};
    const types::Value zone = payload.find("X-Time-Zone");
    if (zone.kind() == types::Value::Kind::kString) time_zone_ = zone.as_string();
    socket_.send(ws_message("connection_ack"));
  }

  void pong(types::Value payload) {
    json::Writer text;
    if (!payload.is_absent()) types::write_json(text, payload);
    socket_.send(ws_message("pong", "", text.take()));
  }

  void subscribe(const WsMessage& message, std::unique_ptr<types::Arena> arena,
                 std::shared_ptr<const std::string> text) {
    if (!initialised_) return close(kUnauthorized, "Unauthorized");
    const std::string id(message.id);
    if (pumps_.contains(id))
      return close(kSubscriberExists, fmt::format("Subscriber for {} already exists", id));
    if (pumps_.size() >= kMostOperations)
      return refuse(id, fmt::format("There are {} operations under way on this socket, and no more "
                                    "are taken.",
                                    kMostOperations));
    auto parsed = read_graphql_request(message.payload, std::move(arena));
    if (!parsed) return close(kBadRequest, parsed.error().message());
    start(id, *std::move(parsed), std::move(text));
  }

  void start(const std::string& id, GraphqlRequest request,
             std::shared_ptr<const std::string> text) {
    const auto version = current_(loop_);
    const ServedEndpoint* endpoint = version ? version->find_endpoint(path_) : nullptr;
    if (endpoint == nullptr)
      return refuse(id, fmt::format("There is no endpoint {} any more.", path_));
    const GraphqlClient client{loop_, version, *endpoint, time_zone_, trace_};
    auto prepared = service_.prepare(client, std::move(request));
    if (!prepared) return refuse(id, prepared.error());
    auto responses = service_.responses(client, *std::move(prepared), std::move(text));
    if (!responses) return refuse(id, responses.error());
    run(id, *std::move(responses));
  }

  void run(const std::string& id, std::unique_ptr<graphql::ResponseStream> responses) {
    auto pump = ResponsePump::make(
        std::move(responses),
        [this, id](std::string response, Task taken) {
          socket_.send(ws_message("next", id, response), std::move(taken));
        },
        [this, id] {
          socket_.send(ws_message("complete", id));
          pumps_.erase(id);
        });
    pumps_.emplace(id, pump);
    pump->start();
  }

  void stop(std::string_view id) {
    if (const auto found = pumps_.find(id); found != pumps_.end()) pumps_.erase(found);
  }

  void refuse(const std::string& id, const graphql::Response& refusal) {
    socket_.send(ws_message("error", id, errors_of(refusal)));
  }
  void refuse(const std::string& id, std::string_view why) {
    refuse(id, {.body = graphql::error_body(why)});
  }

  WebSocket& socket_;
  Loop& loop_;
  GraphqlService& service_;
  const CurrentVersion current_;
  const std::string path_;
  std::string time_zone_;
  const RequestTrace trace_;
  Timer init_timer_;
  bool initialised_ = false;
  std::map<std::string, std::shared_ptr<ResponsePump>, std::less<>> pumps_;
};

}  // namespace

void open_socket(GraphqlService& service, CurrentVersion current, GraphqlExchange exchange) {
  const HttpRequest& request = *exchange.request;
  const app::Limits& limits = exchange.client.version->limits;
  if (!offers_subprotocol(request))
    return exchange.refuse(400,
                           fmt::format("Only the WebSocket subprotocol {} is spoken here: send "
                                       "it as Sec-WebSocket-Protocol.\n",
                                       kSubprotocol));
  exchange.responder.upgrade(
      request,
      {.subprotocol = std::string(kSubprotocol),
       .max_message_bytes = limits[app::Limit::kRequestBytes]},
      [&service, current = std::move(current), exchange](WebSocket& socket) mutable {
        return std::make_unique<GraphqlSocket>(socket, exchange.client.loop, service,
                                               std::move(current), *exchange.request);
      });
}

}  // namespace modus::serve
