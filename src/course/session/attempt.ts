import { isObject } from '../../../sandbox/index.ts';
import type { Answer } from '../lesson/model.ts';
import type { SessionInput } from './inputs.ts';

/** Everything that makes a session again: its start, its seed and its inputs. */
export interface Attempt {
  readonly format: 'kubetutor-attempt';
  readonly version: 1;
  readonly pack: { readonly id: string; readonly version: string };
  readonly lesson: string;
  readonly seed: string;
  readonly inputs: readonly SessionInput[];
  /** Virtual milliseconds since the lesson began at which it was left. */
  readonly end: number;
  /** Tasks that had passed when it was left: what a replay must come to as well. */
  readonly passed?: readonly string[];
  /** Of the cluster at the end, to compare a replay with. */
  readonly fingerprint?: string;
}

/** Thrown for a file that is no attempt. */
export class AttemptError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AttemptError';
  }
}

export function writeAttempt(attempt: Attempt): string {
  return `${JSON.stringify(attempt, null, 1)}\n`;
}

/** Reads an attempt file. It may come from anybody. Throws AttemptError. */
export function readAttempt(text: string): Attempt {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AttemptError(`expected JSON: ${error instanceof Error ? error.message : 'it is none'}`);
  }
  if (!isObject(value) || value['format'] !== 'kubetutor-attempt')
    throw new AttemptError('expected an attempt file of kubetutor');
  if (value['version'] !== 1)
    throw new AttemptError(`expected version 1 of the attempt format, found ${JSON.stringify(value['version'])}`);
  const { pack, inputs, fingerprint, passed } = value;
  if (!isObject(pack)) throw new AttemptError('expected `pack` to be an object');
  if (!Array.isArray(inputs)) throw new AttemptError('expected `inputs` to be a list');
  return {
    format: 'kubetutor-attempt',
    version: 1,
    pack: { id: textOf(pack, 'id'), version: textOf(pack, 'version') },
    lesson: textOf(value, 'lesson'),
    seed: textOf(value, 'seed'),
    inputs: inputs.map((input: unknown, index) =>
      inputOf(input, index, timeOf(isObject(inputs[index - 1]) ? inputs[index - 1] : { at: 0 }, 'at')),
    ),
    end: timeOf(value, 'end'),
    ...(Array.isArray(passed) && passed.every((id) => typeof id === 'string') ? { passed } : {}),
    ...(typeof fingerprint === 'string' ? { fingerprint } : {}),
  };
}

type Fields = { readonly [key: string]: unknown };

const readers: { readonly [kind: string]: (fields: Fields, at: number) => SessionInput } = {
  run: (fields, at) => {
    const { terminal } = fields;
    if (!isObject(terminal)) return { kind: 'run', at, line: textOf(fields, 'line') };
    return {
      kind: 'run',
      at,
      line: textOf(fields, 'line'),
      terminal: { columns: timeOf(terminal, 'columns'), rows: timeOf(terminal, 'rows') },
    };
  },
  type: (fields, at) => ({ kind: 'type', at, text: textOf(fields, 'text') }),
  'end-input': (_fields, at) => ({ kind: 'end-input', at }),
  interrupt: (_fields, at) => ({ kind: 'interrupt', at }),
  write: (fields, at) => ({ kind: 'write', at, path: textOf(fields, 'path'), text: textOf(fields, 'text') }),
  edited: (fields, at) =>
    fields['text'] === undefined ? { kind: 'edited', at } : { kind: 'edited', at, text: textOf(fields, 'text') },
  answer: (fields, at) => ({ kind: 'answer', at, task: textOf(fields, 'task'), value: answerOf(fields['value']) }),
  hint: (fields, at) => ({ kind: 'hint', at, task: textOf(fields, 'task') }),
};

function inputOf(input: unknown, index: number, notBefore: number): SessionInput {
  const kind = isObject(input) ? input['kind'] : undefined;
  const read = typeof kind === 'string' && Object.hasOwn(readers, kind) ? readers[kind] : undefined;
  if (!isObject(input) || read === undefined)
    throw new AttemptError(`expected input ${index + 1} to be one of ${Object.keys(readers).join(', ')}`);
  const at = timeOf(input, 'at');
  if (at < notBefore) throw new AttemptError(`expected input ${index + 1} not to be earlier than the one before it`);
  return read(input, at);
}

function textOf(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value !== 'string') throw new AttemptError(`expected \`${key}\` to be text`);
  return value;
}

function timeOf(fields: unknown, key: string): number {
  const value = isObject(fields) ? fields[key] : undefined;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0 || value > 1e12)
    throw new AttemptError(`expected \`${key}\` to be a number`);
  return value;
}

function answerOf(value: unknown): Answer {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new AttemptError('expected `value` to be text, a number or a list of texts');
}
