// SPDX-License-Identifier: Apache-2.0
// Prometheus's text format, version 0.0.4
// (https://prometheus.io/docs/instrumenting/exposition_formats/).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/observe/metrics/histogram.h"
#include "runtime/observe/metrics/quantiles.h"

namespace modus::observe {

enum class MetricType : std::uint8_t { kCounter, kGauge, kHistogram, kSummary };

struct Label {
  std::string_view name;
  std::string_view value;  // any UTF-8
};
using Labels = std::initializer_list<Label>;

/// Writes families one after another, each followed by its series.
class Exposition {
 public:
  static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

  void family(std::string_view name, MetricType type, std::string_view help);

  // Series of the family begun last.
  void value(Labels labels, double value);
  void histogram(Labels labels, const Histogram& histogram);
  void summary(Labels labels, const Summary& summary);

  /// A family of one series without labels.
  void single(std::string_view name, MetricType type, std::string_view help, double value);

  std::string take() { return std::move(text_); }

 private:
  void sample(std::string_view suffix, Labels labels, const Label* last, double value);

  std::string text_;
  std::string family_;
};

}  // namespace modus::observe
