/** A service or socket of a machine. What its files say is text; what it does is said here. */
export interface UnitDefinition {
  /** `kubelet.service` */
  readonly name: string;
  readonly description: string;
  readonly documentation: string;
  /** Absolute path → text: the unit's own file first, then its drop-ins. */
  readonly files: { readonly [path: string]: string };
  /** What its main process is called with; absent for a socket. */
  readonly argv?: readonly string[];
  /** Bytes that the main process holds. */
  readonly memory?: number;
  /** Milliseconds after which it is started again when it ended and nobody had asked for it. */
  readonly restartAfter?: number;
  /** The socket whose first connection starts it. */
  readonly triggeredBy?: string;
  /** Not started with the machine. */
  readonly isDisabled?: boolean;
  /** Called when its main process is there. `say` writes to the journal in its name. */
  started?(say: (text: string) => void): void;
  /** What it does before it ends when it is told to; may take time. */
  stopping?(): Promise<void>;
  /** Called when its main process is gone, however it ended. */
  stopped?(): void;
}

/** systemd's word for what a unit does: the high-level state and the one of its type. */
export type ActiveState = 'active' | 'inactive' | 'failed' | 'activating';

export const isService = ({ name }: { readonly name: string }): boolean => name.endsWith('.service');

/** `kubelet` means `kubelet.service`. */
export const unitName = (text: string): string =>
  /\.(service|socket|target|timer|mount)$/.test(text) ? text : `${text}.service`;
