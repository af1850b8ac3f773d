import { describe, expect, it } from 'vitest';
import type { FieldError } from '../../sandbox/api/field-error.ts';
import { dropDisabledFields } from '../../sandbox/kinds/pod-spec/disabled-fields.ts';
import { defaultPodSpec } from '../../sandbox/kinds/pod-spec/defaults.ts';
import { validateNewPod } from '../../sandbox/kinds/pod-spec/validation.ts';
import type { Draft } from '../../sandbox/core/json.ts';
import type { Pod } from '../../sandbox/schema/types/core-v1.ts';

const shown = ({ type, field, value, detail }: FieldError): string =>
  `${field}: ${type.replace('FieldValue', '')}${value === undefined ? '' : ` ${JSON.stringify(value)}`}${detail === '' ? '' : `: ${detail}`}`;

/** What the server says of a Pod with these fields in its spec, once its defaults are set. */
function faults(spec: object, metadata: object = {}): readonly string[] {
  const pod = {
    metadata: { name: 'p', namespace: 'default', ...metadata },
    spec: { serviceAccountName: 'default', containers: [{ name: 'c', image: 'nginx' }], ...spec },
  } as unknown as Draft<Pod>;
  dropDisabledFields(pod.spec);
  defaultPodSpec(pod.spec);
  return [...validateNewPod(pod as Pod)].map(shown);
}
const volume = (source: object): readonly string[] => faults({ volumes: [{ name: 'v', ...source }] });

describe('Windows options', () => {
  const named = (runAsUserName: string): readonly string[] => faults({ securityContext: { windowsOptions: { runAsUserName } } });
  const at = 'spec.securityContext.windowsOptions';

  it.each([
    ['', 'runAsUserName cannot be an empty string'],
    ['a\tb', 'runAsUserName cannot contain control characters'],
    ['a\\b\\c', 'runAsUserName cannot contain more than one backslash'],
    [String.raw`-x?\me`, "runAsUserName's Domain doesn't match the NetBios nor the DNS format"],
    ['CORP\\', "runAsUserName's User cannot be empty"],
    ['u'.repeat(105), "runAsUserName's User length must not be longer than 104 characters"],
    ['. .', "runAsUserName's User cannot contain only periods or spaces"],
    ['me@corp', String.raw`runAsUserName's User cannot contain the following characters: "/\:;|=,+*?<>@[]`],
  ])('refuse the user %j', (name, detail) => {
    expect(named(name)).toEqual([`${at}.runAsUserName: Invalid ${JSON.stringify(name)}: ${detail}`]);
  });

  it.each(['ContainerAdministrator', 'CORP\\me', String.raw`corp.example.com\me`])('take the user %s', (name) => {
    expect(named(name)).toEqual([]);
  });

  it('take a credential spec with a name that a custom resource can have', () => {
    expect(faults({ securityContext: { windowsOptions: { gmsaCredentialSpecName: 'A', gmsaCredentialSpec: '' } } })).toEqual([
      expect.stringMatching(/^spec\.securityContext\.windowsOptions\.gmsaCredentialSpecName: Invalid "A": a lowercase RFC 1123/),
      `${at}.gmsaCredentialSpec: Invalid "": gmsaCredentialSpec cannot be an empty string`,
    ]);
  });

  it('want all containers on the host or none, and its network', () => {
    const onHost = { windowsOptions: { hostProcess: true } };
    const containers = [
      { name: 'a', image: 'a', securityContext: onHost },
      { name: 'b', image: 'b' },
    ];
    expect(faults({ containers })).toEqual([
      'spec: Invalid "": If pod contains any hostProcess containers then all containers must be HostProcess containers',
      'spec.hostNetwork: Invalid false: hostNetwork must be true if pod contains any hostProcess containers',
    ]);
    expect(faults({ containers, securityContext: onHost, hostNetwork: true })).toEqual([]);
    const against = { containers, securityContext: { windowsOptions: { hostProcess: false } }, hostNetwork: true };
    expect(faults(against)[0]).toBe(
      'spec.containers[0].securityContext.windowsOptions.hostProcess: Invalid true: pod hostProcess value must be identical if both are specified, was false',
    );
  });

  it('name what a Windows Pod cannot have in the order of the server', () => {
    const spec = { os: { name: 'windows' }, hostPID: true, securityContext: { runAsUser: 1, seLinuxOptions: {}, sysctls: [] } };
    expect(faults(spec)).toEqual([
      'spec.securityContext.seLinuxOptions: Forbidden: cannot be set for a windows pod',
      'spec.hostPID: Forbidden: cannot be set for a windows pod',
      'spec.securityContext.runAsUser: Forbidden: cannot be set for a windows pod',
    ]);
  });
});

