// SPDX-License-Identifier: Apache-2.0
#include "runtime/connect/http_client.h"

#include <algorithm>

#include <boost/beast/core/string.hpp>

#include "runtime/connect/curl_loop.h"

namespace modus::connect {

std::string_view HttpResponse::header(std::string_view name) const {
  const auto found = std::ranges::find_if(
      headers, [&](const auto& header) { return boost::beast::iequals(header.first, name); });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

struct HttpOperation::State {
  std::weak_ptr<CurlLoop> loop;
  std::shared_ptr<HttpTransfer> transfer;

  ~State() {
    transfer->cancel();
    if (const auto alive = loop.lock()) alive->drop(transfer);
  }
};

HttpOperation::HttpOperation() = default;
HttpOperation::HttpOperation(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpOperation::HttpOperation(HttpOperation&&) noexcept = default;
HttpOperation& HttpOperation::operator=(HttpOperation&&) noexcept = default;
HttpOperation::~HttpOperation() = default;

void HttpOperation::pause() {
  if (state_) state_->transfer->pause();
}

void HttpOperation::resume() {
  if (!state_) return;
  if (const auto alive = state_->loop.lock()) alive->resume(state_->transfer);
}

HttpStage HttpOperation::stage() const {
  return state_ ? state_->transfer->stage() : HttpStage::kConnecting;
}

HttpTimeout HttpOperation::timeout() const {
  return state_ ? state_->transfer->timeout() : HttpTimeout::kNone;
}

struct HttpClient::Internals {
  Loop& loop;
  std::shared_ptr<CurlLoop> curl;
};

HttpClient::HttpClient(Loop& loop)
    : internals_(std::make_unique<Internals>(loop, std::make_shared<CurlLoop>(loop))) {}

HttpClient::~HttpClient() { internals_->curl->close(); }

Loop& HttpClient::loop() const { return internals_->loop; }

HttpOperation HttpClient::send(HttpRequest request, Done done) {
  auto transfer = std::make_shared<HttpTransfer>(internals_->curl->take_easy(), std::move(request),
                                                 std::move(done));
  auto state = std::make_unique<HttpOperation::State>(internals_->curl, transfer);
  if (auto ready = transfer->prepare(internals_->curl->urls()); ready) {
    internals_->curl->start(std::move(transfer));
  } else {
    internals_->loop.post([weak = std::weak_ptr(transfer), error = ready.error()] {
      const auto alive = weak.lock();
      if (alive && !alive->cancelled()) alive->take_done()(std::unexpected(error));
    });
  }
  return HttpOperation(std::move(state));
}

}  // namespace modus::connect
