import { inExam, type ScreenKey, type Step, type World } from '../../app/screen.ts';
import { edits, emptyPrompt, insert, lineOf, type LineModel } from '../../widgets/prompt/state.ts';
import { commandRun } from '../../widgets/prose/state.ts';
import { scrollBy } from '../../widgets/shell/scroll-back.ts';
import { found, lastArgument, recall, withCut, withLine, type ShellState } from '../../widgets/shell/state.ts';
import { history, measure, shellView, type LessonState } from './state.ts';

const inShell = (state: LessonState): boolean => state.focus === 'shell' && state.shell.search === undefined;
const searching = (state: LessonState): boolean => state.focus === 'shell' && state.shell.search !== undefined;
const isRunning = (world: World): boolean => world.session?.phase === 'running';
const group = 'Shell';

export function withShell(state: LessonState, shell: ShellState): LessonState {
  return { ...state, shell };
}

/** Enter: runs the line, hands it to the program in the foreground, or goes on to another line. */
function enter(state: LessonState, world: World): Step<LessonState> {
  const { text } = state.shell.line;
  const phase = world.session?.phase;
  if (phase === 'running')
    return { state: withShell(state, fresh(state.shell)), effects: [{ type: 'session', call: 'type', text: `${text}\n` }] };
  if (phase !== 'idle') return { state };
  const key = Object.hasOwn(keysByWord, text.trim()) ? keysByWord[text.trim()] : undefined;
  if (key !== undefined)
    return {
      state: withShell(state, fresh(state.shell)),
      effects: [{ type: 'send', message: { type: 'notice', text: key, tone: 'good' } }],
    };
  if (world.lesson?.session.isUnfinished(text) === true)
    return { state: withShell(state, withLine(state.shell, insert(lineOf(text), '\n'))) };
  const { prose, layout } = measure(world, state);
  const reading = { ...state, prose: commandRun(state.prose, text, prose, layout.prose.rows) };
  return { state: withShell(reading, fresh(state.shell)), effects: [{ type: 'session', call: 'run', input: text }] };
}

const undoKey = 'Here that is a key: Alt-U takes back the last command.';
const hintKey = 'Here that is a key: Alt-H gives a hint.';

/** What a lesson without screens takes as words is a key here. */
const keysByWord: { readonly [word: string]: string } = {
  undo: undoKey,
  hint: hintKey,
  ':undo': undoKey,
  ':hint': hintKey,
  ':reset': 'Here that is a key: Alt-R begins the step again, Alt-Shift-R the lesson.',
  ':solution': 'Here that is a key: Alt-S types the solution, once the last hint has shown it.',
  ':answer': 'Questions are answered with keys: the line below names them.',
  ':tasks': 'Here that is a key: Esc leads to the tasks.',
  exit: 'Ctrl-D leaves the lesson.',
  logout: 'Ctrl-D leaves the lesson.',
  ':help': 'Here that is a key: Ctrl-G shows all keys.',
  ':quit': 'Here that is a key: Esc leaves the shell, then q the lesson.',
};

function fresh(shell: ShellState): ShellState {
  return { ...withLine(shell, emptyPrompt), back: 0, draft: emptyPrompt, search: undefined };
}

function interrupt(state: LessonState, world: World): Step<LessonState> {
  return {
    state: withShell(state, fresh(state.shell)),
    effects: isRunning(world) ? [{ type: 'session', call: 'interrupt' }] : [],
  };
}

function scroll(state: LessonState, world: World, direction: 1 | -1): Step<LessonState> {
  const view = shellView(state, world, measure(world, state).layout);
  const by = direction * Math.max(1, view.rows - 2);
  return {
    state: withShell(state, { ...state.shell, scroll: scrollBy(state.shell.scroll, by, world.session?.transcript ?? [], view) }),
  };
}

function edit(key: string, label: string, keys: readonly string[], keep = withLine): ScreenKey<LessonState> {
  const change = edits[key] ?? ((line: LineModel) => line);
  return {
    keys,
    label,
    group: 'Editing the line',
    when: inShell,
    run: (state) => ({ state: withShell(state, keep(state.shell, change(state.shell.line))) }),
  };
}

/** Types text at the cursor, or into the search. */
export function typeIntoShell(state: LessonState, text: string): LessonState {
  const { shell } = state;
  if (shell.search)
    return withShell(state, { ...shell, search: { query: shell.search.query + text.replaceAll('\n', ' '), skip: 0 } });
  return withShell(state, withLine(shell, insert(shell.line, text)));
}

function accept(state: LessonState, world: World): LessonState {
  const line = lineOf(found(state.shell, history(world)) ?? state.shell.line.text);
  return withShell(state, { ...withLine(state.shell, line), search: undefined });
}

