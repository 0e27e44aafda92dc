// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include <unistd.h>

#include <fmt/format.h>

#include "cli/app_source.h"
#include "cli/command.h"
#include "cli/paths.h"
#include "cli/toolchain.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

// Prints one finding a line and remembers whether something essential is missing.
class Report {
 public:
  explicit Report(Terminal& terminal) : terminal_(terminal) {}

  void good(std::string_view what) { terminal_.success(what); }
  void optional(std::string_view what, std::string_view remedy) {
    terminal_.warning(fmt::format("{}\n    {}", what, remedy));
  }
  void bad(std::string_view what, std::string_view remedy) {
    terminal_.error(Error(ErrorCode::kNotFound, fmt::format("{}\n    {}", what, remedy)));
    healthy_ = false;
  }
  bool healthy() const { return healthy_; }

 private:
  Terminal& terminal_;
  bool healthy_ = true;
};

void check_assemblyscript(Report& report) {
  const auto version = node_version();
  if (!version) {
    report.optional(
        "Node.js is missing: AssemblyScript apps cannot be built, only served",
        fmt::format("Install version {} or later from your system's packages", kOldestNode));
  } else if (std::atoi(version->c_str() + 1) < kOldestNode) {
    report.optional(fmt::format("Node.js {} is too old to build AssemblyScript apps", *version),
                    fmt::format("Install version {} or later", kOldestNode));
  } else {
    report.good(fmt::format("Node.js {}", *version));
  }
  const auto sdk = find_shipped("sdk/assemblyscript");
  if (!sdk) {
    report.bad(sdk.error().describe(), "Install Modus again, or set MODUS_HOME to where it is");
  } else if (is_assemblyscript_ready(*sdk)) {
    report.good(fmt::format("AssemblyScript SDK and compiler in {}", sdk->string()));
  } else {
    report.optional("the AssemblyScript compiler is not fetched yet",
                    "The first \"modus build\" fetches it");
  }
}

void check_go(Report& report) {
  const auto version = go_version();
  const auto remedy = fmt::format(
      "Install version 1.{} or later from your system's packages or go.dev/dl", kOldestGo);
  if (!version) {
    report.optional("Go is missing: Go apps cannot be built, only served", remedy);
  } else if (!can_build_go_apps(*version)) {
    report.optional(fmt::format("{} is too old to build Go apps", *version), remedy);
  } else {
    report.good(*version);
  }
}

void check_local_models(Report& report) {
  const fs::path server = llama_server();
  if (::access(server.c_str(), X_OK) == 0) {
    report.good(fmt::format("llama-server in {}", server.string()));
  } else {
    report.optional("llama-server is missing: models with \"connection\": \"local\" cannot answer",
                    "In a checkout run \"make build\"; else set MODUS_LLAMA_SERVER to the program");
  }
  std::error_code error;
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(models_folder(), error))
    count += entry.path().extension() == ".gguf";
  if (count > 0) {
    report.good(fmt::format("{} local model{} in {}", count, count == 1 ? "" : "s",
                            models_folder().string()));
  } else {
    report.optional(fmt::format("no local model in {}", models_folder().string()),
                    "In a checkout run \"make setup\"; or put any .gguf file there");
  }
  if (!__builtin_cpu_supports("avx2")) {
    report.optional("this CPU lacks AVX2, which the local model server needs",
                    "Use models over a connection instead");
  }
}

// The app of the folder that one stands in, if it is one.
void check_app(Report& report) {
  if (!fs::exists("modus.json")) return;
  const auto app = read_app_source(".");
  if (!app) return report.bad(app.error().describe(), "\"modus build\" needs it mended");
  std::string modules;
  for (const ModuleSource& module : app->modules) {
    modules += fmt::format("{}{}{}", modules.empty() ? "" : ", ",
                           module.name.empty() ? "" : module.name + " in ",
                           module.language == Language::kGo ? "Go" : "AssemblyScript");
  }
  report.good(fmt::format("app in {}: {}", app->folder.string(), modules));
}

void check_system(Report& report) {
  std::error_code error;
  fs::create_directories(cache_folder(), error);
  if (!error && ::access(cache_folder().c_str(), W_OK) == 0) {
    report.good(fmt::format("cache in {}", cache_folder().string()));
  } else {
    report.optional(fmt::format("the cache {} cannot be written: apps are compiled at every start",
                                cache_folder().string()),
                    "Make it writable, or set MODUS_CACHE to another folder");
  }
  std::ifstream limit("/proc/sys/vm/overcommit_memory");
  int mode = 0;
  if (limit >> mode && mode == 2) {
    report.bad("vm.overcommit_memory is 2: sandboxes cannot reserve their address space",
               "Set it to 0 or 1: sysctl vm.overcommit_memory=0");
  }
}

}  // namespace

void add_doctor(CLI::App& app, Terminal& terminal, int& exit_code) {
  app.add_subcommand("doctor", "Check what is installed, what is missing, and the app here")
      ->callback([&terminal, &exit_code] {
        Report report(terminal);
        report.good(fmt::format("modus {}", MODUS_VERSION));
        check_assemblyscript(report);
        check_go(report);
        check_local_models(report);
        check_system(report);
        check_app(report);
        if (!report.healthy()) exit_code = kFailure;
      });
}

}  // namespace modus::cli
