import type { Program, Signal } from '../host/program.ts';

/** A version of an image under its own tags. */
export interface Release {
  readonly tags: readonly string[];
  readonly size?: number;
  readonly env?: Image['env'];
  readonly files?: Image['files'];
}

/** A simulated container image. */
export interface Image {
  /** Repository as Docker Hub's short form or with a registry: `nginx`, `registry.k8s.io/pause`. */
  readonly name: string;
  /** Tags that exist; a pull of another one fails with `not found`. `*` stands for any tag. */
  readonly tags: readonly string[];
  /** Other versions under tags of their own, with what is different in them; files and environment are put over those above. */
  readonly releases?: readonly Release[];
  /** Bytes to pull: what the time of a pull follows from. */
  readonly size: number;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: { readonly [name: string]: string };
  readonly workingDirectory?: string;
  /** Numeric user, 0 when absent. */
  readonly user?: number;
  /** Ports that the image declares (documentation only, as in Docker). */
  readonly exposedPorts?: readonly number[];
  /** Signal that asks the main process to end, SIGTERM when absent. */
  readonly stopSignal?: Signal;
  /** Files in the image beside the usual folders: absolute path → text. */
  readonly files?: { readonly [path: string]: string };
  /** Programs of its own. */
  readonly programs?: readonly Program[];
  /** Whether a shell and the usual small tools (`sh`, `ls`, `cat`, `ps`, `wget` …) are in the image. */
  readonly shell: boolean;
  /**
   * Whether reading it takes credentials: a pull without an image pull Secret for its registry is refused, in the words for a
   * repository that does not exist, since registries do not tell the two apart.
   */
  readonly isPrivate?: boolean;
}

/** @example export const nginx = defineImage({ name: 'nginx', tags: ['latest', '1.27'], size: 72_000_000, … }); */
export function defineImage(image: Image): Image {
  return image;
}