export const shellKeys: readonly ScreenKey<LessonState>[] = [
  { keys: ['enter'], label: 'run', group, line: 1, when: inShell, run: enter },
  {
    keys: ['tab'],
    label: 'complete',
    group,
    line: 3,
    when: (state, world) => inShell(state) && !isRunning(world),
    run: (state) => ({ state, effects: [{ type: 'complete', text: state.shell.line.text, cursor: state.shell.line.cursor }] }),
  },
  {
    keys: ['ctrl+c'],
    label: 'stop the command',
    where: 'while one runs',
    group,
    line: 2,
    when: (state, world) => inShell(state) && isRunning(world),
    run: interrupt,
  },
  { keys: ['ctrl+c'], label: 'drop the line', where: 'while you type', group, when: inShell, run: interrupt },
  {
    keys: ['ctrl+d'],
    label: 'end of input',
    where: 'while a command runs',
    group,
    when: (state, world) => inShell(state) && isRunning(world),
    run: (state) => ({ state, effects: [{ type: 'session', call: 'endInput' }] }),
  },
  {
    keys: ['ctrl+d'],
    label: 'leave the lesson',
    where: 'on an empty line',
    group,
    belongs: (_state, world) => !inExam(world),
    when: (state, world) => inShell(state) && state.shell.line.text === '' && !inExam(world),
    run: (state) => ({ state, effects: [{ type: 'closeLesson' }, { type: 'back' }] }),
  },
  {
    keys: ['up', 'ctrl+p'],
    label: 'command before',
    group,
    when: inShell,
    run: (state, world) => ({ state: withShell(state, recall(state.shell, 1, history(world))) }),
  },
  {
    keys: ['down', 'ctrl+n'],
    label: 'command after',
    group,
    when: inShell,
    run: (state, world) => ({ state: withShell(state, recall(state.shell, -1, history(world))) }),
  },
  {
    keys: ['ctrl+r'],
    label: 'search the commands',
    group,
    when: (state) => state.focus === 'shell',
    run: (state) => {
      const { search } = state.shell;
      return {
        state: withShell(state, {
          ...state.shell,
          search: search ? { ...search, skip: search.skip + 1 } : { query: '', skip: 0 },
        }),
      };
    },
  },
  {
    keys: ['ctrl+l'],
    label: 'clear the shell',
    group,
    when: inShell,
    run: (state, world) => ({
      state: withShell(state, { ...state.shell, cleared: world.session?.transcript.length ?? 0, scroll: undefined }),
    }),
  },
  { keys: ['pageup'], label: 'scroll back', group, when: inShell, run: (state, world) => scroll(state, world, -1) },
  { keys: ['pagedown'], label: 'scroll forward', group, when: inShell, run: (state, world) => scroll(state, world, 1) },
  {
    keys: ['enter'],
    label: 'take it',
    group: 'Searching',
    line: 1,
    when: searching,
    run: (state, world) => ({ state: accept(state, world) }),
  },
  {
    keys: ['escape', 'ctrl+c', 'ctrl+g'],
    label: 'end the search',
    group: 'Searching',
    line: 2,
    when: searching,
    run: (state) => ({ state: withShell(state, { ...state.shell, search: undefined }) }),
  },
  {
    keys: ['backspace'],
    label: 'take back a letter',
    group: 'Searching',
    when: searching,
    run: (state) => {
      const query = (state.shell.search?.query ?? '').slice(0, -1);
      return { state: withShell(state, { ...state.shell, search: { query, skip: 0 } }) };
    },
  },
  edit('left', 'a character to the left', ['left', 'ctrl+b']),
  edit('right', 'a character to the right', ['right', 'ctrl+f']),
  edit('alt+b', 'a word to the left', ['alt+b', 'ctrl+left', 'alt+left']),
  edit('alt+f', 'a word to the right', ['alt+f', 'ctrl+right', 'alt+right']),
  edit('home', 'to the beginning', ['home', 'ctrl+a']),
  edit('end', 'to the end', ['end', 'ctrl+e']),
  edit('backspace', 'delete to the left', ['backspace', 'ctrl+h']),
  edit('delete', 'delete to the right', ['delete']),
  edit('ctrl+w', 'cut the word before', ['ctrl+w', 'alt+backspace'], withCut),
  edit('alt+d', 'cut the word after', ['alt+d'], withCut),
  edit('ctrl+u', 'cut to the beginning', ['ctrl+u'], withCut),
  edit('ctrl+k', 'cut to the end', ['ctrl+k'], withCut),
  {
    keys: ['ctrl+y'],
    label: 'put in what was cut',
    group: 'Editing the line',
    when: inShell,
    run: (state) => ({ state: typeIntoShell(state, state.shell.cut ?? '') }),
  },
  {
    keys: ['alt+.', 'alt+_'],
    label: 'the last word of the command before',
    group: 'Editing the line',
    shown: () => 'Alt-.',
    when: inShell,
    run: (state, world) => ({ state: typeIntoShell(state, lastArgument(history(world))) }),
  },
];
