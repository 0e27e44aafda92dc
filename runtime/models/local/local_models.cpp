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
using namespace std::string_literals;

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

// A model that makes embeddings takes one text at a time: several together are no faster on a CPU.
std::vector<std::string> embeddings_flags(const LocalModelsOptions& options,
                                          const ModelFacts& facts) {
  const std::string longest = std::to_string(
      facts.context_tokens == 0 ? options.context_tokens
                                : std::min(facts.context_tokens, options.context_tokens));
  return {"--embeddings", "-c", longest, "-b", longest, "-ub", longest, "-np", "1"};
}

std::vector<std::string> chat_flags(const LocalModelsOptions& options) {
  const std::string context = std::to_string(options.context_tokens);
  const std::string parallel = std::to_string(options.parallel);
  return {"--jinja", "--sse-ping-interval", "1", "-c", context, "-np", parallel};
}

Command command_for(const LocalModelsOptions& options, const fs::path& file,
                    const ModelFacts& facts, const std::string& socket) {
  auto arguments =
      facts.makes_embeddings() ? embeddings_flags(options, facts) : chat_flags(options);
  for (const std::string& argument :
       {"-m"s, file.string(), "-t"s, std::to_string(thread_count(options.threads)), "--no-ui"s,
        "--offline"s, "--host"s, socket,
        // Answers name the model; without this by its path, which is not the guest's business.
        "--alias"s, file.stem().string()}) {
    arguments.push_back(argument);
  }
  return {.program = options.server,
          .arguments = std::move(arguments),
          .environment = child_environment()};
}

Result<void> check_purpose(const fs::path& file, const ModelFacts& facts, Purpose purpose) {
  if (purpose != Purpose::kChat && !facts.makes_embeddings()) {
    return fail(ErrorCode::kInvalidArgument,
                "the local model {} makes no embeddings; name one that does as \"sourceModel\" in "
                "modus.json, such as \"all-minilm-l6-v2\", or change the \"path\" to "
                "\"v1/chat/completions\"",
                file.filename().string());
  }
  if (purpose == Purpose::kChat && facts.pooling) {
    return fail(ErrorCode::kInvalidArgument,
                "the local model {} makes embeddings and cannot chat; change its \"path\" in "
                "modus.json to \"v1/embeddings\", or name another model as \"sourceModel\"",
                file.filename().string());
  }
  return {};
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
  for (auto& [file, served] : servers_) served.server->request_stop();
  for (auto& [file, served] : servers_) served.server->stop();
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
    fs::path file = (app_folder / source_model).lexically_normal();
    if (fs::is_regular_file(file, error)) return file;
    return fail(ErrorCode::kNotFound,
                "the local model {} is not there; put the file in place or "
                "correct \"sourceModel\" in modus.json",
                file.string());
  }
  const std::string name = boost::algorithm::to_lower_copy(
      std::string(source_model.substr(source_model.rfind('/') + 1)));
  fs::path file = options_.models_folder / (name + ".gguf");
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

Result<LocalModels::Served> LocalModels::serve(const fs::path& file, Purpose purpose) {
  const std::scoped_lock lock(mutex_);
  auto found = servers_.find(file);
  if (found == servers_.end()) {
    MODUS_TRY(made, make_server(file));
    found = servers_.emplace(file, std::move(made)).first;
  }
  MODUS_CHECK(check_purpose(file, found->second.facts, purpose));
  return found->second;
}

// With the lock held. The process starts with the first call.
Result<LocalModels::Served> LocalModels::make_server(const fs::path& file) {
  MODUS_CHECK(check_machine());
  MODUS_TRY(facts, read_model_facts(file));
  MODUS_TRY(socket, next_socket());
  auto server = std::make_shared<ModelServer>(
      ServerSettings{.command = command_for(options_, file, facts, socket),
                     .socket = socket,
                     .model = file.filename().string()},
      log_);
  return Served{std::move(server), facts};
}

}  // namespace modus::models::local
