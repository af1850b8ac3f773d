import { toJson } from '../output/json.ts';
import { definePrinter } from './define-printer.ts';
import { withoutManagedFields } from './managed-fields.ts';

export const jsonPrinter = definePrinter({
  names: ['json'],
  create:
    ({ showManagedFields, keepOrder }) =>
    ({ object }) =>
      `${toJson(showManagedFields ? object : withoutManagedFields(object), { sorted: !keepOrder })}\n`,
});
