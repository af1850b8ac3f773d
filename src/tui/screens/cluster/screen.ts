import { bodySize, defineScreen, mount, type MountedScreen, type ScreenKey, type Step, type World } from '../../app/screen.ts';
import type { Destination, Effect } from '../../app/effect.ts';
import type { ClusterFacts } from '../../cluster/facts.ts';
import { cleanTitle } from '../../text/clean.ts';
import type { Line } from '../../text/line.ts';
import { beside, rectangle } from '../../text/rectangle.ts';
import { eventLines, nodeLines, serviceLines, treeLines, type ClusterLook } from '../../widgets/cluster/lines.ts';
import { fade, mark, noMarks, type Marks } from '../../widgets/cluster/marks.ts';
import { labelledRule, type RuleLabel } from '../../widgets/labelled-rule.ts';
import { verticalRule } from '../../widgets/rule/view.ts';
import { sessionStatus } from '../../widgets/session-status.ts';
import { backKey, helpKey, scrolled, scrollKeys } from '../shared-keys.ts';

interface ClusterState {
  readonly marks: Marks;
  readonly top: number;
  /** Whether the namespaces of Kubernetes itself are shown. */
  readonly system: boolean;
}

const timer = 'cluster-marks';
const wideColumns = 100;
const speeds = [1, 10, 100];

function faster(world: World, by: 1 | -1): readonly Effect[] {
  const now = world.session?.speed ?? 1;
  const at = speeds.findIndex((speed) => speed >= now);
  const speed = now === 0 ? 1 : (speeds[Math.max(0, Math.min(speeds.length - 1, at + by))] ?? 1);
  return [{ type: 'session', call: 'setSpeed', speed }];
}

const timeKeys: readonly ScreenKey<ClusterState>[] = [
  {
    keys: ['space'],
    label: 'pause or go on',
    group: 'Time',
    line: 1,
    run: (state, world) => ({
      state,
      effects: [{ type: 'session', call: 'setSpeed', speed: world.session?.speed === 0 ? 1 : 0 }],
    }),
  },
  {
    keys: ['.'],
    label: 'one second',
    group: 'Time',
    line: 5,
    run: (state) => ({ state, effects: [{ type: 'session', call: 'step' }] }),
  },
  {
    keys: ['+', '='],
    label: 'faster',
    group: 'Time',
    line: 6,
    shown: () => '+',
    run: (state, world) => ({ state, effects: faster(world, 1) }),
  },
  { keys: ['-'], label: 'slower', group: 'Time', line: 6, run: (state, world) => ({ state, effects: faster(world, -1) }) },
];

const cluster = defineScreen<ClusterState>({
  name: 'cluster',
  title: (_state, world) => [cleanTitle(world.lesson?.title ?? 'kubetutor'), 'Cluster'],
  status: (_state, world) => sessionStatus(world),
  keys: [
    ...timeKeys,
    {
      keys: ['s'],
      label: 'system Pods',
      group: 'What is shown',
      line: 8,
      run: (state) => ({ state: { ...state, system: !state.system } }),
    },
    {
      keys: ['t'],
      label: 'trace the last command',
      group: 'Elsewhere',
      line: 3,
      run: (state) => ({ state, effects: [{ type: 'go', to: { name: 'trace' }, how: 'push' }] }),
    },
    {
      keys: ['f'],
      label: 'follow a request',
      group: 'Elsewhere',
      line: 4,
      run: (state) => ({ state, effects: [{ type: 'go', to: { name: 'requests' }, how: 'push' }] }),
    },
    {
      keys: ['R'],
      label: 'back in time',
      group: 'Time',
      line: 7,
      when: (_state, world) => (world.session?.undoable ?? 0) > 0,
      run: (state) => ({ state, effects: [{ type: 'go', to: { name: 'rewind' }, how: 'push' }] }),
    },
    helpKey(),
    backKey(['escape', 'q', 'c', 'ctrl+c'], 'back', 2),
    ...scrollKeys<ClusterState>({
      page: (state, world) => scrollable(state, world).rows,
      scroll(state, by, world) {
        const { lines, rows } = scrollable(state, world);
        return { ...state, top: scrolled(state.top, by, lines.length, rows) };
      },
    }).filter(({ keys }) => !keys.includes('space')),
    {
      keys: ['pagedown'],
      label: 'a page down',
      group: 'Moving',
      run(state, world) {
        const { lines, rows } = scrollable(state, world);
        return { state: { ...state, top: scrolled(state.top, rows - 2, lines.length, rows) } };
      },
    },
  ],
  receive(state, message): Step<ClusterState> {
    if (message.type === 'cluster') {
      const marks = mark(state.marks, message.facts);
      return {
        state: { ...state, marks },
        effects: marks.left.size > 0 ? [{ type: 'timer', name: timer, milliseconds: 1000 }] : [],
      };
    }
    if (message.type === 'timer' && message.name === timer) {
      const marks = fade(state.marks);
      return {
        state: { ...state, marks },
        effects: marks.left.size > 0 ? [{ type: 'timer', name: timer, milliseconds: 1000 }] : [],
      };
    }
    return { state };
  },
  view: (state, world) => ({ rows: clusterRows(state, world) }),
});

