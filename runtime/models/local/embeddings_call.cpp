// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/embeddings_call.h"

namespace modus::models::local {
namespace {

class EmbeddingsCall final : public LocalCall {
 public:
  EmbeddingsCall(Setting setting, ModelRequest request, FromEmbeddings from_embeddings, Done done)
      : LocalCall(std::move(setting), std::move(request), std::move(done)),
        from_embeddings_(std::move(from_embeddings)) {}

 private:
  void prepare(connect::HttpRequest& http) override { http.url = "http://localhost/v1/embeddings"; }

  Outcome read_answer(connect::HttpResponse response) override {
    Outcome outcome = interpret(std::move(response));
    if (outcome.ending != Ending::kAnswered) return outcome;
    return from_embeddings_(*std::move(outcome.answer));
  }

  FromEmbeddings from_embeddings_;
};

}  // namespace

ModelOperation start_embeddings_call(LocalCall::Setting setting, ModelRequest request,
                                     FromEmbeddings from_embeddings, Done done) {
  return begin(std::make_shared<EmbeddingsCall>(std::move(setting), std::move(request),
                                                std::move(from_embeddings), std::move(done)));
}

Result<json::Object> read_input(std::string_view body) {
  auto parsed = json::parse(body);
  if (!parsed) return std::unexpected(parsed.error().within("the input for the model is not JSON"));
  if (!parsed->is_object())
    return fail(ErrorCode::kInvalidArgument, "the input for the model is not a JSON object");
  return std::move(parsed->get_object());
}

Result<json::Array> read_vectors(std::string_view answer) {
  const auto parsed = json::parse(answer);
  const json::Array* data =
      parsed && parsed->is_object() ? json::find_array(parsed->get_object(), "data") : nullptr;
  if (data == nullptr)
    return fail(ErrorCode::kUnavailable, "the local model's answer holds no embeddings");
  json::Array vectors;
  for (const json::Value& entry : *data) {
    const json::Array* vector =
        entry.is_object() ? json::find_array(entry.get_object(), "embedding") : nullptr;
    if (vector == nullptr)
      return fail(ErrorCode::kUnavailable, "the local model's answer lacks an embedding");
    vectors.emplace_back(*vector);
  }
  return vectors;
}

}  // namespace modus::models::local