describe('a volume', () => {
  const v = 'spec.volumes[0]';
  it.each<readonly [what: string, source: object, faults: readonly string[]]>([
    [
      'on iSCSI without what it needs',
      { iscsi: { lun: 256, chapAuthSession: true } },
      [
        `${v}.iscsi.targetPortal: Required`,
        `${v}.iscsi.iqn: Required`,
        `${v}.iscsi.lun: Invalid 256: must be between 0 and 255, inclusive`,
        `${v}.iscsi.secretRef: Required`,
      ],
    ],
    [
      'on iSCSI with wrong names',
      { iscsi: { targetPortal: '1.2.3.4', iqn: 'iqn.nope', initiatorName: 'me', lun: 0 } },
      [
        `${v}.iscsi.iqn: Invalid "iqn.nope": must be valid format`,
        `${v}.iscsi.initiatorname: Invalid "me": must be valid format starting with iqn, eui, or naa`,
      ],
    ],
    ['on iSCSI', { iscsi: { targetPortal: '1.2.3.4', iqn: 'iqn.2001-04.com.example:disk1', lun: 0 } }, []],
    [
      'on Fibre Channel by both names',
      { fc: { targetWWNs: ['a'], wwids: ['b'] } },
      [
        `${v}.fc.targetWWNs: Invalid ["a"]: targetWWNs and wwids can not be specified simultaneously`,
        `${v}.fc.lun: Required: lun is required if targetWWNs is specified`,
      ],
    ],
    [
      'on Fibre Channel by none',
      { fc: {} },
      [`${v}.fc.targetWWNs: Required: must specify either targetWWNs or wwids, but not both`],
    ],
    [
      'of a Flex driver with options of Kubernetes',
      { flexVolume: { driver: 'x', options: { 'Kubernetes.io/a': '1', 'my-kubernetes.io/b': '2' } } },
      [`${v}.flexVolume.options[Kubernetes.io/a]: Invalid "Kubernetes.io/a": kubernetes.io and k8s.io namespaces are reserved`],
    ],
    [
      'on a GCE disk',
      { gcePersistentDisk: { partition: 256 } },
      [
        `${v}.persistentDisk.pdName: Required`,
        `${v}.persistentDisk.partition: Invalid 256: must be between 1 and 255, inclusive`,
      ],
    ],
    [
      'on an Azure disk',
      { azureDisk: { diskName: 'd', diskURI: '/x', kind: 'Managed', cachingMode: 'Some' } },
      [
        `${v}.azureDisk.cachingMode: NotSupported "Some": supported values: "None", "ReadOnly", "ReadWrite"`,
        `${v}.azureDisk.diskURI: NotSupported "/x": supported values: "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"`,
      ],
    ],
    [
      'on NFS without a path',
      { nfs: { server: 's' } },
      [`${v}.nfs.path: Required`, `${v}.nfs.path: Invalid "": must be an absolute path`],
    ],
    [
      'from git above itself',
      { gitRepo: { repository: 'r', directory: '../up' } },
      [`${v}.gitRepo.directory: Invalid "../up": must not contain '..'`],
    ],
    [
      'on Quobyte without a port',
      { quobyte: { registry: 'a:1,b', volume: 'v' } },
      [`${v}.quobyte.registry: Invalid "a:1,b": must be a host:port pair or multiple pairs separated by commas`],
    ],
    [
      'of Flocker by both names',
      { flocker: { datasetName: 'a/b', datasetUUID: 'u' } },
      [
        `${v}.flocker: Invalid "resource": datasetName and datasetUUID can not be specified simultaneously`,
        `${v}.flocker.datasetName: Invalid "a/b": must not contain '/'`,
      ],
    ],
    ['on Cinder with a nameless secret', { cinder: { volumeID: 'i', secretRef: {} } }, [`${v}.cinder.secretRef.name: Required`]],
    [
      'of two kinds',
      { emptyDir: {}, hostPath: { path: '/a' } },
      [`${v}.hostPath: Forbidden: may not specify more than 1 volume type`],
    ],
    // The feature is off: the server forgets the source before it looks.
    ['of certificates that are trusted', { projected: { sources: [{ clusterTrustBundle: { path: '/x' } }] } }, []],
    ['of the Pod’s own certificate', { projected: { sources: [{ podCertificate: { keyType: 'x', signerName: 'y' } }] } }, []],
  ])('%s', (_what, source, expected) => {
    expect(volume(source)).toEqual(expected);
  });
});

describe('a Pod', () => {
  it.each<readonly [what: string, spec: object, metadata: object, faults: readonly string[]]>([
    [
      'with users of its own and block devices',
      {
        hostUsers: false,
        volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }],
        containers: [{ name: 'c', image: 'i', volumeDevices: [{ name: 'v', devicePath: '/dev/x' }] }],
      },
      {},
      ['spec.containers[0].volumeDevices: Forbidden: when `hostUsers` is false'],
    ],
    [
      'of a kubelet with resource claims',
      { nodeName: 'n', resourceClaims: [{ name: 'a', resourceClaimName: 'b' }] },
      { annotations: { 'kubernetes.io/config.mirror': 'x' } },
      ['[]: Forbidden: static pods do not support resource claims'],
    ],
    ['without a word on preemption', { preemptionPolicy: '' }, {}, ['spec.preemptionPolicy: Required']],
    [
      'with tolerations in an annotation',
      {},
      { annotations: { 'scheduler.alpha.kubernetes.io/tolerations': '[{"key":"a","operator":"Exists","value":"b"}]' } },
      [
        'metadata.annotations.scheduler.alpha.kubernetes.io/tolerations[0].operator: Invalid "b": value must be empty when `operator` is \'Exists\'',
      ],
    ],
    [
      'with tolerations that are no list',
      {},
      { annotations: { 'scheduler.alpha.kubernetes.io/tolerations': '{}' } },
      [
        'metadata.annotations: Invalid "scheduler.alpha.kubernetes.io/tolerations": json: cannot unmarshal object into Go value of type []core.Toleration',
      ],
    ],
  ])('%s', (_what, spec, metadata, expected) => {
    expect(faults(spec, metadata)).toEqual(expected);
  });
});
