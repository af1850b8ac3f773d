import type { FieldError } from '../../api/field-error.ts';
import { dns1123Subdomain } from '../../core/names.ts';
import type { PodSpec, WindowsSecurityContextOptions } from '../../schema/types/core-v1.ts';
import { forbidden, invalid, invalidFor } from '../validation/field-errors.ts';
import { allContainers } from './all-containers.ts';

const longestCredentialSpec = 64 * 1024;
const longestDomain = 256;
const longestUser = 104;

/** Models validateWindowsSecurityContextOptions in pkg/apis/core/validation. */
export function* validateWindowsOptions(options: WindowsSecurityContextOptions | undefined, path: string): Generator<FieldError> {
  if (options === undefined) return;
  const { gmsaCredentialSpecName, gmsaCredentialSpec, runAsUserName } = options;
  if (gmsaCredentialSpecName !== undefined) {
    yield* invalidFor(`${path}.gmsaCredentialSpecName`, gmsaCredentialSpecName, dns1123Subdomain);
  }
  if (gmsaCredentialSpec !== undefined) {
    const at = `${path}.gmsaCredentialSpec`;
    if (gmsaCredentialSpec === '') yield invalid(at, '', 'gmsaCredentialSpec cannot be an empty string');
    else if (gmsaCredentialSpec.length > longestCredentialSpec) {
      yield invalid(at, gmsaCredentialSpec, 'gmsaCredentialSpec size must be under 64 KiB');
    }
  }
  if (runAsUserName !== undefined) yield* invalidFor(`${path}.runAsUserName`, runAsUserName, userNameFaults);
}

const isControl = (letter: string): boolean => letter < ' ' || letter === '\x7f';
const netBiosDomain = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const domainLabel = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const dnsDomain = new RegExp(`^${domainLabel}(?:\\.${domainLabel})*$`);

/** What is wrong with `USER` or `DOMAIN\USER`. */
function userNameFaults(name: string): readonly string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if ([...name].some(isControl)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const [user = '', domain] = parts.toReversed();
  const faults: string[] = [];
  if (domain !== undefined) {
    if (domain.length >= longestDomain) faults.push(`runAsUserName's Domain length must be under ${longestDomain} characters`);
    if (!netBiosDomain.test(domain) && !dnsDomain.test(domain)) {
      faults.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
    }
  }
  if (user === '') faults.push("runAsUserName's User cannot be empty");
  if (user.length > longestUser) faults.push(`runAsUserName's User length must not be longer than ${longestUser} characters`);
  if (/^[. ]+$/.test(user)) faults.push("runAsUserName's User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) {
    faults.push(String.raw`runAsUserName's User cannot contain the following characters: "/\:;|=,+*?<>@[]`);
  }
  return faults;
}

/** Containers that run on the Windows node itself, all of a Pod or none. Models validateWindowsHostProcessPod. */
export function* validateHostProcess(spec: PodSpec, path: string): Generator<FieldError> {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  const containers = [...allContainers(spec, path)];
  let onHost = 0;
  for (const [container, at] of containers) {
    const own = container.securityContext?.windowsOptions?.hostProcess;
    if (ofPod !== undefined && own !== undefined && ofPod !== own) {
      const detail = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
      yield invalid(`${at}.securityContext.windowsOptions.hostProcess`, own, detail);
    }
    if (own ?? ofPod) onHost++;
  }
  if (onHost === 0) return;
  if (onHost !== containers.length) {
    yield invalid(path, '', 'If pod contains any hostProcess containers then all containers must be HostProcess containers');
  }
  if (!spec.hostNetwork) {
    yield invalid(`${path}.hostNetwork`, false, 'hostNetwork must be true if pod contains any hostProcess containers');
  }
}

const notForWindows = 'cannot be set for a windows pod';

/** What the server looks at, in its order: fields of the Pod's security context and, among them, those of the Pod itself. */
const podFields = [
  ['securityContext', 'appArmorProfile'],
  ['securityContext', 'seLinuxOptions'],
  ['hostUsers'],
  ['hostPID'],
  ['hostIPC'],
  ['securityContext', 'seccompProfile'],
  ['securityContext', 'fsGroup'],
  ['securityContext', 'fsGroupChangePolicy'],
  ['securityContext', 'sysctls'],
  ['shareProcessNamespace'],
  ['securityContext', 'runAsUser'],
  ['securityContext', 'runAsGroup'],
  ['securityContext', 'supplementalGroups'],
  ['securityContext', 'supplementalGroupsPolicy'],
  ['securityContext', 'seLinuxChangePolicy'],
] as const;
const containerFields = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
] as const;

/** Fields that count only when they say something: false and none at all are the same to the server. */
const plainFields: ReadonlySet<string> = new Set(['hostPID', 'hostIPC']);

/** What a Windows Pod cannot have. Models validateWindows. */
export function* validateWindows(spec: PodSpec, path: string): Generator<FieldError> {
  for (const [first, second] of podFields) {
    const value = second === undefined ? spec[first] : spec.securityContext?.[second];
    if (value === undefined || (value === false && plainFields.has(first)) || (Array.isArray(value) && value.length === 0))
      continue;
    yield forbidden(second === undefined ? `${path}.${first}` : `${path}.${first}.${second}`, notForWindows);
  }
  for (const [container, at] of allContainers(spec, path)) {
    for (const field of containerFields) {
      if (container.securityContext?.[field] !== undefined) yield forbidden(`${at}.securityContext.${field}`, notForWindows);
    }
  }
}
