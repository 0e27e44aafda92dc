// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/resilience/routing.h"

#include <algorithm>

#include <boost/algorithm/string/case_conv.hpp>

#include "runtime/json/writer.h"

namespace modus::models::resilience {
namespace {

const app::Model& choose(const app::Manifest& manifest, const app::Model& route, double fraction) {
  std::uint64_t total = 0;
  for (const auto& [name, weight] : route.route) total += weight;
  auto place = static_cast<std::uint64_t>(fraction * static_cast<double>(total));
  for (const auto& [name, weight] : route.route) {
    if (place < weight) return *manifest.find_model(name);
    place -= weight;
  }
  return *manifest.find_model(route.route.back().first);
}

void collect(const app::Manifest& manifest, const app::Model& model,
             const Surroundings& surroundings, std::vector<const app::Model*>& found) {
  if (model.is_route()) {
    collect(manifest, choose(manifest, model, surroundings.random()), surroundings, found);
  } else if (std::ranges::count(found, &model) == 0) {
    found.push_back(&model);
  }
  for (const std::string& name : model.fallback)
    collect(manifest, *manifest.find_model(name), surroundings, found);
}

// Walks over the members of a JSON object's text. Each step is false when the text is not as it
// should be.
class MemberScanner {
 public:
  explicit MemberScanner(std::string_view text) : text_(text) {}

  bool enter() { return take('{'); }

  /// Goes over one member and the comma after it: its key as written, and where its value stands.
  bool next(std::string_view& key, std::size_t& begin, std::size_t& end) {
    skip_blanks();
    const std::size_t key_begin = at_;
    if (!skip_string()) return false;
    key = text_.substr(key_begin + 1, at_ - key_begin - 2);
    if (!take(':')) return false;
    skip_blanks();
    begin = at_;
    if (!skip_value()) return false;
    end = at_;
    take(',');
    return true;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_blanks() { at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size()); }

  bool take(char wanted) {
    skip_blanks();
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }

  bool skip_string() {
    if (peek() != '"') return false;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == '"') {
        ++at_;
        return true;
      }
    }
    return false;
  }

  bool skip_value() {
    const std::size_t begin = at_;
    std::size_t depth = 0;
    do {
      at_ = std::min(text_.find_first_of("\"{}[],", at_), text_.size());
      const char c = peek();
      if (depth == 0 && (c == '}' || c == ',')) {  // the end of a number or a word
        if (at_ == begin) return false;
        at_ = text_.find_last_not_of(kBlanks, at_ - 1) + 1;
        return true;
      }
      if (c == '"') {
        if (!skip_string()) return false;
      } else if (c == '\0') {
        return false;
      } else {
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        ++at_;
      }
    } while (depth > 0);
    return true;
  }

  static constexpr std::string_view kBlanks = " \t\r\n";

  std::string_view text_;
  std::size_t at_ = 0;
};

// With another "model", where what is written there is to be replaced.
template <class Chosen>
std::string replace_model(std::string_view body, std::string_view source_model, Chosen&& chosen) {
  std::string result;
  std::size_t copied = 0;
  MemberScanner members(body);
  std::string_view key;
  std::size_t begin = 0;
  std::size_t end = 0;
  for (bool more = members.enter(); more && members.next(key, begin, end);) {
    if (key != "model" || !chosen(body.substr(begin, end - begin))) continue;
    result += body.substr(copied, begin - copied);
    json::append_string(result, source_model);
    copied = end;
  }
  result += body.substr(copied);
  return result;
}

}  // namespace

std::vector<const app::Model*> models_to_ask(const app::Manifest& manifest, const app::Model& model,
                                             const Surroundings& surroundings) {
  std::vector<const app::Model*> found;
  collect(manifest, model, surroundings, found);
  return found;
}

std::string with_model(std::string_view body, std::string_view source_model) {
  return replace_model(body, source_model, [](std::string_view) { return true; });
}

std::string with_spelling(std::string body, std::string_view source_model) {
  const std::string in_lower_case = boost::algorithm::to_lower_copy(std::string(source_model));
  if (in_lower_case == source_model) return body;
  std::string quoted;
  json::append_string(quoted, in_lower_case);
  return replace_model(body, source_model,
                       [&](std::string_view written) { return written == quoted; });
}

}  // namespace modus::models::resilience
