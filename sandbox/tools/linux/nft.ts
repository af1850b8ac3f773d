import { nftText, type NftTable } from '../../core/nftables.ts';
import { defineProgram } from '../../host/program.ts';

/** nft, for looking: `list ruleset`, `list tables`, `list table FAMILY NAME`, `list chain FAMILY TABLE CHAIN`. */
export const nft = defineProgram({
  name: 'nft',
  summary: 'Show the nftables rules of the machine',
  async run({ args, user, stdout, stderr, networkNamespace }) {
    if (user.uid !== 0) {
      stderr.write(
        'Operation not permitted (you must be root)\nnetlink: Error: cache initialization failed: Operation not permitted\n',
      );
      return 1;
    }
    networkNamespace.refreshRules?.();
    const tables = [...networkNamespace.nftables.values()];
    const [verb, what, family, name, chain] = args.filter((arg) => !arg.startsWith('-'));
    const found = tables.find((table) => table.family === family && table.name === name);
    if (verb === 'list' && what === 'ruleset') stdout.write(tables.map(nftText).join('\n'));
    else if (verb === 'list' && what === 'tables')
      stdout.write(tables.map((table) => `table ${table.family} ${table.name}\n`).join(''));
    else if (verb === 'list' && (what === 'table' || what === 'chain' || what === 'map')) {
      const text = found === undefined ? undefined : what === 'table' ? nftText(found) : part(found, what, chain ?? '');
      if (text === undefined) {
        stderr.write(
          `Error: No such file or directory\nlist ${what} ${family ?? ''} ${name ?? ''} ${chain ?? ''}\n`.replace(/ +\n/, '\n'),
        );
        return 1;
      }
      stdout.write(text);
    } else {
      stderr.write('Error: only `nft list ruleset|tables|table|chain|map` is simulated\n');
      return 1;
    }
    return 0;
  },
});

/** One chain or map, in its table. */
function part(table: NftTable, what: string, name: string): string | undefined {
  const lines = nftText(table).split('\n');
  const start = lines.indexOf(`\t${what} ${name} {`);
  if (start < 0) return undefined;
  const end = lines.indexOf('\t}', start);
  return [lines[0], ...lines.slice(start, end + 1), '}', ''].join('\n');
}
