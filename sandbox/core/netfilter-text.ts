import { builtinChains, type Netfilter, type NetfilterRule, type RuleMatch, type TableName } from './netfilter.ts';

/** What `iptables-save` prints. `only` leaves the other tables out. */
export function saveText(netfilter: Netfilter, only?: TableName): string {
  return netfilter.names
    .filter((table) => only === undefined || table === only)
    .map((table) => {
      const chains = netfilter.chains(table);
      const heads = chains.map(({ name, policy }) => `:${name} ${builtinChains[table].includes(name) ? policy : '-'} [0:0]\n`);
      const rules = chains.flatMap(({ name, rules: all }) => all.map((rule) => `-A ${name}${ruleText(rule)}\n`));
      return `*${table}\n${heads.join('')}${rules.join('')}COMMIT\n`;
    })
    .join('');
}

/** What `iptables -S` prints of a table, or of one chain of it. */
export function specificationText(netfilter: Netfilter, table: TableName, chain?: string): string {
  const chains = netfilter.chains(table).filter(({ name }) => chain === undefined || name === chain);
  const heads = chains.map(({ name, policy }) =>
    builtinChains[table].includes(name) ? `-P ${name} ${policy}\n` : `-N ${name}\n`,
  );
  return heads.join('') + chains.flatMap(({ name, rules }) => rules.map((rule) => `-A ${name}${ruleText(rule)}\n`)).join('');
}

/** Anything but letters, digits, `_` and `-` brings quotes. Models libxtables, xtables_save_string. */
function quoted(text: string): string {
  return /^[\w-]+$/.test(text) ? text : `"${text.replace(/["\\']/g, '\\$&')}"`;
}

/** One rule as an argument list, in the order in which iptables-save writes it. */
function ruleText({ match, target, comment, remember }: NetfilterRule): string {
  const words = [
    addressText('-s', match.source),
    addressText('-d', match.destination),
    negatable('-i', match.inInterface),
    negatable('-o', match.outInterface),
    match.protocol === undefined ? '' : `-p ${match.protocol}`,
    comment === undefined ? '' : `-m comment --comment ${quoted(comment)}`,
    match.destinationPort !== undefined
      ? `-m ${match.protocol ?? 'tcp'} --dport ${match.destinationPort}`
      : // kube-proxy names the match before its DNAT, though it asks nothing of it.
        target?.verdict === 'DNAT' && match.protocol !== undefined
        ? `-m ${match.protocol}`
        : '',
    match.states === undefined ? '' : `-m conntrack --ctstate ${match.states.join()}`,
    match.sourceType === undefined ? '' : `-m addrtype --src-type ${match.sourceType}`,
    match.destinationType === undefined ? '' : `-m addrtype --dst-type ${match.destinationType}`,
    match.mark === undefined ? '' : `-m mark ${match.mark.not ? '! ' : ''}--mark ${hex(match.mark.bits)}/${hex(match.mark.bits)}`,
    match.probability === undefined ? '' : `-m statistic --mode random --probability ${match.probability.toFixed(11)}`,
    match.recent === undefined
      ? ''
      : `-m recent --rcheck --seconds ${match.recent.seconds} --reap --name ${match.recent.name} --mask 255.255.255.255 --rsource`,
    remember === undefined ? '' : `-m recent --set --name ${remember} --mask 255.255.255.255 --rsource`,
    targetText(target),
  ];
  return words
    .filter((word) => word !== '')
    .map((word) => ` ${word}`)
    .join('');
}

function targetText(target: NetfilterRule['target']): string {
  if (target === undefined) return '';
  switch (target.verdict) {
    case 'jump':
      return `-j ${target.chain}`;
    case 'REJECT':
      return `-j REJECT --reject-with ${target.with ?? 'icmp-port-unreachable'}`;
    case 'DNAT':
      return `-j DNAT --to-destination ${target.to}`;
    case 'SNAT':
      return `-j SNAT --to-source ${target.to}`;
    case 'MASQUERADE':
      return `-j MASQUERADE${target.randomFully ? ' --random-fully' : ''}`;
    case 'MARK':
      return target.clear === undefined
        ? `-j MARK --set-xmark ${hex(target.set ?? 0)}/${hex(target.set ?? 0)}`
        : `-j MARK --set-xmark ${hex(target.clear)}/0x0`;
    default:
      return `-j ${target.verdict}`;
  }
}

