// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/metadata.h"

#include <algorithm>
#include <limits>

namespace modus::guest {
namespace {

constexpr unsigned kVersion = 2;
constexpr std::string_view kRemedy = "rebuild the app with \"modus build\"";

std::unexpected<Error> wrong(std::string_view what) {
  return fail(ErrorCode::kCorrupt, "the module's Modus metadata is damaged: {}; {}", what, kRemedy);
}

Result<std::string> required_string(const json::Object& object, std::string_view key,
                                    std::string_view owner) {
  const auto text = json::find_string(object, key);
  if (!text) return wrong(fmt::format("{} has no \"{}\"", owner, key));
  return std::string(*text);
}

std::string optional_string(const json::Object& object, std::string_view key) {
  return std::string(json::find_string(object, key).value_or(""));
}

// "name@version", split at the last @; a scope's leading @ does not count.
std::pair<std::string, std::string> split_version(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == text.npos || at == 0) return {std::string(text), ""};
  return {std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
}

std::vector<std::string> read_docs(const json::Object& object) {
  std::vector<std::string> docs;
  const json::Object* owner = json::find_object(object, "docs");
  const json::Array* lines = owner ? json::find_array(*owner, "lines") : nullptr;
  if (!lines) return docs;
  for (const json::Value& line : *lines) {
    if (line.is_string()) docs.emplace_back(line.get_string());
  }
  return docs;
}

// The list's members, all of them objects; an absent list is empty.
Result<std::vector<const json::Object*>> read_objects(const json::Object& owner,
                                                      std::string_view key) {
  std::vector<const json::Object*> objects;
  const json::Array* list = json::find_array(owner, key);
  if (!list) {
    if (owner.contains(key)) return wrong(fmt::format("\"{}\" is no list", key));
    return objects;
  }
  for (const json::Value& item : *list) {
    if (!item.is_object())
      return wrong(fmt::format("\"{}\" holds something else than objects", key));
    objects.push_back(&item.get_object());
  }
  return objects;
}

Result<DeclaredFunction> read_function(std::string_view name, const json::Object& from) {
  const std::string owner = fmt::format("function \"{}\"", name);
  DeclaredFunction function;
  function.name = name;
  function.docs = read_docs(from);
  MODUS_TRY(parameters, read_objects(from, "parameters"));
  for (const json::Object* object : parameters) {
    MODUS_TRY(parameter_name, required_string(*object, "name", owner));
    MODUS_TRY(type, required_string(*object, "type", owner));
    const json::Value* value = object->if_contains("default");
    function.parameters.push_back(
        {std::move(parameter_name), std::move(type), value ? std::optional(*value) : std::nullopt});
  }
  MODUS_TRY(results, read_objects(from, "results"));
  for (const json::Object* object : results) {
    MODUS_TRY(type, required_string(*object, "type", owner));
    function.results.push_back({optional_string(*object, "name"), std::move(type)});
  }
  return function;
}

Result<std::vector<DeclaredFunction>> read_functions(const json::Object& root,
                                                     std::string_view key) {
  std::vector<DeclaredFunction> functions;
  const json::Object* object = json::find_object(root, key);
  if (!object) return functions;
  for (const auto& [name, value] : *object) {
    if (!value.is_object()) return wrong(fmt::format("function \"{}\" is no object", name.data()));
    MODUS_TRY(function, read_function(name, value.get_object()));
    functions.push_back(std::move(function));
  }
  std::ranges::sort(functions, {}, &DeclaredFunction::name);
  return functions;
}

Result<DeclaredType> read_type(std::string_view name, const json::Object& from) {
  DeclaredType type;
  type.name = name;
  type.docs = read_docs(from);
  if (const json::Value* id = from.if_contains("id")) {
    const bool fits = id->is_int64() && id->get_int64() >= 0 &&
                      id->get_int64() <= std::numeric_limits<std::uint32_t>::max();
    if (!fits) return wrong(fmt::format("type \"{}\" has no valid id", name));
    type.id = static_cast<std::uint32_t>(id->get_int64());
  }
  if (!from.contains("fields")) return type;
  MODUS_TRY(fields, read_objects(from, "fields"));
  type.fields.emplace();
  for (const json::Object* object : fields) {
    const std::string owner = fmt::format("type \"{}\"", name);
    MODUS_TRY(field_name, required_string(*object, "name", owner));
    MODUS_TRY(field_type, required_string(*object, "type", owner));
    type.fields->push_back({std::move(field_name), std::move(field_type), read_docs(*object)});
  }
  return type;
}

Result<std::vector<NamedType>> read_named_types(const json::Object& root, std::string_view key) {
  std::vector<NamedType> named;
  if (!root.contains(key)) return named;
  const json::Object* object = json::find_object(root, key);
  if (!object) return wrong(fmt::format("\"{}\" is no object", key));
  for (const auto& [name, type] : *object) {
    if (!type.is_string()) return wrong(fmt::format("\"{}\" holds something else than names", key));
    named.push_back({std::string(name), std::string(type.get_string())});
  }
  return named;
}

Result<std::string> read_section(const sandbox::Outline& module) {
  const auto version = module.custom_section("modus_metadata_version");
  auto text = module.custom_section("modus_metadata");
  if (!version || !text) {
    return fail(ErrorCode::kCorrupt, "the module holds no Modus metadata; {}", kRemedy);
  }
  if (version->size() != 1) return wrong("its version is not one byte");
  const unsigned number = static_cast<unsigned char>(version->front());
  if (number != kVersion) {
    return fail(ErrorCode::kCorrupt,
                "the module's metadata has version {}, and this runtime knows only version {}; {}",
                number, kVersion, kRemedy);
  }
  return *std::move(text);
}

}  // namespace

const DeclaredType* Metadata::find_type(std::string_view name) const {
  const auto found = std::ranges::lower_bound(types, name, {}, &DeclaredType::name);
  return found == types.end() || found->name != name ? nullptr : &*found;
}

Result<Metadata> read_metadata(const sandbox::Outline& module) {
  MODUS_TRY(text, read_section(module));
  const auto document = json::parse(text);
  if (!document) return wrong(document.error().message());
  if (!document->is_object()) return wrong("it is no object");
  const json::Object& root = document->get_object();

  Metadata metadata;
  MODUS_TRY(plugin, required_string(root, "plugin", "it"));
  MODUS_TRY(sdk, required_string(root, "sdk", "it"));
  std::tie(metadata.info.plugin, metadata.info.version) = split_version(plugin);
  std::tie(metadata.info.sdk, metadata.info.sdk_version) = split_version(sdk);
  metadata.abi = optional_string(root, "abi");
  metadata.info.build_id = optional_string(root, "buildId");
  metadata.info.build_time = optional_string(root, "buildTs");
  metadata.info.git_repo = optional_string(root, "gitRepo");
  metadata.info.git_commit = optional_string(root, "gitCommit");

  MODUS_TRY(exports, read_functions(root, "fnExports"));
  MODUS_TRY(imports, read_functions(root, "fnImports"));
  metadata.exports = std::move(exports);
  metadata.imports = std::move(imports);
  MODUS_TRY(answer_types, read_named_types(root, "answerTypes"));
  metadata.answer_types = std::move(answer_types);
  if (const json::Object* types = json::find_object(root, "types")) {
    for (const auto& [name, value] : *types) {
      if (!value.is_object()) return wrong(fmt::format("type \"{}\" is no object", name.data()));
      MODUS_TRY(type, read_type(name, value.get_object()));
      metadata.types.push_back(std::move(type));
    }
    std::ranges::sort(metadata.types, {}, &DeclaredType::name);
  }
  return metadata;
}

}  // namespace modus::guest
