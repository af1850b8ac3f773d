import { matching, scalar, text, turned } from './shape.ts';

export const id = matching('an id of lower-case letters, digits and dashes', /^[a-z0-9]+(-[a-z0-9]+)*$/);
export const lessonId = matching('a lesson id such as `pods/first-pod`', /^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/);
/** The name of a node, a Pod and the like: a DNS label. */
export const objectName = matching('a name of lower-case letters, digits and dashes', /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
export const locale = matching('a locale such as `en` or `zh-CN`', /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);
export const quantity = scalar('a quantity such as `2`, `500m` or `4Gi`', { type: ['string', 'number'] }, (value) =>
  (typeof value === 'string' && /^\d{1,15}(\.\d{1,9})?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$/.test(value)) ||
  (typeof value === 'number' && value >= 0)
    ? String(value)
    : undefined,
);

export const httpMethod = matching('a method such as `GET`', /^[A-Z]{3,7}$/);
export const httpUrl = turned(text, (value, refuse) =>
  URL.canParse(value) && /^https?:\/\//.test(value) ? value : refuse('expected a URL that begins with `http://` or `https://`'),
);

const factors: { readonly [suffix: string]: number } = {
  '': 1,
  k: 1e3,
  Ki: 2 ** 10,
  M: 1e6,
  Mi: 2 ** 20,
  G: 1e9,
  Gi: 2 ** 30,
};

/** Bytes, written `40Mi` or as a number. */
export const bytes = scalar('a size such as `40Mi`', { type: ['string', 'number'] }, (value) => {
  const match = /^(\d{1,12})(k|Ki|M|Mi|G|Gi)?$/.exec(String(value));
  const size = match === null ? Number.NaN : Number(match[1]) * (factors[match[2] ?? ''] ?? 1);
  return size > 0 && size <= 2 ** 40 ? size : undefined;
});
