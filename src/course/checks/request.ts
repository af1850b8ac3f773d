import { anyText, boolean, mapping, optional, record, text, turned, wholeNumber } from '../pack/shape.ts';
import { defineCheck, fails, holds } from './define-check.ts';
import { originName, originShape, workstation } from './origin.ts';

const url = turned(text, (value, refuse) =>
  URL.canParse(value) && /^https?:\/\//.test(value) ? value : refuse('expected a URL that begins with `http://` or `https://`'),
);

const shape = record({
  url,
  from: optional(originShape),
  method: optional(text),
  headers: optional(mapping(anyText)),
  body: optional(anyText),
  status: optional(wholeNumber(100, 599)),
  contains: optional(text),
  fails: optional(boolean),
});

/** An HTTP request gets this answer, or none. */
export const request = defineCheck({
  type: 'request',
  shape,
  label: ({ url: address, from = workstation, fails: none }) =>
    `${none === true ? 'no answer' : 'an answer'} from ${address}, asked from ${originName(from)}`,
  async evaluate(value, world) {
    const { from = workstation, method = 'GET', headers = {}, status, contains } = value;
    const origin = await world.origin(from);
    if (typeof origin === 'string') return fails(origin);
    const outcome = await world.request(origin, {
      url: value.url,
      method,
      headers,
      ...(value.body === undefined ? {} : { body: value.body }),
    });
    const what = `${method} ${value.url} from ${originName(from)}`;
    if (!outcome.ok) return value.fails === true ? holds : fails(`${what}: expected an answer, found: ${outcome.failure}`);
    const { response } = outcome;
    if (value.fails === true) return fails(`${what}: expected no answer, found status ${response.status}`);
    const good = status === undefined ? response.status >= 200 && response.status < 300 : response.status === status;
    if (!good) return fails(`${what}: expected status ${status ?? '2xx'}, found ${response.status}`);
    if (contains !== undefined && !response.body.includes(contains)) {
      return fails(`${what}: expected an answer with "${contains}", found "${response.body.slice(0, 80).trim()}"`);
    }
    return holds;
  },
});
