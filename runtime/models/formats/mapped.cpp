// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/mapped.h"

#include <algorithm>
#include <utility>

#include "runtime/models/formats/bedrock.h"
#include "runtime/models/formats/members.h"
#include "runtime/models/formats/pointer.h"

namespace modus::models {
namespace {

std::string text_at(const json::Value& document, const std::string& pointer) {
  const json::Value* found = find_at(document, pointer);
  if (found == nullptr) return {};
  return found->is_string() ? std::string(found->get_string()) : json::to_text(*found);
}

std::string text_of_message(const json::Object& message) {
  std::string text(text_member(message, "content"));
  each_object(json::find_array(message, "content"),
              [&](const json::Object& part) { text += text_member(part, "text"); });
  return text;
}

std::string last_text(const json::Object& request) {
  std::string text;
  each_object(json::find_array(request, "messages"),
              [&](const json::Object& message) { text = text_of_message(message); });
  return text;
}

std::string system_text(const json::Object& request) {
  std::string text;
  each_object(json::find_array(request, "messages"), [&](const json::Object& message) {
    const std::string_view role = text_member(message, "role");
    if (role != "system" && role != "developer") return;
    if (!text.empty()) text += '\n';
    text += text_of_message(message);
  });
  return text;
}

void add_to_last_text(json::Object& request, std::string_view more) {
  json::Array& messages = array_member(request, "messages");
  if (messages.empty() || !messages.back().is_object()) return;
  json::Object& last = messages.back().get_object();
  last["content"] = fmt::format("{}\n\n{}", text_of_message(last), more);
}

json::Value asked_schema(const json::Object& request) {
  const json::Object* format = json::find_object(request, "response_format");
  const json::Object* named = format ? json::find_object(*format, "json_schema") : nullptr;
  const json::Value* schema = named ? named->if_contains("schema") : nullptr;
  return schema ? *schema : json::Value();
}

// What the guest's request has by that name; null when it has nothing.
json::Value value_of(const json::Object& request, std::string_view name) {
  if (name == "text") return json::Value(last_text(request));
  if (name == "schema") return asked_schema(request);
  if (name == "system") {
    const std::string text = system_text(request);
    return text.empty() ? json::Value() : json::Value(text);
  }
  const json::Value* member = request.if_contains(name);
  return member == nullptr ? json::Value() : *member;
}

// What answers and events tell beside the text.
class Tail {
 public:
  void read(const json::Value& document, const app::AnswerPlaces& places) {
    const auto keep = [&](const std::string& pointer, json::Value& kept) {
      if (const json::Value* found = find_at(document, pointer)) kept = *found;
    };
    keep(places.reason, reason_);
    keep(places.input_tokens, input_);
    keep(places.output_tokens, output_);
    keep(places.cached_tokens, cached_);
  }

  bool has_reason() const { return !reason_.is_null(); }

  json::Object to_chat_completion(std::string text) {
    json::Object choice{{"index", 0},
                        {"message", {{"role", "assistant"}, {"content", std::move(text)}}},
                        {"finish_reason", has_reason() ? reason_ : json::Value("stop")}};
    json::Object answer{{"object", "chat.completion"},
                        {"choices", json::Array{json::Value(std::move(choice))}}};
    if (input_.is_null() && output_.is_null()) return answer;
    json::Object usage{{"prompt_tokens", input_}, {"completion_tokens", output_}};
    usage["total_tokens"] =
        count_member(usage, "prompt_tokens") + count_member(usage, "completion_tokens");
    if (!cached_.is_null())
      usage["prompt_tokens_details"] = json::Object{{"cached_tokens", cached_}};
    answer["usage"] = std::move(usage);
    return answer;
  }

 private:
  json::Value reason_;
  json::Value input_;
  json::Value output_;
  json::Value cached_;
};

class MappedAssembler final : public Assembler {
 public:
  explicit MappedAssembler(std::shared_ptr<const app::FormatMapping> mapping)
      : mapping_(std::move(mapping)) {}

