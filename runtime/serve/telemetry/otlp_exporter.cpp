// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/telemetry/otlp_exporter.h"

#include <algorithm>
#include <iterator>
#include <random>
#include <utility>

#include "runtime/base/ids.h"
#include "runtime/connect/retry_after.h"

namespace modus::serve {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{1'000};
constexpr milliseconds kLongestPause{30'000};
constexpr milliseconds kLongestTry{60'000};
constexpr milliseconds kFlush{3'000};
constexpr std::size_t kLargestBody = 4u << 20;  // what collectors take, says the specification

observe::Resource complete(observe::Resource resource) {
  resource.emplace_back("service.instance.id", make_uuid_v7());
  resource.emplace_back("telemetry.sdk.name", "modus");
  resource.emplace_back("telemetry.sdk.language", "cpp");
  resource.emplace_back("telemetry.sdk.version", MODUS_VERSION);
  return resource;
}

bool names_service(const observe::Resource& resource) {
  return std::ranges::any_of(resource,
                             [](const auto& pair) { return pair.first == "service.name"; });
}

/// The statuses after which the specification lets clients try again.
bool may_pass(int status) {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

/// Between half of it and all, so that many clients do not come back at once.
milliseconds jittered(milliseconds pause) {
  thread_local std::minstd_rand random(std::random_device{}());
  const auto half = pause.count() / 2;
  return milliseconds(half + std::uniform_int_distribution<milliseconds::rep>(0, half)(random));
}

}  // namespace

OtlpExporter::OtlpExporter(observe::TraceSettings settings, Log& log)
    : settings_(std::move(settings)),
      log_(log),
      tracer_(settings_.tracer, [this] { loop().post([this] { send_next(); }); }),
      resource_(complete(settings_.resource)) {
  loop().post([this] { send_next(); });
}

OtlpExporter::~OtlpExporter() {
  std::promise<void> flushed;
  const auto done = flushed.get_future();
  loop().post([this, flushed = std::move(flushed)]() mutable {
    is_stopping_ = true;
    flushed_ = std::move(flushed);
    flush();
  });
  done.wait_for(kFlush);
  thread_.stop();
  const std::uint64_t waiting = in_batch_ + rest_.size() + tracer_.next_batch().size();
  if (const auto lost = counts().dropped + waiting; lost > 0)
    log_.warning("Some spans were not sent to the collector.", {{"spans", lost}});
}

void OtlpExporter::suggest_service_name(std::string name) {
  loop().post([this, name = std::move(name)]() mutable {
    if (!names_service(resource_)) resource_.emplace_back("service.name", std::move(name));
  });
}

OtlpExporter::Counts OtlpExporter::counts() const {
  return {.sent = sent_.load(), .dropped = undelivered_.load() + tracer_.dropped()};
}

void OtlpExporter::send_next() {
  if (in_batch_ > 0) return;
  tell_drops();
  observe::Tracer::Batch batch = rest_.empty() ? tracer_.next_batch() : std::exchange(rest_, {});
  if (batch.empty()) {
    if (auto flushed = std::exchange(flushed_, std::nullopt)) flushed->set_value();
    return send_later();
  }
  body_ = observe::encode_spans(resource_, batch);
  while (body_.size() > kLargestBody && batch.size() > 1) {
    const auto half = batch.begin() + static_cast<std::ptrdiff_t>(batch.size() / 2);
    rest_.insert(rest_.begin(), std::make_move_iterator(half),
                 std::make_move_iterator(batch.end()));
    batch.erase(half, batch.end());
    body_ = observe::encode_spans(resource_, batch);
  }
  in_batch_ = batch.size();
  tries_ = 0;
  begun_ = std::chrono::steady_clock::now();
  send();
}

void OtlpExporter::send_later() {
  timer_ = Timer(loop(), settings_.delay, [this] { send_next(); });
}

void OtlpExporter::send() {
  is_waiting_ = false;
  if (!client_) client_ = std::make_unique<connect::HttpClient>(loop());
  connect::HttpRequest request{.method = "POST",
                               .url = settings_.url,
                               .headers = settings_.headers,
                               .body = body_,
                               .connect_timeout = settings_.timeout,
                               .first_byte_timeout = settings_.timeout,
                               .deadline = Deadline::after(settings_.timeout),
                               .deadline_name = "OTEL_EXPORTER_OTLP_TIMEOUT",
                               .max_response_bytes = 1u << 20,
                               .max_redirects = 0};
  request.headers.emplace_back("Content-Type", "application/x-protobuf");
  request.headers.emplace_back("User-Agent", "modus/" MODUS_VERSION);
  operation_ = client_->send(std::move(request),
                             [this](const Result<connect::HttpResponse>& r) { answered(r); });
}

void OtlpExporter::answered(const Result<connect::HttpResponse>& response) {
  if (!response) return failed(response.error().describe(), milliseconds(0));
  if (response->status >= 200 && response->status < 300) return delivered(*response);
  std::string why = fmt::format("the collector answered with status {}", response->status);
  if (const auto words = observe::decode_refusal(response->body); !words.empty())
    why += ": " + words;
  if (!may_pass(response->status)) return failed(std::move(why), std::nullopt);
  const auto asked =
      connect::parse_retry_after(response->header("Retry-After"), std::chrono::system_clock::now());
  failed(std::move(why), asked.value_or(milliseconds(0)));
}

void OtlpExporter::delivered(const connect::HttpResponse& response) {
  const observe::ExportReply reply = observe::decode_reply(response.body);
  const auto rejected = static_cast<std::uint64_t>(
      std::clamp<std::int64_t>(reply.rejected, 0, static_cast<std::int64_t>(in_batch_)));
  sent_ += in_batch_ - rejected;
  undelivered_ += rejected;
  if (std::exchange(is_failing_, false)) log_.info("Traces reach the collector again.");
  const bool is_new = reply.message != std::exchange(last_complaint_, reply.message);
  if (is_new && !reply.message.empty())
    log_.warning("The collector has something to say about the spans it got.",
                 {{"rejected", rejected}, {"message", reply.message}});
  end_batch();
}

// Without a pause there is no use in trying again.
void OtlpExporter::failed(std::string why, std::optional<milliseconds> pause) {
  if (!std::exchange(is_failing_, true))
    log_.warning("Cannot send traces to the collector.", {{"error", why}});
  if (!pause || is_stopping_) return give_up();
  const auto longest = std::min(kLongestPause, kFirstPause * (1 << std::min(tries_++, 5u)));
  const auto wait = std::max(*pause, jittered(longest));
  if (std::chrono::steady_clock::now() + wait > begun_ + kLongestTry) return give_up();
  is_waiting_ = true;
  timer_ = Timer(loop(), wait, [this] { send(); });
}

void OtlpExporter::give_up() {
  undelivered_ += in_batch_;
  if (is_stopping_) {  // what comes after would fare no better
    undelivered_ += std::exchange(rest_, {}).size();
    for (auto rest = tracer_.next_batch(); !rest.empty(); rest = tracer_.next_batch())
      undelivered_ += rest.size();
  }
  end_batch();
}

// Later: this may be the answer's own callback. Less than a batch goes on gathering.
void OtlpExporter::end_batch() {
  in_batch_ = 0;
  body_ = {};
  const bool more = is_stopping_ || !rest_.empty() || tracer_.has_batch();
  loop().post([this, more] { more ? send_next() : send_later(); });
}

void OtlpExporter::flush() {
  if (in_batch_ == 0) return send_next();
  if (!is_waiting_) return;
  timer_ = {};
  send();
}

void OtlpExporter::tell_drops() {
  const bool drops = tracer_.dropped() > 0;
  if (drops && !std::exchange(is_dropping_, true))
    log_.warning("More spans end than can be sent; some are dropped.",
                 {{"OTEL_BSP_MAX_QUEUE_SIZE", settings_.tracer.max_queue}});
}

}  // namespace modus::serve
