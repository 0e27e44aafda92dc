// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

namespace modus::models::local {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

// Between fork and exec only async-signal-safe calls are allowed: other threads may have held
// locks.
[[noreturn]] void become(const char* program, char** arguments, char** environment, int output,
                         pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);       // which ends one that is stopped, too
  if (::getppid() != parent) ::_exit(127);  // the parent died before the line above
  ::setpgid(0, 0);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, 0);
  ::dup2(output, 1);
  ::dup2(output, 2);
  ::close_range(3, ~0u, 0);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  ::execve(program, arguments, environment);
  ::_exit(127);
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const Command& command) {
  const std::string program = command.program.string();
  if (::access(program.c_str(), X_OK) != 0)
    return fail(ErrorCode::kNotFound, "cannot run {}: {}", program, std::strerror(errno));
  std::vector<std::string> arguments{program};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  const auto argument_pointers = pointers(arguments);
  const auto environment_pointers = pointers(command.environment);
  int pipe_ends[2];
  if (::pipe2(pipe_ends, O_CLOEXEC) != 0)
    return fail(ErrorCode::kUnavailable, "cannot start {}: {}", program, std::strerror(errno));
  ::fcntl(pipe_ends[0], F_SETFL, O_NONBLOCK);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) {
    become(program.c_str(), const_cast<char**>(argument_pointers.data()),
           const_cast<char**>(environment_pointers.data()), pipe_ends[1], parent);
  }
  const int fork_error = errno;
  ::close(pipe_ends[1]);
  if (child < 0) {
    ::close(pipe_ends[0]);
    return fail(ErrorCode::kUnavailable, "cannot start {}: {}", program, std::strerror(fork_error));
  }
  return ChildProcess(child, pipe_ends[0]);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : id_(std::exchange(other.id_, -1)),
      output_(std::exchange(other.output_, -1)),
      status_(other.status_),
      ended_(other.ended_) {}

ChildProcess::~ChildProcess() {
  if (id_ > 0) stop(std::chrono::milliseconds(0));
  if (output_ >= 0) ::close(output_);
}

std::optional<std::uint64_t> ChildProcess::cpu_ticks() const {
  if (ended_) return std::nullopt;
  std::ifstream file(fmt::format("/proc/{}/stat", id_));
  std::string line;
  std::getline(file, line);
  // The program's name, in parentheses, may hold anything. Fields 14 and 15 are user's and
  // system's.
  std::istringstream rest(line.substr(std::min(line.rfind(')') + 1, line.size())));
  std::string skipped;
  for (int field = 3; field < 14; ++field) rest >> skipped;
  std::uint64_t user = 0;
  std::uint64_t system = 0;
  return rest >> user >> system ? std::optional(user + system) : std::nullopt;
}

bool ChildProcess::wait_for(std::chrono::milliseconds patience) {
  using Clock = std::chrono::steady_clock;
  const auto give_up = Clock::now() + patience;
  while (!ended_) {
    const pid_t got = ::waitpid(id_, &status_, WNOHANG);
    ended_ = got == id_ || (got < 0 && errno == ECHILD);
    if (ended_ || Clock::now() >= give_up) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return ended_;
}

std::string ChildProcess::stop(std::chrono::milliseconds patience) {
  if (!ended_) {
    if (!wait_for(std::chrono::milliseconds(0))) {
      ::kill(id_, SIGTERM);
      if (!wait_for(patience)) {
        ::kill(id_, SIGKILL);
        wait_for(std::chrono::hours(1));
      }
    }
  }
  if (WIFEXITED(status_)) return fmt::format("exit code {}", WEXITSTATUS(status_));
  const int signal_number = WTERMSIG(status_);
  return fmt::format("signal {} ({})", signal_number, ::strsignal(signal_number));
}

}  // namespace modus::models::local
