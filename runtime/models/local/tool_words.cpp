// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/tool_words.h"

#include <map>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "runtime/models/formats/members.h"

namespace modus::models::local {
namespace {

// What a message says: a text, or the texts among its parts.
std::string text_in(const json::Object& message) {
  std::string text(text_member(message, "content"));
  each_object(json::find_array(message, "content"),
              [&](const json::Object& part) { text += text_member(part, "text"); });
  return text;
}

class Retelling {
 public:
  void add(json::Value message) {
    json::Object* members = message.if_object();
    if (members == nullptr) return keep(std::move(message));
    const std::string_view role = text_member(*members, "role");
    const json::Array* calls = json::find_array(*members, "tool_calls");
    if (role == "tool") {
      say("user", result_in(*members));
    } else if (calls != nullptr && !calls->empty()) {
      say("assistant", calls_in(*members, *calls));
    } else if (role == "user" && is_told_) {
      say("user", text_in(*members));  // the results were the user's turn already
    } else {
      keep(std::move(message));
    }
  }

  json::Array take() { return std::move(messages_); }

 private:
  void keep(json::Value message) {
    messages_.emplace_back(std::move(message));
    is_told_ = false;
  }

  void say(std::string_view role, std::string text) {
    json::Object* last = is_told_ ? messages_.back().if_object() : nullptr;
    if (last != nullptr && text_member(*last, "role") == role) {
      append_member(*last, "content", "\n\n" + text);
    } else {
      messages_.emplace_back(json::Object{{"role", role}, {"content", std::move(text)}});
    }
    is_told_ = true;
  }

  std::string calls_in(const json::Object& message, const json::Array& calls) {
    std::string text = text_in(message);
    each_object(&calls, [&](const json::Object& call) {
      const json::Object* function = json::find_object(call, "function");
      if (function == nullptr) return;
      const std::string_view name = text_member(*function, "name");
      names_[std::string(text_member(call, "id"))] = name;
      if (!text.empty()) text += '\n';
      text +=
          fmt::format("I call the function {} with {}.", name, text_member(*function, "arguments"));
    });
    return text;
  }

  std::string result_in(const json::Object& message) const {
    const auto name = names_.find(text_member(message, "tool_call_id"));
    return fmt::format("The function {} gives: {}", name == names_.end() ? "" : name->second,
                       text_in(message));
  }

  json::Array messages_;
  std::map<std::string, std::string, std::less<>> names_;  // of the functions, by the calls' ids
  bool is_told_ = false;                                   // the last message is ours
};

}  // namespace

void put_tools_in_words(json::Object& request) {
  Retelling retelling;
  for (json::Value& message : array_member(request, "messages")) retelling.add(std::move(message));
  request["messages"] = retelling.take();
}

}  // namespace modus::models::local
