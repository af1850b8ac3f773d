import { hexadecimal, sha256 } from '../../../core/sha256.ts';

/** Letters that could make words or be mistaken are replaced, as kustomize does. */
const replacements: { readonly [digit: string]: string } = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };

/** Ten letters for a content: the beginning of its SHA-256. Models sigs.k8s.io/kustomize/api/hasher. */
export function shortHash(text: string): string {
  return Array.from(
    hexadecimal(sha256(new TextEncoder().encode(text))).slice(0, 10),
    (digit) => replacements[digit] ?? digit,
  ).join('');
}
