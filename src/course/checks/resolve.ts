import { boolean, listOf, optional, record, text } from '../pack/shape.ts';
import { defineCheck, fails, holds } from './define-check.ts';
import { originName, originShape, workstation } from './origin.ts';

const shape = record({
  name: text,
  from: optional(originShape),
  addresses: optional(listOf(text, { least: 1 })),
  fails: optional(boolean),
});

/** A name resolves, or not. */
export const resolve = defineCheck({
  type: 'resolve',
  shape,
  label: ({ name, from = workstation, fails: none }) =>
    `${name} ${none === true ? 'does not resolve' : 'resolves'} from ${originName(from)}`,
  async evaluate({ name, from = workstation, addresses, fails: none }, world) {
    const origin = await world.origin(from);
    if (typeof origin === 'string') return fails(origin);
    const found = await world.resolve(origin, name);
    const what = `${name} from ${originName(from)}`;
    if (none === true) return found.length === 0 ? holds : fails(`${what}: expected no address, found ${found.join(', ')}`);
    if (found.length === 0) return fails(`${what}: expected an address, found none`);
    const missing = addresses?.filter((address) => !found.includes(address)) ?? [];
    return missing.length === 0 ? holds : fails(`${what}: expected ${missing.join(', ')}, found ${found.join(', ')}`);
  },
});
