import { isObject } from '../../../core/json.ts';
import { objectName } from '../discovery.ts';
import { splitApiVersion } from '../resources/resources.ts';
import { definePrinter } from './define-printer.ts';

export const namePrinter = definePrinter({
  names: ['name'],
  oneByOne: true,
  create: () => (item) => `${nameOf(item.object)}\n`,
});

/** `deployment.apps/web`, from what the object says of itself. */
export function nameOf(object: unknown): string {
  if (!isObject(object)) return '<unknown>';
  const { apiVersion, kind, metadata } = object;
  const name = isObject(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : '';
  const [group] = splitApiVersion(typeof apiVersion === 'string' ? apiVersion : '');
  return objectName({ group, kind: typeof kind === 'string' ? kind : '<unknown>' }, name);
}
