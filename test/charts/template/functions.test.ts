import { describe, expect, test } from 'vitest';
import { Random } from '../../../sandbox/core/random.ts';
import { readYaml, renderTemplates } from '../../../sandbox/charts/template/index.ts';

const values = readYaml('name: web\nd: {b: 2, a: 1}\nnothing: null\n');

function render(text: string): string {
  try {
    const rendered = renderTemplates({
      templates: [{ name: 'x', text, dot: new Map([['Values', values]]), partial: false }],
      now: () => 1_700_000_000_123,
      random: new Random('test'),
    });
    return rendered.get('x') ?? '';
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).replace(/^.*?error calling /, '');
  }
}

describe('text', () => {
  test.each([
    [
      '{{ snakecase "HTTPServer" }} {{ snakecase "http2xx" }} {{ snakecase "Bld4Floor3rd" }}',
      'http_server http_2xx bld4_floor_3rd',
    ],
    ['{{ snakecase "Duration2m3s" }} {{ snakecase "HTTP20xOK" }} {{ kebabcase "GO PATH" }}', 'duration_2m3s http_20x_ok go-path'],
    ['{{ camelcase "_complex__case_" }} {{ camelcase "http_server" }} {{ camelcase "a" }}', '_Complex_Case_ HttpServer A'],
    ['{{ title "a-b c_d" }} {{ untitle "AB CD" }} {{ swapcase "aBé" }} {{ upper "ß" }}', 'A-B C_d aB cD AbÉ ß'],
    ['{{ substr -1 2 "abcd" }} {{ substr 2 -1 "abcd" }} {{ trunc -3 "abcdef" }} {{ trunc 1 "é" | b64enc }}', 'ab cd def ww=='],
    ['{{ substr -1 -1 "abcd" }}', 'substr: runtime error: slice bounds out of range [:-1]'],
    [
      '{{ abbrevboth 5 10 "1234 5678 9123" }} {{ wrap 5 "aaa bbb ccc" }} {{ wrapWith 4 "|" "abcdefghij" }}',
      '...5678... aaa\nbbb\nccc abcd|efgh|ij',
    ],
    [
      '{{ cat "a" nil 1 (list 1 2) }} {{ quote "a" nil 1 "\\x01" }} {{ sortAlpha (list "b" "a" 3) }}',
      'a 1 [1 2] "a" "1" "\\x01" [3 a b]',
    ],
    ['{{ atoi "99999999999999999999" }} {{ atoi "x" }} {{ toDecimal "0777" }}', '9223372036854775807 0 511'],
  ])('%s', (text, wanted) => expect(render(text)).toBe(wanted));
});

describe('lists and maps', () => {
  test.each([
    ['{{ rest (list) | toJson }} {{ concat (list) | toJson }} {{ rest (list 1 2) | first }}', 'null null 2'],
    ['{{ first (dict) }}', 'first: Cannot find first on type map'],
    ['{{ first nil }}', 'first: runtime error: invalid memory address or nil pointer dereference'],
    ['{{ fromYaml "" | toJson }} {{ fromJson "null" | toJson }} {{ fromYamlArray "" | toJson }}', 'null null null'],
    ['{{ dig "a" 0 "x" (dict) }}', 'dig: interface conversion: interface {} is int, not string'],
    ['{{ dig "a" "b" "x" (dict "a" 1) }}', 'dig: interface conversion: interface {} is int, not map[string]interface {}'],
    ['{{ merge (dict) (dict "a" nil) | toJson }} {{ mergeOverwrite (dict "a" 1) (dict "a" 0) | toJson }}', '{} {"a":0}'],
    ['{{ mergeOverwrite (dict "a" (dict "b" 1)) (dict "a" nil) | toJson }}', '{"a":null}'],
  ])('%s', (text, wanted) => expect(render(text)).toBe(wanted));
});

describe('numbers', () => {
  test.each([
    [
      '{{ divf 2 3 }} {{ divf -2 3 }} {{ divf 10 4 }} {{ addf 0.1 0.2 }} {{ mulf 0.1 3 }}',
      '0.6666666666666667 -0.6666666666666667 2.5 0.3 0.3',
    ],
    ['{{ divf 1 0 }}', 'divf: decimal division by 0'],
    ['{{ add "0x10" 1 }} {{ add "010" 1 }} {{ add 1.9 1 }} {{ int "3.9" }}', '17 9 2 0'],
    ['{{ seq 0 2 10 }} {{ seq 3 1 }} {{ seq 5 -2 1 }} {{ untilStep 0 10 3 }}', '0 2 4 6 8 10 3 2 1 5 3 1 [0 3 6 9]'],
    ['{{ round 123.5555 3 }} {{ round 123.5555 3 0.6 }} {{ 1e6 }} {{ 123456789.0 }}', '123.556 123.555 1e+06 1.23456789e+08'],
    [
      '{{ printf "%v|%+v|%#v|%T" .Values.d .Values.d .Values.d .Values.d }}',
      'map[a:1 b:2]|map[a:+1 b:+2]|map[string]interface {}{"a":1, "b":2}|map[string]interface {}',
    ],
    ['{{ printf "%08.3f|%+d|%x|%e|%[2]d|%d" 3.14159 5 255 1234.5678 }}', '0003.142|+5|ff|1.234568e+03|5|255'],
  ])('%s', (text, wanted) => expect(render(text)).toBe(wanted));
});

