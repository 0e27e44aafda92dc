// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/schema/prelude.h"

namespace modus::graphql {

const std::string_view kPrelude = R"GRAPHQL(
"Text: a sequence of Unicode characters."
scalar String
"A whole number of 32 bits with sign."
scalar Int
"A number of double precision as IEEE 754 defines it."
scalar Float
"True or false."
scalar Boolean
"A unique key, written as a string; integers are accepted too."
scalar ID

"Includes the field or fragment only when the argument is true."
directive @include("Whether to include it." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
"Leaves the field or fragment out when the argument is true."
directive @skip("Whether to leave it out." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
"Marks a part of the schema that should not be used any more."
directive @deprecated("Why, and what to use instead, in Markdown." reason: String = "No longer supported")
  on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE | DIRECTIVE_DEFINITION
"Names the document that specifies a custom scalar."
directive @specifiedBy("The address of that document." url: String!) on SCALAR
"Says that exactly one field of the input object must be given, and not be null."
directive @oneOf on INPUT_OBJECT

"The schema: its types, directives and root operations."
type __Schema {
  description: String
  "Every type of the schema."
  types: [__Type!]!
  "The type that query operations start from."
  queryType: __Type!
  "The type that mutation operations start from, if there are any."
  mutationType: __Type
  "The type that subscription operations start from, if there are any."
  subscriptionType: __Type
  "Every directive a document may use."
  directives(includeDeprecated: Boolean! = false): [__Directive!]!
}

"A type: named, or a list or non-null of another type. `kind` says which fields apply."
type __Type {
  kind: __TypeKind!
  name: String
  description: String
  specifiedByURL: String
  fields(includeDeprecated: Boolean = false): [__Field!]
  interfaces: [__Type!]
  possibleTypes: [__Type!]
  enumValues(includeDeprecated: Boolean = false): [__EnumValue!]
  inputFields(includeDeprecated: Boolean = false): [__InputValue!]
  ofType: __Type
  isOneOf: Boolean
}

"What a type is."
enum __TypeKind {
  "A leaf value."
  SCALAR
  "Has `fields` and `interfaces`."
  OBJECT
  "Has `fields`, `interfaces` and `possibleTypes`."
  INTERFACE
  "Has `possibleTypes`."
  UNION
  "Has `enumValues`."
  ENUM
  "Has `inputFields`."
  INPUT_OBJECT
  "A list of `ofType`."
  LIST
  "`ofType` without null."
  NON_NULL
}

"A field of an object or interface."
type __Field {
  name: String!
  description: String
  args(includeDeprecated: Boolean = false): [__InputValue!]!
  type: __Type!
  isDeprecated: Boolean!
  deprecationReason: String
}

"An argument, or a field of an input object."
type __InputValue {
  name: String!
  description: String
  type: __Type!
  "The default as a GraphQL literal."
  defaultValue: String
  isDeprecated: Boolean!
  deprecationReason: String
}

"One of the values of an enum."
type __EnumValue {
  name: String!
  description: String
  isDeprecated: Boolean!
  deprecationReason: String
}

"A directive a document may use."
type __Directive {
  name: String!
  description: String
  isRepeatable: Boolean!
  locations: [__DirectiveLocation!]!
  args(includeDeprecated: Boolean = false): [__InputValue!]!
  isDeprecated: Boolean!
  deprecationReason: String
}

"Where in a document a directive may stand."
enum __DirectiveLocation {
  QUERY
  MUTATION
  SUBSCRIPTION
  FIELD
  FRAGMENT_DEFINITION
  FRAGMENT_SPREAD
  INLINE_FRAGMENT
  VARIABLE_DEFINITION
  SCHEMA
  SCALAR
  OBJECT
  FIELD_DEFINITION
  ARGUMENT_DEFINITION
  INTERFACE
  UNION
  ENUM
  ENUM_VALUE
  INPUT_OBJECT
  INPUT_FIELD_DEFINITION
  DIRECTIVE_DEFINITION
}
)GRAPHQL";

}  // namespace modus::graphql
