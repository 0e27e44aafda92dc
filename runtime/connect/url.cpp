// SPDX-License-Identifier: Apache-2.0
#include "runtime/connect/url.h"

#include <curl/curl.h>

#include <memory>

namespace modus::connect {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

}  // namespace

Result<Url> parse_url(const std::string& text) {
  if (text.find('\0') != std::string::npos)
    return fail(ErrorCode::kInvalidArgument, "the URL holds a zero byte");
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  const CURLUcode code = curl_url_set(url.get(), CURLUPART_URL, text.c_str(),
                                      CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE);
  if (code != CURLUE_OK)
    return fail(ErrorCode::kInvalidArgument, "the URL is not valid: {}", curl_url_strerror(code));
  Url result{.text = part(url.get(), CURLUPART_URL),
             .scheme = part(url.get(), CURLUPART_SCHEME),
             .host = part(url.get(), CURLUPART_HOST),
             .port = {},
             .path = part(url.get(), CURLUPART_PATH)};
  if (result.scheme != "http" && result.scheme != "https") {
    return fail(ErrorCode::kInvalidArgument,
                "the URL must begin with http:// or https://, not {}:", result.scheme);
  }
  result.port = part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  return result;
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") ||
         host == "[::1]";
}

}  // namespace modus::connect
