// SPDX-License-Identifier: Apache-2.0
#include "cli/history_show.h"

#include <fmt/format.h>

#include "cli/pretty.h"
#include "cli/since.h"
#include "runtime/replay/recorded_streams.h"

namespace modus::cli {
namespace {

using store::Execution;
using store::Inference;

class Page {
 public:
  void line(std::string_view name, const std::string& value) {
    if (!value.empty()) text_ += fmt::format("  {:<10} {}\n", name, without_controls(value));
  }
  void section(std::string_view title, const std::string& body) {
    if (!body.empty()) text_ += fmt::format("\n{}\n{}\n", title, body);
  }
  void head(const std::string& text) { text_ += text + "\n"; }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string indented(std::string_view text) {
  std::string result = "  ";
  for (const char c : without_controls(text)) {
    result += c;
    if (c == '\n') result += "  ";
  }
  return result;
}

std::string model_line(const Inference& inference) {
  std::string text = inference.model_name;
  if (!inference.provider_model.empty()) text += fmt::format(", {}", inference.provider_model);
  if (!inference.provider.empty()) text += fmt::format(" of {}", inference.provider);
  if (!inference.answered_by.empty())
    text += fmt::format("; answered by the model {}", inference.answered_by);
  return text;
}

std::string time_line(const Inference& inference) {
  std::string text = fmt::format("{}, for {}", local_time(inference.started_at),
                                 describe_duration(inference.duration));
  if (inference.first_token_us) {
    text += ", first piece after " +
            describe_duration(std::chrono::microseconds(*inference.first_token_us));
  }
  if (inference.streamed != 0) text += ", streamed";
  return text;
}

std::string attempts_line(const Inference& inference) {
  if (inference.cached != 0) return "none: the answer of an equal call before";
  if (inference.attempts == 1) return {};
  return inference.attempts == 0 ? "none: it was held back" : fmt::format("{}", inference.attempts);
}

std::string tokens_line(const Inference& inference) {
  if (!inference.tokens_in && !inference.tokens_out) return {};
  std::string text = fmt::format("{} in", inference.tokens_in.value_or(0));
  if (inference.tokens_cached.value_or(0) > 0)
    text += fmt::format(" ({} of them cached)", *inference.tokens_cached);
  text += fmt::format(", {} out", inference.tokens_out.value_or(0));
  if (inference.cost_micros) text += "; " + describe_cost(*inference.cost_micros);
  return text;
}

std::string function_line(const Inference& inference) {
  const store::PluginInfo& plugin = inference.plugin;
  std::string text = inference.function;
  if (!plugin.name.empty()) text += " of " + plugin.name;
  if (!plugin.version.empty()) text += " " + plugin.version;
  if (!plugin.build_id.empty()) text += ", build " + plugin.build_id;
  return text;
}

// Of a function that no client asked for.
std::string caller_line(const Inference& inference, const std::optional<Execution>& root) {
  if (inference.root_execution_id.empty()) return {};
  const std::string id = "execution " + inference.root_execution_id;
  return root ? fmt::format("{}, {}", root->function, id) : id;
}

std::string host_calls(const Execution& execution) {
  const auto calls = replay::read_calls(execution.calls);
  if (!calls) return {};
  std::string text;
  std::size_t number = 0;
  for (const replay::RecordedCall& call : replay::with_whole_answers(*calls)) {
    text += fmt::format("{}  {}  {}  {}", text.empty() ? "" : "\n", ++number, call.call,
                        clipped(call.arguments, 100));
    if (call.error) text += "\n     " + clipped("✗ " + call.error->message(), 100);
  }
  return text;
}

void add_execution(Page& page, const Inference& inference,
                   const std::optional<Execution>& execution) {
  if (!execution) return;
  if (!execution->dropped.empty())
    return page.section("Function", indented("its contents were not kept: " + execution->dropped));
  page.section("Arguments of " + without_controls(execution->function),
               pretty_json(execution->arguments, 2));
  page.section("Result", pretty_json(execution->result, 2));
  page.section("Its host calls", host_calls(*execution));
  page.head(fmt::format("\nmodus replay {} runs it again", inference.gid));
}

}  // namespace

std::string describe(const Inference& inference, const std::optional<Execution>& execution) {
  Page page;
  page.head(fmt::format("Model call {} ({})", inference.gid, without_controls(inference.id)));
  page.line("model", model_line(inference));
  page.line("when", time_line(inference));
  page.line("function", function_line(inference));
  page.line("execution", inference.execution_id);
  page.line("called by", caller_line(inference, execution));
  page.line("trace", inference.trace_id);
  page.line("tokens", tokens_line(inference));
  page.line("attempts", attempts_line(inference));
  page.line("finished", inference.finish_reason);
  page.section("Error", inference.error.empty() ? "" : indented(inference.error));
  page.section("Answer", inference.answer.empty() ? "" : indented(inference.answer));
  page.section("Request", pretty_json(inference.input, 2));
  page.section("Response", inference.output.empty() ? "" : pretty_json(inference.output, 2));
  add_execution(page, inference, execution);
  return page.take();
}

}  // namespace modus::cli
