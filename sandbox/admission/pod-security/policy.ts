import type { FieldError } from '../../api/field-error.ts';
import { baselineChecks } from './baseline.ts';
import type { Check, Violation } from './check.ts';
import type { ObjectMetaLike, PodSpec } from './pod-types.ts';
import { restrictedChecks } from './restricted.ts';

const levels = ['privileged', 'baseline', 'restricted'] as const;
export type Level = (typeof levels)[number];

/** A level in the form that it has in a version: `latest` or a minor version. */
export interface LevelVersion {
  readonly level: Level;
  readonly version: 'latest' | number;
}

export interface PodSecurityPolicy {
  readonly enforce: LevelVersion;
  readonly audit: LevelVersion;
  readonly warn: LevelVersion;
}

const PREFIX = 'pod-security.kubernetes.io/';
const free: LevelVersion = { level: 'privileged', version: 'latest' };
const unlabelled: PodSecurityPolicy = { enforce: free, audit: free, warn: free };

export const rank = (level: Level): number => levels.indexOf(level);

export function levelText({ level, version }: LevelVersion): string {
  return `${level}:${version === 'latest' ? version : `v1.${version}`}`;
}

/** What the labels of a namespace ask for, and what is wrong with them. Models PolicyToEvaluate in k8s.io/pod-security-admission/api. */
export function policyOf(labels: { readonly [name: string]: string } | undefined): {
  readonly policy: PodSecurityPolicy;
  readonly errors: readonly FieldError[];
} {
  if (labels === undefined || !Object.keys(labels).some((name) => name.startsWith(PREFIX))) {
    return { policy: unlabelled, errors: [] };
  }
  const errors: FieldError[] = [];
  const read = (mode: keyof PodSecurityPolicy): LevelVersion & { readonly given: boolean } => {
    const wrong = (label: string, value: string, detail: string): void => {
      errors.push({ type: 'FieldValueInvalid', field: `metadata.labels[${label}]`, value, detail });
    };
    const asked = labels[`${PREFIX}${mode}`];
    const level = levels.find((known) => known === asked);
    if (asked !== undefined && level === undefined) wrong(`${PREFIX}${mode}`, asked, `must be one of ${levels.join(', ')}`);
    const text = labels[`${PREFIX}${mode}-version`] ?? 'latest';
    const minor = /^v1\.(0|[1-9][0-9]*)$/.exec(text)?.[1];
    if (minor === undefined && text !== 'latest') wrong(`${PREFIX}${mode}-version`, text, 'must be "latest" or "v1.x"');
    // Who cannot be understood is held to the strictest level, or only told nothing.
    const fallback = asked !== undefined && mode === 'enforce' ? 'restricted' : 'privileged';
    return { level: level ?? fallback, version: minor === undefined ? 'latest' : Number(minor), given: level !== undefined };
  };
  const [enforce, audit, warn] = [read('enforce'), read('audit'), read('warn')];
  const warned = labels[`${PREFIX}warn`] !== undefined;
  const versioned = labels[`${PREFIX}warn-version`] !== undefined;
  const like = !warned && enforce.given && rank(enforce.level) > rank(warn.level);
  const shown = like ? { level: enforce.level, version: versioned ? warn.version : enforce.version } : warn;
  return { policy: { enforce: plain(enforce), audit: plain(audit), warn: plain(shown) }, errors };
}

const plain = ({ level, version }: LevelVersion): LevelVersion => ({ level, version });

/** All that a Pod does that the level forbids. */
export function violations({ level, version }: LevelVersion, spec: PodSpec, metadata: ObjectMetaLike): readonly Violation[] {
  if (level === 'privileged') return [];
  const minor = version === 'latest' ? Infinity : version;
  const restricted = level === 'restricted' ? restrictedChecks.filter((check) => formOf(check, minor) !== undefined) : [];
  const overridden = new Set(restricted.flatMap(({ overrides = [] }) => overrides));
  const checks = [...baselineChecks.filter(({ id }) => !overridden.has(id)), ...restricted];
  return checks.flatMap((check) => formOf(check, minor)?.(spec, metadata) ?? []);
}

const formOf = ({ versions }: Check, minor: number): Check['versions'][number]['check'] | undefined =>
  versions.findLast(({ since }) => since <= minor)?.check;

export function detailsText(found: readonly Violation[]): string {
  return found.map(({ reason, detail }) => `${reason} (${detail})`).join(', ');
}
