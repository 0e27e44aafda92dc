// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/answer.h"

#include <fmt/ranges.h>

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

}  // namespace

Result<std::string> interpret_answer(const ModelEndpoint& endpoint, Stage stage,
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

}  // namespace modus::models
