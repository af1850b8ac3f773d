import { checked, literalArgument, type Fail } from './arguments.ts';
import { ExecError, LimitError, failureAt } from './errors.ts';
import { fieldOf, methodOf } from './fields.ts';
import { plainText } from './format-value.ts';
import type { ArgumentNode, BranchNode, ChainNode, CommandNode, ListNode, Node, NumberNode, PipeNode, Tree } from './nodes.ts';
import { nodeText } from './nodes.ts';
import { ownSize, wholeSize } from './size.ts';
import {
  GoError,
  GoFunc,
  GoInt,
  elementType,
  isTrue,
  sortedEntries,
  type GoCallable,
  type GoValue,
  type MaybeValue,
  type ParameterType,
} from './values.ts';

export interface Budget {
  steps: number;
  output: number;
  work: number;
  depth: number;
}

export interface Environment {
  readonly functions: ReadonlyMap<string, GoCallable>;
  lookupTree(name: string): Tree | undefined;
  readonly missingKey: 'zero' | 'invalid' | 'error';
  readonly budget: Budget;
}

interface Variable {
  readonly name: string;
  value: MaybeValue;
  /** How the value is declared, when that is not what it holds. */
  declared: string | undefined;
}

/** No final value, as against one that is nothing. */
const MISSING = Symbol('missing');
type Final = MaybeValue | typeof MISSING;

const BREAK = Symbol('break');
const CONTINUE = Symbol('continue');
type Flow = typeof BREAK | typeof CONTINUE | undefined;

/** Runs a template on a value. Throws ExecError with Go's text. Models text/template/exec.go. */
export function execute(tree: Tree, dot: MaybeValue, environment: Environment): string {
  const state = new State(tree.name, dot, environment);
  state.list(tree.root, dot, undefined);
  return state.out.join('');
}

class State {
  node: Node | ArgumentNode | CommandNode | undefined;
  readonly out: string[] = [];
  private variables: Variable[];
  private dotDeclared: string | undefined;
  private readonly fail: Fail;

  constructor(
    private readonly template: string,
    dot: MaybeValue,
    private readonly environment: Environment,
  ) {
    this.variables = [{ name: '$', value: dot, declared: undefined }];
    this.fail = (message) => {
      throw failureAt(this.template, this.node, message);
    };
  }

  private write(text: string): void {
    const { budget } = this.environment;
    budget.output -= text.length;
    if (budget.output < 0) throw new LimitError('the output of the templates is too large');
    this.out.push(text);
  }

  private step(): void {
    if (--this.environment.budget.steps < 0) throw new LimitError('the templates take too many steps');
  }

  /** Charges for what a function takes or gives. */
  private work(value: MaybeValue, { weight = 1, deep = false }: Pick<GoCallable, 'weight' | 'deep'>): void {
    const { budget } = this.environment;
    budget.work -= (deep ? wholeSize(value, budget.work) : ownSize(value)) * weight;
    if (budget.work < 0) throw new LimitError('the functions of the templates have too much to do');
  }

  list({ nodes }: ListNode, dot: MaybeValue, declared: string | undefined): Flow {
    for (const node of nodes) {
      this.dotDeclared = declared;
      const flow = this.walk(node, dot);
      if (flow !== undefined) return flow;
    }
    return undefined;
  }

  private walk(node: Node, dot: MaybeValue): Flow {
    this.node = node;
    this.step();
    if (node.type === 'text') this.write(node.value);
    else if (node.type === 'action') {
      const value = this.pipeline(dot, node.pipe);
      if (node.pipe.declared.length === 0) this.print(node, value);
    } else if (node.type === 'if' || node.type === 'with') return this.choose(node, dot);
    else if (node.type === 'range') return this.range(node, dot);
    else if (node.type === 'template') this.call(node.name, node.pipe, dot);
    else if (node.type === 'list') return this.list(node, dot, this.dotDeclared);
    else return node.type === 'break' ? BREAK : CONTINUE;
    return undefined;
  }

