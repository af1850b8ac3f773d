import { nodeText, type BoolNode, type NilNode, type NumberNode, type StringNode } from './nodes.ts';
import {
  GoBytes,
  GoInt,
  GoStruct,
  TypedMap,
  TypedSlice,
  typeOf,
  type GoValue,
  type MaybeValue,
  type ParameterType,
} from './values.ts';

export type Fail = (message: string) => never;

const NAMES: { readonly [Type in ParameterType]: string } = {
  any: 'interface {}',
  value: 'reflect.Value',
  string: 'string',
  bool: 'bool',
  int: 'int',
  int64: 'int64',
  uint8: 'uint8',
  uint32: 'uint32',
  float64: 'float64',
  list: '[]interface {}',
  strings: '[]string',
  map: 'map[string]interface {}',
  bytes: '[]uint8',
  time: 'time.Time',
  duration: 'time.Duration',
  certificate: 'sprig.certificate',
};

const NILLABLE: ReadonlySet<ParameterType> = new Set<ParameterType>(['any', 'list', 'strings', 'map', 'bytes', 'value']);

const ACCEPTS: { readonly [Type in ParameterType]: (value: GoValue) => boolean } = {
  any: () => true,
  value: () => true,
  string: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  int: (value) => typeof value === 'bigint',
  int64: (value) => value instanceof GoInt && value.goType === 'int64',
  uint8: (value) => value instanceof GoInt && value.goType === 'uint8',
  uint32: (value) => value instanceof GoInt && value.goType === 'uint32',
  float64: (value) => typeof value === 'number',
  list: (value) => Array.isArray(value) && typeOf(value) === '[]interface {}',
  strings: (value) => value instanceof TypedSlice && value.elem === 'string',
  map: (value) => value instanceof Map && (!(value instanceof TypedMap) || value.elem === 'interface {}'),
  bytes: (value) => value instanceof GoBytes,
  time: (value) => value instanceof GoStruct && value.goType === 'time.Time',
  duration: (value) => value instanceof GoInt && value.goType === 'time.Duration',
  certificate: (value) => value instanceof GoStruct && value.goType === 'sprig.certificate',
};

/** A value for a parameter; models validateType. For `value` nothing stays nothing, for others that can be nil it becomes null. */
export function checked(value: MaybeValue, type: ParameterType, fail: Fail): MaybeValue {
  if (type === 'value' || (type === 'any' && value !== undefined)) return value;
  if (value === undefined) return NILLABLE.has(type) ? null : fail(`invalid value; expected ${NAMES[type]}`);
  if (value === null) return fail(`wrong type for value; expected ${NAMES[type]}; got interface {}`);
  if (ACCEPTS[type](value)) return value;
  return fail(`wrong type for value; expected ${NAMES[type]}; got ${typeOf(value)}`);
}

/** A literal for a parameter; models evalArg and idealConstant. */
export function literalArgument(node: StringNode | NumberNode | BoolNode | NilNode, type: ParameterType, fail: Fail): GoValue {
  if (node.type === 'nil') return NILLABLE.has(type) ? null : fail(`cannot assign nil to ${NAMES[type]}`);
  if (type === 'any' || type === 'value') {
    if (node.type !== 'number') return node.value;
    const { text, int, uint, float, complex } = node.number;
    if (complex !== undefined && float === undefined) return complexValue(complex);
    const hexInt = /^[-+]?0[xX]/.test(text) && !/[pP]/.test(text);
    if (complex !== undefined) return complexValue(complex);
    if (float !== undefined && !hexInt && !text.startsWith("'") && /[.eEpP]/.test(text)) return float;
    if (int !== undefined) return int;
    return fail(uint === undefined ? `can't handle ${text}` : `${text} overflows int`);
  }
  if (type === 'string') return node.type === 'string' ? node.value : fail(`expected string; found ${nodeText(node)}`);
  if (type === 'bool') return node.type === 'bool' ? node.value : fail(`expected bool; found ${nodeText(node)}`);
  if (type === 'int' || type === 'int64') {
    const int = node.type === 'number' ? node.number.int : undefined;
    if (int === undefined) return fail(`expected integer; found ${nodeText(node)}`);
    return type === 'int' ? int : new GoInt('int64', int);
  }
  if (type === 'duration') {
    const int = node.type === 'number' ? node.number.int : undefined;
    return int === undefined ? fail(`expected integer; found ${nodeText(node)}`) : new GoInt('time.Duration', int);
  }
  if (type === 'uint8' || type === 'uint32') {
    const uint = node.type === 'number' ? node.number.uint : undefined;
    return uint === undefined
      ? fail(`expected unsigned integer; found ${nodeText(node)}`)
      : new GoInt(type, BigInt.asUintN(type === 'uint8' ? 8 : 32, uint));
  }
  if (type === 'float64') {
    return (node.type === 'number' ? node.number.float : undefined) ?? fail(`expected float; found ${nodeText(node)}`);
  }
  return fail(`can't handle ${nodeText(node)} for arg of type ${NAMES[type]}`);
}

function complexValue({ real, imaginary }: { readonly real: number; readonly imaginary: number }): GoStruct {
  const text = `(${real}${imaginary < 0 ? '' : '+'}${imaginary}i)`;
  return new GoStruct('complex128', new Map(), { text: () => text, native: { real, imaginary } });
}
