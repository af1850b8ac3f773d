import { bytes, httpMethod } from './names.ts';
import {
  anyText,
  boolean,
  duration,
  either,
  isPlain,
  listOf,
  mapping,
  matching,
  number,
  optional,
  record,
  text,
  turned,
  wholeNumber,
  type Shape,
  type ValueOf,
} from './shape.ts';

const port = wholeNumber(1, 65_535);
const environmentName = matching('the name of an environment variable', /^[A-Za-z_][A-Za-z0-9_]{0,100}$/);
const absolutePath = matching('an absolute path', /^\/(?!.*\.\.)[\w./+@-]{0,200}$/);
const urlPath = matching('a path such as `/healthz`, or `/api/*` for all below it', /^\/[\w./~%+@:-]{0,200}\*?$/);

/** Not so often that a lesson of an hour drowns in it. */
const interval = turned(duration, (value, refuse) => (value >= 100 ? value : refuse('expected at least `100ms`')));

const route = record({
  path: urlPath,
  method: optional(httpMethod),
  status: optional(wholeNumber(100, 599)),
  body: optional(anyText),
  headers: optional(mapping(anyText)),
  /** The answer takes so long. */
  delay: optional(duration),
  /** Counted from the moment at which the port opens: before and after it the next route that fits answers. */
  from: optional(duration),
  until: optional(duration),
  log: optional(text),
  /** Processor time that an answer takes; with less of it the answer comes later. */
  work: optional(duration),
  /** Memory that every answer leaves behind. */
  keeps: optional(bytes),
});

const ends = turned(
  record({
    after: optional(duration),
    onRequest: optional(urlPath),
    env: optional(mapping(anyText)),
    code: optional(wholeNumber(0, 255)),
    message: optional(text),
  }),
  (value, refuse) =>
    value.after === undefined && value.onRequest === undefined && value.env === undefined
      ? refuse('expected at least one of `after`, `onRequest`, `env`')
      : value,
);

const memoryPoint = record({ at: optional(duration), size: bytes });

/** What a program holds: a size, or one from each of several moments on. */
const memory: Shape<readonly ValueOf<typeof memoryPoint>[]> = either<readonly ValueOf<typeof memoryPoint>[]>(
  'a size such as `40Mi`, or a list of `{ at: 30s, size: 200Mi }`',
  { test: isPlain, shape: turned(bytes, (size) => [{ size }]) },
  { test: (node) => !isPlain(node), shape: listOf(memoryPoint, { least: 1 }) },
);

/** What one simulated image is, and what its program does: `images/*.yaml`. */
export const imageShape = record({
  name: matching(
    'an image name without a tag such as `shop/web` or `registry.example/shop/web`',
    /^[a-z0-9][a-z0-9._:/-]{0,200}$/,
  ),
  tags: listOf(matching('a tag', /^(\*|\w[\w.-]{0,127})$/), { least: 1 }),
  size: optional(bytes),
  private: optional(boolean),
  user: optional(wholeNumber(0, 65_535)),
  shell: optional(boolean),
  env: optional(mapping(anyText)),
  files: optional(mapping(anyText)),
  /** How long it takes until its ports are open. */
  startup: optional(duration),
  needs: optional(
    record({
      env: optional(listOf(environmentName)),
      files: optional(listOf(absolutePath)),
      hosts: optional(listOf(record({ host: text, port, retry: optional(interval) }))),
    }),
  ),
  listens: optional(listOf(record({ port, routes: optional(listOf(route)) }))),
  log: optional(
    listOf(
      turned(
        record({ text: anyText, at: optional(duration), every: optional(interval), error: optional(boolean) }),
        (value, refuse) =>
          value.at !== undefined && value.every !== undefined ? refuse('expected either `at` or `every`') : value,
      ),
    ),
  ),
  ends: optional(listOf(ends)),
  /** How long it takes to end after SIGTERM; `never` is what SIGKILL is for. */
  stop: optional(record({ takes: optional(duration), ignoresSignal: optional(boolean) })),
  /** Bytes that it holds from so long after its start on. */
  memory: optional(memory),
  /** Processors that it keeps busy all the time. */
  load: optional(
    turned(number, (value, refuse) =>
      value >= 0 && value <= 64 ? value : refuse('expected a number of processors from 0 to 64'),
    ),
  ),
});

export type GivenImage = ValueOf<typeof imageShape>;
