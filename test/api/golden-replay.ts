import type { ApiServer } from '../../sandbox/api/index.ts';
import { parseHttpRequest, wireBody } from '../../sandbox/api/index.ts';
import { isObject } from '../../sandbox/core/json.ts';
import { StatusError } from '../../sandbox/api/status-error.ts';

/** Stands for a value that differs from run to run; see the README of the goldens. */
export const VOLATILE = '<volatile>';

export interface GoldenRequest {
  readonly method?: string;
  readonly path: string;
  readonly query?: string;
  readonly accept?: string;
  readonly contentType?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: unknown;
  readonly mayFail?: boolean;
}

export interface GoldenCase extends GoldenRequest {
  readonly id: string;
  readonly setup?: readonly GoldenRequest[];
  readonly needs?: string;
  readonly exclusive?: boolean;
  readonly noDefaultServiceAccount?: boolean;
  readonly fields?: boolean;
  readonly watch?: { readonly during?: readonly GoldenRequest[]; readonly count: number };
  readonly expect: {
    readonly code: number;
    readonly warnings?: readonly string[];
    readonly body?: unknown;
    readonly events?: readonly unknown[];
  };
}

export interface Answer {
  readonly code: number;
  readonly warnings: readonly string[];
  readonly body: unknown;
  readonly events?: readonly unknown[];
}

/** One request of a case that was made, and the object it gave. */
interface Seen {
  readonly object: unknown;
}

class Context {
  readonly seen: Seen[] = [];
  sent = '';
  generated: string[] = [];
  uids = new Set<number>();

  constructor(
    readonly namespace: string,
    readonly unique: string,
  ) {}

  fill(text: string, encode = false): string {
    return text.replace(
      /\{(ns|uniq)\}|\{(rv|uid|name|continue|time):(\d+)\}/g,
      (all, plain: string, what: string, index: string) => {
        if (plain === 'ns') return this.namespace;
        if (plain === 'uniq') return this.unique;
        const names: { readonly [what: string]: string } = { rv: 'resourceVersion', time: 'creationTimestamp' };
        const value = metadataOf(this.seen[Number(index)]?.object)[names[what] ?? what];
        if (value === undefined) return all;
        return encode ? encodeURIComponent(String(value)) : String(value);
      },
    );
  }
}

function metadataOf(object: unknown): { readonly [key: string]: unknown } {
  return isObject(object) && isObject(object['metadata']) ? object['metadata'] : {};
}

interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | undefined;
}

function callOf(request: GoldenRequest, context: Context): Call {
  const query = request.query === undefined ? '' : `?${context.fill(request.query, true)}`;
  const url = context.fill(request.path) + query;
  const { body } = request;
  const text = body === undefined ? undefined : context.fill(typeof body === 'string' ? body : JSON.stringify(body));
  const extra = JSON.parse(context.fill(JSON.stringify(request.headers ?? {}))) as { [name: string]: string };
  context.sent += `\n${url}\n${text ?? ''}${JSON.stringify(extra)}`;
  const headers: { [name: string]: string } = { accept: request.accept ?? 'application/json' };
  if (text !== undefined) headers['content-type'] = request.contentType ?? 'application/json';
  for (const [name, value] of Object.entries(extra)) headers[name.toLowerCase()] = value;
  return { method: request.method ?? 'GET', url, headers, body: text };
}

/** Makes one request as the HTTP server would, without the HTTP. */
function ask(server: ApiServer, call: Call): Answer {
  try {
    const target = parseHttpRequest(call.method, call.url, call.headers, call.body);
    if (target.what === 'path' && call.method !== 'GET')
      throw new StatusError({
        code: 405,
        reason: 'MethodNotAllowed',
        message: 'the server does not allow this method on the requested resource',
        details: {},
      });
    if (target.what === 'path') return { code: 200, warnings: [], body: server.raw(call.url, call.headers['accept'], target) };
    if (target.what === 'proxy') return { code: 501, warnings: [], body: '' };
    if (target.request.verb === 'watch') {
      server.watch(target.request, () => undefined)();
      return { code: 200, warnings: [], body: {} };
    }
    if (target.request.verb === 'get' && target.request.subresource === 'log') {
      server.connect(target.request).close();
      return { code: 204, warnings: [], body: '' };
    }
    const response = server.handle(target.request);
    const body: unknown = response.text ?? JSON.parse(JSON.stringify(wireBody(response.body)));
    return { code: response.code, warnings: response.warnings, body };
  } catch (error) {
    if (error instanceof StatusError) {
      const body = call.method === 'HEAD' ? '' : (error.status.text ?? error.toObject());
      return { code: error.code, warnings: error.warnings, body };
    }
    throw error;
  }
}

