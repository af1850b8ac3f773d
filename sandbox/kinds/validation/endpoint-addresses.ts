import ipaddr from 'ipaddr.js';
import type { FieldError } from '../../api/field-error.ts';
import { isIp } from './addresses.ts';
import { invalid } from './field-errors.ts';

const ranges = new Map<string, (text: string) => string>([
  ['unspecified', (text) => `may not be unspecified (${text})`],
  ['loopback', () => 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
  ['linkLocal', () => 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
]);

/** An address that traffic can be sent to. Models ValidateEndpointIP in pkg/apis/core/validation. */
export function* validateEndpointIp(path: string, text: string): Generator<FieldError> {
  if (!isIp(text)) {
    yield invalid(path, text, 'must be a valid IP address');
    return;
  }
  const range = ipaddr.isValid(text) ? ipaddr.parse(text).range() : '';
  const describe = text === '0.0.0.0' || text === '::' ? ranges.get('unspecified') : ranges.get(range);
  if (describe !== undefined) yield invalid(path, text, describe(text));
  if (text.startsWith('224.0.0.') || /^ff02:/i.test(text)) {
    yield invalid(path, text, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)');
  }
}
