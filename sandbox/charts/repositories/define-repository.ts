/** A version of a chart that a simulated repository offers. */
export interface OfferedChart {
  /** Path within the chart's folder → text. */
  readonly files: { readonly [path: string]: string };
  /** When it was published, RFC 3339. */
  readonly created: string;
}

/** A chart repository that exists in the sandbox only. */
export interface ChartRepository {
  /** What `helm repo add` takes; of a domain that is kept for examples. */
  readonly url: string;
  readonly summary: string;
  readonly charts: readonly OfferedChart[];
}

/** @example export const demo = defineRepository({ url: 'https://charts.example.com/demo', summary: '…', charts: [webShop] }); */
export function defineRepository(repository: ChartRepository): ChartRepository {
  return repository;
}
