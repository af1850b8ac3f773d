/** A kind of object that is stored and does nothing. */
export interface InertKind {
  readonly kind: string;
  readonly why: string;
}

const noWebhooks = 'the API server of the sandbox calls nobody; admission policies are evaluated';

/** Kinds for admission that have no effect, in plain words for the learner. */
export const inertKinds: readonly InertKind[] = [
  { kind: 'ValidatingWebhookConfiguration', why: noWebhooks },
  { kind: 'MutatingWebhookConfiguration', why: noWebhooks },
];
