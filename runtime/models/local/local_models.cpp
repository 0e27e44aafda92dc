// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/local_models.h"

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>
#include <vector>

#include <boost/algorithm/string/case_conv.hpp>

#include "runtime/models/local/health.h"

namespace modus::models::local {
namespace {

namespace fs = std::filesystem;

// The server gets nothing of ours that could hold a secret.
std::vector<std::string> child_environment() {
  std::vector<std::string> result;
  for (const char* name : {"PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"}) {
    if (const char* value = ::getenv(name)) result.push_back(fmt::format("{}={}", name, value));
  }
  return result;
}

unsigned thread_count(unsigned wanted) {
  if (wanted > 0) return wanted;
  return std::max(1u, std::thread::hardware_concurrency() / 2);
}

Command command_for(const LocalModelsOptions& options, const fs::path& file,
                    const std::string& socket) {
  return {.program = options.server,
          .arguments = {"-m", file.string(), "-c", std::to_string(options.context_tokens), "-np",
                        std::to_string(options.parallel), "-t",
                        std::to_string(thread_count(options.threads)), "--jinja", "--no-ui",
                        "--offline", "--sse-ping-interval", "1", "--host", socket},
          .environment = child_environment()};
}

// Unlike a path of our choice, a fresh folder cannot have been prepared by another user.
Result<fs::path> make_private_folder(const fs::path& parent) {
  std::string pattern = (parent / "modus-XXXXXX").string();
  if (!fits_socket_address(pattern + "/999.sock"))
    return fail(ErrorCode::kInvalidArgument, "the path {} is too long for a socket", pattern);
  if (::mkdtemp(pattern.data()) == nullptr) {
    return fail(ErrorCode::kUnavailable, "cannot make a folder in {}: {}", parent.string(),
                std::strerror(errno));
  }
  return fs::path(pattern);
}

}  // namespace

LocalModels::LocalModels(LocalModelsOptions options, Log& log)
    : options_(std::move(options)), log_(log) {}

LocalModels::~LocalModels() {
  for (auto& [file, server] : servers_) server->request_stop();
  for (auto& [file, server] : servers_) server->stop();
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

Result<fs::path> LocalModels::find_file(std::string_view source_model,
                                        const fs::path& app_folder) const {
  if (source_model.empty()) {
    return fail(ErrorCode::kInvalidArgument,
                "a model with the connection \"local\" needs a \"sourceModel\": a .gguf file or "
                "the name of an installed model");
  }
  std::error_code error;
  if (source_model.ends_with(".gguf")) {
    const fs::path file = (app_folder / source_model).lexically_normal();
    if (fs::is_regular_file(file, error)) return file;
    return fail(ErrorCode::kNotFound,
                "the local model {} is not there; put the file in place or "
                "correct \"sourceModel\" in modus.json",
                file.string());
  }
  const std::string name = boost::algorithm::to_lower_copy(
      std::string(source_model.substr(source_model.rfind('/') + 1)));
  const fs::path file = options_.models_folder / (name + ".gguf");
  if (fs::is_regular_file(file, error)) return file;
  return fail(ErrorCode::kNotFound,
              "the local model \"{}\" is not installed: {} is not there; run "
              "\"make setup\", or name a .gguf file as \"sourceModel\" in modus.json",
              source_model, file.string());
}

Result<void> LocalModels::check_machine() const {
  std::error_code error;
  if (options_.server.empty() || !fs::is_regular_file(options_.server, error)) {
    return fail(ErrorCode::kNotFound,
                "the program that runs local models is not there ({}); run \"make setup\"",
                options_.server.empty() ? "llama-server" : options_.server.string());
  }
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") ||
      !__builtin_cpu_supports("bmi2")) {
    return fail(ErrorCode::kUnavailable,
                "local models need a CPU with AVX2, FMA and BMI2, which this one lacks; use a "
                "model behind an http connection instead");
  }
#endif
  return {};
}

Result<std::string> LocalModels::next_socket() {
  if (folder_.empty()) {
    const char* runtime_folder = ::getenv("XDG_RUNTIME_DIR");
    auto folder = make_private_folder(
        runtime_folder != nullptr && *runtime_folder != '\0' ? runtime_folder : "/tmp");
    if (!folder) folder = make_private_folder("/tmp");
    if (!folder) return std::unexpected(folder.error());
    folder_ = *std::move(folder);
  }
  return (folder_ / fmt::format("{}.sock", servers_.size())).string();
}

Result<std::shared_ptr<ModelServer>> LocalModels::server_of(const fs::path& file) {
  const std::scoped_lock lock(mutex_);
  if (const auto found = servers_.find(file); found != servers_.end()) return found->second;
  MODUS_CHECK(check_machine());
  MODUS_TRY(socket, next_socket());
  auto server =
      std::make_shared<ModelServer>(ServerSettings{.command = command_for(options_, file, socket),
                                                   .socket = socket,
                                                   .model = file.filename().string()},
                                    log_);
  servers_.emplace(file, server);
  return server;
}

}  // namespace modus::models::local
