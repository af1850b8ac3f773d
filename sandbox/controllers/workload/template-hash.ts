import { isObject } from '../../core/json.ts';
import type { PodTemplateSpec } from '../../schema/types/core-v1.ts';

/** The letters of generated names: no vowels, so no words. Models k8s.io/apimachinery/pkg/util/rand.SafeEncodeString. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const PRIME = 0x01000193;

/**
 * The value of `pod-template-hash`: 32-bit FNV-1a of the template, in the alphabet of generated names. Models ComputeHash of
 * pkg/controller/controller_utils.go, which hashes a dump of Go structures; here it is the JSON with its keys in order, so the values
 * look alike but differ.
 */
export function templateHash(template: PodTemplateSpec, collisionCount?: number): string {
  const text = canonicalJson(template) + (collisionCount === undefined ? '' : `#${collisionCount}`);
  return safeHash(text, 'xor-first');
}

/** 32-bit FNV of a text in the alphabet of generated names: FNV-1 multiplies first, FNV-1a does it last. */
export function safeHash(text: string, order: 'xor-first' | 'multiply-first'): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = order === 'xor-first' ? Math.imul(hash ^ byte, PRIME) >>> 0 : (Math.imul(hash, PRIME) ^ byte) >>> 0;
  }
  return safeEncode(String(hash));
}

function safeEncode(text: string): string {
  return [...text].map((letter) => ALPHABET[letter.charCodeAt(0) % ALPHABET.length]).join('');
}

/** JSON with its keys in order. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
  return `{${members.join()}}`;
}