  private print(node: Node, value: MaybeValue): void {
    this.node = node;
    this.work(value, { deep: true });
    if (value instanceof GoFunc) this.fail(`can't print ${nodeText(node)} of type ${value.goType}`);
    this.write(typeof value === 'string' ? value : value === undefined ? '<no value>' : plainText(value));
  }

  private choose(node: BranchNode, dot: MaybeValue): Flow {
    const mark = this.variables.length;
    const declared = this.dotDeclared;
    const value = this.pipeline(dot, node.pipe);
    let flow: Flow;
    if (isTrue(value)) flow = node.type === 'with' ? this.list(node.list, value, undefined) : this.list(node.list, dot, declared);
    else if (node.elseList !== undefined) flow = this.list(node.elseList, dot, declared);
    this.variables.length = mark;
    this.dotDeclared = declared;
    return flow;
  }

  private range(node: BranchNode, dot: MaybeValue): Flow {
    const start = this.variables.length;
    const declared = this.dotDeclared;
    const value = this.pipeline(dot, node.pipe);
    const mark = this.variables.length;
    let ran = false;
    for (const [key, item] of this.items(value, node.pipe)) {
      ran = true;
      this.assignRange(node.pipe, key, item, value);
      const flow = this.list(node.list, item, typeof value === 'object' && value !== null ? elementType(value) : undefined);
      this.variables.length = mark;
      if (flow === BREAK) break;
    }
    this.dotDeclared = declared;
    const flow = !ran && node.elseList !== undefined ? this.list(node.elseList, dot, declared) : undefined;
    this.variables.length = start;
    this.dotDeclared = declared;
    return flow;
  }

  private items(value: MaybeValue, pipe: PipeNode): Iterable<[MaybeValue, MaybeValue]> {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value.map((item, index): [GoValue, GoValue] => [BigInt(index), item]);
    if (value instanceof Map) return sortedEntries(value);
    if (typeof value === 'object' && 'bytes' in value) {
      return [...value.bytes].map((byte, index): [GoValue, GoValue] => [BigInt(index), new GoInt('uint8', BigInt(byte))]);
    }
    if (typeof value === 'bigint' || value instanceof GoInt) {
      if (pipe.declared.length > 1) this.fail(`can't use ${plainText(value)} to iterate over more than one variable`);
      return counted(value);
    }
    return this.fail(`range can't iterate over ${plainText(value)}`);
  }

  private assignRange(pipe: PipeNode, key: MaybeValue, item: MaybeValue, container: MaybeValue): void {
    const [first, second] = pipe.declared;
    if (first === undefined) return;
    const declared = typeof container === 'object' && container !== null ? elementType(container) : undefined;
    if (pipe.isAssign) {
      this.setVariable(first, second === undefined ? item : key);
      if (second !== undefined) this.setVariable(second, item);
      return;
    }
    const { length } = this.variables;
    // The pipeline has pushed one variable for each name; the top one is the item.
    this.variables[length - 1] = { name: second ?? first, value: item, declared };
    if (second !== undefined) this.variables[length - 2] = { name: first, value: key, declared: undefined };
  }

  private setVariable(name: string, value: MaybeValue): void {
    for (let index = this.variables.length - 1; index >= 0; index--) {
      const variable = this.variables[index];
      if (variable?.name !== name) continue;
      variable.value = value;
      variable.declared = undefined;
      return;
    }
    this.fail(`undefined variable: ${name}`);
  }

  private call(name: string, pipe: PipeNode | undefined, dot: MaybeValue): void {
    const tree = this.environment.lookupTree(name);
    if (tree === undefined) return this.fail(`template ${JSON.stringify(name)} not defined`);
    const { budget } = this.environment;
    if (budget.depth <= 0) this.fail('exceeded maximum template depth (100000)');
    const given = pipe === undefined ? undefined : this.pipeline(dot, pipe);
    budget.depth--;
    const inner = new State(tree.name, given, this.environment);
    inner.list(tree.root, given, undefined);
    budget.depth++;
    for (const text of inner.out) this.out.push(text);
  }

