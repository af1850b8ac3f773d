import { defineKind } from '../../api/kind.ts';
import { bindings, pods } from '../../schema/resources.ts';
import type { Binding } from '../../schema/types/core-v1.ts';

/** Where a Pod is to run, in the older way of saying so. Models LegacyBindingREST in pkg/registry/core/pod/storage. */
export const binding = defineKind<Binding>({
  type: bindings,
  singular: 'binding',
  verbs: ['create'],
  partOf: { type: pods, subresource: 'binding' },
  columns: [],
});
