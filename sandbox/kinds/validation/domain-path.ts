import type { FieldError } from '../../api/field-error.ts';
import { dns1123Subdomain, patternText } from '../../core/names.ts';
import { invalid, invalidFor, required } from './field-errors.ts';

const pathPattern = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

/** A name that begins with the domain of its owner: `acme.io/foo`. Models IsDomainPrefixedPath in k8s.io/apimachinery/pkg/util/validation. */
export function* validateDomainPrefixedPath(text: string, path: string): Generator<FieldError> {
  if (text === '') {
    yield required(path);
    return;
  }
  const cut = text.indexOf('/');
  if (cut <= 0 || cut === text.length - 1) {
    yield invalid(path, text, 'must be a domain-prefixed path (such as "acme.io/foo")');
    return;
  }
  yield* invalidFor(path, text.slice(0, cut), dns1123Subdomain);
  const rest = text.slice(cut + 1);
  if (!new RegExp(`^${pathPattern}$`).test(rest)) yield invalid(path, rest, patternText('Invalid path', pathPattern));
}
