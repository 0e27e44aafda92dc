// SPDX-License-Identifier: Apache-2.0
#include "cli/modules_check.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "runtime/app/app_folder.h"
#include "runtime/app/read_file.h"
#include "runtime/functions/module_import.h"
#include "runtime/graphql/generate/schema_document.h"
#include "runtime/guest/convention.h"
#include "runtime/sandbox/outline.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

using Conventions = std::vector<std::unique_ptr<guest::Convention>>;

Result<std::unique_ptr<guest::Convention>> read_convention(const fs::path& file) {
  MODUS_TRY(wasm, app::read_file(file, app::AppFolderLimits{}.max_module_bytes));
  MODUS_TRY(outline, sandbox::Outline::read(std::as_bytes(std::span(wasm))));
  return guest::make_convention(outline);
}

Result<void> check_calls(const AppSource& app, const Conventions& conventions) {
  for (std::size_t i = 0; i < app.modules.size(); ++i) {
    std::vector<functions::Callee> callees;
    for (const std::string& name : app.modules[i].calls) {
      const auto callee = std::ranges::find(app.modules, name, &ModuleSource::name);
      callees.push_back(
          {callee->name,
           conventions[static_cast<std::size_t>(callee - app.modules.begin())]->exports()});
    }
    MODUS_CHECK(functions::find_module_imports(*conventions[i], app.modules[i].name, callees));
  }
  return {};
}

Result<void> check_schema(const AppSource& app, const Conventions& conventions) {
  std::vector<graphql::SchemaModule> shown;
  for (std::size_t i = 0; i < app.modules.size(); ++i) {
    shown.push_back({.name = app.modules[i].name,
                     .prefix = app.manifest.find_module(app.modules[i].name)->prefix,
                     .exports = conventions[i]->exports(),
                     .types = &conventions[i]->types()});
  }
  MODUS_CHECK(graphql::generate_schema(shown));
  return {};
}

}  // namespace

Result<void> check_modules(const AppSource& app, std::span<const fs::path> wasm) {
  Conventions conventions;
  for (std::size_t i = 0; i < app.modules.size(); ++i) {
    auto convention = read_convention(wasm[i]);
    if (!convention) return std::unexpected(convention.error().within(app.modules[i].name));
    conventions.push_back(*std::move(convention));
  }
  MODUS_CHECK(check_calls(app, conventions));
  return check_schema(app, conventions);
}

}  // namespace modus::cli
