// SPDX-License-Identifier: Apache-2.0
// Calling conventions: how values lie in a guest's memory and how its functions take and return
// them. One per way of compiling guests (contract section 4, docs/function-abi.md); metadata in the
// module says which.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/guest/incoming.h"
#include "runtime/json/writer.h"
#include "runtime/sandbox/sandbox.h"
#include "runtime/types/projection.h"
#include "runtime/types/type.h"
#include "runtime/types/value.h"

namespace modus::guest {

/// Who built a module, from its metadata (contract section 2).
struct ModuleInfo {
  std::string plugin;   // name without version
  std::string version;  // may be empty
  std::string sdk;      // "modus-sdk-as"
  std::string sdk_version;
  std::string build_id;
  std::string build_time;
  std::string git_repo;
  std::string git_commit;
};

/// Something within a result that cannot be shown, with the response path to it below the
/// function's own field. The place itself was written as null (at the nearest nullable position).
struct ResultIssue {
  std::string message;
  std::vector<std::variant<std::string, std::size_t>> path;
};

/// The import by which a guest pushes to a stream. It takes the stream and says whether somebody
/// takes the values: 1, or 0 when the guest must keep them.
inline constexpr std::string_view kPushToStream = "modus_streams.push";

/// Functions of another module are imported from "modus/" and its name.
inline constexpr std::string_view kModulePrefix = "modus/";

/// One module's convention. Immutable and thread-safe; functions are addressed by their index in
/// exports()/imports(). Everything read from a guest is checked: pointers, lengths, ids, recursion.
/// No error of a guest's making is worse than an Error.
class Convention {
 public:
  virtual ~Convention() = default;

  virtual const ModuleInfo& info() const = 0;
  virtual const types::TypeTable& types() const = 0;
  /// The type that the app names so when it asks a model for a value, or null.
  virtual const types::Type* answer_type(std::string_view name) const = 0;
  /// Functions the app exports, sorted by name.
  virtual std::span<const types::Signature> exports() const = 0;
  /// Host functions the module imports, named "module.function", as its metadata declares them.
  virtual std::span<const types::Signature> imports() const = 0;

  /// The index in Module::exported_functions() of exports()[function].
  virtual std::size_t wasm_function(std::size_t function) const = 0;

  /// Puts the arguments, in declared order (absent: use the default), into guest memory. Bytes come
  /// in the form that is said, or as lists of numbers, timestamps as text. Numbers that do not fit
  /// the guest's type are refused rather than wrapped. Arguments in the form kRaw are those of
  /// another guest: all are there, and null is an empty list, map or bytes where there must be one.
  /// Fails with kInvalidArgument: `function parameter 'x' is invalid: …`. Call the function next,
  /// before anything else in that instance.
  virtual Result<sandbox::WasmValues> lower_arguments(sandbox::Instance& instance,
                                                      std::size_t function,
                                                      std::span<const types::Value> arguments,
                                                      BytesForm bytes_form) const = 0;

  /// Writes what the function returned as JSON: null for a stream. `arguments` are those it was
  /// called with. `projection` is null when the result holds no records. Fails when no value at all
  /// can be shown, and with kResourceExhausted once the writer is full: without a limit there, a
  /// hostile guest writes for ever. Smaller troubles are added to `issues`.
  virtual Result<void> lift_result(sandbox::Instance& instance, std::size_t function,
                                   std::span<const sandbox::WasmValue> arguments,
                                   std::span<const sandbox::WasmValue> results,
                                   const types::Projection* projection, json::Writer& writer,
                                   std::vector<ResultIssue>& issues) const = 0;

  /// Reads what the function returned for another guest, as lift_host_arguments() would: null for
  /// nothing, an object for several results. Fails when a part of it cannot be passed on.
  virtual Result<types::Value> lift_result_value(sandbox::Instance& instance, std::size_t function,
                                                 std::span<const sandbox::WasmValue> arguments,
                                                 std::span<const sandbox::WasmValue> results,
                                                 types::Arena& arena) const = 0;

  /// Writes the value that a function whose result is a stream pushes, as lift_result() would.
  /// Takes the arguments of the import kPushToStream. Fails also when they are another stream's.
  virtual Result<void> lift_pushed(sandbox::Instance& instance, std::size_t function,
                                   std::span<const sandbox::WasmValue> arguments,
                                   const types::Projection* projection, json::Writer& writer,
                                   std::vector<ResultIssue>& issues) const = 0;

  /// Reads a host call's arguments; text and lists are copied into the arena. Records become
  /// objects (whose names live as long as the convention), maps lists of {key, value}, bytes
  /// strings that hold them as they are.
  virtual Result<std::vector<types::Value>> lift_host_arguments(
      sandbox::Instance& instance, std::size_t import,
      std::span<const sandbox::WasmValue> arguments, types::Arena& arena) const = 0;

  /// Puts a host function's result into guest memory (record fields are matched by name, ignoring
  /// case; null becomes a null pointer; maps are objects or lists of {key, value}; bytes are
  /// strings that hold them as they are). Nothing for a function without result.
  virtual Result<std::optional<sandbox::WasmValue>> lower_host_result(
      sandbox::Instance& instance, std::size_t import, const types::Value& result) const = 0;

  /// The same for an import that is another module's function. Why that failed is told to a guest
  /// that can hear it; otherwise the error comes back, which ends the guest's call.
  virtual Result<std::optional<sandbox::WasmValue>> lower_module_result(
      sandbox::Instance& instance, std::size_t import,
      const Result<types::Value>& result) const = 0;
};

/// Reads the module's metadata and picks its convention. Fails with kCorrupt, saying what is
/// missing or wrong and that rebuilding with `modus build` mends it. To call functions takes the
/// sandbox::Module; their signatures its outline alone tells.
Result<std::unique_ptr<Convention>> make_convention(const sandbox::Outline& module);

}  // namespace modus::guest
