// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/time_zone.h"

#include <absl/time/clock.h>
#include <absl/time/time.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "runtime/app/read_file.h"
#include "runtime/host/arguments.h"

namespace modus::host {
namespace {

using functions::HostRequest;
using types::Value;

constexpr std::uint64_t kLargestZone = 1u << 20;

// Names as the database has them: nothing that could lead to another file.
bool is_zone_name(std::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '_' || c == '-' || c == '+';
  };
  return !name.empty() && name.size() <= 64 && name.front() != '/' && !name.contains("//") &&
         std::ranges::all_of(name, plain);
}

// The zone asked for, else the request's.
std::string zone_of(const HostRequest& request) {
  const std::string_view asked = text_argument(request, 0);
  return std::string(asked.empty() ? request.caller->context().time_zone : asked);
}

std::filesystem::path database() {
  const char* folder = std::getenv("TZDIR");
  return folder != nullptr ? folder : "/usr/share/zoneinfo";
}

// Abseil keeps every name that it was ever asked for, known or not, and clients may ask for any.
bool is_known(const std::string& name) {
  std::error_code ignored;
  return is_zone_name(name) &&
         (name == "UTC" || std::filesystem::is_regular_file(database() / name, ignored));
}

class GetTimeInZone final : public HostFunction {
 public:
  std::string_view name() const override { return "modus_system.getTimeInZone"; }
  std::size_t arity() const override { return 1; }

  void call(const std::shared_ptr<HostRequest>& request) const override {
    const std::string zone_name = zone_of(*request);
    absl::TimeZone zone;
    auto done = std::move(request->done);
    if (!is_known(zone_name) || !absl::LoadTimeZone(zone_name, &zone)) return done(Value::null());
    std::string time = absl::FormatTime("%Y-%m-%dT%H:%M:%E*S%Ez", absl::Now(), zone);
    if (zone.At(absl::Now()).offset == 0 && time.ends_with("+00:00"))
      time.replace(time.size() - 6, 6, "Z");
    done(Value::string(types::copy_text(request->arena, time)));
  }
};

class GetTimeZoneData final : public HostFunction {
 public:
  std::string_view name() const override { return "modus_system.getTimeZoneData"; }
  std::size_t arity() const override { return 2; }

  void call(const std::shared_ptr<HostRequest>& request) const override {
    auto done = std::move(request->done);
    const std::string zone = zone_of(*request);
    if (text_argument(*request, 1) != "tzif") {
      return done(fail(ErrorCode::kInvalidArgument, "time zones come as \"tzif\", not as \"{}\"",
                       text_argument(*request, 1)));
    }
    if (!is_zone_name(zone)) return done(Value::null());
    const auto data = app::read_file(database() / zone, kLargestZone);
    if (!data || !data->starts_with("TZif")) return done(Value::null());
    done(Value::string(types::copy_text(request->arena, *data)));
  }
};

}  // namespace

std::unique_ptr<HostFunction> make_get_time_in_zone() { return std::make_unique<GetTimeInZone>(); }

std::unique_ptr<HostFunction> make_get_time_zone_data() {
  return std::make_unique<GetTimeZoneData>();
}

}  // namespace modus::host
