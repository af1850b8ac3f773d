import { beforeEach, describe, expect, it } from 'vitest';
import { admissionPlugins } from '../../sandbox/admission/index.ts';
import type { ComponentClient } from '../../sandbox/api/client.ts';
import { createApiServer, kubernetesAdmin } from '../../sandbox/api/index.ts';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import { Random } from '../../sandbox/core/random.ts';
import { kinds } from '../../sandbox/kinds/index.ts';
import { compilePolicyExpression } from '../../sandbox/schema/cel/policy-environment.ts';
import { mapsForObjects } from '../../sandbox/schema/cel/object-literals.ts';
import {
  configMaps,
  namespaces,
  validatingAdmissionPolicies,
  validatingAdmissionPolicyBindings,
} from '../../sandbox/schema/resources.ts';
import type { ValidatingAdmissionPolicySpec } from '../../sandbox/schema/types/admissionregistration-v1.ts';

let client: ComponentClient;

beforeEach(() => {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  client = createApiServer({
    clock,
    random: new Random('test'),
    kinds,
    admission: admissionPlugins,
    freeze: true,
  }).componentClient(kubernetesAdmin);
  client.create(namespaces, { spec: {}, metadata: { name: 'shop' } });
});

function enforce(spec: Partial<ValidatingAdmissionPolicySpec>, binding: object = {}): void {
  const rules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] }];
  const policy = { metadata: { name: 'p' }, spec: { matchConstraints: { resourceRules: rules }, ...spec } };
  client.create(validatingAdmissionPolicies, policy);
  client.create(validatingAdmissionPolicyBindings, {
    metadata: { name: 'b' },
    spec: { policyName: 'p', validationActions: ['Deny'], ...binding },
  });
}

const create = (name: string, data: { readonly [key: string]: string } = {}): unknown =>
  client.create(configMaps, { metadata: { name, namespace: 'shop' }, data });

describe('a policy', () => {
  it('takes its measure from the object that its binding names', () => {
    const reference = { name: 'measure', namespace: 'shop', parameterNotFoundAction: 'Deny' };
    create('measure', { most: '2' });
    enforce(
      {
        paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
        validations: [
          { expression: 'size(object.data) <= int(params.data.most)', messageExpression: "'at most ' + params.data.most" },
        ],
      },
      { paramRef: reference },
    );
    expect(() => create('big', { a: '1', b: '2', c: '3' })).toThrow(
      `configmaps "big" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: at most 2`,
    );
    expect(() => create('small', { a: '1' })).not.toThrow();
    client.delete(configMaps, { name: 'measure', namespace: 'shop' });
    expect(() => create('other')).toThrow(
      'denied request: failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction',
    );
  });

  it('that fails may be ignored', () => {
    enforce({ failurePolicy: 'Ignore', validations: [{ expression: "object.data.missing == 'x'" }] });
    expect(() => create('any')).not.toThrow();
  });
});

describe('expressions', () => {
  it.each([
    ["quantity('1500m').isGreaterThan(quantity('1'))", true],
    ["quantity('1Gi').add(quantity('1Mi')).asInteger() == 1074790400", true],
    ["isQuantity('1x')", false],
    ["cidr('10.0.0.0/8').containsIP('10.1.2.3')", true],
    ["cidr('10.0.0.0/8').containsCIDR('11.0.0.0/16')", false],
    ["ip('::1').isLoopback() && ip('1.2.3.4').family() == 4", true],
    ["isIP('1.2.3')", false],
    ["url('https://example.com:80/a?b=c').getPort() == '80'", true],
    ["'abc 123'.find('[0-9]+') == '123'", true],
    ["semver('1.10.0').isGreaterThan(semver('1.9.9'))", true],
    ["'%s has %d'.format(['a', 3]) == 'a has 3'", true],
    ['[1, 3, 2].max() == 3 && [1, 2].sum() == 3 && ![2, 1].isSorted()', true],
  ])('%s is %s', (expression, expected) => {
    const { program, problem } = compilePolicyExpression(expression, { params: false, mixed: true });
    expect(problem).toBeUndefined();
    expect(program?.({})).toBe(expected);
  });

  it('write objects as maps for the evaluator', () => {
    expect(mapsForObjects('Object{metadata: Object.metadata{labels: {"a: b": x ? y : z}}}')).toBe(
      '{"metadata": {"labels": {"a: b": x ? y : z}}}',
    );
    expect(mapsForObjects('[JSONPatch{op: "add", value: {"k": v}}]')).toBe('[{"op": "add", "value": {"k": v}}]');
  });
});
