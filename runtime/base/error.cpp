// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/error.h"

namespace modus {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument: return "INVALID_ARGUMENT";
    case ErrorCode::kNotFound: return "NOT_FOUND";
    case ErrorCode::kPermissionDenied: return "PERMISSION_DENIED";
    case ErrorCode::kDeadlineExceeded: return "DEADLINE_EXCEEDED";
    case ErrorCode::kResourceExhausted: return "RESOURCE_EXHAUSTED";
    case ErrorCode::kUnavailable: return "UNAVAILABLE";
    case ErrorCode::kCancelled: return "CANCELLED";
    case ErrorCode::kGuestExit: return "GUEST_EXIT";
    case ErrorCode::kGuestTrap: return "GUEST_TRAP";
    case ErrorCode::kCorrupt: return "CORRUPT";
    case ErrorCode::kInternal: return "INTERNAL";
  }
  return "INTERNAL";
}

Error Error::within(std::string message) const& {
  Error wider(code_, std::move(message));
  wider.cause_ = std::make_shared<const Error>(*this);
  return wider;
}

std::string Error::describe() const {
  std::string text = message_;
  for (const Error* error = cause(); error != nullptr; error = error->cause()) {
    text += ": ";
    text += error->message();
  }
  return text;
}

}  // namespace modus
