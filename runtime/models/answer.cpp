// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/answer.h"

#include <fmt/ranges.h>

#include "runtime/connect/retry_after.h"
#include "runtime/json/json.h"

namespace modus::models {
namespace {

constexpr std::string_view kBlot = "***";

// The length of the well-formed UTF-8 sequence at the front (Unicode table 3-7), 0 when there is
// none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const auto tail = [&](std::size_t i) { return byte(i) >= 0x80 && byte(i) <= 0xbf; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return tail(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const bool second = lead == 0xe0   ? byte(1) >= 0xa0 && byte(1) <= 0xbf
                        : lead == 0xed ? byte(1) >= 0x80 && byte(1) <= 0x9f
                                       : tail(1);
    return second && tail(2) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const bool second = lead == 0xf0   ? byte(1) >= 0x90 && byte(1) <= 0xbf
                        : lead == 0xf4 ? byte(1) >= 0x80 && byte(1) <= 0x8f
                                       : tail(1);
    return second && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

// What the provider itself says: error.message as OpenAI has it, or a plain string. A message may
// echo a key we sent; those are blotted out.
std::string provider_words(const ModelEndpoint& endpoint, std::string_view body) {
  const auto parsed = json::parse(body);
  if (!parsed || !parsed->is_object()) return {};
  const json::Object& object = parsed->get_object();
  auto message = json::find_string(object, "error");
  if (const json::Object* error = json::find_object(object, "error"))
    message = json::find_string(*error, "message");
  if (!message) return {};
  std::string words = clean_text(std::string(message->substr(0, 500)));
  for (const std::string& secret : endpoint.secrets) {
    if (secret.empty()) continue;
    for (auto at = words.find(secret); at != std::string::npos;
         at = words.find(secret, at + kBlot.size()))
      words.replace(at, secret.size(), kBlot);
  }
  return words;
}

std::string variables_to_check(const ModelEndpoint& endpoint) {
  if (endpoint.secret_variables.empty()) {
    return fmt::format("the connection \"{}\" sends no secret; add its key to \"headers\"",
                       endpoint.connection);
  }
  return fmt::format("check {}", fmt::join(endpoint.secret_variables, " and "));
}

std::string with_words(std::string message, const std::string& words) {
  if (!words.empty()) message += fmt::format("; it says: {}", words);
  return message;
}

std::string status_text(const connect::HttpResponse& response) {
  return response.reason.empty() ? fmt::format("{}", response.status)
                                 : fmt::format("{} {}", response.status, response.reason);
}

std::unexpected<Error> refused(const ModelEndpoint& endpoint,
                               const connect::HttpResponse& response) {
  const std::string words = provider_words(endpoint, response.body);
  if (response.status == 429) {
    const std::string_view wait = response.header("Retry-After");
    const bool seconds =
        !wait.empty() && wait.find_first_not_of("0123456789") == std::string_view::npos;
    std::string message = fmt::format(
        "the provider of the model \"{}\" limits the rate of requests (429)", endpoint.model);
    if (!wait.empty()) message += fmt::format("; try again after {}{}", wait, seconds ? " s" : "");
    return fail(ErrorCode::kResourceExhausted, "{}", with_words(std::move(message), words));
  }
  if (response.status == 404) {
    return fail(ErrorCode::kNotFound, "{}",
                with_words(fmt::format("the provider does not know the model \"{}\" at its address "
                                       "(404); check \"path\" and \"sourceModel\" in modus.json",
                                       endpoint.model),
                           words));
  }
  const std::string_view what = response.status == 401 ? "the API key" : "access";
  return fail(
      ErrorCode::kPermissionDenied, "{}",
      with_words(fmt::format("the provider of the model \"{}\" refused {} ({}); {}", endpoint.model,
                             what, response.status, variables_to_check(endpoint)),
                 words));
}

// 408: the request did not arrive in time. 529 is Anthropic's word for being overloaded.
Ending ending_of(int status) {
  switch (status) {
    case 200: return Ending::kAnswered;
    case 408:
    case 429: return Ending::kBusy;
    case 500:
    case 502:
    case 503:
    case 504:
    case 529: return Ending::kFailed;
    default: return Ending::kRefused;
  }
}

Result<std::string> answer_of(const ModelEndpoint& endpoint, Stage stage,
                              connect::HttpResponse response, Log& log) {
  const int status = response.status;
  if (status == 401 || status == 403 || status == 429 ||
      (status == 404 && stage == Stage::kDevelopment)) {
    return refused(endpoint, response);
  }
  if (status == 200) return clean_text(std::move(response.body));
  if (response.body.empty()) {
    return fail(ErrorCode::kUnavailable,
                "the provider of the model \"{}\" answered {} without a body", endpoint.model,
                status_text(response));
  }
  const std::string words = provider_words(endpoint, response.body);
  log.error("A model's provider answered with an error.",
            {{"model", endpoint.model}, {"status", status}, {"error", words}});
  return clean_text(std::move(response.body));
}

}  // namespace

std::string clean_text(std::string text) {
  std::size_t kept = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_length(std::string_view(text).substr(at));
    if (length == 0 || text[at] == '\0') {
      ++at;
      continue;
    }
    for (std::size_t i = 0; i < length; ++i) text[kept++] = text[at++];
  }
  text.resize(kept);
  return text;
}

Outcome interpret_answer(const ModelEndpoint& endpoint, Stage stage, connect::HttpResponse response,
                         Log& log) {
  const auto wait = response.header("Retry-After");
  const auto retry_after = connect::parse_retry_after(wait, std::chrono::system_clock::now());
  const Ending ending = ending_of(response.status);
  Outcome outcome(answer_of(endpoint, stage, std::move(response), log), ending);
  outcome.retry_after = retry_after;
  return outcome;
}

}  // namespace modus::models
