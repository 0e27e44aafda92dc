// SPDX-License-Identifier: Apache-2.0
// Compiles an app's module as it should be while what was compiled in a hurry serves.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include <boost/asio/posix/stream_descriptor.hpp>

#include "runtime/base/loop.h"
#include "runtime/models/local/child_process.h"
#include "runtime/observe/log.h"

namespace modus::cli {

/// In a process of its own, which takes what others leave of the processors and is ended when the
/// result is no longer wanted. Belongs to the loop's thread.
class BackgroundCompiler {
 public:
  BackgroundCompiler(Loop& loop, Log& log) : loop_(loop), log_(log) {}

  /// Ends what is under way and compiles this build folder; `done` is called once the cache has it.
  void start(const std::filesystem::path& folder, std::function<void()> done);
  void stop();

 private:
  struct Work {
    models::local::ChildProcess process;
    boost::asio::posix::stream_descriptor output;  // ends with the process
    std::function<void()> done;
  };

  void wait();
  void finish();

  Loop& loop_;
  Log& log_;
  std::optional<Work> work_;
};

}  // namespace modus::cli
