import { plainText, typeOf, type Value } from './values.ts';

/** Go's Sprintf for the verbs that templates use: v s d q t f e g x c and %. */
export function format(pattern: string, args: readonly Value[]): string {
  let next = 0;
  const text = pattern.replace(
    /%([-+# 0]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g,
    (_, flags: string, width: string | undefined, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      if (next >= args.length) return `%!${verb}(MISSING)`;
      const value = args[next++];
      const body = formatOne(verb, value, precision === undefined ? undefined : Number(precision), flags);
      const size = Number(width ?? 0);
      if (flags.includes('-')) return body.padEnd(size);
      return flags.includes('0') && typeof value !== 'string' ? body.padStart(size, '0') : body.padStart(size);
    },
  );
  if (next >= args.length) return text;
  const extra = args.slice(next).map((value) => `${typeOf(value)}=${plainText(value)}`);
  return `${text}%!(EXTRA ${extra.join(', ')})`;
}

function formatOne(verb: string, value: Value, precision: number | undefined, flags: string): string {
  const wrong = `%!${verb}(${value === null || value === undefined ? '<nil>' : `${typeOf(value)}=${plainText(value)}`})`;
  const signed = (text: string): string => (flags.includes('+') && !text.startsWith('-') ? `+${text}` : text);
  if (verb === 'v') return plainText(value);
  if (verb === 's' || verb === 'q') {
    if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return wrong;
    if (value === null || value === undefined) return wrong;
    const text = plainText(value);
    const cut = precision === undefined ? text : [...text].slice(0, precision).join('');
    return verb === 'q' ? JSON.stringify(cut) : cut;
  }
  if (verb === 't') return typeof value === 'boolean' ? String(value) : wrong;
  if (typeof value === 'bigint') {
    if (verb === 'd') return signed(String(value));
    if (verb === 'x') return value.toString(16);
    if (verb === 'c') return String.fromCodePoint(Number(value));
  }
  if (typeof value === 'number') {
    if (verb === 'f') return signed(value.toFixed(precision ?? 6));
    if (verb === 'e') return signed(value.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2'));
    if (verb === 'g') return signed(plainText(value));
  }
  return wrong;
}
