import { fluentd } from './fluentd.ts';
import { prometheus } from './prometheus.ts';
import { debian } from './debian.ts';
import { ubuntu } from './ubuntu.ts';
import { stressImage } from './stress.ts';
import type { ApiAccess } from './api-access.ts';
import { agnhost } from './agnhost.ts';
import { alpine } from './alpine.ts';
import { busybox } from './busybox.ts';
import { crasher } from './crasher.ts';
import { curl } from './curl.ts';
import type { Image } from './define-image.ts';
import { hpaExample } from './hpa-example.ts';
import { echo } from './http-echo.ts';
import { httpd } from './httpd.ts';
import { ingressNginx } from './ingress-nginx.ts';
import { metricsServer, type MetricsAccess } from './metrics-server.ts';
import { mysql } from './mysql.ts';
import { nginx } from './nginx.ts';
import { pause } from './pause.ts';
import { postgres } from './postgres.ts';
import { redis } from './redis.ts';
import { slowStart } from './slow-start.ts';

/** The built-in images. */
export const images: readonly Image[] = [
  agnhost,
  alpine,
  busybox,
  crasher,
  debian,
  fluentd,
  prometheus,
  stressImage,
  ubuntu,
  curl,
  echo,
  hpaExample,
  httpd,
  mysql,
  nginx,
  pause,
  postgres,
  redis,
  slowStart,
];

/** Images whose programs are clients of the API. */
export function apiImages(access: ApiAccess, metrics: MetricsAccess): readonly Image[] {
  return [ingressNginx(access), metricsServer(access, metrics)];
}

export { createImageRegistry } from './image-registry.ts';
export type { ImageRegistry, PullAnswer, ResolvedImage } from './image-registry.ts';
export { canonicalName, parseReference, repositoryOf } from './reference.ts';
export type { ImageReference } from './reference.ts';
export { defineImage } from './define-image.ts';
export type { Image } from './define-image.ts';
export { imageLayers, imageTree } from './image-tree.ts';