describe('dates', () => {
  test.each([
    [
      '{{ durationRound "2400h10m5s" }} {{ durationRound "365h" }} {{ durationRound "1s" }} {{ durationRound "61s" }}',
      '3mo 15d 0s 1m',
    ],
    ['{{ duration "95" }} {{ duration (int64 95) }} {{ duration 95 }} {{ duration "0x10" }}', '1m35s 1m35s 0s 0s'],
    ['{{ ago (toDate "2006-01-02" "2023-11-14") }}', '22h13m20s'],
    ['{{ toDate "2006-01-02T15:04:05.000-07:00" "2020-01-02T03:04:05.678+02:00" }}', '2020-01-02 03:04:05.678 +0200 +0200'],
    ['{{ toDate "_2 Jan 06 03:04PM" " 5 Feb 21 12:30AM" | date "2006-01-02 15:04" }}', '2021-02-05 00:30'],
    ['{{ mustToDate "2006-01-02" "2020-13-01" }}', 'mustToDate: parsing time "2020-13-01": month out of range'],
    ['{{ mustToDate "2006-01-02" "2020-02-30" }}', 'mustToDate: parsing time "2020-02-30": day out of range'],
    ['{{ mustToDate "2006-01-02" "2020-01-02x" }}', 'mustToDate: parsing time "2020-01-02x": extra text: "x"'],
    [
      '{{ mustToDate "2006-01-02" "2020/01/02" }}',
      'mustToDate: parsing time "2020/01/02" as "2006-01-02": cannot parse "/01/02" as "-"',
    ],
    ['{{ mustToDate "15:04:05" "12:61:00" }}', 'mustToDate: parsing time "12:61:00": minute out of range'],
  ])('%s', (text, wanted) => expect(render(text)).toBe(wanted));
});

describe('patterns and addresses', () => {
  test.each([
    ['{{ regexFind "a(" "x" }}', 'regexFind: regexp: Compile(`a(`): error parsing regexp: missing closing ): `a(`'],
    ['{{ mustRegexFind "a(" "x" }}', 'mustRegexFind: error parsing regexp: missing closing ): `a(`'],
    ['{{ regexMatch "a(" "x" }} {{ regexReplaceAll "(\\\\w+)@(\\\\w+)" "a@b" "${2}.$1" }}', 'false b.a'],
    ['{{ urlJoin (dict "scheme" "http" "host" "h" "path" "/a b?c" "fragment" "f g") }}', 'http://h/a%20b%3Fc#f%20g'],
    ['{{ (urlParse "http://u:p@h:80/a%20b?q=1#f").path }}', '/a b'],
    ['{{ urlParse "http://h/%zz" }}', 'urlParse: unable to parse url: parse "http://h/%zz": invalid URL escape "%zz"'],
  ])('%s', (text, wanted) => expect(render(text)).toBe(wanted));
});

describe('passwords', () => {
  test('are ciphered so that they can be deciphered, and hashed so that they cannot', () => {
    expect(render('{{ decryptAES "key" (encryptAES "key" "plain text") }}')).toBe('plain text');
    expect(render('{{ htpasswd "ada" "pw" | trunc 11 }} {{ htpasswd "a:b" "pw" }}')).toBe('ada:$2a$10$ invalid username: a:b');
    expect(render('{{ bcrypt (repeat 73 "x") }}')).toBe(
      'failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes',
    );
  });

  test('only so many times: hashes are slow', () => {
    expect(render('{{ range until 60 }}{{ bcrypt "x" }}{{ end }}')).toMatch(/hash more passwords than 40/);
  });
});

describe('YAML for people', () => {
  test.each([
    ['{{ toYamlPretty (dict "a" (list 1 (dict "b" (list 2)))) }}', 'a:\n  - 1\n  - b:\n      - 2'],
    ['{{ toYaml (dict "t" "x\\ty\\n") }}', 't: "x\\ty\\n"'],
    ['{{ toYaml (dict "t" (printf "%s word" (repeat 80 "x"))) }}', `t: ${'x'.repeat(80)}\n  word`],
    ['{{ toYamlPretty (dict "t" (printf "%s word" (repeat 80 "x"))) }}', `t: ${'x'.repeat(80)} word`],
  ])('%s', (text, wanted) => expect(render(text)).toBe(wanted));
});
