import { defineKind } from '../../api/kind.ts';
import { validatingWebhookConfigurations } from '../../schema/resources.ts';
import type { ValidatingWebhookConfiguration } from '../../schema/types/admissionregistration-v1.ts';
import { ageColumn, nameColumn, numberColumn } from '../columns.ts';
import { defaultWebhooks, validateWebhooks } from './webhooks.ts';

export const validatingWebhookConfiguration = defineKind<ValidatingWebhookConfiguration>({
  type: validatingWebhookConfigurations,
  singular: 'validatingwebhookconfiguration',
  categories: ['api-extensions'],
  generation: true,
  needsResourceVersion: true,
  default: defaultWebhooks,
  validate: (object) => [...validateWebhooks(object)],
  columns: [nameColumn, numberColumn('Webhooks', ({ webhooks }) => (webhooks ?? []).length), ageColumn],
});
