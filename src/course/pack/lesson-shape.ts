import type { JsonObject, NodeOptions } from '../../../sandbox/index.ts';
import { checkShape } from '../checks/check-shape.ts';
import { checkTypes } from '../checks/index.ts';
import type { Answer, SolutionStep } from '../lesson/model.ts';
import { fault, load } from './fault-shape.ts';
import { id, lessonId, locale, objectName, quantity } from './names.ts';
import { insidePath } from './paths.ts';
import { isRange } from './version-range.ts';
import {
  anyText,
  boolean,
  duration,
  either,
  isMapping,
  isPlain,
  jsonObject,
  listOf,
  mapping,
  matching,
  optional,
  record,
  scalar,
  text,
  turned,
  wholeNumber,
  type Shape,
  type ValueOf,
} from './shape.ts';

const node: Shape<NodeOptions> = record({
  name: objectName,
  labels: optional(mapping(anyText)),
  taints: optional(listOf(record({ key: text, value: optional(anyText), effect: text }))),
  capacity: optional(record({ cpu: optional(quantity), memory: optional(quantity), pods: optional(quantity) })),
  controlPlane: optional(boolean),
});

const user = record({
  name: matching('a user name such as `ada`', /^[A-Za-z0-9][\w.@:-]{0,62}$/),
  groups: optional(listOf(text)),
});

/** A manifest file of the lesson's folder, or an object written in place. */
type StartObject = { readonly file: string } | { readonly object: JsonObject };

const startObject = either<StartObject>(
  'the name of a manifest file, or an object',
  { test: isPlain, shape: turned(insidePath, (file) => ({ file })) },
  { test: isMapping, shape: turned(jsonObject, (object) => ({ object })) },
);

const setup = record(
  {
    nodes: optional(listOf(node, { least: 1 })),
    objects: optional(listOf(startObject)),
    components: optional(listOf(text)),
    run: optional(text),
    wait: optional(duration),
    users: optional(listOf(user)),
    faults: optional(listOf(fault)),
    load: optional(listOf(load)),
  },
  {
    refused: {
      charts: 'charts are folders of charts/ beside pack.yaml: helm reaches them as a repository',
      images: 'images are files of the folder images/ beside pack.yaml; a private registry is an image with `private: true`',
    },
  },
);

/** The part of a setup that a cluster without a lesson can begin with. */
export const startShape = record({
  nodes: optional(listOf(node, { least: 1 })),
  objects: optional(listOf(jsonObject)),
  components: optional(listOf(text)),
});

export type GivenSetup = ValueOf<typeof setup>;

const check = checkShape(checkTypes);

const task = record({
  id,
  title: text,
  section: text,
  after: optional(listOf(id)),
  checks: listOf(check, { least: 1 }),
  hints: optional(listOf(text)),
});

const answer: Shape<Answer> = either<Answer>(
  'the id of a choice, a list of ids, text or a number',
  {
    test: isPlain,
    shape: scalar('text or a number', { type: ['string', 'number'] }, (value) =>
      typeof value === 'string' || typeof value === 'number' ? value : undefined,
    ),
  },
  { test: (given) => !isPlain(given), shape: listOf(text, { least: 1 }) },
);

const step: Shape<SolutionStep> = turned(
  record({
    run: optional(text),
    write: optional(record({ file: insidePath, content: anyText })),
    wait: optional(duration),
    answer: optional(answer),
  }),
  (value, refuse): SolutionStep | undefined => {
    if (Object.keys(value).length !== 1) return refuse('expected exactly one of `run`, `write`, `wait`, `answer`');
    if (value.run !== undefined) return { type: 'run', commands: value.run };
    if (value.write !== undefined) return { type: 'write', ...value.write };
    if (value.wait !== undefined) return { type: 'wait', milliseconds: value.wait };
    return value.answer === undefined ? undefined : { type: 'answer', value: value.answer };
  },
);

const steps = listOf(step, { least: 1 });
const solution = listOf(record({ task: id, steps }));

export const lessonShape = record({
  id: lessonId,
  title: text,
  objectives: listOf(text, { least: 1 }),
  concepts: optional(listOf(text)),
  minutes: wholeNumber(1, 240),
  difficulty: wholeNumber(1, 5),
  requires: optional(listOf(lessonId)),
  setup: optional(setup),
  tasks: optional(listOf(task)),
  solution: optional(solution),
  alternatives: optional(listOf(record({ name: text, solution }))),
  wrong: optional(listOf(record({ name: text, task: id, steps, message: text }))),
  mistakes: optional(listOf(record({ task: optional(id), when: check, say: text }))),
  debrief: text,
  cards: optional(listOf(record({ id, front: text, back: text }))),
});

export const packShape = record({
  formatVersion: scalar('the number 1', { const: 1 }, (value) => (value === 1 ? 1 : undefined)),
  id,
  version: matching('a version such as `1.0.0`', /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/),
  title: text,
  description: text,
  licence: text,
  authors: optional(listOf(text)),
  locales: listOf(locale, { least: 1 }),
  kubetutor: optional(
    turned(text, (range, refuse) =>
      isRange(range) ? range : refuse(`expected a range of versions such as \`>=0.1 <2\`, found "${range}"`),
    ),
  ),
  terms: optional(mapping(text)),
  modules: listOf(record({ id, title: text, lessons: listOf(insidePath, { least: 1 }) }), { least: 1 }),
});
