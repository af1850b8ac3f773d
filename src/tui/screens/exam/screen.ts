import type { Destination } from '../../app/effect.ts';
import { bodySize, defineScreen, mount, type MountedScreen, type World } from '../../app/screen.ts';
import type { ExamOptions } from '../../ports.ts';
import { cleanTitle } from '../../text/clean.ts';
import { padLine, span, type Line } from '../../text/line.ts';
import { textWidth } from '../../text/width.ts';
import { wrapLine } from '../../text/wrap.ts';
import { listLines } from '../../widgets/list/lines.ts';
import { choosingKeys } from '../../widgets/list/state.ts';
import { backKey, helpKey } from '../shared-keys.ts';

interface ExamScreenState {
  readonly at: number;
  /** Whether a lab is being opened. */
  readonly begun: boolean;
}

const offers: readonly ExamOptions[] = [
  { labs: 2, minutes: 15 },
  { labs: 5, minutes: 45 },
  { labs: 8, minutes: 75 },
];

const exam = defineScreen<ExamScreenState>({
  name: 'exam',
  title: () => ['kubetutor', 'Exam'],
  keys: [
    {
      keys: ['enter'],
      label: 'begin',
      group: 'Exam',
      line: 1,
      when: ({ begun }) => !begun,
      run(state) {
        const offer = offers[state.at];
        return offer === undefined ? { state } : { state: { ...state, begun: true }, effects: [{ type: 'beginExam', ...offer }] };
      },
    },
    backKey(['escape', 'q', 'ctrl+c'], 'back', 2),
    helpKey(),
    ...choosingKeys<ExamScreenState>({
      at: ({ at }) => at,
      choose: (state, at) => ({ ...state, at }),
      count: () => offers.length,
    }),
  ],
  receive(state, message) {
    const over = message.type === 'exam' && message.exam.scores !== undefined;
    // What could not be begun may be tried again.
    const failed = message.type === 'notice' && message.tone === 'bad';
    return { state: state.begun && (over || failed) ? { ...state, begun: false } : state };
  },
  view(state, world) {
    const { columns } = bodySize(world.size);
    const said = (text: string): readonly Line[] =>
      wrapLine([span(' '), span(text, 'muted')], Math.min(columns - 2, 86), [span(' ')]);
    if (state.begun)
      return { rows: [[], [span(` Choosing labs, and starting the first cluster ${world.symbols.waits}`, 'muted')]] };
    const items = offers.map(({ labs, minutes }) => ({ text: `${labs} labs`, note: `${minutes} minutes` }));
    return {
      rows: [
        [],
        ...resultLines(world, columns),
        ...said('Labs at random, each in a fresh cluster, without prose and without hints. The time runs through all of them.'),
        [],
        ...listLines(items, state.at, Math.min(columns, 40), offers.length, world.symbols),
      ],
    };
  },
});

/** How the last exam went, module by module. */
function resultLines({ exam: last, symbols }: World, columns: number): readonly Line[] {
  const scores = last?.scores;
  if (scores === undefined) return [];
  const passed = sum(scores, ({ passed: count }) => count);
  const of = sum(scores, (score) => score.of);
  const name = Math.min(columns - 30, Math.max(...scores.map(({ module }) => textWidth(module)))) + 3;
  const bar = 20;
  return [
    [
      span(` ${passed === of ? symbols.passed : symbols.started} `, passed === of ? 'good' : 'warn'),
      span(`${passed} of ${of} tasks`, 'text', { bold: true }),
    ],
    [],
    ...scores.map((score): Line => {
      const full = score.of === 0 ? 0 : Math.round((bar * score.passed) / score.of);
      return [
        ...padLine([span(`   ${cleanTitle(score.module)}`)], name + 3),
        span(symbols.full.repeat(full), 'good'),
        span(symbols.blank.repeat(bar - full), 'rule'),
        span(`  ${score.passed} of ${score.of}`, 'muted'),
      ];
    }),
    [],
  ];
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

export function open(_to: Destination, _world: World): MountedScreen {
  return mount(exam, { at: 1, begun: false });
}
