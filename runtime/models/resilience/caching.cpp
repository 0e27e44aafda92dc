// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/resilience/caching.h"

#include <algorithm>
#include <utility>

namespace modus::models::resilience {
namespace {

// Of what is on disk too, memory holds no more than this.
constexpr std::uint64_t kMostInMemory = 16u << 20;

Outcome from_cache(std::string answer) {
  Outcome outcome(std::move(answer));
  outcome.cached = true;
  return outcome;
}

// What somebody else's request met with.
Outcome not_asked(Outcome outcome) {
  outcome.attempts = 0;
  return outcome;
}

std::uint64_t bytes_in_memory(const app::ModelCache& policy) {
  return policy.store == app::CacheStore::kMemory ? policy.max_bytes
                                                  : std::min(policy.max_bytes, kMostInMemory);
}

}  // namespace

// A call that was not answered from memory: follows an equal one, or looks on disk and then asks.
class Caching::Call final : public ModelOperation::State,
                            public std::enable_shared_from_this<Call> {
 public:
  Call(Caching& cache, connect::HttpClient& client, const AnswerKey& key, ModelRequest request,
       Done done)
      : cache_(cache),
        client_(client),
        key_(key),
        request_(std::move(request)),
        own_end_(earlier(request_.deadline, request_.patience)),
        done_(std::move(done)) {}

  void begin() {
    // Who holds its stream back would hold up its followers.
    if (request_.on_delta != nullptr) return look();
    auto boarded = cache_.flights_->board(key_, client_.loop(), [this](auto outcome) {
      const auto self = shared_from_this();
      seat_ = nullptr;
      if (!outcome) return begin();  // somebody has to lead
      finish(outcome->ending == Ending::kAnswered ? from_cache(*std::move(outcome->answer))
                                                  : not_asked(*std::move(outcome)));
    });
    if (auto* seat = std::get_if<Flights::Seat>(&boarded)) {
      seat_ = std::move(*seat);
      return;
    }
    lead_.emplace(std::get<Flights::Lead>(std::move(boarded)));
    look();
  }

  void pause() override { operation_.pause(); }
  void resume() override { operation_.resume(); }

 private:
  void look() {
    if (cache_.store_ == nullptr) return ask();
    cache_.store_->find(cache_.model_, to_hex(key_), std::chrono::system_clock::now(),
                        [&loop = client_.loop(), weak = weak_from_this()](auto found) {
                          loop.post([weak, found = std::move(found)]() mutable {
                            if (const auto alive = weak.lock()) alive->looked(std::move(found));
                          });
                        });
  }

  void looked(std::optional<store::StoredAnswer> found) {
    if (!found) return ask();
    const auto left = found->expires_at - std::chrono::system_clock::now();
    cache_.memory_.keep(key_, found->answer, cache_.surroundings_.now() + left);
    land(from_cache(std::move(found->answer)));
  }

  void ask() {
    operation_ = cache_.inner_.invoke(client_, std::move(request_), [this](Outcome outcome) {
      if (outcome.ending == Ending::kAnswered && outcome.answer) cache_.keep(key_, *outcome.answer);
      land(std::move(outcome));
    });
  }

  void land(Outcome outcome) {
    if (lead_ && is_own_matter(outcome)) {
      lead_.reset();
    } else if (lead_) {
      lead_->land(outcome);
    }
    finish(std::move(outcome));
  }

  // Why this call ended says nothing of others that ask the same: they may have budget and time.
  bool is_own_matter(const Outcome& outcome) const {
    return outcome.ending == Ending::kNotAsked ||
           (outcome.ending != Ending::kAnswered && own_end_.passed());
  }

  void finish(Outcome outcome) {
    const auto self = shared_from_this();
    operation_ = {};
    std::exchange(done_, nullptr)(std::move(outcome));
  }

  Caching& cache_;
  connect::HttpClient& client_;
  const AnswerKey key_;
  ModelRequest request_;
  const Deadline own_end_;
  Done done_;
  Flights::Seat seat_;
  std::optional<Flights::Lead> lead_;
  ModelOperation operation_;
};

Caching::Caching(Provider& inner, const app::Model& model, std::string_view address,
                 const Surroundings& surroundings, store::AnswerStore* store)
    : inner_(inner),
      policy_(*model.policy.cache),
      model_(model.name + "|" + model.hash()),
      address_(address),
      surroundings_(surroundings),
      store_(store),
      memory_(bytes_in_memory(policy_)) {}

ModelOperation Caching::invoke(connect::HttpClient& client, ModelRequest request, Done done) {
  const AnswerKey key = key_of(request.body);
  if (auto answer = memory_.find(key, surroundings_.now()))
    return end_later(client.loop(), from_cache(*std::move(answer)), std::move(done));
  auto call = std::make_shared<Call>(*this, client, key, std::move(request), std::move(done));
  call->begin();
  return ModelOperation(std::move(call));
}

AnswerKey Caching::key_of(std::string_view body) const {
  const std::string_view separator("\0", 1);
  return Sha256().add(model_).add(separator).add(address_).add(separator).add(body).finish();
}

void Caching::keep(const AnswerKey& key, const std::string& answer) {
  memory_.keep(key, answer, surroundings_.now() + policy_.ttl);
  if (store_ == nullptr) return;
  const auto now = std::chrono::system_clock::now();
  store_->keep(
      {.model = model_, .key = to_hex(key), .answer = answer, .expires_at = now + policy_.ttl},
      policy_.max_bytes, now);
}

}  // namespace modus::models::resilience
