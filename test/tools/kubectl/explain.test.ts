import { describe, expect, it } from 'vitest';
import { realKubectls } from '../../harness/served-cluster.ts';
import type { Scenario } from './control-plane.ts';
import { compareWithReal } from './differential.ts';
import { replay } from './replay.ts';
import { plaintext, wrapped } from '../../../sandbox/tools/kubectl/verbs/explain/plaintext.ts';

const binary = realKubectls().at(-1);

const whole =
  'pod po services deployments deploy.apps daemonset sts rs job cronjob configmap secret namespace no pv pvc sa ingress netpol ' +
  'endpointslices hpa pdb role clusterrolebinding storageclass priorityclass lease crd events validatingadmissionpolicy ' +
  'csr limits quota flowschema runtimeclass apiservice';
const fields =
  'pod.spec pod.spec.containers pods.spec.containers.livenessProbe pod.spec.containers.ports.protocol pod.spec.volumes ' +
  'pod.spec.volumes.configMap.items pod.spec.containers.resources.limits pod.spec.containers.securityContext.capabilities ' +
  'pod.spec.initContainers.lifecycle.stopSignal pod.status.phase pod.metadata.labels pod.metadata.managedFields.fieldsV1 ' +
  'pod.metadata.creationTimestamp pod.spec.ephemeralContainers.ports pod.spec.tolerations.operator ' +
  'deployment.spec.strategy.rollingUpdate.maxSurge deployments.apps.spec.replicas deployment.spec.strategy.type ' +
  'sts.spec.volumeClaimTemplates.spec.accessModes svc.spec.type svc.spec.ports.targetPort ingress.spec.rules.http.paths.pathType ' +
  'netpol.spec.ingress.from job.spec.completionMode cronjob.spec.jobTemplate.spec.template secret.data configmap.binaryData ' +
  'crd.spec.versions.schema.openAPIV3Schema crd.spec.versions.schema.openAPIV3Schema.properties ' +
  'crd.spec.versions.schema.openAPIV3Schema.items crd.spec.versions.schema.openAPIV3Schema.default hpa.spec.metrics.resource.target ' +
  'pv.spec.capacity node.status.conditions.type role.rules.verbs';
const others = [
  'configmap --recursive',
  'pod.spec.containers --recursive',
  'crd.spec.versions --recursive',
  'ingress.spec.rules --recursive=true',
  'hpa --api-version=autoscaling/v1',
  'hpa.spec --api-version=autoscaling/v2',
  'pod.spec.nope',
  'pod.spec.containers.image.more',
  'nothing',
  'pod --api-version=apps/v1',
  'events.events.k8s.io',
  'pod. ',
  'pod.spec.containers[*].image',
  'deployment --output=yaml',
  ...[
    'pod',
    'deploy.spec',
    'pod.spec.containers',
    'pod.spec.containers.env.value',
    'svc.spec.ports.targetPort',
    'pod.metadata.labels',
  ].map((path) => `${path} --output=plaintext-openapiv2`),
  ...['configmap', 'ingress.spec.rules', 'crd.spec.versions.schema'].map(
    (path) => `${path} --recursive --output=plaintext-openapiv2`,
  ),
  'secret.data --output=plaintext-openapiv2',
  'pod.spec.nope --output=plaintext-openapiv2',
  'shelves',
  'shelves.spec',
  'shelves.spec.size',
  'shelves.spec.books.title',
  'shelves.spec.extra',
  'shelves --recursive',
  'shelves.spec --output=plaintext-openapiv2',
];

const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: shelves.library.example.com}
spec:
  group: library.example.com
  scope: Namespaced
  names: {plural: shelves, singular: shelf, kind: Shelf}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        description: A shelf, as long as you like it, with so many words about it that they do not fit into a single line of the terminal.
        required: [spec]
        properties:
          spec:
            type: object
            required: [size]
            properties:
              size: {type: integer, minimum: 1, description: How many books fit.}
              colour: {type: string, enum: [red, green, blue, white, black], default: red}
              width: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
              extra: {type: object, x-kubernetes-preserve-unknown-fields: true}
              labels: {type: object, additionalProperties: {type: string}}
              books:
                type: array
                description: "The books:\\n - one\\n - two"
                items: {type: object, required: [title], properties: {title: {type: string, description: What it is called.}}}
`;

const scenario = (commands: readonly string[]): Scenario => ({
  meta: {},
  files: { 'shelves.yaml': definition },
  steps: ['kubectl apply -f shelves.yaml', ...commands].map((cmd) => ({
    cmd,
    settle: cmd.includes('apply'),
    expect: { stdout: '', stderr: '', code: 0 },
  })),
});

describe.runIf(binary !== undefined)('explain beside a real kubectl', () => {
  const commands = [...whole.split(' '), ...fields.split(' '), ...others].map((words) => `kubectl explain ${words}`);

  it(`prints the same bytes for ${commands.length} paths`, async () => {
    const results = await compareWithReal(binary ?? '', scenario(commands));
    expect(results.length).toBe(commands.length + 1);
    expect(results.filter(({ exact }) => !exact).map(({ command, expected, actual }) => ({ command, expected, actual }))).toEqual(
      [],
    );
  }, 300_000);
});

describe('explain beside the recordings of a real server', () => {
  /** What is not description: heads, fields with their types, allowed values. */
  const structure = (text: string): readonly string[] =>
    text.split('\n').filter((line) => /\t<|^ *enum:|^(?:GROUP|KIND|VERSION|FIELD):|^ENUM:|^error:/.test(line));

  it('shows the same fields, types, marks and values', async () => {
    for (const { command, expected, actual } of await replay('explain'))
      expect([command, ...structure(actual)]).toEqual([command, ...structure(expected)]);
  });
});

describe('explain of what a real kubectl before 1.36 leaves out', () => {
  const gvk = { group: '', version: 'v1', kind: 'Shelf' };
  const externalDocs = { description: 'Where to measure', url: 'https://example.com/size' };
  const document = {
    paths: { '/api/v1/shelves': { get: { 'x-kubernetes-group-version-kind': gvk } } },
    components: {
      schemas: {
        shelf: {
          type: 'object',
          'x-kubernetes-group-version-kind': [gvk],
          properties: { size: { type: 'integer', description: 'How long.', externalDocs } },
        },
      },
    },
  };
  const text = (...fields: readonly string[]): string =>
    [...plaintext({ document, group: '', version: 'v1', resource: 'shelves', fields, recursive: false })].join('');

  it('says where more is written', () => {
    expect(text()).toContain(
      '    How long.\n\n    EXTERNAL DOCS:\n      Where to measure\n      URL: https://example.com/size\n\n',
    );
    expect(text('size')).toContain(
      'DESCRIPTION:\n    How long.\n    \n\nEXTERNAL DOCS:\n    Where to measure\n    URL: https://example.com/size\n',
    );
  });
});

describe('lines of explain', () => {
  it.each([
    ['one two three', 8, 'one two\nthree'],
    ['a long-word-that-does-not-fit b', 10, 'a\nlong-word-that-does-not-fit\nb'],
    ['one\n\n  two  ', 10, 'one\n\n  two  '],
    ['one two      ', 8, 'one two'],
    ['', 10, ''],
  ])('%j in %i', (text, width, expected) => {
    expect(wrapped(text, width)).toBe(expected);
  });
});
