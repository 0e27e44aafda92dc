// SPDX-License-Identifier: Apache-2.0

import {
  CommonFlags,
  ElementKind,
  LiteralKind,
  NodeKind,
  Token,
} from "assemblyscript/dist/assemblyscript.js";

/** Stands for a value that is only known when the app runs. */
export const kUnknown = Symbol("unknown");

const kMaxDepth = 64;

/**
 * Evaluates an initializer as the compiler would, for a place of the given type.
 * Integers become bigint, so that no digit is lost.
 * @returns {bigint | number | boolean | string | null | Array | typeof kUnknown}
 */
export function constantOf(node, type, scope) {
  return convert(evaluate(node, type, scope, 0), type);
}

function isBool(type) {
  return type.isBooleanValue;
}

function isInteger(type) {
  return type.isIntegerValue && !isBool(type);
}

function isNumber(value) {
  return typeof value === "bigint" || typeof value === "number";
}

/** Makes a value fit a type; one that cannot fit is unknown. */
function convert(value, type) {
  if (value === kUnknown) return kUnknown;
  if (value === null) return type.isNullableReference ? null : kUnknown;
  if (isBool(type)) return isNumber(value) ? Number(value) !== 0 : ofKind(value, "boolean");
  if (isInteger(type)) {
    if (typeof value === "boolean") return value ? 1n : 0n;
    if (typeof value !== "bigint") return kUnknown;
    const wrap = type.isSignedIntegerValue ? BigInt.asIntN : BigInt.asUintN;
    return wrap(type.size, value);
  }
  if (type.isFloatValue) {
    const number = isNumber(value) ? Number(value) : kUnknown;
    return Number.isFinite(number) ? number : kUnknown;
  }
  const cls = type.getClass();
  if (Array.isArray(value)) return cls?.isArrayLike ? value : kUnknown;
  return cls?.internalName === "~lib/string/String" ? ofKind(value, "string") : kUnknown;
}

function ofKind(value, kind) {
  return typeof value === kind ? value : kUnknown;
}

function evaluate(node, type, scope, depth) {
  if (depth > kMaxDepth) return kUnknown;
  const at = (child, childType = type) => evaluate(child, childType, scope, depth + 1);
  switch (node.kind) {
    case NodeKind.True:
      return true;
    case NodeKind.False:
      return false;
    case NodeKind.Null:
      return null;
    case NodeKind.Literal:
      return literal(node, type, scope, depth);
    case NodeKind.Parenthesized:
      return at(node.expression);
    case NodeKind.UnaryPrefix:
      return unary(node.operator, at(node.operand));
    case NodeKind.Binary:
      return binary(node.operator, operand(at(node.left), type), operand(at(node.right), type));
    case NodeKind.Identifier:
      return variable(scope.lookup(node.text), type, depth);
    case NodeKind.PropertyAccess:
      return variable(memberOf(node, scope), type, depth);
    default:
      return kUnknown;
  }
}

/** In an expression for a float, integer literals are floats. */
function operand(value, type) {
  return type.isFloatValue && typeof value === "bigint" ? Number(value) : value;
}

function literal(node, type, scope, depth) {
  switch (node.literalKind) {
    case LiteralKind.Integer:
      return BigInt(node.value.toUnsigned().toString()); // the parser knows no sign
    case LiteralKind.Float:
      return node.value;
    case LiteralKind.String:
      return node.value;
    case LiteralKind.Template:
      return node.parts.length === 1 ? node.parts[0] : kUnknown;
    case LiteralKind.Array: {
      const elementType = type.getClass()?.getArrayValueType?.();
      if (!elementType) return kUnknown;
      const values = node.elementExpressions.map((element) =>
        convert(evaluate(element, elementType, scope, depth + 1), elementType),
      );
      return values.includes(kUnknown) ? kUnknown : values;
    }
    default:
      return kUnknown;
  }
}

function unary(operator, value) {
  if (value === kUnknown) return kUnknown;
  if (operator === Token.Exclamation) return typeof value === "boolean" ? !value : kUnknown;
  if (!isNumber(value)) return kUnknown;
  if (operator === Token.Minus) return -value;
  if (operator === Token.Plus) return value;
  if (operator === Token.Tilde && typeof value === "bigint") return ~value;
  return kUnknown;
}

function binary(operator, left, right) {
  if (left === kUnknown || right === kUnknown) return kUnknown;
  if (typeof left === "string" && typeof right === "string") {
    return operator === Token.Plus ? left + right : kUnknown;
  }
  if (!isNumber(left) || typeof left !== typeof right) return kUnknown;
  if (typeof left === "bigint") return integerOperation(operator, left, right);
  return floatOperation(operator, left, right);
}

function floatOperation(operator, left, right) {
  switch (operator) {
    case Token.Plus:
      return left + right;
    case Token.Minus:
      return left - right;
    case Token.Asterisk:
      return left * right;
    case Token.Slash:
      return left / right;
    case Token.Percent:
      return left % right;
    default:
      return kUnknown;
  }
}

function integerOperation(operator, left, right) {
  switch (operator) {
    case Token.Slash:
      return right === 0n ? kUnknown : left / right;
    case Token.Percent:
      return right === 0n ? kUnknown : left % right;
    case Token.LessThan_LessThan:
      return right < 0n || right > 63n ? kUnknown : left << right;
    case Token.GreaterThan_GreaterThan:
      return right < 0n || right > 63n ? kUnknown : left >> right;
    case Token.Ampersand:
      return left & right;
    case Token.Bar:
      return left | right;
    case Token.Caret:
      return left ^ right;
    default:
      return floatOperation(operator, left, right);
  }
}

/** The element behind `a.b`, where `a` is an enum, a namespace, a class or a type such as i32. */
function memberOf(node, scope) {
  const { expression, property } = node;
  let owner = null;
  if (expression.kind === NodeKind.Identifier) owner = scope.lookup(expression.text);
  if (expression.kind === NodeKind.PropertyAccess) owner = memberOf(expression, scope);
  return owner?.getMember?.(property.text) ?? null;
}

/** The value of a constant or of an enum member. */
function variable(element, type, depth) {
  if (element?.kind === ElementKind.EnumValue) return enumMember(element, depth);
  if (element?.kind !== ElementKind.Global || !element.is(CommonFlags.Const)) return kUnknown;
  const initializer = element.initializerNode;
  if (!initializer) return kUnknown;
  const own = element.is(CommonFlags.Resolved) ? element.type : type;
  return convert(evaluate(initializer, own, element.parent, depth + 1), own);
}

/** Works a member of an enum out from the members before it: the compiler does so only on use. */
function enumMember(element, depth) {
  let value = -1n;
  for (const member of element.parent.members.values()) {
    if (member.kind !== ElementKind.EnumValue) continue;
    const { valueNode } = member;
    if (valueNode) value = evaluate(valueNode, member.type, element.parent, depth + 1);
    else if (value !== kUnknown) value += 1n;
    if (member === element) return value;
  }
  return kUnknown;
}
