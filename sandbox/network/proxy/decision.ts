import type { Packet } from '../../core/netfilter.ts';
import type { ProxyPlace } from './categorize.ts';
import type { ProxiedPort } from './service-map.ts';

/** What the rules of a machine say about a new connection. */
export type Decision =
  | { readonly verdict: 'pass' }
  | { readonly verdict: 'refused' }
  | { readonly verdict: 'dropped' }
  | {
      readonly verdict: 'forward';
      readonly address: string;
      readonly port: number;
      /** Whether the receiver sees the machine's address in the sender's place. */
      readonly masquerade: boolean;
      /** To be called when the connection has ended, where the form counts them. */
      closed?(): void;
    };

export interface Surround {
  readonly now: number;
  chance(): number;
  isLocal(address: string): boolean;
}

/** One form in which kube-proxy writes its rules. */
export interface ProxyForm {
  /** Writes the rules for the ports of one Service anew; without ports they go. */
  apply(service: string, ports: readonly ProxiedPort[], place: ProxyPlace): void;
  /** `from here`: sent by the machine itself; `through`: by one of its Pods or from outside. */
  decide(packet: Packet, way: 'from here' | 'through', surround: Surround): Decision;
}
