/** What a container has used of the processors since it started (milliseconds), and holds of memory (bytes). */
export interface ContainerUsage {
  readonly name: string;
  readonly cpu: number;
  readonly memory: number;
}

/** What a kubelet tells of its node when it is asked for resource metrics. */
export interface NodeUsage {
  readonly node: string;
  readonly cpu: number;
  readonly memory: number;
  readonly pods: readonly {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly labels: { readonly [key: string]: string };
    readonly containers: readonly ContainerUsage[];
  }[];
}
