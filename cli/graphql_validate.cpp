// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <deque>
#include <iostream>
#include <iterator>
#include <tuple>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/document_set.h"
#include "cli/source_excerpt.h"
#include "runtime/app/read_file.h"
#include "runtime/graphql/validation/batch.h"
#include "runtime/graphql/validation/validate.h"
#include "runtime/json/writer.h"

namespace modus::cli {
namespace {

struct Options {
  std::string schema;
  std::vector<std::string> documents;
  std::vector<std::string> fragments;
  bool json = false;
  bool batch = false;
};

// Something wrong, in which file, and where in the files.
struct Finding {
  const SourceFile* file;
  std::string message;
  std::vector<FilePlace> places;
};

Result<SourceFile> read_source(const std::string& name) {
  constexpr std::uint64_t kMaxBytes = 256u << 20;
  if (name == "-") {
    return SourceFile{"stdin", std::string(std::istreambuf_iterator<char>(std::cin), {})};
  }
  MODUS_TRY(text, app::read_file(name, kMaxBytes));
  return SourceFile{name, std::move(text)};
}

void add_findings(const SourceFile& file, const std::vector<graphql::Diagnostic>& errors,
                  std::vector<Finding>& findings) {
  for (const graphql::Diagnostic& error : errors) {
    Finding& finding = findings.emplace_back(&file, error.message);
    for (const graphql::Location& at : error.locations) finding.places.push_back({&file, at});
  }
}

// As above, of a document with places in several files.
void check_document(const graphql::Schema& schema, const SourceFile& file,
                    const SharedFragments& fragments, std::vector<Finding>& findings) {
  const JoinedDocument joined = fragments.join(file);
  const auto document = graphql::parse_document(joined.text());
  auto errors = document ? graphql::validate(schema, **document)
                         : std::vector<graphql::Diagnostic>{document.error()};
  std::ranges::sort(errors, {}, [](const graphql::Diagnostic& error) {
    const bool nowhere = error.locations.empty();
    const graphql::Location at = nowhere ? graphql::Location() : error.locations.front();
    return std::tuple(nowhere, at.line, at.column, error.message);
  });
  for (const graphql::Diagnostic& error : errors) {
    Finding& finding = findings.emplace_back(&file, error.message);
    for (const graphql::Location& at : error.locations) {
      finding.places.push_back(joined.origin(at));
    }
  }
}

// All that is wrong with the schema, or else with the documents. The files must outlive it.
Result<std::vector<Finding>> check(const Options& options, std::deque<SourceFile>& files) {
  const auto read = [&](const std::string& name) -> Result<const SourceFile*> {
    MODUS_TRY(file, read_source(name));
    return &files.emplace_back(std::move(file));
  };
  std::vector<Finding> findings;
  MODUS_TRY(schema_file, read(options.schema));
  const auto schema = graphql::Schema::create(schema_file->text, graphql::QueryType::kRequired);
  if (!schema) {
    add_findings(*schema_file, schema.error(), findings);
    return findings;
  }
  SharedFragments fragments;
  for (const std::string& name : options.fragments) {
    MODUS_TRY(file, read(name));
    add_findings(*file, fragments.add(*file), findings);
  }
  for (const std::string& name : options.documents) {
    MODUS_TRY(file, read(name));
    check_document(**schema, *file, fragments, findings);
  }
  return findings;
}

void print_json(const std::vector<Finding>& findings) {
  json::Writer writer;
  writer.begin_object();
  writer.plain_key("errors");
  writer.begin_array();
  for (const Finding& finding : findings) {
    writer.begin_object();
    writer.plain_key("message");
    writer.string(finding.message);
    writer.plain_key("file");
    writer.string(finding.file->name);
    writer.plain_key("locations");
    writer.begin_array();
    for (const auto& [file, at] : finding.places) {
      writer.begin_object();
      writer.plain_key("line");
      writer.integer(at.line);
      writer.plain_key("column");
      writer.integer(at.column);
      if (file != finding.file) {
        writer.plain_key("file");
        writer.string(file->name);
      }
      writer.end_object();
    }
    writer.end_array();
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
  std::cout << writer.text() << '\n';
}

// `file:line:column: message` and the lines it is about.
void print_finding(const Finding& finding, Terminal& terminal) {
  constexpr std::size_t kMaxExcerpts = 4;
  const auto name = [](const FilePlace& place) {
    return fmt::format("{}:{}:{}", place.file->name, place.location.line, place.location.column);
  };
  const std::string where =
      finding.places.empty() ? finding.file->name : name(finding.places.front());
  terminal.line(fmt::format("{}: {}", terminal.bold(where), finding.message));
  const std::size_t count = std::min(finding.places.size(), kMaxExcerpts);
  for (std::size_t i = 0; i < count; ++i) {
    const FilePlace& place = finding.places[i];
    if (i > 0) terminal.line(fmt::format("  and {}", name(place)));
    terminal.line(source_excerpt(place.file->text, place.location));
  }
  if (finding.places.size() > count) {
    terminal.line(fmt::format("  and {} more places", finding.places.size() - count));
  }
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

ExitCode validate(const Options& options, Terminal& terminal) {
  std::deque<SourceFile> files;
  const auto findings = check(options, files);
  if (!findings) {
    terminal.error(findings.error());
    return kUsage;
  }
  if (options.json) {
    print_json(*findings);
  } else {
    for (const Finding& finding : *findings) print_finding(finding, terminal);
    const std::string documents = counted(options.documents.size(), "document");
    if (findings->empty()) {
      terminal.success(
          fmt::format("{} {} valid", documents, options.documents.size() == 1 ? "is" : "are"));
    } else {
      terminal.line(fmt::format("{} in {}", counted(findings->size(), "error"), documents));
    }
  }
  return findings->empty() ? kSuccess : kFailure;
}

// One answer a line, each at once: whoever asks may wait for it before asking on.
ExitCode answer_lines() {
  graphql::BatchValidator validator;
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << validator.answer(std::string_view(line)) << '\n' << std::flush;
  }
  return kSuccess;
}

ExitCode run(const Options& options, Terminal& terminal) {
  if (options.batch) return answer_lines();
  const auto refuse = [&](std::string message) {
    terminal.error({ErrorCode::kInvalidArgument, std::move(message)});
    return kUsage;
  };
  if (options.schema.empty() || options.documents.empty()) {
    return refuse(
        "give a schema and documents: modus graphql validate --schema schema.graphql "
        "query.graphql");
  }
  std::vector<std::string> names = options.documents;
  names.insert(names.end(), options.fragments.begin(), options.fragments.end());
  names.push_back(options.schema);
  if (std::ranges::count(names, "-") > 1) {
    return refuse("only one file can be read from standard input");
  }
  return validate(options, terminal);
}

}  // namespace

void add_graphql(CLI::App& app, Terminal& terminal, int& exit_code) {
  CLI::App* group = app.add_subcommand("graphql", "Work with GraphQL documents");
  group->require_subcommand(1);
  auto options = std::make_shared<Options>();
  CLI::App* command = group->add_subcommand(
      "validate",
      "Check operations against a schema. Ends with 1 when they or the schema have errors, with 2\n"
      "when it cannot check them");
  auto* documents =
      command
          ->add_option("documents", options->documents, "GraphQL documents; - for standard input")
          ->type_name("FILE");
  auto* schema =
      command->add_option("--schema", options->schema, "The schema document")->type_name("FILE");
  auto* fragments = command
                        ->add_option("--fragments", options->fragments,
                                     "A file of fragments that every document may use; repeatable")
                        ->type_name("FILE")
                        ->allow_extra_args(false);
  auto* json = command->add_flag("--json", options->json,
                                 "Print {\"errors\": […]} on standard output instead of text");
  command
      ->add_flag("--batch", options->batch,
                 "Read {\"schema\": SDL, \"query\": text} from each line of standard input and\n"
                 "print {\"errors\": […]} for it")
      ->excludes(documents, schema, fragments, json);
  command->callback([options, &terminal, &exit_code] { exit_code = run(*options, terminal); });
}

}  // namespace modus::cli