/** What `iptables -L` prints, always as with `-n`; `numbers` for `--line-numbers`. */
export function listText(
  netfilter: Netfilter,
  table: TableName,
  options: { readonly chain?: string; readonly numbers?: boolean } = {},
): string {
  const chains = netfilter.chains(table).filter(({ name }) => options.chain === undefined || name === options.chain);
  return chains
    .map(({ name, policy, rules }) => {
      const uses = netfilter.chains(table).flatMap((chain) => chain.rules.filter((rule) => isJumpTo(rule, name))).length;
      const head = `Chain ${name} (${builtinChains[table].includes(name) ? `policy ${policy}` : `${uses} references`})\n`;
      const columns = `${options.numbers ? 'num  ' : ''}target     prot opt source               destination         \n`;
      const lines = rules.map((rule, index) => `${options.numbers ? `${index + 1}`.padEnd(5) : ''}${listedRule(rule)}\n`);
      return head + columns + lines.join('');
    })
    .join('\n');
}

const protocolNumbers: { readonly [name: string]: string } = { tcp: '6', udp: '17', sctp: '132', icmp: '1' };

function listedRule(rule: NetfilterRule): string {
  const { match, target, comment, remember } = rule;
  const name = target?.verdict === 'jump' ? target.chain : (target?.verdict ?? '');
  const protocol = match.protocol === undefined ? '0' : (protocolNumbers[match.protocol] ?? match.protocol);
  const extras = [
    comment === undefined ? '' : `/* ${comment} */`,
    match.destinationPort === undefined ? '' : `${match.protocol ?? 'tcp'} dpt:${match.destinationPort}`,
    match.states === undefined ? '' : `ctstate ${match.states.join()}`,
    match.sourceType === undefined ? '' : `ADDRTYPE match src-type ${match.sourceType}`,
    match.destinationType === undefined ? '' : `ADDRTYPE match dst-type ${match.destinationType}`,
    match.mark === undefined ? '' : `mark match ${match.mark.not ? '! ' : ''}${hex(match.mark.bits)}/${hex(match.mark.bits)}`,
    match.probability === undefined ? '' : `statistic mode random probability ${match.probability.toFixed(11)}`,
    match.recent === undefined
      ? ''
      : `recent: CHECK seconds: ${match.recent.seconds} reap name: ${match.recent.name} side: source`,
    remember === undefined ? '' : `recent: SET name: ${remember} side: source`,
    listedTarget(target),
  ].filter((text) => text !== '');
  const addresses = `${listedAddress(match.source)} ${listedAddress(match.destination)} `;
  // Before each address, and before the protocol, is room for the `!` of what it is not.
  return `${name.padEnd(9)}  ${protocol.padEnd(4)} -- ${addresses}${extras.map((text) => ` ${text}`).join('')}`;
}

function listedTarget(target: NetfilterRule['target']): string {
  switch (target?.verdict) {
    case 'REJECT':
      return `reject-with ${target.with ?? 'icmp-port-unreachable'}`;
    case 'DNAT':
    case 'SNAT':
      return `to:${target.to}`;
    case 'MARK':
      return target.clear === undefined ? `MARK or ${hex(target.set ?? 0)}` : `MARK xor ${hex(target.clear)}`;
    case 'MASQUERADE':
      return target.randomFully ? 'random-fully' : '';
    default:
      return '';
  }
}

function listedAddress(range: string | undefined): string {
  const not = range?.startsWith('!') ? '!' : ' ';
  const shown = range?.replace(/^!/, '').replace(/\/32$/, '') ?? '0.0.0.0/0';
  return `${not}${shown.padEnd(19)}`;
}

function isJumpTo({ target }: NetfilterRule, chain: string): boolean {
  return target?.verdict === 'jump' && target.chain === chain;
}

function addressText(flag: string, range: RuleMatch['source']): string {
  if (range === undefined) return '';
  const plain = range.replace(/^!/, '');
  const full = plain.includes('/') ? plain : `${plain}/${plain.includes(':') ? 128 : 32}`;
  return `${range.startsWith('!') ? '! ' : ''}${flag} ${full}`;
}

function negatable(flag: string, value: string | undefined): string {
  if (value === undefined) return '';
  return value.startsWith('!') ? `! ${flag} ${value.slice(1)}` : `${flag} ${value}`;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
