// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/local_provider.h"

#include "runtime/connect/http_failure.h"
#include "runtime/models/answer.h"
#include "runtime/models/chat_completion.h"
#include "runtime/models/sse.h"

namespace modus::models::local {
namespace {

constexpr std::size_t kKeptRaw = 1u << 20;  // of an answer that is no stream of events: an error

struct Setting {
  connect::HttpClient& client;
  std::shared_ptr<ModelServer> server;
  Stage stage;
  LocalLimits limits;
  Log& log;
};

// One call: waits for the server, sends, gathers the stream. `done_` is the last thing called and
// may destroy the call.
class LocalCall final : public ModelOperation::State,
                        public std::enable_shared_from_this<LocalCall> {
 public:
  LocalCall(Setting setting, ModelRequest request, Done done)
      : setting_(std::move(setting)), request_(std::move(request)), done_(std::move(done)) {}

  /// Also to try again: the limit for a start counts from the beginning of the call.
  void start() {
    start_timer_ = Timer(setting_.client.loop(), start_limit_.remaining(), [this] {
      finish(fail(ErrorCode::kDeadlineExceeded, "the local model \"{}\" was not ready in time",
                  request_.endpoint.model));
    });
    ticket_ = setting_.server->wait_until_ready(setting_.client.loop(),
                                                [this](Result<ServerAddress> address) {
                                                  const auto self = shared_from_this();
                                                  if (!address)
                                                    return finish(std::unexpected(address.error()));
                                                  start_timer_ = {};
                                                  send(*address);
                                                });
  }

  void send(const ServerAddress& address) {
    connect::HttpRequest http;
    http.method = "POST";
    http.url = request_.endpoint.url;
    http.unix_socket = address.socket;
    http.headers = {{"Content-Type", "application/json"}};
    http.body = request_.body;
    http.idle_timeout = setting_.limits.idle;
    http.deadline = request_.deadline;
    http.max_redirects = 0;
    http.on_body = [this](std::string_view bytes) { receive(bytes); };
    operation_ = setting_.client.send(
        std::move(http), [this, life = address.life](Result<connect::HttpResponse> response) {
          const auto self = shared_from_this();
          if (!response) return failed(response.error(), life);
          ended(*std::move(response));
        });
  }

  void receive(std::string_view bytes) {
    received_ = true;
    if (raw_.size() < kKeptRaw && !seen_event_) raw_ += bytes;
    events_.feed(bytes);
  }

  void receive_event(const SseEvent& event) {
    seen_event_ = true;
    raw_.clear();
    if (well_formed_) well_formed_ = assembler_.add(event.data);
  }

  void failed(const Error& error, std::uint64_t life) {
    if (error.code() == ErrorCode::kUnavailable) setting_.server->suspect(life);
    // It may have ended before it saw the request; then nothing is lost.
    if (connect::never_connected(error)) return start();
    if (error.code() == ErrorCode::kUnavailable && !received_ && !std::exchange(retried_, true))
      return start();
    if (error.code() != ErrorCode::kUnavailable) {
      return finish(std::unexpected(error.within(
          fmt::format("the local model \"{}\" did not answer", request_.endpoint.model))));
    }
    finish(fail(ErrorCode::kUnavailable,
                "the local model stopped while answering; it is being restarted"));
  }

  void ended(connect::HttpResponse response) {
    if (!seen_event_) {
      response.body = std::move(raw_);
      return finish(
          interpret_answer(request_.endpoint, setting_.stage, std::move(response), setting_.log));
    }
    if (!well_formed_) return finish(std::unexpected(well_formed_.error()));
    if (!assembler_.complete()) {
      return finish(fail(ErrorCode::kUnavailable,
                         "the local model \"{}\" ended its answer before it was complete",
                         request_.endpoint.model));
    }
    const Ending ending = assembler_.failed() ? Ending::kLost : Ending::kAnswered;
    finish({clean_text(assembler_.take()), ending});
  }

  void finish(Outcome outcome) {
    const auto self = shared_from_this();
    start_timer_ = {};
    ticket_ = {};
    operation_ = {};
    std::exchange(done_, nullptr)(std::move(outcome));
  }

  Setting setting_;
  ModelRequest request_;
  Done done_;
  const Deadline start_limit_ = earlier(request_.deadline, Deadline::after(setting_.limits.start));
  std::string raw_;
  bool received_ = false;
  bool retried_ = false;
  bool seen_event_ = false;
  Result<void> well_formed_;
  ChatAssembler assembler_;
  SseParser events_{[this](const SseEvent& event) { receive_event(event); }};
  Timer start_timer_;
  ModelServer::Ticket ticket_;
  connect::HttpOperation operation_;
};

}  // namespace

ModelOperation LocalProvider::invoke(connect::HttpClient& client, ModelRequest request, Done done) {
  auto file = models_.find_file(request.endpoint.source_model, app_folder_);
  if (!file) return fail_later(client.loop(), file.error(), std::move(done));
  auto body = to_streaming_request(request.body);
  if (!body) return fail_later(client.loop(), body.error(), std::move(done));
  request.body = *std::move(body);
  auto server = models_.server_of(*file);
  if (!server) return fail_later(client.loop(), server.error(), std::move(done));
  const Setting setting{client, *std::move(server), stage_, limits_, log_};
  auto call = std::make_shared<LocalCall>(setting, std::move(request), std::move(done));
  call->start();
  return ModelOperation(std::move(call));
}

}  // namespace modus::models::local
