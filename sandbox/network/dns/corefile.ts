/** What of CoreDNS's configuration has an effect here. */
export interface Corefile {
  /** Zone of the `kubernetes` plug-in; undefined when it is not there: then no cluster name is known. */
  readonly zone: string | undefined;
  readonly pods: 'disabled' | 'insecure' | 'verified';
  readonly ttl: number;
  /** Name → addresses, from `hosts`. */
  readonly hosts: ReadonlyMap<string, readonly string[]>;
  /** Exact names that are asked for under another one, from `rewrite name`. */
  readonly rewrites: readonly { readonly kind: 'exact' | 'suffix'; readonly from: string; readonly to: string }[];
  /** Whether names outside the zone are passed on. */
  readonly forwards: boolean;
}

export const defaultCorefile: Corefile = {
  zone: 'cluster.local',
  pods: 'insecure',
  ttl: 30,
  hosts: new Map(),
  rewrites: [],
  forwards: true,
};

const MAX_TEXT = 64_000;

/** Reads a Corefile. Plug-ins that it does not know have no effect. */
export function readCorefile(text: string): Corefile {
  const hosts = new Map<string, string[]>();
  const rewrites: { kind: 'exact' | 'suffix'; from: string; to: string }[] = [];
  let zone: string | undefined;
  let pods: Corefile['pods'] = 'disabled';
  let ttl = 5;
  let forwards = false;
  const blocks: string[] = [];
  for (const raw of text.slice(0, MAX_TEXT).split('\n')) {
    const line = raw.replace(/#.*/, '').trim();
    if (line === '') continue;
    const words = line.split(/\s+/);
    const [first = '', second = '', third = '', fourth = ''] = words;
    if (line === '}') {
      blocks.pop();
      continue;
    }
    const inside = blocks.at(-1);
    if (inside === 'kubernetes' && first === 'pods') pods = second === 'insecure' || second === 'verified' ? second : 'disabled';
    if (inside === 'kubernetes' && first === 'ttl') ttl = Number(second) || 0;
    if (inside === 'hosts' && /^[\d.]+$|:/.test(first)) {
      for (const name of words.slice(1)) hosts.set(lower(name), [...(hosts.get(lower(name)) ?? []), first]);
    }
    if (first === 'kubernetes' && second !== '{') zone = lower(second);
    if (first === 'forward') forwards = true;
    if (first === 'rewrite' && second === 'name') {
      if (third === 'suffix') rewrites.push({ kind: 'suffix', from: lower(fourth), to: lower(words[4] ?? '') });
      else if (third === 'exact') rewrites.push({ kind: 'exact', from: lower(fourth), to: lower(words[4] ?? '') });
      else rewrites.push({ kind: 'exact', from: lower(third), to: lower(fourth) });
    }
    if (line.endsWith('{')) blocks.push(first);
  }
  return { zone, pods, ttl, hosts, rewrites, forwards };
}

/** The name that is really asked for. */
export function rewritten({ rewrites }: Corefile, name: string): string {
  for (const { kind, from, to } of rewrites) {
    if (kind === 'exact' && name === from) return to;
    if (kind === 'suffix' && name.endsWith(from)) return name.slice(0, -from.length) + to;
  }
  return name;
}

function lower(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
