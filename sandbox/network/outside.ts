import type { HttpRequest, HttpResponse } from '../core/traffic.ts';

export interface OutsideHost {
  readonly names: readonly string[];
  readonly address: string;
  readonly ports: readonly number[];
  answer(request: HttpRequest): HttpResponse;
}

const page = (title: string): OutsideHost['answer'] => {
  const body = `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
  return ({ method }) => ({ status: 200, headers: { 'content-type': 'text/html' }, body: method === 'HEAD' ? '' : body });
};

/** The world beyond the cluster, as far as lessons need one: addresses of RFC 5737, which belong to nobody. */
export const outsideHosts: readonly OutsideHost[] = [
  { names: ['example.com', 'www.example.com'], address: '198.51.100.10', ports: [80], answer: page('Example Domain') },
  {
    names: ['api.example.com'],
    address: '198.51.100.20',
    ports: [80],
    answer: () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: '{"status":"ok"}\n' }),
  },
  { names: ['db.example.com'], address: '198.51.100.30', ports: [5432], answer: page('db') },
];
