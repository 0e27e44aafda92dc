// SPDX-License-Identifier: Apache-2.0
#include "runtime/clients/go.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "runtime/clients/contents.h"
#include "runtime/clients/names.h"
#include "runtime/guest/convention.h"

namespace modus::clients {
namespace {

using types::Kind;
using types::Type;

// Words of the language, names that the generated code uses, and those of no importable package.
constexpr std::string_view kReserved[] = {
    "any",     "bool",    "break",   "byte",    "case",  "chan",        "const",  "continue",
    "default", "defer",   "else",    "err",     "error", "fallthrough", "false",  "float32",
    "float64", "for",     "func",    "go",      "goto",  "if",          "import", "init",
    "int",     "int16",   "int32",   "int64",   "int8",  "interface",   "iota",   "main",
    "map",     "modules", "nil",     "package", "range", "return",      "rune",   "select",
    "string",  "struct",  "switch",  "true",    "type",  "uint",        "uint16", "uint32",
    "uint64",  "uint8",   "uintptr", "var"};

bool starts_with_letter(std::string_view name) {
  return !name.empty() &&
         ((name[0] >= 'a' && name[0] <= 'z') || (name[0] >= 'A' && name[0] <= 'Z'));
}

bool may_be_null_anyway(const Type& type) {
  switch (type.kind) {
    case Kind::kNullable:
    case Kind::kList:
    case Kind::kMap:
    case Kind::kOpaque: return true;
    case Kind::kBytes: return type.length == 0;
    default: return false;
  }
}

class Go final : public Grammar {
 public:
  bool is_name(std::string_view name) const override { return is_identifier(name); }
  std::optional<std::string> refuse(const Type& type) const override {
    if (type.kind == Kind::kStream) return fmt::format("Go has no type for {}", type.name);
    if (type.kind == Kind::kMap && !is_key(*type.key))
      return fmt::format("a map's key must be a string, a number or a bool, not {}",
                         type.key->name);
    for (const types::Field& field : type.fields) {
      if (!starts_with_letter(field.name))
        return fmt::format("the field '{}' of {} has no name that Go would export", field.name,
                           type.short_name);
    }
    return std::nullopt;
  }

 private:
  static bool is_key(const Type& type) {
    return type.kind == Kind::kString ||
           (type.kind >= Kind::kBoolean && type.kind <= Kind::kFloat64);
  }
};

class Printer {
 public:
  explicit Printer(std::string_view module) : module_(module), names_(kReserved) {}

  std::string print(const Contents& contents) {
    for (const Type* record : contents.records)
      structs_[record] = names_.take(upper_first(to_identifier(record->short_name)));
    for (const Type* record : contents.records) print_struct(*record);
    for (const auto* function : contents.functions) print_function(*function);
    for (const LeftOut& left_out : contents.left_out)
      body_ +=
          fmt::format("\n// {} cannot be called from here: {}.\n", left_out.function, left_out.why);
    Names package(kReserved);
    const std::string name = package.take(module_);
    std::string imports;
    if (uses_time_) imports += "\t\"time\"\n\n";
    imports += "\t\"github.com/hypermodeinc/modus/sdk/go/pkg/modules\"\n";
    return fmt::format(
        "{}\n// Package {} calls functions of the module \"{}\".\npackage {}\n\nimport (\n{})\n{}",
        kGenerated, name, module_, name, imports, body_);
  }

