import { expect, test } from 'vitest';
import { networkPolicy } from '../../sandbox/kinds/networking/network-policy.ts';
import type { NetworkPolicy } from '../../sandbox/schema/types/networking-v1.ts';

test('a block of IPv6 in an unusual form is warned of', () => {
  const ipBlock = { cidr: '2001:DB8::/32', except: ['2001:db8:0::/48', '2001:db8:1::/48'] };
  const policy = { metadata: { name: 'p' }, spec: { ingress: [{ from: [{ ipBlock }] }] } } as unknown as NetworkPolicy;
  expect(networkPolicy.warnings?.(policy, undefined)).toEqual([
    'spec.ingress[0].from[0].ipBlock.cidr: IPv6 CIDR value "2001:DB8::/32" should be in RFC 5952 canonical format ("2001:db8::/32")',
    'spec.ingress[0].from[0].ipBlock.except[0]: IPv6 CIDR value "2001:db8:0::/48" should be in RFC 5952 canonical format ("2001:db8::/48")',
  ]);
});
