import type { JsonObject } from '../../core/json.ts';
import type { Client } from '../../api/client.ts';

/** Which cluster to speak to and as whom, as the kubeconfig file and the flags say. */
export interface ConnectContext {
  /** Name of the context; empty when there is none. */
  readonly context: string;
  readonly cluster: string;
  /** Address of the API server. */
  readonly server: string;
  /** What the kubeconfig keeps under the cluster: certificate authority …, and what flags say of it. */
  readonly settings: JsonObject;
  /** Where files lie that the kubeconfig names without a path. */
  readonly folder: string;
  readonly user: string;
  /** What the kubeconfig keeps under the user: token, certificates, exec … */
  readonly credentials: JsonObject;
  /** Set by `--as`, `--as-group` and `--as-uid`. */
  readonly impersonate?: { readonly username: string; readonly groups: readonly string[]; readonly uid?: string };
}

/** The way to a cluster, or undefined when nothing answers at that address. */
export type Connect = (context: ConnectContext) => Client | undefined;
