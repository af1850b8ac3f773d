import ipaddr from 'ipaddr.js';

const duration = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h)(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))*$|^0$/;
const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

function isDateTime(text: string): boolean {
  const match = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.\d+)?(Z|z|[+-]\d\d:\d\d)?$/.exec(text);
  return match !== null && !Number.isNaN(Date.parse(`${match[1] ?? ''}T${match[2] ?? ''}Z`));
}

const formats: { readonly [format: string]: (text: string) => boolean } = {
  'date-time': isDateTime,
  datetime: isDateTime,
  date: isDate,
  duration: (text) => duration.test(text),
  ipv4: (text) => ipaddr.IPv4.isValidFourPartDecimal(text),
  ipv6: (text) => ipaddr.IPv6.isValid(text),
  cidr: (text) => ipaddr.isValidCIDR(text),
  mac: (text) => /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text),
  uuid: (text) => uuid.test(text),
  uuid3: (text) => uuid.test(text),
  uuid4: (text) => uuid.test(text),
  uuid5: (text) => uuid.test(text),
  email: (text) => /^[^@\s]+@[^@\s]+$/.test(text),
  hostname: (text) => /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/i.test(text),
  uri: (text) => /^[a-z][a-z0-9+.-]*:\S+$/i.test(text) || text.startsWith('/'),
  byte: (text) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text),
  hexcolor: (text) => /^#?(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(text),
};

/** Whether a text is of a format; formats that the server does not know hold for every text. */
export const matchesFormat = (format: string, text: string): boolean => formats[format]?.(text) ?? true;

const others = [
  'bsonobjectid',
  'creditcard',
  'isbn',
  'isbn10',
  'isbn13',
  'password',
  'rgbcolor',
  'ssn',
  'int32',
  'int64',
  'float',
  'double',
];
const known: ReadonlySet<string> = new Set([...Object.keys(formats), ...others, 'k8s-short-name', 'k8s-long-name']);

export const isKnownFormat = (format: string): boolean => known.has(format);