  private pipeline(dot: MaybeValue, pipe: PipeNode): MaybeValue {
    this.node = pipe;
    const dotDeclared = this.dotDeclared;
    let final: Final = MISSING;
    for (const command of pipe.commands) {
      this.dotDeclared = dotDeclared;
      const value: MaybeValue = this.command(dot, command, final);
      final = value === null ? undefined : value;
    }
    this.dotDeclared = dotDeclared;
    const value: MaybeValue = final === MISSING ? undefined : final;
    for (const name of pipe.declared) {
      if (pipe.isAssign) this.setVariable(name, value);
      else this.variables.push({ name, value, declared: undefined });
    }
    return value;
  }

  private command(dot: MaybeValue, command: CommandNode, final: Final): MaybeValue {
    this.step();
    const { args } = command;
    const first = args[0];
    if (first === undefined) return undefined;
    if (first.type === 'field') {
      this.node = first;
      return this.chain(dot, dot, this.dotDeclared, first.names, first, args, final);
    }
    if (first.type === 'chain') return this.chainNode(dot, first, args, final);
    if (first.type === 'identifier') {
      this.node = first;
      return this.function(dot, first.name, command, args, final);
    }
    if (first.type === 'pipe') {
      this.notAFunction(args, final);
      return this.pipeline(dot, first);
    }
    if (first.type === 'variable') return this.variable(dot, first, args, final);
    this.node = first;
    this.notAFunction(args, final);
    if (first.type === 'dot') return dot;
    if (first.type === 'bool' || first.type === 'string') return first.value;
    if (first.type === 'number') return this.ideal(first);
    return this.fail('nil is not a command');
  }

  private notAFunction(args: readonly ArgumentNode[], final: Final): void {
    const [first] = args;
    if (first !== undefined && (args.length > 1 || final !== MISSING)) {
      this.fail(`can't give argument to non-function ${nodeText(first)}`);
    }
  }

  private ideal({ number }: NumberNode): GoValue {
    return literalArgument({ type: 'number', number } as NumberNode, 'any', this.fail);
  }

  private variable(
    dot: MaybeValue,
    node: ArgumentNode & { type: 'variable' },
    args: readonly ArgumentNode[] | undefined,
    final: Final,
  ): MaybeValue {
    this.node = node;
    const [name = '', ...rest] = node.names;
    const variable = this.variables.findLast((candidate) => candidate.name === name);
    if (variable === undefined) return this.fail(`undefined variable: ${name}`);
    if (rest.length === 0) {
      if (args !== undefined) this.notAFunction(args, final);
      return variable.value;
    }
    return this.chain(dot, variable.value, variable.declared, rest, node, args, final);
  }

  private chainNode(dot: MaybeValue, node: ChainNode, args: readonly ArgumentNode[] | undefined, final: Final): MaybeValue {
    this.node = node;
    if (node.node.type === 'nil') this.fail(`indirection through explicit nil in ${nodeText(node)}`);
    const receiver = node.node.type === 'pipe' ? this.pipeline(dot, node.node) : this.argument(dot, 'value', node.node);
    return this.chain(dot, receiver, undefined, node.names, node, args, final);
  }

  private chain(
    dot: MaybeValue,
    from: MaybeValue,
    fromDeclared: string | undefined,
    names: readonly string[],
    node: ArgumentNode,
    args: readonly ArgumentNode[] | undefined,
    final: Final,
  ): MaybeValue {
    let value = from;
    let declared = fromDeclared;
    const dotDeclared = this.dotDeclared;
    for (let index = 0; index < names.length; index++) {
      const last = index === names.length - 1;
      const given = last ? args : undefined;
      const passed = last ? final : MISSING;
      const name = names[index] ?? '';
      const method = value === undefined || value === null ? undefined : methodOf(value, name);
      if (method !== undefined) {
        value = this.invoke(dot, method, node, name, given, passed);
        declared = undefined;
      } else {
        const hasArguments = (given !== undefined && given.length > 1) || passed !== MISSING;
        const field = fieldOf(value, name, { declared, hasArguments, missingKey: this.environment.missingKey, fail: this.fail });
        declared = field.declared;
        value = field.value;
      }
      this.dotDeclared = dotDeclared;
    }
    return value;
  }

