// SPDX-License-Identifier: Apache-2.0
#include "cli/background_compiler.h"

#include <array>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>

namespace modus::cli {
namespace {

std::vector<std::string> own_environment() {
  std::vector<std::string> variables;
  for (char** variable = ::environ; *variable != nullptr; ++variable)
    variables.emplace_back(*variable);
  return variables;
}

}  // namespace

void BackgroundCompiler::start(const std::filesystem::path& folder, std::function<void()> done) {
  stop();
  auto process = models::local::ChildProcess::start({.program = "/proc/self/exe",
                                                     .arguments = {"precompile", folder.string()},
                                                     .environment = own_environment()});
  if (!process) {
    log_.debug("The app's code stays as it is.", {{"error", process.error().describe()}});
    return;
  }
  // A copy, since both want to close it.
  const int output = ::fcntl(process->output(), F_DUPFD_CLOEXEC, 0);
  work_.emplace(*std::move(process), boost::asio::posix::stream_descriptor(loop_.context(), output),
                std::move(done));
  wait();
}

void BackgroundCompiler::stop() { work_.reset(); }

void BackgroundCompiler::wait() {
  work_->output.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                           [this](boost::system::error_code error) {
                             if (!error) finish();
                           });
}

// It says nothing unless something is wrong, so whatever is heard means that it ends.
void BackgroundCompiler::finish() {
  constexpr std::chrono::seconds kPatience{1};
  Work work = *std::exchange(work_, std::nullopt);
  std::array<char, 4096> text;
  const ssize_t length = ::read(work.process.output(), text.data(), text.size());
  if (const std::string end = work.process.stop(kPatience); end != "exit code 0") {
    log_.debug("The app's code stays as it is.",
               {{"error", std::string(text.data(), std::max<ssize_t>(length, 0))}, {"end", end}});
    return;
  }
  work.done();
}

}  // namespace modus::cli