 private:
  std::string type(const Type& type) {
    switch (type.kind) {
      case Kind::kBoolean: return "bool";
      case Kind::kInt8: return "int8";
      case Kind::kInt16: return "int16";
      case Kind::kInt32: return "int";
      case Kind::kInt64: return "int64";
      case Kind::kUint8: return "uint8";
      case Kind::kUint16: return "uint16";
      case Kind::kUint32: return "uint";
      case Kind::kUint64: return "uint64";
      case Kind::kFloat32: return "float32";
      case Kind::kFloat64: return "float64";
      case Kind::kString: return "string";
      case Kind::kBytes: return type.length > 0 ? fmt::format("[{}]byte", type.length) : "[]byte";
      case Kind::kTimestamp: uses_time_ = true; return "time.Time";
      case Kind::kDuration: uses_time_ = true; return "time.Duration";
      case Kind::kNullable:
        return (may_be_null_anyway(*type.element) ? "" : "*") + this->type(*type.element);
      case Kind::kList: return "[]" + this->type(*type.element);
      case Kind::kArray: return fmt::format("[{}]{}", type.length, this->type(*type.element));
      case Kind::kMap:
        return fmt::format("map[{}]{}", this->type(*type.key), this->type(*type.element));
      case Kind::kRecord: return structs_.at(&type);
      default: return "any";
    }
  }

  void print_docs(std::span<const std::string> docs, std::string_view indent = "") {
    for (const std::string& line : comment_lines(docs))
      body_ += fmt::format("{}//{}{}\n", indent, line.empty() ? "" : " ", line);
  }

  // Columns as gofmt would have them: names and types of fields that follow one another.
  void print_struct(const Type& record) {
    body_ += '\n';
    print_docs(record.docs);
    body_ += fmt::format("type {} struct {{\n", structs_.at(&record));
    Names names({});
    std::size_t width = 0;
    for (const types::Field& field : record.fields) width = std::max(width, field.name.size());
    for (const types::Field& field : record.fields) {
      print_docs(field.docs, "\t");
      body_ += fmt::format("\t{:{}} {}\n", names.take(upper_first(field.name)), width,
                           type(*field.type));
    }
    body_ += "}\n";
  }

  void print_function(const types::Signature& function) {
    const std::string name = names_.take(upper_first(function.name));
    // The host knows several results by their names, so these come before those of parameters.
    Names names(kReserved);
    std::string results, given, targets;
    for (std::size_t i = 0; i < function.results.size(); ++i) {
      const std::string result = names.take(function.results.size() == 1
                                                ? "result"
                                                : lower_first(result_name(function.results[i], i)));
      results += fmt::format("{} {}, ", result, type(*function.results[i].type));
      given += result + ", ";
      targets += ", &" + result;
    }
    std::string parameters, arguments;
    for (const types::Parameter& parameter : function.parameters) {
      const std::string argument = names.take(parameter.name);
      parameters +=
          fmt::format("{}{} {}", parameters.empty() ? "" : ", ", argument, type(*parameter.type));
      arguments += fmt::format("{}{}", arguments.empty() ? "" : ", ", argument);
    }
    body_ += '\n';
    print_docs(function.docs);
    print_defaults(function);
    const std::string import = fmt::format("{}{}", guest::kModulePrefix, module_);
    body_ += fmt::format("{}//modus:import {} {}\nfunc {}({}) ({}err error) {{\n",
                         function.docs.empty() ? "" : "//\n", import, function.name, name,
                         parameters, results);
    body_ += fmt::format("\terr = modules.Call(\"{}.{}\", []any{{{}}}{})\n\treturn {}err\n}}\n",
                         import, function.name, arguments, targets, given);
  }

  // The language has no defaults, but who calls may want to know them.
  void print_defaults(const types::Signature& function) {
    std::string defaults;
    for (const types::Parameter& parameter : function.parameters) {
      if (!parameter.default_value || parameter.default_value->is_null()) continue;
      if (parameter.default_value->is_string() && parameter.default_value->get_string().empty())
        continue;
      defaults += fmt::format("{}{} {}", defaults.empty() ? "" : ", ", parameter.name,
                              json::to_text(*parameter.default_value));
    }
    if (!defaults.empty()) body_ += fmt::format("// Clients may leave out: {}.\n", defaults);
  }

  std::string_view module_;
  Names names_;
  std::map<const Type*, std::string> structs_;
  bool uses_time_ = false;
  std::string body_;
};

}  // namespace

std::string go_client(std::string_view module, std::span<const types::Signature> functions) {
  return Printer(module).print(list_contents(functions, Go()));
}

}  // namespace modus::clients
