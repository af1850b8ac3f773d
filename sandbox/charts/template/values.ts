/**
 * What a template works on, in the shapes that Go's reflection would see. `undefined` beside it, where a signature says so, is Go's
 * zero reflect.Value: nothing at all, as against `null`, an `interface {}` that holds nil.
 */
export type GoValue =
  null | boolean | string | number | bigint | GoInt | GoBytes | GoStruct | GoFunc | GoValue[] | Map<string, GoValue>;

/** A value or Go's zero reflect.Value. */
export type MaybeValue = GoValue | undefined;

/** An integer of another type than `int` (which is a plain bigint). */
export class GoInt {
  constructor(
    /** As Go prints the type: `int64`, `int32`, `uint8`, `time.Duration`. */
    readonly goType: string,
    readonly value: bigint,
    /** What `String()` gives, for a type that has it. */
    readonly text?: string,
    readonly methods?: Methods,
  ) {}
}

/** `[]uint8`. */
export class GoBytes {
  readonly goType = '[]uint8';
  constructor(readonly bytes: Uint8Array) {}
}

/** A list of another type than `[]interface {}`, such as `[]string` or a named one. */
export class TypedSlice extends Array<GoValue> {
  goType = '[]string';
  /** The type of the items. */
  elem = 'string';
  methods: Methods | undefined;
  /** A nil slice: JSON writes it as null. */
  isNil = false;

  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  static typed(goType: string, items: Iterable<GoValue>, methods?: Methods): TypedSlice {
    const list = new TypedSlice();
    for (const item of items) list.push(item);
    list.goType = goType;
    list.elem = goType.startsWith('[]') ? goType.slice(2) : 'string';
    list.methods = methods;
    return list;
  }
}

/** A map of another type than `map[string]interface {}`, such as `map[string]string` or the named `chartutil.Values`. */
export class TypedMap extends Map<string, GoValue> {
  methods: Methods | undefined;
  isNil = false;
  constructor(
    readonly goType: string,
    /** The type of the values. */
    readonly elem: string,
    entries?: Iterable<readonly [string, GoValue]>,
    methods?: Methods,
  ) {
    super(entries);
    this.methods = methods;
  }
}

/** A struct, or a pointer to one. Its fields are read by templates, its methods called by them. */
export class GoStruct {
  constructor(
    /** As Go prints the type: `*chart.Metadata`, `chartutil.KubeVersion`. */
    readonly goType: string,
    /** In the order of the struct. */
    readonly fields: ReadonlyMap<string, GoValue>,
    readonly options: {
      readonly methods?: Methods;
      /** What JSON and YAML are made of; without it, all fields under their names. */
      readonly json?: () => GoValue;
      /** What `String()` (or `Error()`) gives, for a type that has it. */
      readonly text?: () => string;
      /** A value of the host that the functions of a type share (a date, a version). */
      readonly native?: unknown;
      /** The static types of fields that are interfaces. */
      readonly interfaces?: ReadonlySet<string>;
    } = {},
  ) {}
}

/** A function as a value, for `call`. */
export class GoFunc {
  constructor(
    readonly goType: string,
    readonly fn: GoCallable,
  ) {}
}

/**
 * The type of a parameter as Go's text/template checks it. `any` is `interface {}`; `value` is reflect.Value, which also takes nothing at all;
 * `list` is `[]interface {}`; `strings` is `[]string`; `map` is `map[string]interface {}`.
 */
export type ParameterType =
  | 'any'
  | 'value'
  | 'string'
  | 'bool'
  | 'int'
  | 'int64'
  | 'uint8'
  | 'uint32'
  | 'float64'
  | 'list'
  | 'strings'
  | 'map'
  | 'bytes'
  | 'time'
  | 'duration'
  | 'certificate';

export interface GoCallable {
  readonly params: readonly ParameterType[];
  /** The last parameter takes any number of arguments. */
  readonly variadic?: boolean;
  /** How much more work a character takes than copying it; 1 unless said otherwise. */
  readonly weight?: number;
  /** Goes into all that its arguments hold, not only into the lists and maps that they are. */
  readonly deep?: boolean;
  /** Throws GoError for what the Go function would return as its error or panic with. */
  call(args: readonly GoValue[]): MaybeValue;
}

export type Methods = ReadonlyMap<string, GoCallable>;

/** The error of a function; templates put the place before it. */
export class GoError extends Error {
  override readonly name = 'GoError';
}

/** The type of a value as `%T` prints it. */
export function typeOf(value: MaybeValue): string {
  if (value === undefined || value === null) return '<nil>';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'float64';
  if (typeof value === 'bigint') return 'int';
  if (Array.isArray(value)) return value instanceof TypedSlice ? value.goType : '[]interface {}';
  if (value instanceof Map) return value instanceof TypedMap ? value.goType : 'map[string]interface {}';
  return value.goType;
}

/** The kind as Go's `reflect.Kind` prints it. */
export function kindOf(value: MaybeValue): string {
  if (value === undefined || value === null) return 'invalid';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'float64';
  if (typeof value === 'bigint') return 'int';
  if (Array.isArray(value) || value instanceof GoBytes) return 'slice';
  if (value instanceof Map) return 'map';
  if (value instanceof GoInt) return value.goType.includes('.') ? 'int64' : value.goType;
  if (value instanceof GoFunc) return 'func';
  return value.goType.startsWith('*') ? 'ptr' : 'struct';
}

/** What the items of a list or the values of a map are declared as. */
export function elementType(container: GoValue): string {
  if (container instanceof TypedSlice || container instanceof TypedMap) return container.elem;
  if (container instanceof GoBytes) return 'uint8';
  return 'interface {}';
}

/** Whether `{{ if }}` takes a value as true; models text/template.IsTrue. */
export function isTrue(value: MaybeValue): boolean {
  if (value === undefined || value === null || value === false || value === '' || value === 0 || value === 0n) return false;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string' || typeof value === 'bigint')
    return true;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map) return value.size > 0;
  if (value instanceof GoInt) return value.value !== 0n;
  if (value instanceof GoBytes) return value.bytes.length > 0;
  return true;
}

export const int64 = (value: bigint): GoInt => new GoInt('int64', BigInt.asIntN(64, value));

export const strings = (items: Iterable<string>): TypedSlice => TypedSlice.typed('[]string', items);

/** `[]interface {}` that is nil. */
export function nilList(): TypedSlice {
  const list = TypedSlice.typed('[]interface {}', []);
  list.isNil = true;
  return list;
}

/** The same entries as `map[string]interface {}`. */
export const plainMap = (map: ReadonlyMap<string, GoValue>): Map<string, GoValue> => new Map(map);

/** The entries of a map in the order in which Go prints and ranges over it. */
export function sortedEntries(map: ReadonlyMap<string, GoValue>): [string, GoValue][] {
  return [...map].sort(([left], [right]) => compareBytes(left, right));
}

/** The order of Go's strings: by their bytes in UTF-8. */
export function compareBytes(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a === b) continue;
    // UTF-16 puts surrogates before U+E000, UTF-8 after.
    const fix = (code: number): number => (code >= 0xe000 ? code - 0x800 : code >= 0xd800 ? code + 0x2000 : code);
    return fix(a) - fix(b);
  }
  return left.length - right.length;
}
