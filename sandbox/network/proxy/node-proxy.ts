import { schedulers, type Ipvs, type Scheduler } from '../../core/ipvs.ts';
import type { Cancel, Clock } from '../../core/clock.ts';
import type { Netfilter, Packet } from '../../core/netfilter.ts';
import type { NftTable } from '../../core/nftables.ts';
import type { ProxyPlace } from './categorize.ts';
import type { Decision, ProxyForm, Surround } from './decision.ts';
import { createIptablesForm, decide } from './iptables.ts';
import { createIpvsForm } from './ipvs-form.ts';
import { createNftablesForm } from './nftables-form.ts';
import type { ServiceMap } from './service-map.ts';

/** `userspace` went with Kubernetes 1.26. */
export const proxyModes = ['iptables', 'ipvs', 'nftables'] as const;
export type ProxyMode = (typeof proxyModes)[number];

export interface ProxySettings {
  readonly mode: ProxyMode;
  readonly scheduler: Scheduler;
}

export const defaultSettings: ProxySettings = { mode: 'iptables', scheduler: 'rr' };

/** What the ConfigMap kube-system/kube-proxy asks for; undefined for a mode or scheduler that there is not. */
export function readSettings(text: string): ProxySettings | undefined {
  const mode = /^mode:\s*["']?(\w*)["']?\s*$/m.exec(text)?.[1] || 'iptables';
  const scheduler = /^\s+scheduler:\s*["']?(\w*)["']?\s*$/m.exec(text)?.[1] || 'rr';
  const known = proxyModes.find((one) => one === mode);
  const knownScheduler = schedulers.find((one) => one === scheduler);
  return known && knownScheduler && { mode: known, scheduler: knownScheduler };
}

/** Milliseconds until a change in the API is in the rules, and between two writings at least (`minSyncPeriod`). */
const HEARS = 5;
const LEAST = 1_000;

/** The tables of the machine that a kube-proxy writes. */
export interface ProxyTables {
  readonly netfilter: Netfilter;
  readonly ipvs: Ipvs;
  readonly nftables: Map<string, NftTable>;
}

/** kube-proxy on one machine: it writes rules when something changed, and while it is stopped they stay as they are. */
export class NodeProxy {
  isRunning = true;
  private form: ProxyForm;
  private readonly dirty = new Set<string>();
  /** The next writing of what changed of Services and endpoints, and when the last one was, in virtual milliseconds. */
  private planned: Cancel | undefined;
  private lastWriting = -Infinity;

  constructor(
    private readonly services: ServiceMap,
    private readonly tables: ProxyTables,
    private place: ProxyPlace,
    private readonly podRange: string,
    private readonly nodeAddresses: readonly string[],
    private settings: ProxySettings,
    private readonly clock: Pick<Clock, 'now' | 'after'>,
  ) {
    this.form = this.makeForm();
    for (const name of services.names) this.dirty.add(name);
    services.onChange((name) => {
      this.dirty.add(name);
      this.plan();
    });
  }

  get mode(): ProxyMode {
    return this.settings.mode;
  }

  /** Begins anew in another mode, as a kube-proxy that is restarted with another configuration. */
  configure(settings: ProxySettings): void {
    if (settings.mode === this.settings.mode && settings.scheduler === this.settings.scheduler) return;
    this.settings = settings;
    this.clear();
    this.form = this.makeForm();
    for (const name of this.services.names) this.dirty.add(name);
  }

  moveTo(place: ProxyPlace): void {
    if (place.nodeName === this.place.nodeName && place.zone === this.place.zone) return;
    this.place = place;
    for (const name of this.services.names) this.dirty.add(name);
  }

  /** Writes what changed since the last time, when it is time to. */
  sync(): void {
    if (!this.isRunning || this.dirty.size === 0) return;
    if (this.planned !== undefined) return;
    for (const name of this.dirty) this.form.apply(name, this.services.ports(name), this.place);
    this.dirty.clear();
  }

  stop(): void {
    this.planned?.();
  }

  private plan(): void {
    if (this.planned !== undefined) return;
    const now = this.clock.now();
    const write = (): void => {
      this.planned = undefined;
      this.lastWriting = this.clock.now();
      this.sync();
    };
    this.planned = this.clock.after(Math.max(HEARS, this.lastWriting + LEAST - now), write, { background: true });
  }

  decide(packet: Packet, way: 'from here' | 'through', surround: Surround): Decision {
    this.sync();
    const decision = this.form.decide(packet, way, surround);
    // Rules that others than kube-proxy wrote (for the host ports of Pods) hold in every mode.
    return decision.verdict === 'pass' && this.mode !== 'iptables'
      ? decide(this.tables.netfilter, packet, way, surround)
      : decision;
  }

  private makeForm(): ProxyForm {
    const { netfilter, ipvs, nftables } = this.tables;
    if (this.settings.mode === 'ipvs')
      return createIpvsForm(ipvs, netfilter, this.settings.scheduler, this.podRange, this.nodeAddresses);
    return this.settings.mode === 'nftables'
      ? createNftablesForm(nftables, this.podRange, this.nodeAddresses)
      : createIptablesForm(netfilter, this.podRange);
  }

  private clear(): void {
    const { netfilter, ipvs, nftables } = this.tables;
    ipvs.servers.clear();
    nftables.delete('ip kube-proxy');
    for (const table of netfilter.names) {
      for (const chain of netfilter.chains(table)) {
        if (chain.name.startsWith('KUBE-')) netfilter.removeChain(table, chain.name);
        else chain.set('kube-proxy', []);
      }
    }
  }
}
