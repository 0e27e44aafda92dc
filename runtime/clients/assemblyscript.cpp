// SPDX-License-Identifier: Apache-2.0
#include "runtime/clients/assemblyscript.h"

#include <map>

#include <fmt/format.h>

#include "runtime/clients/contents.h"
#include "runtime/clients/names.h"
#include "runtime/guest/convention.h"

namespace modus::clients {
namespace {

using types::Kind;
using types::Type;

// Words of the language, and names that the generated code uses.
constexpr std::string_view kReserved[] = {
    "Array",      "Box",       "Date",     "JSON",     "Map",        "Uint8Array", "abstract",
    "any",        "as",        "await",    "bool",     "break",      "case",       "catch",
    "class",      "const",     "continue", "debugger", "declare",    "default",    "delete",
    "do",         "else",      "enum",     "export",   "extends",    "f32",        "f64",
    "false",      "finally",   "for",      "from",     "function",   "get",        "i16",
    "i32",        "i64",       "i8",       "if",       "implements", "import",     "in",
    "instanceof", "interface", "is",       "isize",    "let",        "module",     "namespace",
    "new",        "null",      "number",   "of",       "package",    "private",    "protected",
    "public",     "readonly",  "return",   "set",      "static",     "string",     "super",
    "switch",     "symbol",    "this",     "throw",    "true",       "try",        "type",
    "typeof",     "u16",       "u32",      "u64",      "u8",         "undefined",  "usize",
    "v128",       "var",       "void",     "while",    "with",       "yield"};

bool is_reference(const Type& type) {
  switch (type.kind) {
    case Kind::kString:
    case Kind::kBytes:
    case Kind::kTimestamp:
    case Kind::kList:
    case Kind::kArray:
    case Kind::kMap:
    case Kind::kRecord:
    case Kind::kOpaque: return true;
    default: return false;
  }
}

bool is_number(Kind kind) {
  return kind == Kind::kDuration || (kind >= Kind::kInt8 && kind <= Kind::kFloat64);
}

class AssemblyScript final : public Grammar {
 public:
  bool is_name(std::string_view name) const override { return is_identifier(name, "$"); }
  std::optional<std::string> refuse(const Type& type) const override {
    if (type.kind == Kind::kStream)
      return fmt::format("AssemblyScript has no type for {}", type.name);
    return std::nullopt;
  }
};

class Printer {
 public:
  explicit Printer(std::string_view module) : module_(module), names_(kReserved) {}

  std::string print(const Contents& contents) {
    // Names of functions come first: theirs are known to whoever calls them.
    std::vector<std::string> functions;
    for (const auto* function : contents.functions)
      functions.push_back(names_.take(function->name));
    for (const Type* record : contents.records)
      classes_[record] = names_.take(to_identifier(record->short_name));
    for (const Type* record : contents.records) print_class(*record);
    for (std::size_t i = 0; i < functions.size(); ++i)
      print_function(*contents.functions[i], functions[i]);
    for (const LeftOut& left_out : contents.left_out)
      text_ +=
          fmt::format("\n// {} cannot be called from here: {}.\n", left_out.function, left_out.why);
    std::string imports;
    if (uses_box_) imports += "import { Box } from \"@hypermode/modus-sdk-as\";\n";
    if (uses_json_) imports += "import { JSON } from \"json-as\";\n";
    return fmt::format("{}// Calls functions of the module \"{}\".\n{}{}{}", kGenerated, module_,
                       imports.empty() ? "" : "\n", imports, text_);
  }

 private:
  std::string type(const Type& type) {
    switch (type.kind) {
      case Kind::kBoolean: return "bool";
      case Kind::kInt8: return "i8";
      case Kind::kInt16: return "i16";
      case Kind::kInt32: return "i32";
      case Kind::kInt64:
      case Kind::kDuration: return "i64";
      case Kind::kUint8: return "u8";
      case Kind::kUint16: return "u16";
      case Kind::kUint32: return "u32";
      case Kind::kUint64: return "u64";
      case Kind::kFloat32: return "f32";
      case Kind::kFloat64: return "f64";
      case Kind::kString: return "string";
      case Kind::kBytes: return "Uint8Array";
      case Kind::kTimestamp: return "Date";
      case Kind::kNullable: return nullable(*type.element) + " | null";
      case Kind::kList:
      case Kind::kArray: return fmt::format("Array<{}>", this->type(*type.element));
      case Kind::kMap:
        return fmt::format("Map<{}, {}>", this->type(*type.key), this->type(*type.element));
      case Kind::kRecord: return classes_.at(&type);
      case Kind::kOpaque: uses_json_ = true; return "JSON.Raw";
      default: return "void";
    }
  }

  // The language's own numbers are never null.
  std::string nullable(const Type& element) {
    if (is_reference(element)) return type(element);
    uses_box_ = true;
    return fmt::format("Box<{}>", type(element));
  }

