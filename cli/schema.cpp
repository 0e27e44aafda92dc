// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <iostream>

#include <fmt/format.h>

#include "cli/app_builder.h"
#include "cli/command.h"
#include "cli/introspection_query.h"
#include "runtime/app/app_folder.h"
#include "runtime/graphql/engine.h"
#include "runtime/graphql/generate/schema_document.h"
#include "runtime/guest/convention.h"
#include "runtime/sandbox/outline.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

struct Options {
  std::string folder = ".";
  std::string output;
  bool json = false;
  bool no_build = false;
};

// The build folder of an app, which is built first, or the folder itself.
Result<fs::path> build_folder(const Options& options, Terminal& terminal) {
  const fs::path folder = options.folder;
  if (!fs::exists(folder / "modus.json")) {
    return fail(ErrorCode::kNotFound,
                "{} is no app and no build folder: it holds no modus.json. Stand in the app's "
                "folder, or name it: modus schema my-app",
                fs::absolute(folder / "").lexically_normal().parent_path().string());
  }
  if (!is_app_source(folder)) return folder;
  if (options.no_build) return folder / "build";
  MODUS_TRY(built, build_app(folder, BuildTarget::kRelease, Rebuild::kChanged, terminal));
  return built.folder;
}

Result<std::unique_ptr<guest::Convention>> read_module(const app::ModuleFile& file) {
  const auto outline = sandbox::Outline::read(std::as_bytes(std::span(file.wasm)));
  auto convention = outline ? guest::make_convention(*outline) : std::unexpected(outline.error());
  if (!convention) return std::unexpected(convention.error().within(file.path.string()));
  return convention;
}

Result<std::string> document_of(const fs::path& folder) {
  MODUS_TRY(files, app::read_app_folder(folder));
  std::vector<std::unique_ptr<guest::Convention>> conventions;
  std::vector<graphql::SchemaModule> shown;
  for (const app::ModuleFile& file : files.modules) {
    MODUS_TRY(convention, read_module(file));
    const app::Module* declared = files.manifest.find_module(file.name);
    shown.push_back({.name = file.name,
                     .prefix = declared ? std::string_view(declared->prefix) : "",
                     .exports = convention->exports(),
                     .types = &convention->types()});
    conventions.push_back(std::move(convention));
  }
  MODUS_TRY(document, graphql::generate_schema(shown));
  return std::move(document.text);
}

// Introspection asks no function.
class NoFunctions final : public graphql::Resolver {
 public:
  void resolve(const graphql::FieldCall&,
               std::move_only_function<void(graphql::FieldOutcome)> done) override {
    done({});
  }
};

Result<std::string> introspect(std::string_view document) {
  MODUS_TRY(engine, graphql::Engine::create(document));
  const std::string query = introspection_query();
  NoFunctions resolver;
  std::string body;
  auto operation = engine->prepare({.query = query});
  if (!operation) return fail(ErrorCode::kInternal, "{}", operation.error().body);
  engine->execute(*std::move(operation), resolver,
                  [&](graphql::Response response) { body = std::move(response.body); });
  constexpr std::string_view kStart = R"({"data":)";
  if (!body.starts_with(kStart)) return fail(ErrorCode::kInternal, "{}", body);
  return body.substr(kStart.size(), body.size() - kStart.size() - 1) + '\n';
}

Result<void> show_schema(const Options& options, Terminal& terminal) {
  MODUS_TRY(folder, build_folder(options, terminal));
  MODUS_TRY(text, document_of(folder));
  if (options.json) {
    MODUS_TRY(json, introspect(text));
    text = std::move(json);
  }
  if (options.output.empty()) {
    std::cout << text << std::flush;
    return {};
  }
  std::ofstream file(options.output, std::ios::binary);
  file << text << std::flush;
  if (!file) return fail(ErrorCode::kInvalidArgument, "cannot write to {}", options.output);
  terminal.success(fmt::format("Wrote {}", options.output));
  return {};
}

}  // namespace

void add_schema(CLI::App& app, Terminal& terminal, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("schema", "Print the GraphQL schema of an app");
  command->add_option("folder", options->folder, "The app's folder, or a build folder")
      ->capture_default_str();
  command->add_option("-o,--output", options->output, "Write to this file instead");
  command->add_flag("--json", options->json, "As the result of introspection, for code generators");
  command->add_flag("--no-build", options->no_build, "Take what was built last");
  command->callback([options, &terminal, &exit_code] {
    if (const auto shown = show_schema(*options, terminal); !shown) {
      terminal.error(shown.error());
      exit_code = kFailure;
    }
  });
}

}  // namespace modus::cli
