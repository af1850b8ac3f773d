import type { JsonObject } from '../../../core/json.ts';
import { CommandError } from '../errors.ts';

/** Grammar of an image reference. Models github.com/distribution/reference. */
const REFERENCE =
  /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$/;

export function isImageReference(image: string): boolean {
  return REFERENCE.test(image);
}

/** The name a container gets from its image: `registry/team/app:v1` → `app`. */
export function containerNameOf(image: string): string {
  const last = image.split('/').at(-1) ?? image;
  return (last.split('@')[0] ?? last).split(':')[0]?.replaceAll(/[_.]/g, '-') ?? last;
}

/** Reads `KEY=value` words of `--env`. Throws CommandError. */
export function parseEnv(words: readonly string[]): readonly JsonObject[] {
  return words.map((word) => {
    const equals = word.indexOf('=');
    const name = word.slice(0, equals);
    if (equals <= 0 || /\s/.test(name)) throw new CommandError(`invalid env: ${word}`);
    return { name, value: word.slice(equals + 1) };
  });
}

/** Reads `a=b,c=d`. Throws CommandError. */
export function parseLabels(text: string): { readonly [key: string]: string } {
  const labels: { [key: string]: string } = {};
  for (const word of text.split(',')) {
    const [key = '', value, ...more] = word.split('=');
    if (value === undefined || more.length > 0) throw new CommandError(`unexpected label spec: ${word}`);
    labels[key] = value;
  }
  return labels;
}
