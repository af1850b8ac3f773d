import type { AdmissionPlugin } from '../api/admission.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';

/** The admission plug-ins, in the order in which they run. */
export const admissionPlugins: readonly AdmissionPlugin[] = [namespaceLifecycle];