const systemNamespaces = /^kube-|^local-path-storage$/;

function shown(facts: ClusterFacts, system: boolean): ClusterFacts {
  if (system) return facts;
  const own = ({ namespace }: { readonly namespace: string }): boolean => !systemNamespaces.test(namespace);
  return { ...facts, pods: facts.pods.filter(own), owners: facts.owners.filter(own), services: facts.services.filter(own) };
}

interface ClusterParts {
  readonly nodes: readonly Line[];
  readonly tree: readonly Line[];
  readonly services: readonly Line[];
  readonly events: readonly Line[];
}

const isWide = (world: World): boolean => world.size.columns >= wideColumns;
const leftColumns = (world: World): number => Math.floor(world.size.columns / 2);

let lastParts: { readonly of: readonly unknown[]; readonly parts: ClusterParts } | undefined;

/** The parts of the picture. With a thousand Pods they take a while, so they are made anew only when something in them changed. */
function clusterParts(state: ClusterState, world: World): ClusterParts {
  const { size, symbols, session } = world;
  const of = [world.cluster, state.marks, state.system, size.columns, symbols, Math.floor((session?.now ?? 0) / 1000)];
  if (lastParts === undefined || of.some((value, index) => value !== lastParts?.of[index]))
    lastParts = { of, parts: makeParts(state, world) };
  return lastParts.parts;
}

function makeParts(state: ClusterState, world: World): ClusterParts {
  const { columns } = world.size;
  const facts = shown(world.cluster, state.system);
  const left = isWide(world) ? leftColumns(world) : columns;
  const right = isWide(world) ? columns - left - 1 : columns;
  const look = (width: number): ClusterLook => ({
    columns: width,
    symbols: world.symbols,
    isChanged: (uid) => state.marks.left.has(uid),
  });
  return {
    nodes: nodeLines(facts, look(left)),
    tree: treeLines(facts, look(right)),
    services: serviceLines(facts, look(right)),
    events: eventLines(facts, world.session?.now ?? 0, look(columns)),
  };
}

/** The part that the arrows move through: everything on a narrow screen, the tree on a wide one. */
function scrollable(state: ClusterState, world: World): { readonly lines: readonly Line[]; readonly rows: number } {
  const parts = clusterParts(state, world);
  return isWide(world)
    ? { lines: parts.tree, rows: heights(parts, world).tree }
    : { lines: stacked(parts, world), rows: bodySize(world.size).rows };
}

function stacked(parts: ClusterParts, world: World): readonly Line[] {
  const rule = (text: string): Line => labelledRule([{ text, focused: false }], world.size.columns, world.symbols);
  return [
    rule('Nodes'),
    ...parts.nodes,
    rule('Workloads'),
    ...parts.tree,
    rule('Services'),
    ...parts.services,
    rule('Events'),
    ...parts.events,
  ];
}

function heights(
  parts: ClusterParts,
  world: World,
): { readonly above: number; readonly tree: number; readonly services: number; readonly events: number } {
  const { rows } = bodySize(world.size);
  const events = Math.max(4, Math.min(parts.events.length, Math.floor(rows * 0.3)));
  const above = rows - events - 2;
  const services = Math.min(parts.services.length, Math.max(3, above - parts.tree.length - 1), Math.floor(above / 2));
  return { above, tree: above - services - 1, services, events };
}

function clusterRows(state: ClusterState, world: World): readonly Line[] {
  const { columns, rows } = bodySize(world.size);
  const { symbols } = world;
  const parts = clusterParts(state, world);
  if (!isWide(world)) {
    const lines = stacked(parts, world);
    const top = scrolled(state.top, 0, lines.length, rows);
    return lines.slice(top, top + rows);
  }
  const left = leftColumns(world);
  const right = columns - left - 1;
  const height = heights(parts, world);
  const top = scrolled(state.top, 0, parts.tree.length, height.tree);
  const label = (text: string, at?: number): RuleLabel => ({ text, focused: false, ...(at === undefined ? {} : { at }) });
  const side = [
    ...rectangle(parts.tree.slice(top, top + height.tree), right, height.tree, symbols),
    labelledRule([label('Services', 0)], right, symbols),
    ...rectangle(parts.services, right, height.services, symbols),
  ];
  const nodes = rectangle(parts.nodes, left, height.above, symbols);
  return [
    labelledRule([label('Nodes'), label('Workloads', left + 1)], columns, symbols, { at: left, symbol: symbols.tee }),
    ...beside(nodes, left, beside(verticalRule(height.above, symbols), 1, side)),
    labelledRule([label('Events')], columns, symbols, { at: left, symbol: symbols.up }),
    ...rectangle(parts.events, columns, height.events, symbols),
  ];
}

export function open(_to: Destination, world: World): MountedScreen {
  return mount(cluster, { marks: noMarks(world.cluster), top: 0, system: false });
}
