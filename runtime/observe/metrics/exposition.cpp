// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/metrics/exposition.h"

#include <cmath>

#include <fmt/format.h>

namespace modus::observe {
namespace {

std::string_view name_of(MetricType type) {
  switch (type) {
    case MetricType::kCounter: return "counter";
    case MetricType::kGauge: return "gauge";
    case MetricType::kHistogram: return "histogram";
    case MetricType::kSummary: return "summary";
  }
  return "untyped";
}

std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  return fmt::format("{}", value);
}

void append_escaped(std::string& text, std::string_view value, std::string_view specials) {
  for (const char c : value) {
    if (c == '\n') {
      text += "\\n";
    } else {
      if (specials.contains(c)) text += '\\';
      text += c;
    }
  }
}

void append_label(std::string& text, const Label& label) {
  text += text.back() == '{' ? "" : ",";
  text += label.name;
  text += "=\"";
  append_escaped(text, label.value, "\\\"");
  text += '"';
}

}  // namespace

void Exposition::family(std::string_view name, MetricType type, std::string_view help) {
  family_ = name;
  text_ += fmt::format("# HELP {} ", name);
  append_escaped(text_, help, "\\");
  text_ += fmt::format("\n# TYPE {} {}\n", name, name_of(type));
}

void Exposition::value(Labels labels, double value) { sample("", labels, nullptr, value); }

void Exposition::histogram(Labels labels, const Histogram& histogram) {
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < histogram.bounds().size(); ++i) {
    below += histogram.counts()[i];
    const std::string bound = number(histogram.bounds()[i]);
    const Label le{"le", bound};
    sample("_bucket", labels, &le, static_cast<double>(below));
  }
  const Label rest{"le", "+Inf"};
  sample("_bucket", labels, &rest, static_cast<double>(histogram.count()));
  sample("_sum", labels, nullptr, histogram.sum());
  sample("_count", labels, nullptr, static_cast<double>(histogram.count()));
}

void Exposition::summary(Labels labels, const Summary& summary) {
  for (const auto& [share, value] : summary.quantiles) {
    const std::string text = number(share);
    const Label quantile{"quantile", text};
    sample("", labels, &quantile, value);
  }
  sample("_sum", labels, nullptr, summary.sum);
  sample("_count", labels, nullptr, static_cast<double>(summary.count));
}

void Exposition::single(std::string_view name, MetricType type, std::string_view help,
                        double value_of_it) {
  family(name, type, help);
  value({}, value_of_it);
}

void Exposition::sample(std::string_view suffix, Labels labels, const Label* last, double value) {
  text_ += family_;
  text_ += suffix;
  if (labels.size() > 0 || last != nullptr) {
    text_ += '{';
    for (const Label& label : labels) append_label(text_, label);
    if (last != nullptr) append_label(text_, *last);
    text_ += '}';
  }
  text_ += ' ';
  text_ += number(value);
  text_ += '\n';
}

}  // namespace modus::observe
