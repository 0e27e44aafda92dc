// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/model_streaming.h"

#include <utility>

#include "runtime/host/arguments.h"
#include "runtime/host/model_stream.h"
#include "runtime/models/formats/format.h"

namespace modus::host {
namespace {

using functions::HostRequest;
using types::Value;
using Request = std::shared_ptr<HostRequest>;

ModelStreams& streams_of(const HostRequest& request) {
  return request.caller->state().of<ModelStreams>();
}

// 0, which no stream has, for what is no number.
std::int64_t number_in(const HostRequest& request) {
  const Value given = request.arguments.empty() ? Value() : request.arguments[0];
  return given.kind() == Value::Kind::kInt ? given.as_int() : 0;
}

void answer(HostRequest& request, Result<Value> value) {
  std::exchange(request.done, nullptr)(std::move(value));
}

// What a provider says instead of an answer is none: who reads pieces would not see it.
Result<std::string> whole_of(models::Outcome outcome) {
  if (!outcome.answer || outcome.ending == models::Ending::kAnswered)
    return std::move(outcome.answer);
  const auto body = json::parse(*outcome.answer);
  std::string words;
  if (body)
    words = outcome.format ? outcome.format->error_words(*body) : models::usual_error_words(*body);
  constexpr std::size_t kExcerpt = 200;
  return fail(ErrorCode::kUnavailable, "the model \"{}\" answered with an error: {}", outcome.model,
              words.empty() ? outcome.answer->substr(0, kExcerpt) : words);
}

class StreamModel final : public HostFunction {
 public:
  explicit StreamModel(const ModelCalls& calls) : calls_(calls) {}

  std::string_view name() const override { return "modus_models.streamModel"; }
  std::size_t arity() const override { return 2; }

  void call(const Request& request) const override {
    auto stream = std::make_shared<ModelStream>();
    const auto number = streams_of(*request).open(stream);
    if (!number) return answer(*request, std::unexpected(number.error()));
    stream->run(calls_.ask(
        *request, text_argument(*request, 0), std::string(text_argument(*request, 1)),
        [&own = *stream](const models::Delta& piece) { own.tell(piece); },
        [&own = *stream](models::Outcome outcome) { own.end(whole_of(std::move(outcome))); }));
    answer(*request, Value::integer(*number));
  }

 private:
  const ModelCalls& calls_;
};

class StreamWithTools final : public HostFunction {
 public:
  StreamWithTools(Log& log, const ModelCalls& calls) : log_(log), calls_(calls) {}

  std::string_view name() const override { return "modus_models.streamWithTools"; }
  std::size_t arity() const override { return 4; }

  // Begins on the loop: the guest's own stack is small.
  void call(const Request& request) const override {
    request->caller->loop().post([this, weak = std::weak_ptr(request)] {
      const Request waiting = weak.lock();
      if (waiting && waiting->done) answer(*waiting, open(*waiting));
    });
  }

 private:
  Result<Value> open(const HostRequest& request) const {
    Question question{.model = text_argument(request, 0), .input = text_argument(request, 1)};
    read_tools(request, 2, question);
    auto stream = std::make_shared<ModelStream>();
    MODUS_TRY(conversation,
              Conversation::make(
                  calls_, log_, request, question,
                  [&own = *stream](const models::Delta& piece) { own.tell(piece); },
                  [&own = *stream](Result<std::string> whole) { own.end(std::move(whole)); }));
    MODUS_TRY(number, streams_of(request).open(stream));
    stream->run(std::move(conversation));
    return Value::integer(number);
  }

  Log& log_;
  const ModelCalls& calls_;
};

class NextDelta final : public HostFunction {
 public:
  std::string_view name() const override { return "modus_models.nextDelta"; }
  std::size_t arity() const override { return 1; }
  bool passes_gate() const override { return false; }

  void call(const Request& request) const override {
    const std::int64_t number = number_in(*request);
    ModelStream* const stream = streams_of(*request).find(number);
    if (stream != nullptr && !stream->exhausted()) return stream->take(request);
    Error error(ErrorCode::kNotFound,
                fmt::format("the call has no stream {}, or it has ended", number));
    request->caller->add_message({"error", error.message()});
    answer(*request, std::unexpected(std::move(error)));
  }
};

class CloseStream final : public HostFunction {
 public:
  std::string_view name() const override { return "modus_models.closeStream"; }
  std::size_t arity() const override { return 1; }
  bool passes_gate() const override { return false; }

  void call(const Request& request) const override {
    streams_of(*request).close(number_in(*request));
    answer(*request, Value::null());
  }
};

}  // namespace

std::vector<std::unique_ptr<HostFunction>> make_model_streaming(Log& log, const ModelCalls& calls) {
  std::vector<std::unique_ptr<HostFunction>> functions;
  functions.push_back(std::make_unique<StreamModel>(calls));
  functions.push_back(std::make_unique<StreamWithTools>(log, calls));
  functions.push_back(std::make_unique<NextDelta>());
  functions.push_back(std::make_unique<CloseStream>());
  return functions;
}

}  // namespace modus::host
