// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/embeddings_call.h"

#include "runtime/json/json.h"

namespace modus::models::local {
namespace {

enum class Format { kOpenAi, kInstances };

struct Question {
  std::string body;  // as the server takes it
  Format format = Format::kOpenAi;
};

Result<void> check_length(const json::Object& request, const ModelFacts& facts,
                          const std::string& model) {
  const json::Value* wanted = request.if_contains("dimensions");
  if (wanted == nullptr || wanted->is_null() || *wanted == facts.vector_length) return {};
  return fail(ErrorCode::kInvalidArgument,
              "the local model \"{}\" makes vectors of {} numbers, and no others; leave "
              "\"dimensions\" out of the request",
              model, facts.vector_length);
}

Result<Question> read_request(const ModelRequest& request, const ModelFacts& facts) {
  const auto parsed = json::parse(request.body);
  if (!parsed) return std::unexpected(parsed.error().within("the input for the model is not JSON"));
  if (!parsed->is_object())
    return fail(ErrorCode::kInvalidArgument, "the input for the model is not a JSON object");
  const json::Object& object = parsed->get_object();
  MODUS_CHECK(check_length(object, facts, request.endpoint.model));
  const json::Value* instances = object.if_contains("instances");
  const json::Value* texts = instances != nullptr ? instances : object.if_contains("input");
  if (texts == nullptr || (texts->is_array() && texts->get_array().empty())) {
    return fail(ErrorCode::kInvalidArgument, "the input for the model \"{}\" holds no texts",
                request.endpoint.model);
  }
  if (instances == nullptr) return Question{.body = request.body};
  return Question{.body = json::to_text(json::Object{{"input", *instances}}),
                  .format = Format::kInstances};
}

// {"data": [{"embedding": […]}, …]} to {"predictions": [[…], …]}.
Result<std::string> to_predictions(std::string_view answer) {
  auto parsed = json::parse(answer);
  json::Array predictions;
  const json::Array* data =
      parsed && parsed->is_object() ? json::find_array(parsed->get_object(), "data") : nullptr;
  if (data == nullptr)
    return fail(ErrorCode::kUnavailable, "the local model's answer holds no embeddings");
  for (const json::Value& entry : *data) {
    const json::Array* vector =
        entry.is_object() ? json::find_array(entry.get_object(), "embedding") : nullptr;
    if (vector == nullptr)
      return fail(ErrorCode::kUnavailable, "the local model's answer lacks an embedding");
    predictions.emplace_back(*vector);
  }
  return json::to_text(json::Object{{"predictions", std::move(predictions)}});
}

class EmbeddingsCall final : public LocalCall {
 public:
  EmbeddingsCall(Setting setting, ModelRequest request, Format format, Done done)
      : LocalCall(std::move(setting), std::move(request), std::move(done)), format_(format) {}

 private:
  Result<std::string> read_answer(connect::HttpResponse response) override {
    const bool well = response.status == 200;
    auto answer = interpret(std::move(response));
    if (!answer || !well || format_ == Format::kOpenAi) return answer;
    return to_predictions(*answer);
  }

  const Format format_;
};

}  // namespace

ModelOperation start_embeddings(LocalCall::Setting setting, const ModelFacts& facts,
                                ModelRequest request, Done done) {
  auto question = read_request(request, facts);
  if (!question) return fail_later(setting.client.loop(), question.error(), std::move(done));
  request.body = std::move(question->body);
  return begin(std::make_shared<EmbeddingsCall>(std::move(setting), std::move(request),
                                                question->format, std::move(done)));
}

}  // namespace modus::models::local
