import { builtInImages, isObject, type Cluster, type JsonObject } from '../../../sandbox/index.ts';
import type { Lesson } from '../lesson/model.ts';
import { nearest } from './problems.ts';

/** Why a container waits when its image cannot be had. */
const troubles: ReadonlySet<unknown> = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull']);

/** A sentence for each Pod whose image cannot be had: meant so by the author, or a slip of the pen. */
export function imageTroubles(lesson: Lesson, cluster: Pick<Cluster, 'dump'> | undefined): readonly string[] {
  const names = [...lesson.images, ...builtInImages].map(({ name }) => name);
  const sentences = (cluster?.dump() ?? [])
    .filter(({ kind }) => kind === 'Pod')
    .flatMap((pod) => {
      const { name, namespace } = fieldsOf(pod, 'metadata');
      const waiting = listOf(fieldsOf(pod, 'status'), 'containerStatuses').find((status) =>
        troubles.has(fieldsOf(fieldsOf(status, 'state'), 'waiting')['reason']),
      );
      if (waiting === undefined) return [];
      const image = String(waiting['image']);
      const repository = image.replace(/(@.*|:[^:/]*)$/, '');
      const near = names.includes(repository) ? undefined : nearest(repository, names);
      const meant = near === undefined ? '' : `; did you mean \`${near}\`?`;
      return [`Pod ${String(namespace)}/${String(name)} waits for the image ${image}, which cannot be pulled${meant}`];
    });
  return [...new Set(sentences)];
}

function fieldsOf(value: JsonObject, key: string): JsonObject {
  return isObject(value[key]) ? (value[key] as JsonObject) : {};
}

function listOf(value: JsonObject, key: string): readonly JsonObject[] {
  return Array.isArray(value[key]) ? (value[key] as readonly JsonObject[]) : [];
}
