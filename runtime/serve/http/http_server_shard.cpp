// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/http/http_server_shard.h"

#include "runtime/serve/http/http_server_connection.h"

namespace modus::serve {

void Shard::add(Socket socket) {
  if (draining) {
    --count;
    return;
  }
  if (!ticking_) {
    catch_up();
    tick_later();
  }
  const auto connection = std::make_shared<Connection>(*this, std::move(socket));
  clients_.emplace(connection.get(), connection);
  connection->start();
}

void Shard::replace(Client& client, std::shared_ptr<Client> by) {
  wheel.remove(client);
  clients_.erase(&client);
  Client* const address = by.get();
  clients_.emplace(address, std::move(by));
}

void Shard::remove(Client& client) {
  wheel.remove(client);
  if (clients_.erase(&client) > 0) --count;
}

std::vector<std::shared_ptr<Client>> Shard::clients() const {
  std::vector<std::shared_ptr<Client>> all;
  for (const auto& [address, client] : clients_) all.push_back(client);
  return all;
}

void Shard::drain() {
  draining = true;
  for (const auto& client : clients()) client->drain();
}

void Shard::close_all() {
  for (const auto& client : clients()) client->close();
  ticker_ = {};
}

void Shard::catch_up() {
  const auto elapsed = std::chrono::steady_clock::now() - start_;
  wheel.advance(static_cast<std::uint64_t>(elapsed / kTick), [](TimeoutWheel::Entry& entry) {
    static_cast<Client&>(entry).shared_from_this()->expire();
  });
}

void Shard::tick_later() {
  ticking_ = true;
  ticker_ = Timer(loop, kTick, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->catch_up();
    self->ticking_ = false;
    if (!self->clients_.empty()) self->tick_later();
  });
}

}  // namespace modus::serve
