// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/comparison.h"

#include <optional>

#include "runtime/models/answer_text.h"
#include "runtime/replay/call_recorder.h"
#include "runtime/replay/recorded_streams.h"

namespace modus::replay {
namespace {

using Kind = CallDifference::Kind;
using Places = std::vector<std::optional<std::size_t>>;

// For each call after, the one before that it is: the same first, else the next of that name.
Places match(const RecordedCalls& before, const RecordedCalls& after) {
  std::vector<bool> taken(before.size());
  Places places(after.size());
  const auto pair = [&](auto is_match) {
    for (std::size_t i = 0; i < after.size(); ++i) {
      for (std::size_t j = 0; j < before.size() && !places[i]; ++j) {
        if (taken[j] || !is_match(before[j], after[i])) continue;
        places[i] = j;
        taken[j] = true;
      }
    }
  };
  pair([](const RecordedCall& a, const RecordedCall& b) {
    return a.call == b.call && differences(a.arguments, b.arguments).empty();
  });
  pair([](const RecordedCall& a, const RecordedCall& b) { return a.call == b.call; });
  return places;
}

// What the model said, when the call is one of a model and its answer can be read.
std::optional<std::string> answer_of(const RecordedCall& call, const app::Manifest& manifest) {
  if (call.error || !asks_a_model(call.call)) return std::nullopt;
  const auto arguments = json::parse(call.arguments);
  const auto result = json::parse(call.result);
  if (!arguments || !result || !result->is_string() || arguments->get_array().empty()) return {};
  const json::Value& model = arguments->get_array().front();
  const auto answer = json::parse(result->get_string());
  if (!answer || !model.is_string()) return std::nullopt;
  return models::answer_text(manifest, model.get_string(), *answer);
}

void add(std::vector<Difference>& to, std::string_view below, std::vector<Difference> found) {
  for (Difference& difference : found) {
    difference.place.insert(0, below);
    to.push_back(std::move(difference));
  }
}

std::vector<Difference> differences_of(const RecordedCall& before, const RecordedCall& after,
                                       const app::Manifest& manifest) {
  std::vector<Difference> found;
  add(found, "/arguments", differences(before.arguments, after.arguments));
  const auto said = [](const RecordedCall& call) {
    return call.error ? call.error->message() : std::string();
  };
  if (before.error || after.error) {
    if (said(before) != said(after)) found.push_back({"/error", said(before), said(after)});
    return found;
  }
  const auto old_answer = answer_of(before, manifest);
  const auto new_answer = answer_of(after, manifest);
  if (old_answer && new_answer) {
    add(found, "/answer", differences(*old_answer, *new_answer));
  } else {
    add(found, "/result", differences(before.result, after.result));
  }
  return found;
}

std::vector<CallDifference> compare_calls(const RecordedCalls& before, const RecordedCalls& after,
                                          const app::Manifest& manifest) {
  std::vector<CallDifference> found;
  std::vector<bool> made(before.size());
  const Places places = match(before, after);
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (!places[i]) {
      found.push_back({Kind::kNew, i + 1, after[i].call, {}});
      continue;
    }
    made[*places[i]] = true;
    if (auto differ = differences_of(before[*places[i]], after[i], manifest); !differ.empty())
      found.push_back({Kind::kDiffers, *places[i] + 1, after[i].call, std::move(differ)});
  }
  for (std::size_t j = 0; j < before.size(); ++j) {
    if (!made[j]) found.push_back({Kind::kNotMade, j + 1, before[j].call, {}});
  }
  return found;
}

}  // namespace

Comparison compare(const Outcome& before, const Outcome& after, const app::Manifest& manifest) {
  Comparison comparison{.calls = compare_calls(with_whole_answers(before.calls),
                                               with_whole_answers(after.calls), manifest)};
  const auto document = [](const std::string& json) { return json.empty() ? "null" : json; };
  comparison.result = differences(document(before.result), document(after.result));
  if (before.errors != after.errors) comparison.errors.push_back({"", before.errors, after.errors});
  return comparison;
}

}  // namespace modus::replay
