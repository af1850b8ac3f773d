import { TEMPLATE_LIMITS, TemplateError, type RenderRequest } from './contract.ts';
import { ExecError, LimitError } from './errors.ts';
import { execute, type Budget, type Environment } from './evaluate.ts';
import { fn, heavy } from './functions/define.ts';
import { contextualFunctions, pureFunctions } from './functions/index.ts';
import { isEmptyTree, type Tree } from './nodes.ts';
import { ParseError, parseTemplate } from './parse.ts';
import { quote } from './quote.ts';
import { GoError, compareBytes, type GoCallable, type GoValue } from './values.ts';

const ENGINE = 'gotpl';
const [START, END] = ['HELM_ERR_START', 'HELM_ERR_END'];

/**
 * Renders every template that is not partial: name → text. Synchronous and pure, but for maps in `dot` that templates `set`. Throws
 * TemplateError with helm's text; what `lookup` throws passes through. Models helm/pkg/engine.
 */
export function renderTemplates(request: RenderRequest): Map<string, string> {
  const sources = [...request.templates].sort((left, right) => -byPathLength(left.name, right.name));
  const renderer = new Renderer(request);
  const rendered = new Map<string, string>();
  const trees = new Map<string, Tree>();
  for (const { name, text } of sources) {
    try {
      renderer.define(trees, name, text);
    } catch (error) {
      throw error instanceof ParseError ? parseProblem(error) : error;
    }
  }
  for (const { name, dot, partial } of sources) {
    if (!partial) rendered.set(name, renderer.file(trees, name, dot));
  }
  return rendered;
}

class Renderer {
  private readonly budget: Budget;
  private readonly active = new Map<string, number>();
  private readonly contextual: ReadonlyMap<string, GoCallable>;

  constructor(private readonly request: RenderRequest) {
    this.budget = { ...TEMPLATE_LIMITS, ...request.limits };
    this.contextual = contextualFunctions(request.random, request.now);
  }

  define(trees: Map<string, Tree>, name: string, text: string): Map<string, Tree> {
    const added = parseTemplate(name, text, (one) => pureFunctions.has(one) || LATE.has(one) || this.contextual.has(one));
    for (const [own, tree] of added) if (!trees.has(own) || !isEmptyTree(tree.root)) trees.set(own, tree);
    return added;
  }

  file(trees: Map<string, Tree>, name: string, dot: GoValue): string {
    try {
      return this.run(trees, trees.get(name), dot).replaceAll('<no value>', '');
    } catch (error) {
      if (error instanceof ExecError) throw execProblem(error);
      if (error instanceof LimitError) throw new TemplateError(`rendering template failed: ${error.message}`);
      throw error;
    }
  }

  private run(trees: Map<string, Tree>, tree: Tree | undefined, dot: GoValue): string {
    return tree === undefined ? '' : execute(tree, dot, this.environment(trees));
  }

  private readonly environments = new WeakMap<Map<string, Tree>, Environment>();

  private environment(trees: Map<string, Tree>): Environment {
    const known = this.environments.get(trees);
    if (known !== undefined) return known;
    const environment: Environment = {
      functions: new Map([...pureFunctions, ...this.contextual, ...this.late(trees)]),
      lookupTree: (name) => trees.get(name),
      missingKey: this.request.strict === true ? 'error' : 'zero',
      budget: this.budget,
    };
    this.environments.set(trees, environment);
    return environment;
  }

  /** The functions that need the templates, the cluster, the clock or chance. */
  private late(trees: Map<string, Tree>): Map<string, GoCallable> {
    const { lint = false, warn, lookup } = this.request;
    const stop = (message: string, note: string): GoValue => {
      if (!lint) throw new GoError(START + message + END);
      warn?.(`[INFO] ${note}: ${message}`);
      return '';
    };
    return new Map<string, GoCallable>([
      ['include', fn(['string', 'any'], (name: string, dot: GoValue) => this.include(trees, name, dot))],
      ['tpl', heavy(fn(['string', 'any'], (text: string, dot: GoValue) => this.tpl(trees, text, dot)))],
      [
        'required',
        fn(['string', 'any'], (message: string, value: GoValue) =>
          value === null || value === '' ? stop(message, 'Missing required value') : value,
        ),
      ],
      ['fail', fn(['string'], (message: string) => stop(message, 'Fail'))],
      [
        'lookup',
        fn(['string', 'string', 'string', 'string'], (apiVersion: string, kind: string, namespace: string, name: string) =>
          lookup === undefined || lint ? new Map<string, GoValue>() : lookup(apiVersion, kind, namespace, name),
        ),
      ],
      ['getHostByName', fn(['string'], () => '')],
    ]);
  }

  private include(trees: Map<string, Tree>, name: string, dot: GoValue): string {
    const tree = trees.get(name);
    const nested = (this.active.get(name) ?? 0) + 1;
    if (this.budget.depth <= 0) {
      throw new GoError(`rendering template has a nested reference name: ${name}: unable to execute template`);
    }
    if (tree === undefined) throw new GoError(`template: no template ${quote(name)} associated with template ${quote(ENGINE)}`);
    return this.nested(name, nested, () => this.run(trees, tree, dot));
  }

  private nested(name: string, count: number, run: () => string): string {
    this.active.set(name, count);
    this.budget.depth--;
    try {
      return run();
    } catch (error) {
      if (error instanceof RangeError) {
        throw new GoError(`rendering template has a nested reference name: ${name}: unable to execute template`);
      }
      throw error;
    } finally {
      this.budget.depth++;
      this.active.set(name, count - 1);
    }
  }

  private tpl(trees: Map<string, Tree>, text: string, dot: GoValue): string {
    if (!text.includes('{{')) return text.replaceAll('<no value>', '');
    const own = new Map(trees);
    let tree: Tree | undefined;
    try {
      tree = this.define(own, ENGINE, text).get(ENGINE);
    } catch (error) {
      if (error instanceof ParseError) throw new GoError(`cannot parse template ${quote(text)}: ${error.message}`);
      throw error;
    }
    if (this.budget.depth <= 0) throw new LimitError('templates are nested too deeply');
    try {
      return this.nested(ENGINE, 1, () => this.run(own, tree, dot)).replaceAll('<no value>', '');
    } catch (error) {
      if (error instanceof ExecError)
        throw new GoError(`error during tpl function execution for ${quote(text)}: ${error.message}`);
      throw error;
    }
  }
}

const LATE: ReadonlySet<string> = new Set(['include', 'tpl', 'required', 'fail', 'lookup', 'getHostByName']);

function byPathLength(left: string, right: string): number {
  const depth = (name: string): number => name.split('/').length;
  return depth(left) - depth(right) || compareBytes(left, right);
}

function parseProblem(error: ParseError): TemplateError {
  const tokens = error.message.split(': ');
  return new TemplateError(`parse error at (${tokens[1] ?? ''}): ${tokens.at(-1) ?? ''}`);
}

function execProblem(error: ExecError): TemplateError {
  const [, place = '', rest = ''] = /^template: (.*?): (.*)$/s.exec(error.message) ?? [];
  const from = rest.indexOf(START);
  const to = rest.lastIndexOf(END);
  if (from !== -1 && to > from) return new TemplateError(`execution error at (${place}): ${rest.slice(from + START.length, to)}`);
  return new TemplateError(error.message);
}
