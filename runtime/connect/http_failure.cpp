// SPDX-License-Identifier: Apache-2.0
#include "runtime/connect/http_failure.h"

#include <sys/resource.h>

#include <cctype>
#include <cerrno>
#include <system_error>

#include <fmt/format.h>

namespace modus::connect {
namespace {

constexpr std::string_view kCannotConnect = "cannot connect to ";

Error no_descriptors(std::string_view peer) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  return Error(ErrorCode::kResourceExhausted,
               fmt::format("cannot connect to {}: all {} file descriptors of this process are in "
                           "use; allow more with ulimit -n",
                           peer, files.rlim_cur));
}

std::string system_reason(long system_error) {
  if (system_error == 0) return "no connection";
  std::string text = std::generic_category().message(static_cast<int>(system_error));
  text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

bool is_tls(CURLcode code) {
  switch (code) {
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT: return true;
    default: return false;
  }
}

}  // namespace

Error describe_failure(const CurlFailure& failure) {
  const auto error = [](ErrorCode code, auto format, const auto&... args) {
    return Error(code, fmt::format(fmt::runtime(format), args...));
  };
  if (is_tls(failure.code)) {
    return error(ErrorCode::kUnavailable, "cannot set up TLS with {}: {}", failure.peer,
                 failure.details.empty() ? curl_easy_strerror(failure.code) : failure.details);
  }
  switch (failure.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return error(ErrorCode::kUnavailable, "cannot find the address of {}", failure.peer);
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Error(ErrorCode::kUnavailable,
                   "cannot find the address of the proxy that the environment names");
    case CURLE_COULDNT_CONNECT:
      if (failure.system_error == EMFILE) return no_descriptors(failure.peer);
      return error(ErrorCode::kUnavailable, "{}{}: {}", kCannotConnect, failure.peer,
                   system_reason(failure.system_error));
    case CURLE_OPERATION_TIMEDOUT:
      return error(ErrorCode::kDeadlineExceeded,
                   "cannot connect to {}: no connection within {} (the connect limit)",
                   failure.peer, duration_text(failure.connect_limit));
    case CURLE_UNSUPPORTED_PROTOCOL:  // it may be HTTP/0.9, which is nothing but a body
    case CURLE_WEIRD_SERVER_REPLY:
      return error(ErrorCode::kUnavailable, "{} answered with something that is not HTTP",
                   failure.peer);
    case CURLE_GOT_NOTHING:
      return error(ErrorCode::kUnavailable, "{} closed the connection without answering",
                   failure.peer);
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2_STREAM:
      return error(ErrorCode::kUnavailable,
                   "{} closed the connection before the answer was complete", failure.peer);
    case CURLE_SEND_ERROR:
      return error(ErrorCode::kUnavailable,
                   "{} closed the connection before the request was complete", failure.peer);
    case CURLE_BAD_CONTENT_ENCODING:
      return error(ErrorCode::kUnavailable, "{} sent a body that does not decompress",
                   failure.peer);
    case CURLE_OUT_OF_MEMORY:
      return error(ErrorCode::kResourceExhausted, "out of memory while talking to {}",
                   failure.peer);
    default:
      return error(ErrorCode::kUnavailable, "talking to {} failed: {}", failure.peer,
                   curl_easy_strerror(failure.code));
  }
}

bool never_connected(const Error& error) {
  return error.code() == ErrorCode::kUnavailable && error.message().starts_with(kCannotConnect);
}

std::string duration_text(std::chrono::milliseconds duration) {
  if (duration < std::chrono::seconds(1)) return fmt::format("{} ms", duration.count());
  return fmt::format("{} s", static_cast<double>(duration.count() / 100) / 10);
}

std::string_view standard_reason(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 402: return "Payment Required";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    default: return "";
  }
}

}  // namespace modus::connect
