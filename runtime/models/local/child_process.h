// SPDX-License-Identifier: Apache-2.0
// A child process that never outlives its parent and inherits nothing from it but what it is given.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "runtime/base/result.h"

namespace modus::models::local {

struct Command {
  std::filesystem::path program;
  std::vector<std::string> arguments;
  std::vector<std::string> environment;  // NAME=value, the whole of it
};

/// Owns the process: the destructor kills it and waits for its end. The kernel also ends it when
/// the thread that started it dies, so start it from a thread that lives as long. Not thread-safe.
class ChildProcess {
 public:
  /// Fails with kNotFound when there is no such program or it cannot be run, kUnavailable when the
  /// system has no room for another process. The child leads a process group of its own, so that a
  /// terminal's Ctrl-C reaches only us.
  static Result<ChildProcess> start(const Command& command);

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();

  pid_t id() const { return id_; }

  /// What the child writes to standard output and error; ends when the child is gone. Nonblocking.
  int output() const { return output_; }

  /// The CPU time that it took so far, in ticks of the system's clock; nothing when it is gone or
  /// the system does not tell.
  std::optional<std::uint64_t> cpu_ticks() const;

  /// Asks it to end, kills it after `patience`, waits, and says how it ended: "exit code 1",
  /// "signal 9 (Killed)". Idempotent.
  std::string stop(std::chrono::milliseconds patience);

 private:
  ChildProcess(pid_t id, int output) : id_(id), output_(output) {}
  bool wait_for(std::chrono::milliseconds patience);

  pid_t id_ = -1;
  int output_ = -1;
  int status_ = 0;
  bool ended_ = false;
};

}  // namespace modus::models::local
