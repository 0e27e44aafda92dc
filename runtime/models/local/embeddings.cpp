// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/embeddings.h"

#include "runtime/models/local/embeddings_call.h"

namespace modus::models::local {
namespace {

struct Question {
  std::string body;  // as the server takes it
  FromEmbeddings from_embeddings;
};

Result<std::string> as_it_is(std::string answer) { return answer; }

Result<std::string> to_predictions(const std::string& answer) {
  MODUS_TRY(vectors, read_vectors(answer));
  return json::to_text(json::Object{{"predictions", std::move(vectors)}});
}

Result<Question> read_question(const ModelRequest& request, const ModelFacts& facts) {
  MODUS_TRY(input, read_input(request.body));
  const std::string& model = request.endpoint.model;
  const json::Value* wanted = input.if_contains("dimensions");
  if (wanted != nullptr && !wanted->is_null() && *wanted != facts.vector_length) {
    return fail(ErrorCode::kInvalidArgument,
                "the local model \"{}\" makes vectors of {} numbers, and no others; leave "
                "\"dimensions\" out of the request",
                model, facts.vector_length);
  }
  const json::Value* instances = input.if_contains("instances");
  const json::Value* texts = instances != nullptr ? instances : input.if_contains("input");
  if (texts == nullptr || (texts->is_array() && texts->get_array().empty())) {
    return fail(ErrorCode::kInvalidArgument, "the input for the model \"{}\" holds no texts",
                model);
  }
  if (instances == nullptr) return Question{request.body, as_it_is};
  return Question{json::to_text(json::Object{{"input", *instances}}), to_predictions};
}

}  // namespace

ModelOperation start_embeddings(LocalCall::Setting setting, const ModelFacts& facts,
                                ModelRequest request, Done done) {
  auto question = read_question(request, facts);
  if (!question) return fail_later(setting.client.loop(), question.error(), std::move(done));
  request.body = std::move(question->body);
  return start_embeddings_call(std::move(setting), std::move(request),
                               std::move(question->from_embeddings), std::move(done));
}

}  // namespace modus::models::local
