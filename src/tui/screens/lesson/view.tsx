import { Box } from 'ink';
import type { ReactElement } from 'react';
import { bodySize, type Picture, type World } from '../../app/screen.ts';
import type { SessionState } from '../../../course/session-state.ts';
import { labelledRule, type RuleLabel } from '../../widgets/labelled-rule.ts';
import { Lines } from '../../widgets/lines/view.tsx';
import { Prose } from '../../widgets/prose/view.tsx';
import { Rule } from '../../widgets/rule/view.tsx';
import { shellPicture, ShellPane, type ShellPicture } from '../../widgets/shell/view.tsx';
import { Tasks } from '../../widgets/tasks/view.tsx';
import { history, measure, taskRows, type LessonMeasures, type LessonState } from './state.ts';

/** The whole lesson: prose and shell side by side with the tasks below, or one of them at a time. */
export function lessonPicture(state: LessonState, world: World): Picture {
  const { session } = world;
  const measures = measure(world, state);
  const { layout } = measures;
  if (!session) return { body: <Lines lines={[]} columns={1} rows={1} /> };
  const shell = shellPicture(state.shell, session, history(world), layout.shell.columns, layout.shell.rows, world.symbols);
  const props: PartsProps = { state, world, measures, session, shell };
  const showsShell = layout.mode === 'wide' || state.focus === 'shell';
  const left = layout.mode === 'wide' ? layout.prose.columns + 2 : 1;
  const cursor =
    state.focus === 'shell' && showsShell && shell.cursor ? { x: shell.cursor.x + left, y: shell.cursor.y + 1 } : undefined;
  return {
    body: layout.mode === 'wide' ? <WideLesson {...props} /> : <NarrowLesson {...props} />,
    ...(cursor ? { cursor } : {}),
  };
}

interface PartsProps {
  readonly state: LessonState;
  readonly world: World;
  readonly measures: LessonMeasures;
  readonly session: SessionState;
  readonly shell: ShellPicture;
}

function WideLesson({ state, world, measures, session, shell }: PartsProps): ReactElement {
  const { symbols } = world;
  const { columns, rows } = bodySize(world.size);
  const { layout, prose, tasks } = measures;
  const split = layout.prose.columns;
  const top = labelledRule(
    [
      label('Lesson', state.focus === 'prose'),
      { ...label('Shell', state.focus === 'shell'), at: split + 1, ...scrolledNote(state) },
    ],
    columns,
    symbols,
    { at: split, symbol: symbols.tee },
  );
  const middle = labelledRule([tasksLabel(session, state.focus === 'tasks')], columns, symbols, {
    at: split,
    symbol: symbols.up,
  });
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Lines lines={[top]} columns={columns} rows={1} />
      <Box width={columns} height={layout.shell.rows} flexShrink={0}>
        <Prose state={state.prose} layout={prose} focused={state.focus === 'prose'} {...layout.prose} />
        <Rule length={layout.shell.rows} direction="vertical" />
        <Box paddingLeft={1} flexShrink={0}>
          <ShellPane picture={shell} {...layout.shell} />
        </Box>
      </Box>
      <Lines lines={[middle]} columns={columns} rows={1} />
      <Tasks lines={tasks.lines} top={taskTop(state, measures)} {...layout.tasks} />
    </Box>
  );
}

function NarrowLesson({ state, world, measures, session, shell }: PartsProps): ReactElement {
  const { symbols } = world;
  const { columns, rows } = bodySize(world.size);
  const { layout, prose, tasks } = measures;
  const labels = [
    label('Lesson', state.focus === 'prose'),
    { ...label('Shell', state.focus === 'shell'), ...scrolledNote(state) },
    tasksLabel(session, state.focus === 'tasks'),
  ];
  const strip = tasks.lines.slice(tasks.current, tasks.current + layout.tasks.rows);
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Lines lines={[labelledRule(labels, columns, symbols)]} columns={columns} rows={1} />
      {state.focus === 'prose' && <Prose state={state.prose} layout={prose} focused {...layout.prose} />}
      {state.focus === 'shell' && (
        <Box paddingLeft={1} flexShrink={0}>
          <ShellPane picture={shell} {...layout.shell} />
        </Box>
      )}
      {state.focus === 'tasks' && (
        <Tasks
          lines={tasks.lines}
          top={taskTop(state, measures)}
          columns={columns}
          rows={layout.prose.rows + layout.tasks.rows + 1}
        />
      )}
      {state.focus !== 'tasks' && (
        <>
          <Rule length={columns} direction="horizontal" />
          <Lines lines={strip} columns={columns} rows={layout.tasks.rows} />
        </>
      )}
    </Box>
  );
}

function label(text: string, focused: boolean): RuleLabel {
  return { text, focused };
}

function tasksLabel(session: SessionState, focused: boolean): RuleLabel {
  const passed = session.tasks.filter((task) => task.status === 'passed').length;
  return { text: 'Tasks', focused, note: `${passed}/${session.tasks.length}` };
}

function scrolledNote(state: LessonState): { readonly note?: string } {
  return state.shell.scroll === undefined ? {} : { note: 'scrolled back' };
}

/** Keeps the current task in view unless the learner has scrolled. */
function taskTop(state: LessonState, { tasks, layout }: LessonMeasures): number {
  return state.taskTop ?? Math.max(0, Math.min(tasks.current - 1, tasks.lines.length - taskRows(layout)));
}