  std::string initial(const Type& type) {
    switch (type.kind) {
      case Kind::kBoolean: return "false";
      case Kind::kString: return "\"\"";
      case Kind::kBytes: return "new Uint8Array(0)";
      case Kind::kTimestamp: return "new Date(0)";
      case Kind::kNullable: return "null";
      case Kind::kList:
      case Kind::kArray: return "[]";
      case Kind::kMap:
      case Kind::kRecord: return fmt::format("new {}()", this->type(type));
      case Kind::kOpaque: return "new JSON.Raw(\"null\")";
      default: return "0";
    }
  }

  void print_docs(std::span<const std::string> docs, std::string_view indent = "") {
    const auto lines = comment_lines(docs);
    if (lines.empty()) return;
    if (lines.size() == 1) {
      text_ += fmt::format("{}/** {} */\n", indent, lines[0]);
      return;
    }
    text_ += fmt::format("{}/**\n", indent);
    for (const std::string& line : lines)
      text_ += fmt::format("{} *{}{}\n", indent, line.empty() ? "" : " ", line);
    text_ += fmt::format("{} */\n", indent);
  }

  void print_class(const Type& record) {
    text_ += '\n';
    print_docs(record.docs);
    text_ += fmt::format("export class {} {{\n", classes_.at(&record));
    for (const types::Field& field : record.fields) {
      print_docs(field.docs, "  ");
      print_field(field.name, *field.type);
    }
    text_ += "}\n";
  }
  void print_field(std::string_view name, const Type& of) {
    text_ += fmt::format("  {}: {} = {};\n", name, type(of), initial(of));
  }

  // The language has one result at most: several become a class.
  std::string result(const types::Signature& function) {
    if (function.results.empty()) return "void";
    if (function.results.size() == 1) return type(*function.results[0].type);
    std::string name = names_.take(upper_first(function.name) + "Result");
    text_ += fmt::format("\n/** What {} gives. */\nexport class {} {{\n", function.name, name);
    for (std::size_t i = 0; i < function.results.size(); ++i)
      print_field(result_name(function.results[i], i), *function.results[i].type);
    text_ += "}\n";
    return name;
  }

  // A constant as the language writes it; nothing when it is none, or the guest computes it.
  static std::optional<std::string> constant(const types::Parameter& parameter) {
    const auto& value = parameter.default_value;
    const Kind kind = parameter.type->kind;
    const Kind required = parameter.type->required().kind;
    if (!value) return std::nullopt;
    const bool fits = value->is_null()     ? parameter.type->is_nullable()
                      : value->is_bool()   ? kind == Kind::kBoolean
                      : value->is_string() ? required == Kind::kString
                                           : value->is_number() && is_number(kind);
    if (!fits) return std::nullopt;
    std::string text = json::to_text(*value);
    // U+2028 and U+2029, which JSON leaves as they are, end a line and with it a text.
    const bool ends_line = text.contains("\xe2\x80\xa8") || text.contains("\xe2\x80\xa9");
    return ends_line ? std::nullopt : std::optional(std::move(text));
  }

  void print_function(const types::Signature& function, const std::string& name) {
    const std::string gives = result(function);
    // Only the last ones may be left out.
    std::size_t required = function.parameters.size();
    while (required > 0 && constant(function.parameters[required - 1])) --required;
    Names names(kReserved);
    std::string parameters, with_defaults, arguments;
    for (std::size_t i = 0; i < function.parameters.size(); ++i) {
      const types::Parameter& parameter = function.parameters[i];
      const std::string argument = names.take(parameter.name);
      const std::string_view comma = i == 0 ? "" : ", ";
      parameters += fmt::format("{}{}: {}", comma, argument, type(*parameter.type));
      with_defaults += fmt::format("{}{}: {}", comma, argument, type(*parameter.type));
      if (i >= required) with_defaults += " = " + *constant(parameter);
      arguments += fmt::format("{}{}", comma, argument);
    }
    const bool has_defaults = required < function.parameters.size();
    const std::string import = has_defaults ? names_.take(name + "Import") : name;
    text_ += '\n';
    if (!has_defaults) print_docs(function.docs);
    text_ += fmt::format(
        "// @ts-expect-error: decorator\n@external(\"{}{}\", \"{}\")\n{}declare function {}({}): "
        "{};\n",
        guest::kModulePrefix, module_, function.name, has_defaults ? "" : "export ", import,
        parameters, gives);
    if (!has_defaults) return;
    text_ += '\n';
    print_docs(function.docs);
    text_ += fmt::format("export function {}({}): {} {{\n  {}{}({});\n}}\n", name, with_defaults,
                         gives, gives == "void" ? "" : "return ", import, arguments);
  }

  std::string_view module_;
  Names names_;
  std::map<const Type*, std::string> classes_;
  bool uses_box_ = false;
  bool uses_json_ = false;
  std::string text_;
};

}  // namespace

std::string assemblyscript_client(std::string_view module,
                                  std::span<const types::Signature> functions) {
  return Printer(module).print(list_contents(functions, AssemblyScript()));
}

}  // namespace modus::clients
