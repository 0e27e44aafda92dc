// SPDX-License-Identifier: Apache-2.0
// A request together with the message that its views point into. Only http_server*.cpp include
// this.
#pragma once

#include <string_view>
#include <utility>

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "runtime/serve/http/http_server.h"

namespace modus::serve {

struct Exchange : HttpRequest {
  using Message = boost::beast::http::request<boost::beast::http::string_body>;

  explicit Exchange(Message parsed) : message(std::move(parsed)) {
    method = view(message.method_string());
    target = view(message.target());
    body = std::move(message.body());
    path = target;
    if (const auto scheme = target.find("://"); !target.starts_with('/') && scheme != target.npos) {
      const auto slash = target.find_first_of("/?", scheme + 3);
      path = slash == target.npos ? std::string_view("/") : target.substr(slash);
    }
    if (const auto mark = path.find('?'); mark != path.npos) {
      query = path.substr(mark + 1);
      path = path.substr(0, mark);
    }
    if (path.empty()) path = "/";
    header = [this](std::string_view name) {
      const auto found = message.find(boost::beast::string_view(name.data(), name.size()));
      return found == message.end() ? std::string_view() : view(found->value());
    };
  }

  static std::string_view view(boost::beast::string_view text) {
    return {text.data(), text.size()};
  }

  Message message;
};

}  // namespace modus::serve
