import type { TableName } from '../../core/netfilter.ts';
import { listText, saveText, specificationText } from '../../core/netfilter-text.ts';
import { defineProgram, type ProcessContext } from '../../host/program.ts';
import { readOptions, type Grammar } from './arguments.ts';

const grammar: Grammar = {
  flags: ['n', 'v', 'x', 'line-numbers', 'L', 'S', 'w'],
  values: ['t', 'A', 'I', 'D', 'N', 'X', 'F', 'P', 'j', 's', 'd', 'p', 'm', 'dport', 'comment', 'i', 'o'],
  names: {
    table: 't',
    list: 'L',
    'list-rules': 'S',
    numeric: 'n',
    verbose: 'v',
    exact: 'x',
    wait: 'w',
  },
  idle: { v: 'packets are not counted' },
};

const VERSION = 'iptables v1.8.10 (nf_tables)';
const HINT = "Try `iptables -h' or 'iptables --help' for more information.";

const tables: readonly TableName[] = ['filter', 'nat', 'mangle', 'raw'];
const changing = ['A', 'I', 'D', 'N', 'X', 'F', 'P'];

function tableOf(process: ProcessContext, name: string): TableName | undefined {
  const table = tables.find((one) => one === name);
  if (table === undefined) process.stderr.write(`${VERSION}: can't initialize iptables table \`${name}': Table does not exist\n`);
  return table;
}

function allowed(process: ProcessContext): boolean {
  if (process.system.may('NET_ADMIN', 'net')) return true;
  process.stderr.write(`${VERSION}: Could not fetch rule set generation id: Permission denied (you must be root)\n`);
  return false;
}

export const iptables = defineProgram({
  name: 'iptables',
  summary: 'Show the packet rules of the machine',
  async run(process) {
    const options = readOptions(process, VERSION, grammar, ({ option }) => `unknown option "${option}"\n${HINT}`);
    if (options === undefined) return 2;
    const table = tableOf(process, options.value('t') ?? 'filter');
    if (table === undefined) return 3;
    if (!allowed(process)) return 4;
    if (changing.some((name) => options.has(name))) {
      process.stderr.write('iptables: changing rules by hand is not simulated\n');
      return 1;
    }
    const { networkNamespace } = process;
    networkNamespace.refreshRules?.();
    const { netfilter } = networkNamespace;
    const [chain] = options.operands;
    if (chain !== undefined && netfilter.find(table, chain) === undefined) {
      process.stderr.write('iptables: No chain/target/match by that name.\n');
      return 1;
    }
    const only = chain === undefined ? {} : { chain };
    if (options.has('S')) process.stdout.write(specificationText(netfilter, table, chain));
    else if (options.has('L'))
      process.stdout.write(listText(netfilter, table, { ...only, numbers: options.has('line-numbers') }));
    else {
      process.stderr.write(`${VERSION}: no command specified\n${HINT}\n`);
      return 2;
    }
    return 0;
  },
});

export const iptablesSave = defineProgram({
  name: 'iptables-save',
  summary: 'Print all packet rules of the machine',
  async run(process) {
    if (!allowed(process)) return 4;
    const options = readOptions(process, 'iptables-save', { flags: [], values: ['t'], names: { table: 't' } });
    if (options === undefined) return 1;
    const { networkNamespace, stdout } = process;
    const name = options.value('t');
    const table = name === undefined ? undefined : tableOf(process, name);
    if (name !== undefined && table === undefined) return 3;
    networkNamespace.refreshRules?.();
    stdout.write(saveText(networkNamespace.netfilter, table));
    return 0;
  },
});
