import type { ClusterFacts, Health, OwnerFact, PodFact } from '../../cluster/facts.ts';
import { cleanTitle } from '../../text/clean.ts';
import { fitLine, padLine, span, spread, type Line } from '../../text/line.ts';
import { textWidth, truncate } from '../../text/width.ts';
import type { Symbols } from '../../theme/symbols.ts';
import type { Role } from '../../theme/theme.ts';

export interface ClusterLook {
  readonly columns: number;
  readonly symbols: Symbols;
  /** Whether this object changed a moment ago. */
  isChanged(uid: string): boolean;
}

export function healthMark(health: Health, symbols: Symbols): { readonly symbol: string; readonly role: Role } {
  if (health === 'good') return { symbol: symbols.passed, role: 'good' };
  if (health === 'busy') return { symbol: symbols.started, role: 'warn' };
  if (health === 'bad') return { symbol: symbols.failing, role: 'bad' };
  return { symbol: symbols.passed, role: 'muted' };
}

const nothing = (text: string): readonly Line[] => [[span(` ${text}`, 'muted')]];

function nameSpan(name: string, uid: string, look: ClusterLook, role: Role = 'text'): Line[number] {
  return span(cleanTitle(name), look.isChanged(uid) ? 'changed' : role);
}

/** Each node with its Pods as cells below it, and what waits for a node at the end. */
export function nodeLines(facts: ClusterFacts, look: ClusterLook): readonly Line[] {
  if (facts.nodes.length === 0) return nothing('No nodes.');
  const { symbols, columns } = look;
  const lines = facts.nodes.flatMap((node, index): readonly Line[] => {
    const pods = facts.pods.filter((pod) => pod.node === node.name);
    const mark = healthMark(node.ready ? 'good' : 'bad', symbols);
    const state = node.ready ? '' : ' NotReady';
    const notes = [node.controlPlane ? 'control plane' : '', node.note ?? ''].filter(Boolean).join(', ');
    const left: Line = [
      span(' '),
      span(`${mark.symbol} `, mark.role),
      { ...nameSpan(node.name, node.uid, look), bold: true },
      span(state, 'bad'),
      span(notes === '' ? '' : `  ${notes}`, 'muted'),
    ];
    const count = span(`${pods.length} ${pods.length === 1 ? 'Pod' : 'Pods'} `, 'faint');
    return [...(index === 0 ? [] : [[]]), spread(left, [count], columns, symbols.ellipsis), ...podCells(pods, look)];
  });
  const homeless = facts.pods.filter((pod) => pod.node === undefined);
  return homeless.length === 0 ? lines : [...lines, [], [span(' Not on a node yet', 'warn')], ...podCells(homeless, look)];
}

function podCells(pods: readonly PodFact[], look: ClusterLook): readonly Line[] {
  if (pods.length === 0) return [];
  const { symbols, columns } = look;
  const room = columns - 4;
  const longest = Math.max(...pods.map((pod) => textWidth(pod.name)));
  const width = Math.min(room, Math.min(longest, 26) + 4);
  const across = Math.max(1, Math.floor(room / width));
  const lines: Line[] = [];
  for (let at = 0; at < pods.length; at += across) {
    const cells = pods.slice(at, at + across).flatMap((pod): Line => {
      const mark = healthMark(pod.health, symbols);
      const name = truncateStart(cleanTitle(pod.name), width - 4, symbols.ellipsis);
      return padLine(
        [span(`${mark.symbol} `, mark.role), nameSpan(name, pod.uid, look, pod.health === 'done' ? 'muted' : 'text')],
        width,
      );
    });
    lines.push([span('   '), ...cells]);
  }
  return lines;
}

/** Pods of one owner differ at the end of their names, so that is what is kept. */
function truncateStart(text: string, columns: number, ellipsis: string): string {
  if (textWidth(text) <= columns) return text;
  const reversed = [...text].reverse().join('');
  return ellipsis + [...truncate(reversed, columns - textWidth(ellipsis), '')].reverse().join('');
}

