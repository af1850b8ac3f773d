import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { walkChain, type Verdict } from '../../sandbox/core/netfilter-walk.ts';
import { Netfilter, type NetfilterRule } from '../../sandbox/core/netfilter.ts';

const address = fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3');
const port = fc.constantFrom(80, 81, 82);
const rule: fc.Arbitrary<NetfilterRule> = fc
  .record({
    destination: fc.option(
      fc.oneof(
        address,
        address.map((one) => `!${one}`),
        fc.constant('10.0.0.0/31'),
      ),
      { nil: undefined },
    ),
    destinationPort: fc.option(port, { nil: undefined }),
    to: fc.integer({ min: 1, max: 1_000 }),
  })
  .map(({ destination, destinationPort, to }) => ({
    match: {
      protocol: 'tcp' as const,
      ...(destination === undefined ? {} : { destination }),
      ...(destinationPort === undefined ? {} : { destinationPort }),
    },
    target: { verdict: 'DNAT' as const, to: `10.9.9.9:${to}` },
  }));

/** Sections by name, some of them set more than once. */
const writes = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.array(rule, { maxLength: 9 })), { maxLength: 20 });

function walked(netfilter: Netfilter, destination: string, destinationPort: number): Verdict {
  const packet = { protocol: 'tcp', source: '10.1.1.1', destination, destinationPort } as const;
  return walkChain({ netfilter, now: 0, chance: () => 0, isLocal: () => false, mark: 0 }, 'nat', 'PREROUTING', packet);
}

describe('a chain', () => {
  it('is met in the order of its sections, however long it is and however often it was changed', () => {
    fc.assert(
      fc.property(writes, address, port, (all, destination, destinationPort) => {
        const changed = new Netfilter();
        for (const [section, rules] of all) {
          changed.chain('nat', 'PREROUTING').set(section, rules);
          walked(changed, destination, destinationPort);
        }
        // The same rules one to a chain: too short for an index.
        const plain = new Netfilter();
        const last = new Map(all);
        const rules = [...last.keys()].sort().flatMap((section) => last.get(section) ?? []);
        expect(changed.chain('nat', 'PREROUTING').rules).toEqual(rules);
        for (const [index, one] of rules.entries()) {
          plain.chain('nat', `one-${index}`).set('', [one]);
          plain
            .chain('nat', `row-${index >> 3}`)
            .set(String(index).padStart(4, '0'), [{ match: {}, target: { verdict: 'jump', chain: `one-${index}` } }]);
        }
        for (let row = 0; row <= rules.length >> 3; row++)
          plain.chain('nat', 'PREROUTING').set(String(row), [{ match: {}, target: { verdict: 'jump', chain: `row-${row}` } }]);
        expect(walked(changed, destination, destinationPort)).toEqual(walked(plain, destination, destinationPort));
      }),
    );
  });
});
