// SPDX-License-Identifier: Apache-2.0
// The models this machine serves itself: one supervised llama-server for each model file in use,
// each behind a Unix socket in a private folder.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "runtime/models/local/model_facts.h"
#include "runtime/models/local/model_server.h"
#include "runtime/models/local/purpose.h"

namespace modus::models::local {

struct LocalModelsOptions {
  std::filesystem::path server;         // the llama-server program
  std::filesystem::path models_folder;  // where models that are not the app's own lie
  unsigned threads = 0;                 // for one answer; 0: half of the cores, at least one
  unsigned parallel = 4;                // chat answers at a time, which share the context
  unsigned context_tokens = 8192;       // embeddings: at most, for one text
};

/// Thread-safe, shared by all loops. The destructor ends every process and removes the folder.
/// Tickets and loops' clients may outlive it. The log must outlive it.
class LocalModels {
 public:
  LocalModels(LocalModelsOptions options, Log& log);
  ~LocalModels();
  LocalModels(const LocalModels&) = delete;
  LocalModels& operator=(const LocalModels&) = delete;

  /// The file of a model: a `sourceModel` that ends in .gguf is a path, relative to the app's
  /// folder; any other is a name such as "HuggingFaceTB/SmolLM2-135M-Instruct", whose last part in
  /// lower case names a file in the folder of models. Fails with kNotFound, naming the file and
  /// what to do.
  Result<std::filesystem::path> find_file(std::string_view source_model,
                                          const std::filesystem::path& app_folder) const;

  struct Served {
    std::shared_ptr<ModelServer> server;
    ModelFacts facts;
  };

  /// The server of the file, made now if need be. Fails with kInvalidArgument, saying what to do,
  /// when the model is not made for the purpose; or when this machine cannot run a server.
  Result<Served> serve(const std::filesystem::path& file, Purpose purpose);

 private:
  Result<Served> make_server(const std::filesystem::path& file);
  Result<std::string> next_socket();
  Result<void> check_machine() const;

  const LocalModelsOptions options_;
  Log& log_;
  std::mutex mutex_;
  std::filesystem::path folder_;  // empty until the first server
  std::map<std::filesystem::path, Served> servers_;
};

}  // namespace modus::models::local
