export type {
  Container,
  LifecycleHandler,
  PodSecurityContext,
  PodSpec,
  Probe,
  SecurityContext,
  Volume,
} from '../../schema/types/core-v1.ts';

/** What checks read of the metadata of a Pod or of a template. */
export interface ObjectMetaLike {
  readonly annotations?: { readonly [name: string]: string } | undefined;
}
