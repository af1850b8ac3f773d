import { checkProcMount, checkSeccomp, isGoodSeccomp } from './baseline.ts';
import {
  containerList,
  containersOf,
  hasOwnUsers,
  isWindows,
  namesWhere,
  plural,
  quoted,
  setters,
  sortedSet,
  violation,
  type Check,
  type CheckPod,
} from './check.ts';

/** A check that since 1.25 leaves Windows alone. */
const butWindows = (since: number, check: CheckPod): Check['versions'] => [
  { since, check },
  { since: 25, check: (spec, metadata) => (isWindows(spec) ? undefined : check(spec, metadata)) },
];
/** A check that since 1.35 leaves Pods alone that have users of their own. */
const butOwnUsers = (since: number, check: CheckPod): Check['versions'] => [
  { since, check },
  { since: 35, check: (spec, metadata) => (hasOwnUsers(spec) ? undefined : check(spec, metadata)) },
];

const allowPrivilegeEscalation: Check = {
  id: 'allowPrivilegeEscalation',
  versions: butWindows(8, (spec) => {
    const bad = namesWhere(spec, ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false);
    const detail = `${containerList(bad)} must set securityContext.allowPrivilegeEscalation=false`;
    return bad.length === 0 ? undefined : violation('allowPrivilegeEscalation != false', detail);
  }),
};

const capabilities: Check = {
  id: 'capabilities_restricted',
  overrides: ['capabilities_baseline'],
  versions: butWindows(22, (spec) => {
    const undropped = namesWhere(spec, ({ securityContext }) => !(securityContext?.capabilities?.drop ?? []).includes('ALL'));
    const added = (names: readonly string[] | undefined): readonly string[] =>
      (names ?? []).filter((name) => name !== 'NET_BIND_SERVICE');
    const adding = namesWhere(spec, ({ securityContext }) => added(securityContext?.capabilities?.add).length > 0);
    const forbidden = sortedSet(containersOf(spec).flatMap(({ securityContext }) => added(securityContext?.capabilities?.add)));
    const details = [
      ...(undropped.length === 0 ? [] : [`${containerList(undropped)} must set securityContext.capabilities.drop=["ALL"]`]),
      ...(adding.length === 0
        ? []
        : [`${containerList(adding)} must not include ${quoted(forbidden)} in securityContext.capabilities.add`]),
    ];
    return details.length === 0 ? undefined : violation('unrestricted capabilities', details.join('; '));
  }),
};

const procMount: Check = {
  id: 'procMount_restricted',
  overrides: ['procMount'],
  versions: [{ since: 35, check: checkProcMount }],
};

const allowedVolumes = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

const restrictedVolumes: Check = {
  id: 'restrictedVolumes',
  overrides: ['hostPathVolumes'],
  versions: [
    {
      since: 0,
      check({ volumes = [] }) {
        const typed = volumes.map(({ name, ...source }) => ({ name, types: Object.keys(source) }));
        const bad = typed.filter(({ types }) => !types.some((type) => allowedVolumes.has(type)));
        if (bad.length === 0) return undefined;
        const names = bad.map(({ name }) => name);
        const types = sortedSet(bad.map((volume) => volume.types[0] ?? 'unknown'));
        const what = plural('restricted volume type', 'restricted volume types', types);
        const who = `${plural('volume', 'volumes', names)} ${quoted(names)} ${plural('uses', 'use', names)}`;
        return violation('restricted volume types', `${who} ${what} ${quoted(types)}`);
      },
    },
  ],
};

const runAsNonRoot: Check = {
  id: 'runAsNonRoot',
  versions: butOwnUsers(0, (spec) => {
    const reason = 'runAsNonRoot != true';
    const bad = setters(spec, (context) => context.runAsNonRoot === false);
    if (bad !== undefined) return violation(reason, `${bad.text} must not set securityContext.runAsNonRoot=false`);
    if (spec.securityContext?.runAsNonRoot === true) return undefined;
    const silent = namesWhere(spec, ({ securityContext }) => securityContext?.runAsNonRoot === undefined);
    if (silent.length === 0) return undefined;
    return violation(reason, `pod or ${containerList(silent)} must set securityContext.runAsNonRoot=true`);
  }),
};

const runAsUser: Check = {
  id: 'runAsUser',
  versions: butOwnUsers(23, (spec) => {
    const bad = setters(spec, (context) => context.runAsUser === 0);
    return bad === undefined ? undefined : violation('runAsUser=0', `${bad.text} must not set runAsUser=0`);
  }),
};

const seccompProfile: Check = {
  id: 'seccompProfile_restricted',
  overrides: ['seccompProfile_baseline'],
  versions: butWindows(19, (spec, metadata) => {
    const bad = checkSeccomp(spec, metadata);
    if (bad !== undefined || isGoodSeccomp(spec.securityContext?.seccompProfile?.type)) return bad;
    const silent = namesWhere(spec, ({ securityContext }) => securityContext?.seccompProfile === undefined);
    if (silent.length === 0) return undefined;
    const wanted = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"';
    return violation('seccompProfile', `pod or ${containerList(silent)} ${wanted}`);
  }),
};

/** In the order of their ids, in which violations are told after those of the baseline. */
export const restrictedChecks: readonly Check[] = [
  allowPrivilegeEscalation,
  capabilities,
  procMount,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompProfile,
];
