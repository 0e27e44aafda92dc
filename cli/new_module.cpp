// SPDX-License-Identifier: Apache-2.0
#include "cli/new_module.h"

#include <fstream>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/app_source.h"
#include "cli/app_template.h"
#include "cli/command.h"
#include "cli/manifest_edit.h"
#include "runtime/app/app_folder.h"
#include "runtime/app/manifest.h"
#include "runtime/app/read_file.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

struct Options {
  std::string name;
  std::string language = "assemblyscript";
  std::string folder;
  std::string app = ".";
  std::optional<std::string> prefix;
  std::vector<std::string> calls;
};

// The app's modus.json. It may be an app that has no module yet, but none that is one itself.
Result<std::string> read_manifest(const fs::path& app, const std::string& name) {
  const fs::path file = app / "modus.json";
  std::error_code ignored;
  if (!fs::exists(file, ignored)) {
    return fail(ErrorCode::kNotFound,
                "{} is no app: it holds no modus.json. Stand in the app's folder, or name it with "
                "--app; \"modus new\" makes an app",
                app.string());
  }
  MODUS_TRY(text, app::read_file(file, app::AppFolderLimits{}.max_manifest_bytes));
  MODUS_TRY(manifest, app::Manifest::parse(text));
  if (manifest.find_module(name) != nullptr)
    return fail(ErrorCode::kInvalidArgument, "modus.json lists a module \"{}\" already", name);
  if (manifest.modules.empty() && is_app_source(app)) {
    return fail(
        ErrorCode::kInvalidArgument,
        "{} is an app of one module, whose sources lie beside modus.json. Move them into a "
        "folder of their own first, such as ./main (all but modus.json and the .env files), "
        "and list it in modus.json:\n\n  \"modules\": {{ \"main\": \"./main\" }}\n",
        fs::absolute(app).lexically_normal().string());
  }
  return text;
}

// Templates have functions of the same names, so a new module gets a prefix unless told otherwise.
std::string entry_of(const Options& options) {
  const std::string prefix = options.prefix.value_or(options.name);
  std::string entry = fmt::format(R"({{ "path": "./{}")", options.folder);
  if (!prefix.empty()) entry += fmt::format(R"(, "prefix": "{}")", prefix);
  if (!options.calls.empty())
    entry += fmt::format(R"(, "calls": ["{}"])", fmt::join(options.calls, R"(", ")"));
  return entry + " }";
}

Result<void> replace_manifest(const fs::path& file, std::string_view text) {
  const fs::path temporary = file.string() + ".tmp";
  std::ofstream stream(temporary, std::ios::binary);
  stream << text << std::flush;
  std::error_code error;
  if (stream) fs::rename(temporary, file, error);
  if (stream && !error) return {};
  return fail(ErrorCode::kUnavailable, "cannot write to {}", file.string());
}

Result<void> make_module(Options& options, Terminal& terminal) {
  const fs::path app = options.app;
  if (options.folder.empty()) options.folder = options.name;
  options.folder = fs::path(options.folder).lexically_normal().string();
  MODUS_TRY(text, read_manifest(app, options.name));
  MODUS_TRY(language, template_of(options.language));
  const std::string edited = with_module(text, options.name, entry_of(options));
  MODUS_CHECK(app::Manifest::parse(edited));  // names, prefix and calls are its business
  MODUS_CHECK(lay_out_template("modules/" + language, app / options.folder, options.name));
  MODUS_CHECK(replace_manifest(app / "modus.json", edited));
  terminal.success(fmt::format("Made the module {} in {} and listed it in modus.json",
                               terminal.bold(options.name), (app / options.folder).string()));
  return {};
}

}  // namespace

CLI::App* add_new_module(CLI::App& command, Terminal& terminal, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* module = command.add_subcommand(
      "module", "Add a module to the app here: functions in a folder and a language of their own");
  module->add_option("name", options->name, "The module's name, as it will stand in modus.json")
      ->required();
  module->add_option("-l,--language", options->language, "assemblyscript or go")
      ->capture_default_str();
  module->add_option("-d,--dir", options->folder,
                     "Its folder within the app's [default: a folder of its name]");
  module->add_option("--prefix", options->prefix,
                     "What its fields and types in the schema begin with [default: its name]");
  module->add_option("--calls", options->calls, "Modules whose functions it may call")
      ->delimiter(',');
  module->add_option("--app", options->app, "The app's folder")->capture_default_str();
  module->callback([options, &terminal, &exit_code] {
    if (const auto made = make_module(*options, terminal); !made) {
      terminal.error(made.error());
      exit_code = kFailure;
    }
  });
  return module;
}

}  // namespace modus::cli
