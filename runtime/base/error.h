// SPDX-License-Identifier: Apache-2.0
// What went wrong, for a program (code) and for a person (message, chain of causes).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace modus {

enum class ErrorCode {
  kInvalidArgument,    // the caller's input is wrong
  kNotFound,           // a name that leads nowhere
  kPermissionDenied,   // not granted by the manifest, or refused by a remote service
  kDeadlineExceeded,   // a time limit was reached
  kResourceExhausted,  // a limit on memory, size or number was reached
  kUnavailable,        // a remote part does not answer; trying again may help
  kCancelled,          // the caller went away
  kGuestExit,          // the guest called proc_exit; see sandbox::Exit
  kGuestTrap,          // the guest trapped
  kCorrupt,            // a file or message is not what it claims to be
  kInternal,           // a defect of ours
};

/// The code's name as clients and logs see it, such as "DEADLINE_EXCEEDED".
std::string_view to_string(ErrorCode code);

/// An error value. Cheap to move; copying shares the cause. Thread-safe to read.
class Error {
 public:
  Error(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }
  const Error* cause() const { return cause_.get(); }

  /// This error as the cause of a wider one: `error.within("cannot load the app")`.
  Error within(std::string message) const&;

  /// The message and those of all causes, joined by ": ".
  std::string describe() const;

 private:
  ErrorCode code_;
  std::string message_;
  std::shared_ptr<const Error> cause_;
};

}  // namespace modus
