// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql/trusted_documents.h"

#include "runtime/json/json.h"

namespace modus::serve {
namespace {

constexpr std::string_view kApolloFormat = "apollo-persisted-query-manifest";

/// What the engine's refusal says first: `message (line 1, column 3)`. Empty when it only asks
/// which of several operations is meant, which clients say with each request.
std::string reason_of(const graphql::Response& refusal) {
  const auto body = json::parse(refusal.body);
  const json::Array* errors = body ? json::find_array(body->as_object(), "errors") : nullptr;
  if (errors == nullptr || errors->empty()) return "it is refused";
  const json::Object& error = errors->front().as_object();
  const json::Object* extensions = json::find_object(error, "extensions");
  if (extensions && json::find_string(*extensions, "code") == "OPERATION_RESOLUTION_FAILURE")
    return "";
  std::string reason(json::find_string(error, "message").value_or(""));
  if (const json::Array* places = json::find_array(error, "locations")) {
    const json::Object& place = places->front().as_object();
    reason += fmt::format(" (line {}, column {})", json::to_text(place.at("line")),
                          json::to_text(place.at("column")));
  }
  return reason;
}

}  // namespace

Result<void> TrustedDocuments::add(std::string_view name, std::string_view text) {
  if (documents_.emplace(name, std::make_shared<const std::string>(text)).second) return {};
  return fail(ErrorCode::kInvalidArgument, "the document \"{}\" is listed twice", name);
}

Result<TrustedDocuments> TrustedDocuments::parse(std::string_view text) {
  MODUS_TRY(file, json::parse(text));
  const json::Object* object = file.if_object();
  if (object == nullptr)
    return fail(ErrorCode::kInvalidArgument,
                R"(it must hold an object: {{"name": "document", …}}, or Apollo's manifest)");
  TrustedDocuments documents;
  const auto format = json::find_string(*object, "format");
  const json::Array* operations = json::find_array(*object, "operations");
  if (format == kApolloFormat && operations != nullptr) {
    for (const json::Value& operation : *operations) {
      const json::Object* entry = operation.if_object();
      const auto id = entry ? json::find_string(*entry, "id") : std::nullopt;
      const auto body = entry ? json::find_string(*entry, "body") : std::nullopt;
      if (!id || !body)
        return fail(ErrorCode::kInvalidArgument,
                    "each of \"operations\" must have the strings \"id\" and \"body\"");
      MODUS_CHECK(documents.add(*id, *body));
    }
    return documents;
  }
  for (const auto& [name, document] : *object) {
    if (!document.is_string())
      return fail(ErrorCode::kInvalidArgument, "\"{}\" must be a string, the document's text",
                  std::string_view(name));
    MODUS_CHECK(documents.add(name, document.get_string()));
  }
  return documents;
}

Result<void> TrustedDocuments::check(graphql::Engine& engine) const {
  for (const auto& [name, text] : documents_) {
    const auto operation = engine.prepare({.query = *text});
    if (operation) continue;
    if (const std::string reason = reason_of(operation.error()); !reason.empty())
      return fail(ErrorCode::kInvalidArgument, "the document \"{}\" is not valid: {}", name,
                  reason);
  }
  return {};
}

std::shared_ptr<const std::string> TrustedDocuments::find(std::string_view name) const {
  constexpr std::string_view kPrefix = "sha256:";
  auto found = documents_.find(name);
  if (found == documents_.end() && name.starts_with(kPrefix))
    found = documents_.find(name.substr(kPrefix.size()));
  return found == documents_.end() ? nullptr : found->second;
}

}  // namespace modus::serve