 private:
  void read(std::string_view, json::Object& event, OnDelta& on_delta) override {
    const app::AnswerPlaces& places = mapping_->stream;
    const json::Value document(std::move(event));
    if (find_at(document, places.error)) return fail_with(document);
    const std::string text = text_at(document, places.text);
    text_ += text;
    if (!text.empty()) on_delta({.text = text});
    tail_.read(document, places);
    const json::Value* done = find_at(document, places.done);
    const bool tells_its_end = !places.done.empty() || !places.reason.empty();
    if (!tells_its_end || tail_.has_reason() || (done && *done == json::Value(true))) end();
  }

  json::Value take_answer() override { return tail_.to_chat_completion(std::move(text_)); }

  std::shared_ptr<const app::FormatMapping> mapping_;
  std::string text_;
  Tail tail_;
};

}  // namespace

Result<std::string> MappedFormat::to_provider(std::string request) const {
  const auto parsed = json::parse(request);
  if (!parsed || !parsed->is_object())
    return fail(ErrorCode::kInvalidArgument, "the input for the model is not a JSON object");
  json::Value made = mapping_->body;
  for (const app::MappedMember& member : mapping_->request) {
    json::Value value = value_of(parsed->get_object(), member.from);
    if (value.is_null()) continue;
    if (!put_at(made, member.to, std::move(value))) {
      return fail(ErrorCode::kInvalidArgument,
                  "\"{}\" cannot be put at \"{}\" of the request: something else is on the way; "
                  "check \"format\" in modus.json",
                  member.from, member.to);
    }
  }
  return json::to_text(made);
}

Result<std::string> MappedFormat::to_guest(std::string answer) const {
  const auto parsed = json::parse(answer);
  if (!parsed || !find_at(*parsed, mapping_->response.text)) return answer;
  Tail tail;
  tail.read(*parsed, mapping_->response);
  return json::to_text(tail.to_chat_completion(text_at(*parsed, mapping_->response.text)));
}

Result<void> MappedFormat::make_streaming(std::string& url, json::Object& request) const {
  if (!mapping_->streams) {
    return fail(ErrorCode::kInvalidArgument,
                "the model's \"format\" in modus.json has no \"stream\", which says how to "
                "stream");
  }
  url.insert(without_query(url).size(), mapping_->stream_suffix);
  merge_members(request, mapping_->stream_body);
  return {};
}

std::unique_ptr<Assembler> MappedFormat::make_assembler() const {
  return std::make_unique<MappedAssembler>(mapping_);
}

std::string MappedFormat::error_to_guest(std::string body) const {
  const auto parsed = json::parse(body);
  const std::string words = parsed ? error_words(*parsed) : std::string();
  if (words.empty()) return body;
  return json::to_text(json::Object{{"error", json::Object{{"message", words}}}});
}

std::string MappedFormat::error_words(const json::Value& body) const {
  for (const std::string& pointer : {mapping_->response.error, mapping_->stream.error}) {
    std::string words = text_at(body, pointer);
    if (!words.empty()) return words;
  }
  return usual_error_words(body);
}

bool MappedFormat::sends(std::string_view member) const {
  const auto& sent = mapping_->request;
  return std::ranges::find(sent, member, &app::MappedMember::from) != sent.end();
}

Support MappedFormat::ask_for(json::Object& request, const AnswerSchema& schema) const {
  return sends("schema") ? OpenAiChat::ask_for(request, schema) : Support::kNone;
}

void MappedFormat::keep_answer(json::Object& request, const json::Object& answer) const {
  if (sends("messages")) return OpenAiChat::keep_answer(request, answer);
  if (const auto text = text_of(answer)) add_to_last_text(request, "You answered: " + *text);
}

void MappedFormat::add_user_text(json::Object& request, std::string_view text) const {
  if (sends("messages")) return OpenAiChat::add_user_text(request, text);
  add_to_last_text(request, text);
}

Support MappedFormat::offer_tools(json::Object&, std::span<const Tool>) const {
  return Support::kNone;
}

}  // namespace modus::models
