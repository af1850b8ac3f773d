import type { Connection } from './client.ts';

/** What is wanted of a container. */
export interface ContainerRequest {
  readonly namespace: string;
  readonly pod: string;
  /** The Pod's only or default container when the request named none. */
  readonly container: string;
  readonly what: 'log' | 'exec' | 'attach' | 'portforward';
  /** Options as they stand in the URL: `follow`, `tailLines`, `command`, `stdin`, `tty`, `ports` … */
  readonly parameters: { readonly [name: string]: readonly string[] };
}

/** The way from the API server to the kubelets. */
export interface NodeConnector {
  /** Throws StatusError when the node or the container refuses. */
  connect(nodeName: string, request: ContainerRequest): Connection;
}