  private function(
    dot: MaybeValue,
    name: string,
    command: CommandNode | ArgumentNode,
    args: readonly ArgumentNode[] | undefined,
    final: Final,
  ): MaybeValue {
    const callable = this.environment.functions.get(name);
    if (callable === undefined) return this.fail(`${JSON.stringify(name)} is not a defined function`);
    return this.invoke(dot, callable, command, name, args, final);
  }

  private invoke(
    dot: MaybeValue,
    callable: GoCallable,
    node: CommandNode | ArgumentNode,
    name: string,
    nodes: readonly ArgumentNode[] | undefined,
    final: Final,
  ): MaybeValue {
    const args = nodes?.slice(1) ?? [];
    const { params, variadic = false } = callable;
    const count = args.length + (final === MISSING ? 0 : 1);
    if (variadic) {
      if (count < params.length - 1)
        this.fail(`wrong number of args for ${name}: want at least ${params.length - 1} got ${args.length}`);
    } else if (count !== params.length) this.fail(`wrong number of args for ${name}: want ${params.length} got ${count}`);
    if (name === 'and' || name === 'or') return this.shortCircuit(dot, name, args, final);
    const lastType: ParameterType = params[params.length - 1] ?? 'any';
    const given: MaybeValue[] = [];
    const dotDeclared = this.dotDeclared;
    for (const [index, arg] of args.entries()) {
      this.dotDeclared = dotDeclared;
      given.push(this.argument(dot, params[index] ?? lastType, arg));
    }
    this.dotDeclared = dotDeclared;
    if (final !== MISSING) given.push(checked(final, params[Math.min(count, params.length) - 1] ?? lastType, this.fail));
    for (const value of given) this.work(value, callable);
    try {
      // A zero reflect.Value goes to functions that ask for one; all others have got null for it.
      const result = callable.call(given as GoValue[]);
      this.work(result, callable);
      return result;
    } catch (error) {
      // A text longer than JavaScript has, or a value deeper than its stack.
      if (error instanceof RangeError) throw new LimitError(`${name} makes too much of its arguments`);
      if (error instanceof GoError || error instanceof ExecError) {
        this.node = node;
        this.fail(`error calling ${name}: ${error.message}`);
      }
      throw error;
    }
  }

  private shortCircuit(dot: MaybeValue, name: string, args: readonly ArgumentNode[], final: Final): MaybeValue {
    let value: MaybeValue;
    const dotDeclared = this.dotDeclared;
    for (const arg of args) {
      this.dotDeclared = dotDeclared;
      value = this.argument(dot, 'value', arg);
      if (isTrue(value) === (name === 'or')) return value;
    }
    this.dotDeclared = dotDeclared;
    return final === MISSING ? value : final;
  }

  private argument(dot: MaybeValue, type: ParameterType, node: ArgumentNode): MaybeValue {
    this.node = node;
    if (node.type === 'dot') return checked(dot, type, this.fail);
    if (node.type === 'field')
      return checked(this.chain(dot, dot, this.dotDeclared, node.names, node, [node], MISSING), type, this.fail);
    if (node.type === 'variable') return checked(this.variable(dot, node, undefined, MISSING), type, this.fail);
    if (node.type === 'pipe') return checked(this.pipeline(dot, node), type, this.fail);
    if (node.type === 'identifier') return checked(this.function(dot, node.name, node, undefined, MISSING), type, this.fail);
    if (node.type === 'chain') return checked(this.chainNode(dot, node, undefined, MISSING), type, this.fail);
    // A nil for a reflect.Value is the zero one.
    if (node.type === 'nil' && type === 'value') return undefined;
    return literalArgument(node, type, this.fail);
  }
}

function* counted(value: bigint | GoInt): Iterable<[undefined, GoValue]> {
  const end = typeof value === 'bigint' ? value : value.value;
  for (let index = 0n; index < end; index++)
    yield [undefined, typeof value === 'bigint' ? index : new GoInt(value.goType, index)];
}
