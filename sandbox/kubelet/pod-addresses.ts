/** Hands out the addresses of a node's Pod network, one after another. Models the host-local IPAM plug-in of CNI. */
export class PodAddresses {
  private readonly taken = new Set<number>();
  private last: number | undefined;

  /** The next free address of the range, e.g. `10.244.1.0/24`; undefined when all are in use. */
  take(range: string): string | undefined {
    const [base = '', bits = '32'] = range.split('/');
    const size = 2 ** (32 - Number(bits));
    const first = Math.floor(toNumber(base) / size) * size;
    // The first address is the network's, the second the bridge's, the last one is for broadcasts.
    const count = size - 3;
    const start = this.last === undefined ? 0 : this.last - first - 1;
    for (let offset = 0; offset < count; offset++) {
      const candidate = first + 2 + ((start + offset) % count);
      if (this.taken.has(candidate)) continue;
      this.taken.add(candidate);
      this.last = candidate;
      return toText(candidate);
    }
    return undefined;
  }

  release(address: string): void {
    this.taken.delete(toNumber(address));
  }
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function toText(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
