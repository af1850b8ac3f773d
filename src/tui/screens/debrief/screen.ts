import type { Destination } from '../../app/effect.ts';
import { bodySize, defineScreen, mount, type MountedScreen, type World } from '../../app/screen.ts';
import { keptProse } from '../../prose/kept.ts';
import { highlight } from '../../prose/highlight.ts';
import { cleanText, cleanTitle } from '../../text/clean.ts';
import { fitLine, span, type Line } from '../../text/line.ts';
import { wrapLine } from '../../text/wrap.ts';
import { helpKey, scrolled, scrollKeys } from '../shared-keys.ts';

interface DebriefState {
  readonly top: number;
}

const debrief = defineScreen<DebriefState>({
  name: 'debrief',
  title: (_state, world) => [cleanTitle(world.lesson?.title ?? 'kubetutor'), 'What to keep'],
  keys: [
    {
      keys: ['enter'],
      label: 'next lesson',
      group: 'Lessons',
      line: 1,
      when: (_state, world) => world.lesson?.next !== undefined,
      run(state, world) {
        const id = world.lesson?.next?.id;
        // The finished lesson lies below; both give way to the next one.
        return {
          state,
          effects: id === undefined ? [] : [{ type: 'back' }, { type: 'go', to: { name: 'lesson', id }, how: 'replace' }],
        };
      },
    },
    {
      keys: ['q', 'ctrl+c'],
      label: 'lessons',
      group: 'Lessons',
      line: 2,
      run: (state) => ({ state, effects: [{ type: 'back' }, { type: 'closeLesson' }, { type: 'back' }] }),
    },
    {
      keys: ['escape'],
      label: 'back to the lesson',
      group: 'Lessons',
      line: 3,
      run: (state) => ({ state, effects: [{ type: 'back' }] }),
    },
    helpKey(),
    ...scrollKeys<DebriefState>({
      page: (_state, world) => bodySize(world.size).rows,
      scroll: ({ top }, by, world) => ({
        top: scrolled(top, by, debriefLines(world, textColumns(world)).length, bodySize(world.size).rows),
      }),
    }),
  ],
  view(state, world) {
    const { columns, rows } = bodySize(world.size);
    const width = textColumns(world);
    const lines = debriefLines(world, width);
    const top = scrolled(state.top, 0, lines.length, rows);
    const margin = span(' '.repeat(Math.max(2, Math.floor((columns - width) / 2))));
    const shown = lines.slice(top, top + rows).map((line): Line => (line.length === 0 ? line : [margin, ...line]));
    return { rows: shown };
  },
});

const textColumns = ({ size }: World): number => Math.min(76, size.columns - 6);

function debriefLines(world: World, width: number): readonly Line[] {
  const { lesson, session, symbols } = world;
  const tasks = session?.tasks ?? [];
  const hints = tasks.reduce((sum, task) => sum + task.hintsShown.length, 0);
  const passed = tasks.filter((task) => task.status === 'passed').length;
  const help = hints === 0 ? 'without a hint' : `with ${hints} ${hints === 1 ? 'hint' : 'hints'}`;
  const next = lesson?.next;
  return [
    [],
    [span(`${symbols.passed} `, 'good'), span(`${passed} of ${tasks.length} tasks, ${help}`, 'text', { bold: true })],
    [],
    ...keptProse(lesson?.debrief ?? '', width, symbols).lines,
    ...otherWays(world, width),
    ...reviewed(world),
    ...(next
      ? [
          [],
          [
            span('Next: ', 'muted'),
            span(cleanTitle(next.title), 'accent', { bold: true }),
            span(`  ${next.minutes} min`, 'muted'),
          ],
        ]
      : []),
  ];
}

/** What somebody else would have typed. */
function otherWays({ lesson, symbols }: World, width: number): readonly Line[] {
  const ways = (lesson?.otherWays ?? []).filter(({ commands }) => commands.length > 0);
  if (ways.length === 0) return [];
  return [
    [],
    [span('It also works', 'heading')],
    ...ways.flatMap(({ name, commands }): readonly Line[] => [
      [],
      ...wrapLine([span(`${cleanTitle(name)}:`)], width),
      ...commands
        .flatMap((command) => cleanText(command).split('\n'))
        .map((row) => fitLine([span(`${symbols.vertical} `, 'rule'), ...highlight(row, 'sh')], width, symbols.ellipsis)),
    ]),
  ];
}

function reviewed({ lesson }: World): readonly Line[] {
  const cards = lesson?.cards ?? 0;
  if (cards === 0) return [];
  return [[], [span(`${cards} ${cards === 1 ? 'card waits' : 'cards wait'} in the review.`, 'muted')]];
}

export function open(_to: Destination, _world: World): MountedScreen {
  return mount(debrief, { top: 0 });
}
