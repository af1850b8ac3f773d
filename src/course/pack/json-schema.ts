import type { JsonObject } from '../../../sandbox/index.ts';
import { imageShape } from './image-shape.ts';
import { lessonShape, packShape } from './lesson-shape.ts';
import { overlayShape } from './overlay-shape.ts';

/** The files that a pack is written in, and the shapes that read them. */
const shapes = { pack: packShape, lesson: lessonShape, translation: overlayShape, image: imageShape } as const;

export type SchemaName = keyof typeof shapes;

export const schemaNames = Object.keys(shapes) as readonly SchemaName[];

/**
 * The form of a file of a pack as JSON Schema, draft 2020-12. It is put together from the shapes that read packs, so what an editor
 * proposes is what is read. It takes whatever a sound pack holds; what only shows when parts are seen together is left to `lint`.
 */
export function packSchema(name: SchemaName): JsonObject {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: `kubetutor ${name}`, ...shapes[name].schema };
}
