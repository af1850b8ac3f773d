import type { FieldError } from '../../api/field-error.ts';
import { inclusiveRange } from '../../core/names.ts';
import type {
  AppArmorProfile,
  PodSecurityContext,
  PodSpec,
  SeccompProfile,
  SecurityContext,
} from '../../schema/types/core-v1.ts';
import { duplicate, each, forbidden, invalid, notSupported, required, tooLong } from '../validation/field-errors.ts';
import { allContainers } from './all-containers.ts';
import { internalFormOf } from './internal-form.ts';
import { validateDescending } from './paths.ts';
import { validateWindows, validateWindowsOptions } from './windows.ts';

const largestId = 2_147_483_647;

/** The number of a user or a group. */
export function* validateId(id: number | undefined, path: string): Generator<FieldError> {
  if (id !== undefined && (id < 0 || id > largestId)) yield invalid(path, id, inclusiveRange(0, largestId));
}

/** Models validatePodSpecSecurityContext in pkg/apis/core/validation. */
export function* validatePodSecurityContext(spec: PodSpec, path: string): Generator<FieldError> {
  const context = spec.securityContext;
  if (context === undefined) return;
  yield* validateId(context.fsGroup, `${path}.fsGroup`);
  yield* validateId(context.runAsUser, `${path}.runAsUser`);
  yield* validateId(context.runAsGroup, `${path}.runAsGroup`);
  for (const [group, at] of each(context.supplementalGroups, `${path}.supplementalGroups`)) yield* validateId(group, at);
  if (spec.shareProcessNamespace && spec.hostPID) {
    yield invalid(`${path}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled');
  }
  yield* validateSysctls(context, spec, `${path}.sysctls`);
  yield* validateChoice(context.fsGroupChangePolicy, ['Always', 'OnRootMismatch'], `${path}.fsGroupChangePolicy`);
  yield* validateSeccomp(context.seccompProfile, `${path}.seccompProfile`);
  yield* validateWindowsOptions(context.windowsOptions, `${path}.windowsOptions`);
  yield* validateAppArmor(context.appArmorProfile, `${path}.appArmorProfile`);
  yield* validateChoice(context.supplementalGroupsPolicy, ['Merge', 'Strict'], `${path}.supplementalGroupsPolicy`);
  yield* validateChoice(context.seLinuxChangePolicy, ['MountOption', 'Recursive'], `${path}.seLinuxChangePolicy`);
}

function* validateChoice(value: string | undefined, supported: readonly string[], path: string): Generator<FieldError> {
  if (value !== undefined && !supported.includes(value)) yield notSupported(path, value, supported);
}

const sysctlSegment = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const sysctlPattern = `^(${sysctlSegment}[\\./])*${sysctlSegment}$`;
const sysctlRule = new RegExp(sysctlPattern);

function* validateSysctls(context: PodSecurityContext, spec: PodSpec, path: string): Generator<FieldError> {
  const names = new Set<string>();
  for (const [{ name = '' }, at] of each(context.sysctls, path)) {
    if (!name) yield required(`${at}.name`);
    else if (name.length > 253 || !sysctlRule.test(name)) {
      yield invalid(`${at}.name`, name, `must have at most 253 characters and match regex ${sysctlPattern}`);
    } else if (names.has(name)) yield duplicate(`${at}.name`, name);
    names.add(name);
    const dotted = name.replaceAll('/', '.');
    if (spec.hostNetwork && dotted.startsWith('net.'))
      yield invalid(`${at}.name`, name, "may not be specified when 'hostNetwork' is true");
    if (spec.hostIPC && /^(kernel\.(shm|msg|sem)|fs\.mqueue\.)/.test(dotted)) {
      yield invalid(`${at}.name`, name, "may not be specified when 'hostIPC' is true");
    }
  }
}

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function* validateSeccomp(profile: SeccompProfile | undefined, path: string): Generator<FieldError> {
  if (profile === undefined) return;
  const { type, localhostProfile } = profile;
  if (!type) yield required(`${path}.type`, 'type is required when seccompProfile is set');
  else if (!profileTypes.includes(type)) yield notSupported(`${path}.type`, type, profileTypes);
  if (type !== 'Localhost') {
    if (localhostProfile !== undefined) {
      const shown = { Type: type ?? '', LocalhostProfile: localhostProfile };
      yield invalid(`${path}.localhostProfile`, shown, 'can only be set when seccomp type is Localhost');
    }
  } else if (localhostProfile === undefined) {
    yield required(`${path}.localhostProfile`, 'must be set when seccomp type is Localhost');
  } else {
    yield* validateDescending(localhostProfile, `${path}.localhostProfile`);
  }
}

export function* validateAppArmor(profile: AppArmorProfile | undefined, path: string): Generator<FieldError> {
  if (profile === undefined) return;
  const { type, localhostProfile } = profile;
  const at = `${path}.localhostProfile`;
  if (!type) yield required(`${path}.type`, 'type is required when appArmorProfile is set');
  else if (!profileTypes.includes(type)) yield notSupported(`${path}.type`, type, profileTypes);
  else if (type !== 'Localhost') {
    if (localhostProfile !== undefined) yield invalid(at, localhostProfile, 'can only be set when AppArmor type is Localhost');
  } else if (localhostProfile === undefined) {
    yield required(at, 'must be set when AppArmor type is Localhost');
  } else {
    if (localhostProfile.trim() !== localhostProfile) yield invalid(at, localhostProfile, 'must not be padded with whitespace');
    else if (localhostProfile === '') yield required(at, 'must be set when AppArmor type is Localhost');
    if (localhostProfile.length > 4095) yield tooLong(at, 4095);
  }
}

/** Models ValidateSecurityContext. */
export function* validateSecurityContext(
  context: SecurityContext | undefined,
  hostUsers: boolean,
  path: string,
): Generator<FieldError> {
  if (context === undefined) return;
  yield* validateId(context.runAsUser, `${path}.runAsUser`);
  yield* validateId(context.runAsGroup, `${path}.runAsGroup`);
  const { procMount } = context;
  yield* validateChoice(procMount, ['Default', 'Unmasked'], `${path}.procMount`);
  if (hostUsers && procMount === 'Unmasked')
    yield invalid(`${path}.procMount`, procMount, '`hostUsers` must be false to use `Unmasked`');
  yield* validateSeccomp(context.seccompProfile, `${path}.seccompProfile`);
  if (context.allowPrivilegeEscalation === false) {
    if (context.privileged) {
      yield invalid(
        path,
        internalFormOf('SecurityContext', context),
        'cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
      );
    }
    if (context.capabilities?.add?.includes('CAP_SYS_ADMIN')) {
      const detail = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN';
      yield invalid(path, internalFormOf('SecurityContext', context), detail);
    }
  }
  yield* validateWindowsOptions(context.windowsOptions, `${path}.windowsOptions`);
  yield* validateAppArmor(context.appArmorProfile, `${path}.appArmorProfile`);
}

/** What cannot go together with the Pod's own user namespace. Models validateHostUsers. */
export function* validateHostUsers(spec: PodSpec, path: string): Generator<FieldError> {
  if (spec.hostUsers !== false) return;
  const detail = 'when `hostUsers` is false';
  if (spec.hostNetwork) yield forbidden(`${path}.hostNetwork`, detail);
  if (spec.hostPID) yield forbidden(`${path}.HostPID`, detail);
  if (spec.hostIPC) yield forbidden(`${path}.HostIPC`, detail);
  for (const [{ volumeDevices = [] }, at] of allContainers(spec, path))
    if (volumeDevices.length > 0) yield forbidden(`${at}.volumeDevices`, detail);
}

const notForLinux = 'windows options cannot be set for a linux pod';

/** What fits the operating system of a Pod. Models validateOS, validateLinux and validateWindows. */
export function* validateOperatingSystem(spec: PodSpec, path: string): Generator<FieldError> {
  if (spec.os === undefined) return;
  const { name } = spec.os;
  if (!name) yield required(`${path}.os.name`);
  else if (name !== 'linux' && name !== 'windows') yield notSupported(`${path}.os`, name, ['linux', 'windows']);
  else if (name === 'linux') {
    if (spec.securityContext?.windowsOptions !== undefined)
      yield forbidden(`${path}.securityContext.windowsOptions`, notForLinux);
    for (const [container, at] of allContainers(spec, path)) {
      if (container.securityContext?.windowsOptions !== undefined)
        yield forbidden(`${at}.securityContext.windowsOptions`, notForLinux);
    }
  } else {
    yield* validateWindows(spec, path);
  }
}
