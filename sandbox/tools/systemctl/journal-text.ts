import { civilTime } from '../../core/time-text.ts';
import { timeParts } from '../../images/clock-text.ts';
import { PRIORITIES, type JournalEntry } from './journal.ts';

type Format = (entry: JournalEntry, host: string) => string;

const source = ({ identifier, pid }: JournalEntry): string => `${identifier}${pid === undefined ? '' : `[${pid}]`}`;
const named = (host: string): string => (host === '' ? '' : `${host} `);

/** `Jan 01 09:00:00` */
const shortTime = (at: number): string => {
  const { monthName, day, time } = timeParts(at);
  return `${monthName} ${day} ${time}`;
};

const isoTime = (at: number): string => {
  const { year, month, day, time } = timeParts(at);
  return `${year}-${month}-${day}T${time}`;
};

const micro = (at: number): string => `${String(civilTime(at).milliseconds).padStart(3, '0')}000`;

const line =
  (time: (at: number) => string): Format =>
  (entry, host) =>
    `${time(entry.time)} ${named(host)}${source(entry)}: ${entry.text}\n`;

/** What `journalctl -o` knows here; an empty host leaves the name out. */
export const journalFormats: { readonly [name: string]: Format | undefined } = {
  short: line(shortTime),
  'short-precise': line((at) => `${shortTime(at)}.${micro(at)}`),
  'short-iso': line((at) => `${isoTime(at)}+0000`),
  'short-iso-precise': line((at) => `${isoTime(at)}.${micro(at)}+0000`),
  'short-unix': line((at) => `${Math.floor(at / 1000)}.${micro(at)}`),
  'with-unit': (entry, host) => `${shortTime(entry.time)} ${named(host)}${entry.unit ?? source(entry)}: ${entry.text}\n`,
  cat: ({ text }) => `${text}\n`,
  json: (entry, host) => `${JSON.stringify(fields(entry, host))}\n`,
  'json-pretty': (entry, host) => `${JSON.stringify(fields(entry, host), null, 4)}\n`,
};

function fields(
  { time, identifier, pid, unit, priority, text }: JournalEntry,
  host: string,
): { readonly [name: string]: string } {
  return {
    __REALTIME_TIMESTAMP: String(time * 1000),
    _HOSTNAME: host,
    SYSLOG_IDENTIFIER: identifier,
    ...(pid === undefined ? { _TRANSPORT: 'kernel' } : { _PID: String(pid) }),
    ...(unit === undefined ? {} : { _SYSTEMD_UNIT: unit }),
    PRIORITY: String(PRIORITIES.indexOf(priority)),
    MESSAGE: text,
  };
}
