export interface Url {
  readonly text: string;
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  /** With query. */
  readonly path: string;
}

const ports: { readonly [scheme: string]: number } = { http: 80, https: 443, ftp: 21 };

/** A URL as curl and wget take it: without a scheme it is http. Undefined when there is no host or the port is none. */
export function parseUrl(text: string): Url | undefined {
  const [, givenScheme = 'http', rest = text] = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\/(.*)$/s.exec(text) ?? [];
  const match = /^(?:[^@/?#]*@)?(\[[0-9a-fA-F:.]+\]|[^:/?#[\]\s]+)(?::(\d*))?([/?][^#\s]*)?(#.*)?$/.exec(rest);
  if (match === null) return undefined;
  const [, givenHost = '', givenPort, givenPath = '/'] = match;
  const scheme = givenScheme.toLowerCase();
  const port = givenPort === undefined || givenPort === '' ? (ports[scheme] ?? 80) : Number(givenPort);
  if (port > 65535) return undefined;
  const path = givenPath.startsWith('?') ? `/${givenPath}` : givenPath;
  const host = givenHost.replace(/^\[|\]$/g, '');
  const shown = port === ports[scheme] ? '' : `:${port}`;
  return { text: `${scheme}://${givenHost}${shown}${path}`, scheme, host, port, path };
}

/** Where a `Location` header points, seen from the page that gave it. */
export function resolveLocation(from: Url, location: string): Url | undefined {
  if (/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\//.test(location)) return parseUrl(location);
  const origin = `${from.scheme}://${from.host}:${from.port}`;
  if (location.startsWith('//')) return parseUrl(`${from.scheme}:${location}`);
  if (location.startsWith('/')) return parseUrl(origin + location);
  const folder = from.path.replace(/[?].*$/, '').replace(/[^/]*$/, '');
  return parseUrl(`${origin}${folder}${location}`);
}

const phrases: { readonly [status: number]: string } = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Payload Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export function reasonPhrase(status: number): string {
  return phrases[status] ?? '';
}
