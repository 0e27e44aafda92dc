// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/http/answers.h"

#include <utility>

namespace modus::serve {

HttpResponse text_response(int status, std::string body) {
  return {.status = status, .headers = {}, .body = std::move(body)};
}

HttpResponse json_response(int status, std::string body) {
  return {
      .status = status, .content_type = "application/json", .headers = {}, .body = std::move(body)};
}

HttpResponse moved_to(std::string location) {
  HttpResponse response = text_response(301, "");
  response.headers.emplace_back("Location", std::move(location));
  return response;
}

void allow_origins(HttpResponse& response) {
  response.headers.reserve(response.headers.size() + 2);
  response.headers.emplace_back("Access-Control-Allow-Origin", "*");
  response.headers.emplace_back("Vary", "Origin");
}

}  // namespace modus::serve