let sequence = 0;

/** Makes the requests of a case and gives the last answer, with what varies from run to run made the same. */
export function play(server: ApiServer, golden: GoldenCase): Answer {
  const number = (sequence++).toString(36).padStart(4, '0');
  const context = new Context(`nsx-${number}`, `uqx${number}`);
  const text = JSON.stringify([golden.path, golden.query, golden.body, golden.setup, golden.headers, golden.watch]);
  context.uids = new Set([...text.matchAll(/\{uid:(\d+)\}/g)].map(([, index]) => Number(index)));
  context.generated = [
    ...[...text.matchAll(/"generateName\\*":\\*"([^"\\]+)/g)].map(([, base]) => base ?? ''),
    ...[...text.matchAll(/generateName: ([^\s\\"]+)/g)].map(([, base]) => base ?? ''),
  ];
  const post = (path: string, body: unknown): unknown => ask(server, callOf({ method: 'POST', path, body }, context));
  if (text.includes('{ns}')) {
    post('/api/v1/namespaces', { metadata: { name: '{ns}' } });
    if (!golden.noDefaultServiceAccount) post('/api/v1/namespaces/{ns}/serviceaccounts', { metadata: { name: 'default' } });
  }
  context.sent = '';
  for (const request of golden.setup ?? []) {
    const answer = ask(server, callOf(request, context));
    context.seen.push({ object: answer.body });
    if (answer.code >= 300 && !request.mayFail)
      throw new Error(`setup ${request.method ?? ''} ${request.path}: ${JSON.stringify(answer.body)}`);
  }
  const call = callOf(golden, context);
  if (golden.watch !== undefined) return playWatch(server, golden, call, context);
  const answer = ask(server, call);
  context.seen.push({ object: answer.body });
  return {
    ...answer,
    warnings: answer.warnings.map((warning) => String(normalised(warning, context))),
    body: normalised(answer.body, context),
  };
}

function playWatch(server: ApiServer, golden: GoldenCase, call: Call, context: Context): Answer {
  const target = parseHttpRequest(call.method, call.url, call.headers, call.body);
  if (target.what === 'path') throw new Error('a watch of no resource');
  if (target.request.verb !== 'watch') {
    const { code, body } = ask(server, call);
    return { code, warnings: [], body: undefined, events: [normalised(body, context)] };
  }
  const events: unknown[] = [];
  try {
    const cancel = server.watch(target.request, (event) => events.push(JSON.parse(JSON.stringify(event))));
    for (const request of golden.watch?.during ?? []) context.seen.push({ object: ask(server, callOf(request, context)).body });
    cancel();
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return { code: error.code, warnings: [], body: normalised(error.toObject(), context) };
  }
  const counted = events.slice(0, golden.watch?.count);
  return { code: 200, warnings: [], body: undefined, events: counted.map((event) => normalised(event, context)) };
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function normalised(value: unknown, context: Context): unknown {
  let text = JSON.stringify(value) ?? 'null';
  context.seen.forEach(({ object }, index) => {
    const uid = metadataOf(object)['uid'];
    if (typeof uid === 'string' && context.uids.has(index)) text = text.replaceAll(uid, `{uid:${index}}`);
  });
  const keep = (found: string): string => (context.sent.includes(found) ? found : VOLATILE);
  text = text
    .replaceAll(context.namespace, '{ns}')
    .replaceAll(context.unique, '{uniq}')
    .replace(UUID, keep)
    .replace(/kube-api-access-[a-z0-9]{5}\b/g, `kube-api-access-${VOLATILE}`)
    .replace(/\b10\.(9[6-9]|10\d|11[01])\.\d+\.\d+\b/g, (found) => (found === '10.96.0.1' ? found : keep(found)))
    .replace(/0xc[0-9a-f]{9}\b/g, `0x${VOLATILE}`)
    .replace(
      /(ResourceVersion in precondition: |ResourceVersion in object meta: |[Tt]oo old resource version: |[Tt]oo large resource version: |current: )(\\?")?\d+(\\?")?( \(\d+\))?/g,
      (_, lead: string, _open, _close, more?: string) => `${lead}${VOLATILE}${more === undefined ? '' : ` (${VOLATILE})`}`,
    );
  for (const base of context.generated) {
    const filled = context.fill(base).replaceAll(context.namespace, '{ns}').replaceAll(context.unique, '{uniq}');
    text = text.replace(new RegExp(`${escaped(filled)}[bcdfghjklmnpqrstvwxz2456789]{5}(?![a-z0-9])`, 'g'), filled + VOLATILE);
  }
  try {
    return walk(JSON.parse(text), context, '');
  } catch {
    // Some recorded answers are no JSON any more once what varies is taken out of them.
    return `${text}\n`;
  }
}

const volatileMetadata = new Set(['uid', 'resourceVersion', 'creationTimestamp', 'deletionTimestamp', 'continue']);

function walk(value: unknown, context: Context, here: string): unknown {
  const sent = (part: unknown): boolean => new RegExp(`(?<![0-9.])${escaped(String(part))}(?![0-9.])`).test(context.sent);
  if (typeof value === 'string') {
    return value
      .replace(/Invalid value: "\{\\"(?:[^"\\]|\\.)*"/g, `Invalid value: "${VOLATILE}"`)
      .replace(TIME, (found) => (context.sent.includes(found) ? found : VOLATILE));
  }
  if (Array.isArray(value)) return value.map((item) => walk(item, context, here));
  if (!isObject(value)) return value;
  const result: { [key: string]: unknown } = {};
  for (const [key, item] of Object.entries(value)) {
    const hidden =
      (here === 'metadata' && volatileMetadata.has(key) && typeof item === 'string' && item !== '') ||
      (key === 'uid' && here === 'details') ||
      key === 'storageVersionHash';
    result[key] = hidden ? VOLATILE : walk(item, context, key);
  }
  if (here === 'status')
    for (const list of ['resourceRules', 'nonResourceRules']) {
      // Recorded in no particular order.
      const rules: unknown = result[list];
      if (Array.isArray(rules))
        result[list] = rules
          .map((rule) => JSON.stringify(rule))
          .sort()
          .map((rule) => JSON.parse(rule) as unknown);
    }
  const spec = result['spec'];
  if (isObject(spec) && 'clusterIP' in spec) result['spec'] = withoutAllocations(spec, sent);
  if (result['kind'] === 'Table' && Array.isArray(result['rows'])) result['rows'] = withoutAges(result, sent);
  return result;
}

function withoutAllocations(spec: { readonly [key: string]: unknown }, sent: (part: unknown) => boolean): unknown {
  const address = (value: unknown): unknown =>
    typeof value === 'string' && /[.:]/.test(value) && !sent(value) ? VOLATILE : value;
  const { clusterIPs, ports, healthCheckNodePort: health } = spec;
  return {
    ...spec,
    clusterIP: address(spec['clusterIP']),
    ...(Array.isArray(clusterIPs) ? { clusterIPs: clusterIPs.map(address) } : {}),
    ...(health === undefined || health === 0 || sent(health) ? {} : { healthCheckNodePort: VOLATILE }),
    ...(Array.isArray(ports)
      ? {
          ports: ports.map((port) =>
            isObject(port) && port['nodePort'] && !sent(port['nodePort']) ? { ...port, nodePort: VOLATILE } : port,
          ),
        }
      : {}),
  };
}

function withoutAges(table: { readonly [key: string]: unknown }, sent: (part: unknown) => boolean): unknown {
  const columns = (table['columnDefinitions'] ?? []) as readonly { readonly name: string }[];
  return (table['rows'] as readonly { readonly cells: readonly unknown[] }[]).map((row) => ({
    ...row,
    cells: row.cells.map((cell, index) => {
      const name = columns[index]?.name ?? '';
      const text = String(cell);
      if (
        /^(age|last seen|first seen|created at|last schedule)$/i.test(name) &&
        /^(\d+[smhdy])+$|^<(invalid|unknown)>$|^\d{4}-/.test(text)
      )
        return VOLATILE;
      if (/^(cluster-ip|port\(s\))$/i.test(name)) {
        return text
          .replace(/10\.\d+\.\d+\.\d+/g, (found) => (sent(found) ? found : VOLATILE))
          .replace(/:(3[0-2]\d{3})\//g, (all, port: string) => (sent(port) ? all : `:${VOLATILE}/`));
      }
      return typeof cell === 'string' ? cell.replace(/\(\w+ ago\)/g, `(${VOLATILE} ago)`) : cell;
    }),
  }));
}
