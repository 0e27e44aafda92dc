// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/http/http_server_connection.h"

namespace modus::serve {
namespace {

using Stage = Responder::State::Stage;

constexpr int kDropped = 500;

void answer_dropped(Connection& connection) {
  HttpResponse response;
  response.status = kDropped;
  response.body = "the request was dropped without an answer\n";
  connection.respond(std::move(response));
}

void on_disconnect_of(Responder::State& state, Task task) {
  if (state.stage == Stage::kAnswered) return;
  if (state.gone || state.connection.expired()) return state.loop.post(std::move(task));
  state.disconnected = std::move(task);
}

}  // namespace

Responder::State::~State() {
  if (stage == Stage::kOpen && !gone) facts.status = kDropped;
  end();
  const auto client = stage == Stage::kAnswered ? nullptr : connection.lock();
  if (!client) return;
  const auto give_up = stage == Stage::kOpen ? answer_dropped : [](Connection& incomplete) {
    incomplete.break_off();
  };
  if (loop.is_current_thread()) {
    give_up(*client);
  } else {
    loop.post([client, give_up] { give_up(*client); });
  }
}

Responder::Responder(std::shared_ptr<State> state) : state_(std::move(state)) {}

void Responder::send(HttpResponse response) {
  if (state_->stage != Stage::kOpen) return;
  state_->stage = Stage::kAnswered;
  state_->disconnected = nullptr;
  if (!state_->gone) state_->facts = {response.status, response.body.size()};
  state_->end();
  if (const auto client = state_->connection.lock()) client->respond(std::move(response));
}

ResponseBody Responder::begin(HttpResponse response, Task taken) {
  if (state_->stage == Stage::kOpen) {
    state_->stage = Stage::kInPieces;
    state_->taken = std::move(taken);
    state_->facts.status = response.status;
    if (const auto client = state_->connection.lock()) client->begin(std::move(response));
  }
  return ResponseBody(state_);
}

void Responder::upgrade(const HttpRequest& request, WebSocketOptions options,
                        WebSocketHandlerFactory make) {
  if (state_->stage != Stage::kOpen) return;
  const auto client = state_->connection.lock();
  if (client && client->is_draining())
    return send({.status = 503, .headers = {}, .body = "the server is shutting down\n"});
  state_->stage = Stage::kAnswered;
  state_->disconnected = nullptr;
  const auto state = state_;
  if (client) {
    state->facts.status =
        client->upgrade(static_cast<const Exchange&>(request), std::move(options), std::move(make));
  }
  state->end();
}

void Responder::on_disconnect(Task task) { on_disconnect_of(*state_, std::move(task)); }

void Responder::on_end(std::move_only_function<void(const ExchangeFacts&)> told) {
  state_->ended = std::move(told);
}

ResponseBody::ResponseBody(std::shared_ptr<Responder::State> state) : state_(std::move(state)) {}

void ResponseBody::write(std::string piece, Task taken) {
  if (state_->stage != Stage::kInPieces) return;
  state_->taken = std::move(taken);
  state_->facts.body_bytes += piece.size();
  if (const auto client = state_->connection.lock()) client->write_piece(std::move(piece));
}

void ResponseBody::end() {
  if (state_->stage != Stage::kInPieces) return;
  state_->stage = Stage::kAnswered;
  state_->disconnected = nullptr;
  state_->shutting_down = nullptr;
  state_->taken = nullptr;
  state_->end();
  if (const auto client = state_->connection.lock()) client->end_pieces();
}

void ResponseBody::on_disconnect(Task task) { on_disconnect_of(*state_, std::move(task)); }

void ResponseBody::on_shutdown(Task task) {
  const auto client = state_->connection.lock();
  if (state_->stage == Stage::kAnswered || !client) return;
  state_->shutting_down = std::move(task);
  if (!client->is_draining()) return;
  state_->loop.post([state = std::weak_ptr(state_)] {
    const auto kept = state.lock();
    if (Task late = kept ? std::exchange(kept->shutting_down, nullptr) : nullptr) late();
  });
}

}  // namespace modus::serve
