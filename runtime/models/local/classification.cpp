// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/classification.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "runtime/models/local/embeddings_call.h"

namespace modus::models::local {
namespace {

using Labels = std::vector<std::string>;
using Vector = std::vector<double>;

// sentence-transformers trains its models with a softmax of their cosines at this scale
// (MultipleNegativesRankingLoss).
constexpr double kScale = 20;

// What the server is asked to embed: the labels, then the texts.
Result<std::string> read_question(const ModelRequest& request) {
  MODUS_TRY(input, read_input(request.body));
  const json::Array* texts = json::find_array(input, "instances");
  const bool are_texts =
      texts != nullptr && !texts->empty() && std::ranges::all_of(*texts, &json::Value::is_string);
  if (!are_texts) {
    return fail(ErrorCode::kInvalidArgument,
                "the input for the model \"{}\" must be an object whose \"instances\" is a list of "
                "texts",
                request.endpoint.model);
  }
  json::Array all(request.endpoint.labels.begin(), request.endpoint.labels.end());
  all.insert(all.end(), texts->begin(), texts->end());
  return json::to_text(json::Object{{"input", std::move(all)}});
}

Result<std::vector<Vector>> read_numbers(std::string_view answer) {
  MODUS_TRY(arrays, read_vectors(answer));
  std::vector<Vector> vectors;
  for (const json::Value& array : arrays) {
    Vector& vector = vectors.emplace_back();
    for (const json::Value& number : array.get_array()) {
      if (!number.is_double() || array.get_array().size() != arrays[0].get_array().size())
        return fail(ErrorCode::kUnavailable, "the local model's answer holds a broken embedding");
      vector.push_back(number.get_double());
    }
  }
  return vectors;
}

// How likely each label is. Vectors are of length 1, so that the dot product is the cosine.
Vector probabilities(const Vector& text, std::span<const Vector> labels) {
  Vector result;
  double sum = 0;
  for (const Vector& label : labels) {
    double cosine = 0;
    for (std::size_t i = 0; i < text.size(); ++i) cosine += text[i] * label[i];
    sum += result.emplace_back(std::exp(kScale * cosine));
  }
  for (double& each : result) each /= sum;
  return result;
}

json::Object prediction(const Labels& labels, const Vector& likely) {
  const auto best = std::ranges::max_element(likely) - likely.begin();
  json::Array all;
  for (std::size_t i = 0; i < labels.size(); ++i)
    all.push_back(json::Object{{"label", labels[i]}, {"probability", likely[i]}});
  return {{"label", labels[best]}, {"confidence", likely[best]}, {"probabilities", std::move(all)}};
}

Result<std::string> classify(const Labels& labels, std::string_view answer) {
  MODUS_TRY(vectors, read_numbers(answer));
  if (vectors.size() <= labels.size())
    return fail(ErrorCode::kUnavailable, "the local model's answer lacks embeddings");
  const auto all = std::span(std::as_const(vectors));
  json::Array predictions;
  for (const Vector& text : all.subspan(labels.size())) {
    predictions.push_back(prediction(labels, probabilities(text, all.first(labels.size()))));
  }
  return json::to_text(json::Object{{"predictions", std::move(predictions)}});
}

}  // namespace

ModelOperation start_classification(LocalCall::Setting setting, ModelRequest request, Done done) {
  auto body = read_question(request);
  if (!body) return fail_later(setting.client.loop(), body.error(), std::move(done));
  request.body = *std::move(body);
  auto from_embeddings = [labels = request.endpoint.labels](const std::string& answer) {
    return classify(labels, answer);
  };
  return start_embeddings_call(std::move(setting), std::move(request), std::move(from_embeddings),
                               std::move(done));
}

}  // namespace modus::models::local
