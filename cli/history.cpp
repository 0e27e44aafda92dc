// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <iostream>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/history_folder.h"
#include "cli/history_show.h"
#include "cli/pretty.h"
#include "cli/since.h"
#include "runtime/models/kept_answer.h"
#include "runtime/replay/history_execution.h"
#include "runtime/store/history_query.h"

namespace modus::cli {
namespace {

using store::Inference;

struct Options {
  HistoryFolder folder;
  store::HistoryFilter filter;
  std::string since;
  bool json = false;
  std::string id;  // of `show`
};

// What the listed calls come to.
struct Sums {
  std::int64_t calls = 0;
  std::int64_t failed = 0;
  std::int64_t tokens_in = 0;
  std::int64_t tokens_out = 0;
  std::int64_t cost_micros = 0;

  void add(const Inference& inference) {
    ++calls;
    if (!inference.error.empty()) ++failed;
    tokens_in += inference.tokens_in.value_or(0);
    tokens_out += inference.tokens_out.value_or(0);
    cost_micros += inference.cost_micros.value_or(0);
  }

  std::string describe() const {
    std::string text = fmt::format("{} call{}", calls, calls == 1 ? "" : "s");
    if (failed > 0) text += fmt::format(", {} failed", failed);
    text += fmt::format(" · {} tokens in, {} out", tokens_in, tokens_out);
    if (cost_micros > 0) text += " · " + describe_cost(cost_micros);
    return text;
  }
};

// A call's line, or the head's. Names give way to one another's needs, the answer takes the rest.
std::string table_line(std::size_t columns, std::string_view number, std::string_view when,
                       std::string_view model, std::string_view function, std::string_view tokens,
                       std::string_view cost, std::string_view time, std::string_view answer) {
  constexpr std::size_t kFixed = 6 + 20 + 12 + 10 + 9;  // with a space behind each
  const std::size_t rest = columns > kFixed + 20 ? columns - kFixed : 20;
  const std::size_t name = std::min<std::size_t>(18, rest / 4);
  const std::size_t said = rest > 2 * (name + 1) ? rest - 2 * (name + 1) : 0;
  return fmt::format("{} {} {} {} {} {} {} {}", padded(number, 5), padded(when, 19),
                     padded(model, name), padded(function, name), padded(tokens, 11),
                     padded(cost, 9), padded(time, 8), clipped(answer, said));
}

std::string head(std::size_t columns) {
  return table_line(columns, "ID", "WHEN", "MODEL", "FUNCTION", "TOKENS", "COST", "TIME", "ANSWER");
}

std::string line_of(const Inference& inference, std::size_t columns) {
  const auto count = [](const std::optional<std::int64_t>& number) {
    return number ? fmt::format("{}", *number) : std::string("-");
  };
  const bool has_tokens = inference.tokens_in || inference.tokens_out;
  return table_line(
      columns, fmt::format("{}", inference.gid), local_time(inference.started_at),
      inference.model_name, inference.function,
      has_tokens ? fmt::format("{}→{}", count(inference.tokens_in), count(inference.tokens_out))
                 : "",
      inference.cost_micros ? describe_cost(*inference.cost_micros) : "",
      inference.cached != 0 ? "cached" : describe_duration(inference.duration),
      !inference.error.empty()    ? "✗ " + inference.error
      : !inference.answer.empty() ? inference.answer
                                  : inference.output);
}

Result<void> list(Options options) {
  if (!options.since.empty()) {
    MODUS_TRY(since, parse_since(options.since, std::chrono::system_clock::now()));
    options.filter.since = since;
  }
  MODUS_TRY(connection, open_history(options.folder));
  const std::size_t columns = output_columns();
  options.filter.read_answer = models::read_answer;
  Sums sums;
  const auto read =
      store::for_each_inference(connection, options.filter, [&](const Inference& inference) {
        if (options.json) {
          json::Writer writer;
          store::write_json(writer, inference);
          std::cout << writer.text() << '\n';
          return;
        }
        if (sums.calls == 0) std::cout << head(columns) << '\n';
        std::cout << line_of(inference, columns) << '\n';
        sums.add(inference);
      });
  if (!read) return std::unexpected(read.error().within("cannot read more of the history"));
  if (!options.json) std::cout << (sums.calls > 0 ? "\n" : "") << sums.describe() << '\n';
  return {};
}

Result<void> show(const Options& options) {
  MODUS_TRY(connection, open_history(options.folder));
  MODUS_TRY(inference, store::find_inference(connection, options.id));
  models::read_answer(inference);
  if (options.json) {
    json::Writer writer;
    store::write_json(writer, inference);
    std::cout << writer.text() << '\n';
    return {};
  }
  MODUS_TRY(execution, replay::find_execution_of(connection, inference));
  std::cout << describe(inference, execution);
  return {};
}

void add_filters(CLI::App& command, Options& options) {
  command.add_option("--model", options.filter.model, "Only calls of this model of modus.json");
  command.add_option("--function", options.filter.function, "Only calls made by this function");
  command.add_option("--trace", options.filter.trace, "Only calls of the trace whose id begins so");
  command.add_option("--since", options.since,
                     "Only calls since then: 30m, 12h, 7d, 2026-01-31 or 2026-01-31T18:00");
  command.add_flag("--errors", options.filter.only_errors, "Only calls that failed");
  command.add_option("--limit", options.filter.limit, "The newest so many")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
}

}  // namespace

void add_history(CLI::App& app, Terminal& terminal, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("history", "List what models were asked and answered");
  add_history_flags(*command, options->folder);
  add_filters(*command, *options);
  command->add_flag("--json", options->json, "A line of JSON for each call");
  CLI::App* one = command->add_subcommand("show", "Show all about one call");
  one->fallthrough();
  one->add_option("id", options->id, "As the list shows it, or the begin of its UUID")->required();
  command->callback([options, one, &terminal, &exit_code] {
    const auto done = one->parsed() ? show(*options) : list(*options);
    if (done) return;
    terminal.error(done.error());
    exit_code = kUsage;
  });
}

}  // namespace modus::cli
