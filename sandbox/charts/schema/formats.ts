/** Why a text is not of a format; undefined when it is, or when nobody knows the format. */
export function formatProblem(format: string, text: string): string | undefined {
  return formats.get(format)?.(text);
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^(\d{2}):(\d{2}):(\d{2})(\.\d+)?(z|Z|[+-]\d{2}:\d{2})$/;

const isDate = (text: string): boolean => {
  const match = DATE.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
};

const isTime = (text: string): boolean => {
  const match = TIME.exec(text);
  if (match === null) return false;
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(1, 4).map(Number);
  return hours < 24 && minutes < 60 && seconds <= 60;
};

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

function hostnameProblem(text: string): string | undefined {
  if (text === '') return 'empty string';
  const host = text.endsWith('.') ? text.slice(0, -1) : text;
  if (host.length > 253) return 'more than 253 characters long';
  for (const label of host.split('.')) {
    if (label.length < 1 || label.length > 63) return 'label must be 1 to 63 characters long';
    if (label.startsWith('-')) return 'label starts with hyphen';
    if (label.endsWith('-')) return 'label ends with hyphen';
    const wrong = [...label].find((character) => !/[a-zA-Z0-9-]/.test(character));
    if (wrong !== undefined) return `invalid character '${wrong}'`;
  }
  return undefined;
}

function emailProblem(text: string): string | undefined {
  if (text.length > 254) return 'more than 255 characters long';
  const at = text.lastIndexOf('@');
  if (at < 0) return 'missing @';
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (local.length > 64) return 'local part more than 64 characters long';
  if (local.startsWith('.')) return 'starts with dot';
  if (local.endsWith('.')) return 'ends with dot';
  if (local.includes('..')) return 'consecutive dots';
  const wrong = [...local].find((character) => !/[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]/.test(character));
  if (wrong !== undefined && !/^".*"$/.test(local)) return `invalid character '${wrong}'`;
  if (/^\[.*\]$/.test(domain)) return undefined;
  const problem = hostnameProblem(domain);
  return problem === undefined ? undefined : `invalid domain: ${problem}`;
}

const formats: ReadonlyMap<string, (text: string) => string | undefined> = new Map([
  ['date', (text) => (isDate(text) ? undefined : `parsing time ${JSON.stringify(text)} as "2006-01-02": cannot parse`)],
  ['time', (text) => (isTime(text) ? undefined : 'less than 9 characters long')],
  [
    'date-time',
    (text) => {
      if (text.length < 20) return 'less than 20 characters long';
      if (!/[tT]/.test(text[10] ?? '')) return '11th character must be t or T';
      if (!isDate(text.slice(0, 10))) return 'invalid date element';
      return isTime(text.slice(11)) ? undefined : 'invalid time element';
    },
  ],
  ['email', emailProblem],
  ['hostname', hostnameProblem],
  ['ipv4', (text) => (IPV4.test(text) ? undefined : 'expected four decimals')],
  ['ipv6', (text) => (text.includes(':') && /^[0-9a-fA-F:.]+$/.test(text) ? undefined : 'missing colon')],
  ['uri', (text) => (/^[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>"{}|\\^`]*$/.test(text) ? undefined : 'relative url')],
  [
    'uuid',
    (text) => (/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/.test(text) ? undefined : 'must be 36 characters long'),
  ],
  ['json-pointer', (text) => (/^(\/([^~/]|~[01])*)*$/.test(text) ? undefined : 'not starting with /')],
]);
