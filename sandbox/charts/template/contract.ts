import type { Random } from '../../core/random.ts';
import type { GoValue } from './values.ts';

export interface TemplateSource {
  /** The path as messages say it: `web/templates/service.yaml`. */
  readonly name: string;
  readonly text: string;
  /** What `.` is at the top of the template, `Template` (Name, BasePath) included. */
  readonly dot: GoValue;
  /** Parsed for what it defines and not rendered. */
  readonly partial: boolean;
}

export interface TemplateLimits {
  /** Nodes evaluated over the whole rendering. */
  readonly steps: number;
  /** Characters of all outputs together. */
  readonly output: number;
  /** What all functions together may do, about in units of copying a character. */
  readonly work: number;
  /** Templates within templates. */
  readonly depth: number;
}

export const TEMPLATE_LIMITS: TemplateLimits = { steps: 5_000_000, output: 50_000_000, work: 500_000_000, depth: 250 };

export interface RenderRequest {
  readonly templates: readonly TemplateSource[];
  /** Objects of the cluster; an empty map for what is not there. May throw LookupNeeded. */
  readonly lookup?: (apiVersion: string, kind: string, namespace: string, name: string) => GoValue;
  /** Milliseconds since 1970, for `now`, `ago`, certificates. */
  readonly now: () => number;
  /** The source of `randAlpha`, `uuidv4`, keys and salts: seeded, so that a cluster stays a function of its inputs. */
  readonly random: Random;
  /** `helm lint --strict` and `helm template --strict`: a missing key is an error. */
  readonly strict?: boolean;
  /** `helm lint`: `required` and `fail` do not stop the rendering. */
  readonly lint?: boolean;
  /** What lint says instead of stopping. */
  readonly warn?: (text: string) => void;
  readonly limits?: Partial<TemplateLimits>;
}

/** A rendering that failed; the message is what helm prints after `Error: `. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** Thrown by a `lookup` that first has to ask; passes through the rendering untouched. */
export class LookupNeeded extends Error {
  override readonly name = 'LookupNeeded';
}
