// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/answer_text.h"

#include "runtime/models/endpoint.h"
#include "runtime/models/formats/formats.h"

namespace modus::models {
namespace {

std::shared_ptr<const Format> format_in(const app::Manifest& manifest, const app::Model& model) {
  if (is_local(manifest, model)) return find_format("openai-chat");
  const app::Connection* const connection = manifest.find_connection(model.connection);
  const bool is_whole = connection != nullptr && !connection->endpoint.empty();
  return format_of(model, is_whole ? connection->endpoint : "/" + model.path);
}

}  // namespace

std::shared_ptr<const Format> answer_format(const app::Manifest& manifest,
                                            const app::Model& model) {
  // All models of a route speak one format.
  const app::Model* const found =
      model.is_route() ? manifest.find_model(model.route.front().first) : &model;
  return found == nullptr ? nullptr : format_in(manifest, *found);
}

std::optional<std::string> answer_text(const app::Manifest& manifest, std::string_view model,
                                       const json::Value& answer) {
  const app::Model* const found = manifest.find_model(model);
  if (found == nullptr || !answer.is_object()) return std::nullopt;
  const auto format = answer_format(manifest, *found);
  if (!format) return std::nullopt;
  auto text = format->text_of(answer.get_object());
  if (!text) return std::nullopt;
  return *std::move(text);
}

}  // namespace modus::models
