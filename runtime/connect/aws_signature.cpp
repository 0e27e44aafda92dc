// SPDX-License-Identifier: Apache-2.0
#include "runtime/connect/aws_signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <map>
#include <ranges>
#include <span>

#include <fmt/chrono.h>

#include "runtime/base/sha256.h"
#include "runtime/connect/url.h"

namespace modus::connect {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kScopeEnd = "aws4_request";

std::string hmac(std::string_view key, std::string_view text) {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned int length = 0;
  ::HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(digest.data()), &length);
  digest.resize(length);
  return digest;
}

std::string escape(std::string_view text, std::string_view also_plain) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
  std::string escaped;
  for (const char c : text) {
    if (kPlain.contains(c) || also_plain.contains(c)) {
      escaped += c;
    } else {
      escaped += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return escaped;
}

// Without "." and ".." and empty steps, and escaped once more than it is sent.
std::string canonical_path(std::string_view path) {
  std::vector<std::string_view> steps;
  for (const auto part : std::views::split(path, '/')) {
    const std::string_view step(part.begin(), part.end());
    if (step == "..") {
      if (!steps.empty()) steps.pop_back();
    } else if (!step.empty() && step != ".") {
      steps.push_back(step);
    }
  }
  std::string canonical;
  for (const std::string_view step : steps) canonical += "/" + escape(step, "");
  if (canonical.empty() || path.ends_with('/')) canonical += '/';
  return canonical;
}

// What the query has escaped stays so.
std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  for (const auto part : std::views::split(query, '&')) {
    const std::string_view parameter(part.begin(), part.end());
    if (parameter.empty()) continue;
    const auto end = std::min(parameter.find('='), parameter.size());
    const auto value = parameter.substr(std::min(end + 1, parameter.size()));
    parameters.emplace_back(escape(parameter.substr(0, end), "%"), escape(value, "%"));
  }
  std::ranges::sort(parameters);
  std::string canonical;
  for (const auto& [name, value] : parameters)
    canonical += fmt::format("{}{}={}", canonical.empty() ? "" : "&", name, value);
  return canonical;
}

std::string to_lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

// Runs of spaces count as one, those at the ends as none.
std::string canonical_value(std::string_view value) {
  std::string canonical;
  for (const char c : value) {
    const bool after_space = canonical.empty() || canonical.back() == ' ';
    if (c != ' ' || !after_space) canonical += c;
  }
  if (canonical.ends_with(' ')) canonical.pop_back();
  return canonical;
}

// By name; the values of one name in order, joined by commas.
std::map<std::string, std::string> canonical_headers(const Headers& headers,
                                                     const std::string& host) {
  std::map<std::string, std::string> canonical{{"host", host}};
  for (const auto& [name, value] : headers) {
    const auto [entry, is_first] = canonical.try_emplace(to_lower(name));
    entry->second += (is_first ? "" : ",") + canonical_value(value);
  }
  return canonical;
}

struct Target {
  std::string host;
  std::string_view path;
  std::string_view query;
};

// The host as the Host header has it: with the port unless it is the scheme's own.
Result<Target> target_of(const std::string& text) {
  MODUS_TRY(parsed, parse_url(text));
  Target target{.host = parsed.host, .path = {}, .query = {}};
  const bool usual_port = parsed.port == (parsed.scheme == "https" ? "443" : "80");
  if (!usual_port) target.host += ":" + parsed.port;
  std::string_view url(text);
  url = url.substr(0, url.find('#'));
  const auto query = std::min(url.find('?'), url.size());
  target.query = url.substr(std::min(query + 1, url.size()));
  url = url.substr(0, query);
  url.remove_prefix(std::min(url.find("://") + 3, url.size()));
  target.path = url.substr(std::min(url.find('/'), url.size()));
  return target;
}

}  // namespace

Result<void> sign_for_aws(HttpRequest& request, const AwsCredentials& credentials,
                          const AwsScope& scope, std::chrono::system_clock::time_point now) {
  MODUS_TRY(target, target_of(request.url));
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  const std::string time = fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(seconds));
  const std::string date = time.substr(0, 8);
  request.headers.emplace_back("X-Amz-Date", time);
  if (!credentials.session_token.empty())
    request.headers.emplace_back("X-Amz-Security-Token", credentials.session_token);

  std::string headers;
  std::string names;
  for (const auto& [name, value] : canonical_headers(request.headers, target.host)) {
    headers += fmt::format("{}:{}\n", name, value);
    names += fmt::format("{}{}", names.empty() ? "" : ";", name);
  }
  const std::string canonical =
      fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, canonical_path(target.path),
                  canonical_query(target.query), headers, names, sha256_hex(request.body));
  const std::string scope_text =
      fmt::format("{}/{}/{}/{}", date, scope.region, scope.service, kScopeEnd);
  const std::string to_sign =
      fmt::format("{}\n{}\n{}\n{}", kAlgorithm, time, scope_text, sha256_hex(canonical));

  std::string key = "AWS4" + credentials.secret_access_key;
  for (const std::string_view part : {std::string_view(date), std::string_view(scope.region),
                                      std::string_view(scope.service), kScopeEnd}) {
    key = hmac(key, part);
  }
  const std::string signature = hmac(key, to_sign);
  request.headers.emplace_back("Authorization",
                               fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}",
                                           kAlgorithm, credentials.access_key_id, scope_text, names,
                                           to_hex(std::as_bytes(std::span(signature)))));
  return {};
}

}  // namespace modus::connect
