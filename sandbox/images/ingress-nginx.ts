import { defineProgram } from '../host/program.ts';
import type { ApiAccess } from './api-access.ts';
import { defineImage, type Image } from './define-image.ts';
import { controllerProgram } from './ingress-nginx/program.ts';

const dumbInit = defineProgram({
  name: 'dumb-init',
  summary: 'start a program below a small init',
  run: ({ args, exec }) => exec(args[0] === '--' ? args.slice(1) : args),
});

/** The ingress controller of the Kubernetes project, by nginx: its program reads the API as the Pod's ServiceAccount. */
export function ingressNginx(access: ApiAccess): Image {
  return defineImage({
    name: 'registry.k8s.io/ingress-nginx/controller',
    tags: ['*'],
    size: 109_000_000,
    entrypoint: ['/usr/bin/dumb-init', '--'],
    command: ['/nginx-ingress-controller'],
    user: 101,
    exposedPorts: [80, 443, 8443, 10_254],
    shell: true,
    programs: [controllerProgram(access), dumbInit],
  });
}
