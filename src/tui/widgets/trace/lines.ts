import { cleanTitle } from '../../text/clean.ts';
import { fitLine, padLine, span, spread, type Line } from '../../text/line.ts';
import { textWidth } from '../../text/width.ts';
import { wrapLine } from '../../text/wrap.ts';
import type { Symbols } from '../../theme/symbols.ts';
import type { Role } from '../../theme/theme.ts';
import { parts, type Part, type TraceCall, type TracedRequest } from '../../trace/facts.ts';

/** From here on there is room for a lane for each part. */
export const laneColumns = 100;

const lanes = ['etcd', 'apiserver', ...parts] as const;
/** Each a little wider than its name, so that what was asked for has room beside them. */
const widthOf = { etcd: 6, apiserver: 11, kubectl: 9, controllers: 13, scheduler: 11, kubelet: 9 } as const;
const timeWidth = 10;

const colourOf: { readonly [part in Part]: Role } = {
  kubectl: 'accent',
  controllers: 'good',
  scheduler: 'changed',
  kubelet: 'code',
};

/** The names over the lanes. */
export function laneHead(columns: number): readonly Line[] {
  if (columns < laneColumns) return [];
  return [[span(' '.repeat(timeWidth + 1)), ...lanes.flatMap((name) => padLine([span(name, 'muted')], widthOf[name]))]];
}

/** A row for each call: who asked, the way to the API server and into etcd, and what for. */
export function callLines(calls: readonly TraceCall[], columns: number, symbols: Symbols): readonly Line[] {
  return calls.map((call, index) => {
    const before = calls[index - 1];
    const time = before !== undefined && before.at === call.at ? '' : seconds(call.at);
    const head = span(` ${time.padStart(timeWidth - 2)}  `, 'faint');
    const way = columns < laneColumns ? [span(`${call.who} `, colourOf[call.part])] : laneLine(call, symbols);
    return fitLine([head, ...way, ...whatSpans(call, columns)], columns, symbols.ellipsis);
  });
}

/** Milliseconds as seconds with three places: what the control plane does takes thousandths. */
function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(3)} s`;
}

/** An arrow from the lane of the part to that of the API server, and on to etcd when something was stored. */
function laneLine({ part, writes, code }: TraceCall, symbols: Symbols): Line {
  const from = lanes.indexOf(part);
  const stored = writes && code < 300;
  const role = colourOf[part];
  const { horizontal, vertical, current, back } = symbols;
  return lanes.flatMap((lane, index): Line => {
    const width = widthOf[lane];
    if (lane === 'etcd')
      return stored
        ? [span(current, 'muted'), span(back, 'muted'), span(horizontal.repeat(width - 2), 'muted')]
        : padLine([span(vertical, 'rule')], width);
    if (lane === 'apiserver')
      return [span(current, code < 400 ? 'text' : 'bad'), span(back, role), span(horizontal.repeat(width - 2), role)];
    if (index < from) return [span(horizontal.repeat(width), role)];
    return padLine([index === from ? span(current, role) : span(vertical, 'rule')], width);
  });
}

function whatSpans(call: TraceCall, columns: number): Line {
  const refused = call.code >= 400;
  const who =
    columns < laneColumns || call.part === 'kubectl' || call.part === 'scheduler'
      ? []
      : [span(`${call.who.replace(/-controller$/, '')} `, colourOf[call.part])];
  return [
    ...who,
    span(`${call.verb} `, call.writes ? 'text' : 'muted', { bold: call.writes }),
    span(cleanTitle(call.object), call.writes ? 'text' : 'muted'),
    span(call.subresource === undefined ? '' : ` ${call.subresource}`, 'muted'),
    span(refused ? `  ${call.code}` : '', call.code === 404 ? 'muted' : 'bad'),
  ];
}

/** A list of requests, the newest first, with a pointer at the chosen one. */
export function requestLine(request: TracedRequest, chosen: boolean, now: number, columns: number, symbols: Symbols): Line {
  const mark = request.ok ? span(`${symbols.passed} `, 'good') : span(`${symbols.failing} `, 'bad');
  const left: Line = [
    span(chosen ? ` ${symbols.pointer} ` : '   ', 'accent', { bold: true }),
    mark,
    span(cleanTitle(request.from), chosen ? 'accent' : 'text', { bold: chosen }),
    span(` ${symbols.arrow} `, 'faint'),
    span(cleanTitle(request.target), chosen ? 'accent' : 'text'),
  ];
  const ago = Math.max(0, Math.floor((now - request.time) / 1000));
  const right: Line = [span(request.outcome, request.ok ? 'muted' : 'bad'), span(`${`${ago}s`.padStart(6)} `, 'faint')];
  return spread(left, right, columns, symbols.ellipsis);
}

/** The way of one request: each station, what happened there, and how it ended. */
export function hopLines(request: TracedRequest, columns: number, symbols: Symbols): readonly Line[] {
  const stations = [
    { at: request.from, what: `asks for ${request.target}` },
    ...request.hops,
    { at: request.ok ? 'answer' : 'no answer', what: `${request.outcome}, after ${request.milliseconds} ms` },
  ];
  const beside = columns >= laneColumns;
  const width = beside ? Math.min(40, Math.max(...stations.map(({ at }) => textWidth(at))) + 2) : 0;
  return stations.flatMap(({ at, what }, index): readonly Line[] => {
    const last = index === stations.length - 1;
    const role: Role = !last ? 'accent' : request.ok ? 'good' : 'bad';
    const symbol = !last ? symbols.current : request.ok ? symbols.passed : symbols.failing;
    const head: Line = [span(`   ${symbol} `, role), span(cleanTitle(at), last ? role : 'text', { bold: true })];
    const inset: Line = padLine([span(`   ${last ? ' ' : symbols.vertical} `, 'rule')], width + 5);
    const text = span(cleanTitle(what), 'muted');
    if (!beside) return [head, ...wrapLine([...inset, text], columns - 1, inset)];
    const rows = wrapLine([...padLine(head, width + 5), text], columns - 1, inset);
    return last ? rows : [...rows, [span(`   ${symbols.vertical}`, 'rule')]];
  });
}
