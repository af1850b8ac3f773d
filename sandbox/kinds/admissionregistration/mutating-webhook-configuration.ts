import { defineKind } from '../../api/kind.ts';
import { mutatingWebhookConfigurations } from '../../schema/resources.ts';
import type { MutatingWebhookConfiguration } from '../../schema/types/admissionregistration-v1.ts';
import { ageColumn, nameColumn, numberColumn } from '../columns.ts';
import { defaultWebhooks, validateWebhooks } from './webhooks.ts';

export const mutatingWebhookConfiguration = defineKind<MutatingWebhookConfiguration>({
  type: mutatingWebhookConfigurations,
  singular: 'mutatingwebhookconfiguration',
  categories: ['api-extensions'],
  generation: true,
  needsResourceVersion: true,
  default(object) {
    defaultWebhooks(object);
    for (const hook of object.webhooks ?? []) hook.reinvocationPolicy ??= 'Never';
  },
  validate: (object) => [...validateWebhooks(object)],
  columns: [nameColumn, numberColumn('Webhooks', ({ webhooks }) => (webhooks ?? []).length), ageColumn],
});
