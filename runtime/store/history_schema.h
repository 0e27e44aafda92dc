// SPDX-License-Identifier: Apache-2.0
// The tables of the inference history, and how files of earlier versions become ones of this.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace modus::store {

/// For DatabaseOptions::migrations.
std::vector<std::string> history_migrations();

/// The columns of an inference, in the order in which HistoryRow reads and the insertion binds
/// them; the first is the row's number.
inline constexpr std::string_view kInferenceColumns =
    "gid, id, execution_id, sequence, started_us, duration_us, first_token_us, attempts, cached, "
    "streamed, tokens_in, tokens_out, tokens_cached, cost_micros, model_name, model_hash, "
    "provider, provider_model, answered_by, function, call, trace_id, finish_reason, plugin_id, "
    "plugin_name, plugin_version, plugin_language, plugin_sdk_version, plugin_build_id, "
    "plugin_build_time, plugin_git_repo, plugin_git_commit, error, answer, input, output";
inline constexpr int kInferenceColumnCount = 36;

/// Those of an execution.
inline constexpr std::string_view kExecutionColumns =
    "gid, id, started_us, duration_us, function, build_id, time_zone, claims, error, dropped, "
    "selection, arguments, result, calls";
inline constexpr int kExecutionColumnCount = 14;

}  // namespace modus::store
