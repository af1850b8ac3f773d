import { describe, expect, it } from 'vitest';
import { outputDifference } from '../../src/course/pack/expected-output.ts';

const printed = `NAME                   READY   STATUS    RESTARTS     AGE   IP
web-5dd4b7b6d8-x2k9d   1/1     Running   1 (3s ago)   70s   10.244.1.3
web-5dd4b7b6d8-zzp4b   1/1     Running   0            2m5s  10.244.2.9
`;

describe('expected output', () => {
  it.each([
    ['the same', printed],
    [
      'other ages, addresses, names and widths',
      printed.replaceAll('70s', '3d4h').replaceAll('x2k9d', 'abcde').replaceAll('10.244', '10.1').replaceAll('   ', '  '),
    ],
    ['any lines for …', `${printed.split('\n')[0] ?? ''}\n…\n`],
    ['any lines before', `...\n${printed.split('\n')[2] ?? ''}\n`],
  ])('holds for %s', (_what, expected) => {
    expect(outputDifference(expected, printed)).toBeUndefined();
  });

  it.each([
    ['another status', printed.replace('Running', 'Pending'), /expected the output ".*Pending.*", found ".*Running/],
    ['a line too many', `${printed}more\n`, /expected the output "more", found the end of it/],
    ['a line too few', printed.split('\n').slice(0, 2).join('\n'), /expected the output to end there, found "web-<generated>/],
    ['a name that is not generated', printed.replace('web-', 'shop-'), /shop-<generated>/],
  ])('does not hold for %s', (_what, expected, message) => {
    expect(outputDifference(expected, printed)).toMatch(message);
  });
});
