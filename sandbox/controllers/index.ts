import type { Component } from '../api/component.ts';
import { deploymentController } from './deployment.ts';
import { endpointSliceController } from './endpoint-slice.ts';
import { endpointsController } from './endpoints.ts';
import { replicaSetController } from './replica-set.ts';
import { serviceAccountController } from './service-account.ts';

/** All controllers, in the order in which they start. */
export const controllers: readonly Component[] = [
  serviceAccountController,
  deploymentController,
  replicaSetController,
  endpointsController,
  endpointSliceController,
];
