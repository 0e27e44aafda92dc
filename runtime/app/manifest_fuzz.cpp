// SPDX-License-Identifier: Apache-2.0
// Any text as modus.json and as a .env file: read, or refused with a message that is text. What
// the files lead to lies within the app's folder.
#include <cstdint>
#include <cstdlib>
#include <filesystem>

#include "runtime/app/dotenv.h"
#include "runtime/app/environment.h"
#include "runtime/app/http_connection.h"
#include "runtime/app/manifest.h"
#include "runtime/app/manifest_paths.h"
#include "runtime/json/json.h"
#include "runtime/json/writer.h"

namespace modus::app {
namespace {

void demand(bool condition) {
  if (!condition) std::abort();
}

void check_message(const Error& error) {
  json::Writer writer;
  writer.string(error.describe());
  demand(!error.message().empty() && json::is_valid(writer.text()));
}

void read_manifest(std::string_view text) {
  const auto manifest = Manifest::parse(text);
  if (!manifest) return check_message(manifest.error());
  for (const std::string& file : manifest->files()) demand(!leads_outside(file));
  for (const std::string& folder : manifest->folders()) demand(!leads_outside(folder));
  for (const Module& module : manifest->modules)
    demand(manifest->find_module(module.name) != nullptr);
  for (const Connection& connection : manifest->connections) {
    demand(manifest->find_connection(connection.name) != nullptr);
    const auto additions = http_additions(connection, Environment({}));
    if (!additions) check_message(additions.error());
  }
}

void read_dotenv(std::string_view text) {
  const auto variables = parse_dotenv(text, [](std::string_view) { return std::optional("x"); });
  if (!variables) return check_message(variables.error());
  for (const auto& [name, value] : *variables) demand(!name.empty());
}

}  // namespace
}  // namespace modus::app

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  modus::app::read_manifest(text);
  modus::app::read_dotenv(text);
  return 0;
}
