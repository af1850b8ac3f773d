import { defineVerb } from '../../define-verb.ts';
import { canI } from './can-i.ts';
import { reconcile } from './reconcile.ts';
import { whoami } from './whoami.ts';

export const auth = defineVerb({
  name: 'auth',
  usage: 'auth [flags]',
  summary: 'Inspect authorization',
  description: 'Asks the server who you are and what you may do.',
  arguments: 'none',
  attempts: 0,
  subcommands: [canI, reconcile, whoami],
});