/** Owners with what they own below them: Deployment, ReplicaSet, Pods. */
export function treeLines(facts: ClusterFacts, look: ClusterLook): readonly Line[] {
  const { symbols, columns } = look;
  const known = new Set(facts.owners.map(({ uid }) => uid));
  const lines: Line[] = [];
  const addPod = (pod: PodFact, lead: string, knot: string): void => {
    const mark = healthMark(pod.health, symbols);
    const left: Line = [span(` ${lead}${knot}`, 'faint'), span(`${mark.symbol} `, mark.role), nameSpan(pod.name, pod.uid, look)];
    const restarts = pod.restarts > 0 ? `  ${pod.restarts} ${pod.restarts === 1 ? 'restart' : 'restarts'}` : '';
    const right: Line = [span(cleanTitle(pod.status), mark.role), span(`${restarts} `, 'muted')];
    lines.push(spread(left, right, columns, symbols.ellipsis));
  };
  const addOwner = (owner: OwnerFact, lead: string, knot: string): void => {
    const mark = healthMark(owner.health, symbols);
    const name: Line = [span(` ${lead}${knot}`, 'faint'), span(`${owner.kind} `, 'muted'), nameSpan(owner.name, owner.uid, look)];
    lines.push(spread(name, [span(`${owner.count} `, mark.role)], columns, symbols.ellipsis));
    const children = facts.owners.filter((child) => child.owner === owner.uid);
    const pods = facts.pods.filter((pod) => pod.owner === owner.uid);
    const below = knot === '' ? lead : `${lead}${knot.startsWith(symbols.lastBranch) ? '  ' : symbols.trunk} `;
    const total = children.length + pods.length;
    const knotOf = (index: number): string => (index === total - 1 ? symbols.lastBranch : symbols.branch);
    // An old ReplicaSet without Pods says nothing more than its own row.
    children.forEach((child, index) => addOwner(child, below, `${knotOf(index)} `));
    pods.forEach((pod, index) => addPod(pod, below, `${knotOf(children.length + index)} `));
  };
  const roots = facts.owners.filter((owner) => owner.owner === undefined || !known.has(owner.owner));
  roots.forEach((root, index) => {
    if (index > 0) lines.push([]);
    addOwner(root, '', '');
  });
  const alone = facts.pods.filter((pod) => pod.owner === undefined || !known.has(pod.owner));
  if (alone.length > 0 && lines.length > 0) lines.push([]);
  for (const pod of alone) addPod(pod, '', '');
  return lines.length === 0 ? nothing('Nothing runs yet.') : lines;
}

/** Services, and below each of them where its connections go. */
export function serviceLines(facts: ClusterFacts, look: ClusterLook): readonly Line[] {
  const { symbols, columns } = look;
  if (facts.services.length === 0) return nothing('No Services.');
  return facts.services.flatMap((service): readonly Line[] => {
    const left: Line = [
      span(' '),
      { ...nameSpan(service.name, service.uid, look), bold: true },
      span(`  ${service.type}`, 'muted'),
    ];
    const head = spread(left, [span(`${service.address}:${service.ports} `, 'code')], columns, symbols.ellipsis);
    if (service.endpoints.length === 0) return [head, [span(`   ${symbols.arrow} nobody`, 'warn')]];
    const targets = service.endpoints.map(({ target, ready }): Line => {
      const mark = healthMark(ready ? 'good' : 'busy', symbols);
      return [
        span(`   ${symbols.arrow} `, 'faint'),
        span(`${mark.symbol} `, mark.role),
        span(cleanTitle(target), ready ? 'text' : 'muted'),
        span(ready ? '' : '  not ready', 'warn'),
      ];
    });
    return [head, ...targets];
  });
}

/** Events, the newest first. */
export function eventLines(facts: ClusterFacts, now: number, look: ClusterLook): readonly Line[] {
  const { symbols, columns } = look;
  if (facts.events.length === 0) return nothing('No events.');
  return facts.events.toReversed().map((event): Line => {
    const role = event.type === 'Warning' ? 'warn' : 'text';
    const times = event.count > 1 ? ` ${symbols.times}${event.count}` : '';
    return fitLine(
      [
        span(` ${age(now - event.time).padStart(4)}  `, 'faint'),
        span(cleanTitle(event.reason), look.isChanged(event.uid) ? 'changed' : role),
        span(times, 'muted'),
        span(`  ${cleanTitle(event.object)}`, 'muted'),
        span(`  ${cleanTitle(event.message)}`),
      ],
      columns,
      symbols.ellipsis,
    );
  });
}

/** As short as kubectl says it: `12s`, `5m`, `3h`. */
export function age(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}
