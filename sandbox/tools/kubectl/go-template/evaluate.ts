import { isObject } from '../../../core/json.ts';
import { CallError, functions } from './functions.ts';
import { NAME, TemplateError } from './lex.ts';
import type { Argument, Branch, Node, Pipe, Template } from './parse.ts';
import { isTrue, plainText, type Value } from './values.ts';

export interface EvaluateOptions {
  /** Whether a key that is not there is an error rather than `<no value>`. */
  readonly strict: boolean;
}

/** Templates that call each other for ever end here, as Go's do. */
const DEPTH = 1_000;

type Leave = 'break' | 'continue' | undefined;

/** Carries out a template. Throws TemplateError. Models text/template/exec.go. */
export function execute(template: Template, data: Value, options: EvaluateOptions): string {
  const evaluation = new Evaluation(template, options);
  evaluation.run(template.nodes, data, [{ name: '$', value: data }]);
  return evaluation.text;
}

/** A variable; blocks share those of the blocks around them. */
interface Variable {
  readonly name: string;
  value: Value;
}

type Scope = Variable[];

class Evaluation {
  text = '';
  private depth = 0;
  private place: Argument | undefined;

  constructor(
    private readonly template: Template,
    private readonly options: EvaluateOptions,
  ) {}

  run(nodes: readonly Node[], dot: Value, scope: Scope): Leave {
    for (const node of nodes) {
      const leave = this.one(node, dot, scope);
      if (leave !== undefined) return leave;
    }
    return undefined;
  }

  private one(node: Node, dot: Value, scope: Scope): Leave {
    if (node.kind === 'text') this.text += node.text;
    else if (node.kind === 'break' || node.kind === 'continue') return node.kind;
    else if (node.kind === 'action') {
      const value = this.pipe(node.pipe, dot, scope);
      if (node.pipe.variables.length === 0) this.text += value === undefined || value === null ? '<no value>' : plainText(value);
    } else if (node.kind === 'template') this.call(node.name, node.pipe, dot, scope);
    else if (node.kind === 'range') return this.range(node, dot, [...scope]);
    else {
      const inner = [...scope];
      const value = this.pipe(node.pipe, dot, inner);
      if (isTrue(value)) return this.run(node.body, node.kind === 'with' ? value : dot, inner);
      return this.run(node.otherwise, dot, inner);
    }
    return undefined;
  }

  private call(name: string, pipe: Pipe | undefined, dot: Value, scope: Scope): void {
    const nodes = this.template.defined.get(name);
    if (nodes === undefined) throw this.fail(`template ${JSON.stringify(name)} not defined`);
    if (++this.depth > DEPTH) throw this.fail(`exceeded maximum template depth (${DEPTH})`);
    const value = pipe === undefined ? undefined : this.pipe(pipe, dot, scope);
    this.run(nodes, value, [{ name: '$', value }]);
    this.depth--;
  }

  private range(node: Branch, dot: Value, scope: Scope): Leave {
    const value = this.pipe({ ...node.pipe, variables: [] }, dot, scope);
    const [first, second] = node.pipe.variables;
    const entries = this.entries(value);
    if (entries.length === 0) return this.run(node.otherwise, dot, scope);
    for (const [key, item] of entries) {
      const inner = [...scope];
      const set = (name: string, to: Value): void => {
        if (node.pipe.declares) inner.push({ name, value: to });
        else assign(inner, name, to);
      };
      if (first !== undefined) set(first, second === undefined ? item : key);
      if (second !== undefined) set(second, item);
      if (this.run(node.body, item, inner) === 'break') break;
    }
    return undefined;
  }

  private entries(value: Value): readonly (readonly [Value, Value])[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value.map((item, index) => [BigInt(index), item] as const);
    if (typeof value === 'bigint')
      return Array.from({ length: Math.max(0, Number(value)) }, (_, index) => [BigInt(index), BigInt(index)] as const);
    if (isObject(value))
      return Object.keys(value)
        .sort()
        .map((key) => [key, value[key]] as const);
    throw this.fail(`range can't iterate over ${plainText(value)}`);
  }

  private pipe(pipe: Pipe, dot: Value, scope: Scope): Value {
    let value: Value;
    for (const [index, command] of pipe.commands.entries()) value = this.command(command, index === 0 ? [] : [value], dot, scope);
    for (const name of pipe.variables) {
      if (pipe.declares) scope.push({ name, value });
      else assign(scope, name, value);
    }
    return value;
  }

  private command([first, ...rest]: readonly Argument[], final: readonly Value[], dot: Value, scope: Scope): Value {
    if (first === undefined) return undefined;
    if (first.operand.kind !== 'function') {
      this.place = first;
      if (rest.length > 0 || final.length > 0) {
        if (first.fields.length > 0) throw this.fail(`${first.fields.at(-1)} is not a method but has arguments`);
        throw this.fail(`can't give argument to non-function ${first.text}`);
      }
      return this.argument(first, dot, scope);
    }
    const { name } = first.operand;
    if (name === 'and' || name === 'or') {
      let value: Value;
      for (const read of [
        ...rest.map((argument) => () => this.argument(argument, dot, scope)),
        ...final.map((last) => () => last),
      ]) {
        value = read();
        if (isTrue(value) === (name === 'or')) break;
      }
      return this.fields(value, first);
    }
    const args = [...rest.map((argument) => this.argument(argument, dot, scope)), ...final];
    this.place = first;
    try {
      return this.fields(functions[name]?.(args), first);
    } catch (error) {
      if (error instanceof CallError) throw this.fail(`error calling ${name}: ${error.message}`);
      throw error;
    }
  }

  private argument(argument: Argument, dot: Value, scope: Scope): Value {
    const { operand } = argument;
    this.place = argument;
    if (operand.kind === 'dot') return this.fields(dot, argument);
    if (operand.kind === 'literal') return this.fields(operand.value, argument);
    if (operand.kind === 'variable') return this.fields(scope.findLast(({ name }) => name === operand.name)?.value, argument);
    if (operand.kind === 'pipe') return this.fields(this.pipe(operand.pipe, dot, scope), argument);
    return this.command([argument], [], dot, scope);
  }

  private fields(from: Value, argument: Argument): Value {
    let value = from;
    for (const name of argument.fields) {
      this.place = argument;
      if (value === null) throw this.fail(`nil pointer evaluating interface {}.${name}`);
      if (value === undefined) {
        if (this.options.strict) throw this.fail(`nil data; no entry for key ${JSON.stringify(name)}`);
        return undefined;
      }
      if (!isObject(value)) throw this.fail(`can't evaluate field ${name} in type interface {}`);
      if (!Object.hasOwn(value, name) && this.options.strict) throw this.fail(`map has no entry for key ${JSON.stringify(name)}`);
      value = Object.hasOwn(value, name) ? value[name] : undefined;
    }
    return value;
  }

  private fail(message: string): TemplateError {
    const { source } = this.template;
    // A field is where its last name begins.
    const at = this.place === undefined ? 0 : this.place.at + Math.max(0, this.place.text.lastIndexOf('.'));
    const before = source.slice(0, at);
    const line = before.split('\n').length;
    const column = at - (before.lastIndexOf('\n') + 1);
    const text = this.place?.text ?? '';
    const shown = text.length > 20 ? `${text.slice(0, 20)}...` : text;
    return new TemplateError(`template: ${NAME}:${line}:${column}: executing ${JSON.stringify(NAME)} at <${shown}>: ${message}`);
  }
}

function assign(scope: Scope, name: string, value: Value): void {
  const variable = scope.findLast((candidate) => candidate.name === name);
  if (variable !== undefined) variable.value = value;
}
