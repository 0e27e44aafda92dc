// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/answer.h"

#include <fmt/ranges.h>

#include "runtime/connect/retry_after.h"
#include "runtime/json/json.h"
#include "runtime/models/clean_text.h"

namespace modus::models {
namespace {

constexpr std::string_view kBlot = "***";

// What the provider itself says. A message may echo a key we sent; those are blotted out.
std::string provider_words(const ModelEndpoint& endpoint, std::string_view body) {
  const auto parsed = json::parse(body);
  if (!parsed) return {};
  const std::string message =
      endpoint.format ? endpoint.format->error_words(*parsed) : usual_error_words(*parsed);
  std::string words = clean_text(message.substr(0, 500));
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
                              connect::HttpResponse response, const observe::TraceContext& span,
                              Log& log) {
  const int status = response.status;
  if (status == 401 || status == 403 || status == 429 ||
      (status == 404 && stage == Stage::kDevelopment)) {
    return refused(endpoint, response);
  }
  if (status == 200) {
    std::string body = clean_text(std::move(response.body));
    return endpoint.format ? endpoint.format->to_guest(std::move(body)) : std::move(body);
  }
  if (response.body.empty()) {
    return fail(ErrorCode::kUnavailable,
                "the provider of the model \"{}\" answered {} without a body", endpoint.model,
                status_text(response));
  }
  const std::string words = provider_words(endpoint, response.body);
  log.error("A model's provider answered with an error.",
            {{"model", endpoint.model}, {"status", status}, {"error", words}, span});
  std::string body = clean_text(std::move(response.body));
  return endpoint.format ? endpoint.format->error_to_guest(std::move(body)) : std::move(body);
}

// The key of modus.json that sets the limit; the total limit is not ours.
std::string_view key_of(connect::HttpTimeout timeout) {
  switch (timeout) {
    case connect::HttpTimeout::kConnect: return "connectMs";
    case connect::HttpTimeout::kFirstByte: return "firstByteMs";
    case connect::HttpTimeout::kNone:
    case connect::HttpTimeout::kIdle:
    case connect::HttpTimeout::kDeadline: return {};
  }
  return {};
}

Ending ending_of(const Error& error, const connect::HttpOperation& operation) {
  using connect::HttpStage;
  const HttpStage stage = operation.stage();
  switch (error.code()) {
    case ErrorCode::kUnavailable:
      return stage == HttpStage::kAnswering ? Ending::kLost : Ending::kFailed;
    case ErrorCode::kDeadlineExceeded:
      return operation.timeout() == connect::HttpTimeout::kConnect ? Ending::kFailed
                                                                   : Ending::kLost;
    default: return Ending::kRefused;
  }
}

}  // namespace

Outcome interpret_answer(const ModelEndpoint& endpoint, Stage stage, connect::HttpResponse response,
                         const observe::TraceContext& span, Log& log) {
  // A date is one of the provider's clock, which may differ from ours.
  const auto now = connect::parse_http_date(response.header("Date"));
  const auto retry_after = connect::parse_retry_after(
      response.header("Retry-After"), now.value_or(std::chrono::system_clock::now()));
  const Ending ending = ending_of(response.status);
  Outcome outcome(answer_of(endpoint, stage, std::move(response), span, log), ending);
  outcome.retry_after = retry_after;
  return outcome;
}

Outcome interpret_failure(const ModelEndpoint& endpoint, const Error& error,
                          const connect::HttpOperation& operation) {
  const std::string_view key = key_of(operation.timeout());
  const std::string remedy =
      key.empty() ? ""
                  : fmt::format("; raise models.{}.timeouts.{} in modus.json", endpoint.model, key);
  return {fail(error.code(), "the model \"{}\" did not answer: {}{}", endpoint.model,
               error.describe(), remedy),
          ending_of(error, operation)};
}

}  // namespace modus::models
