// results.json: which folders beside the page hold results.

export interface ResultList {
  readonly results: readonly { readonly folder: string; readonly name: string }[];
  readonly pairs?: string; // folder of the differences over pairs of runs
  readonly observed?: string; // folder of what was observed beside the first result
}

const format = 'halong-view/1';
const isFolder = (value: unknown): value is string => typeof value === 'string' && /^data\/[a-z0-9]+$/.test(value);

// Throws Error when it is none of this version, or names folders elsewhere.
export function asResultList(value: unknown): ResultList {
  const list = value as (Partial<ResultList> & { format?: unknown }) | null;
  if (list === null || typeof list !== 'object' || list.format !== format) throw new Error(`results.json: is no list of results in format ${format}`);
  const { results, pairs, observed } = list;
  if (!Array.isArray(results) || results.length < 1 || results.length > 2) throw new Error('results.json: names no one or two results');
  for (const folder of [...results.map((one: { folder?: unknown } | null) => one?.folder), pairs ?? 'data/pairs', observed ?? 'data/observed']) {
    if (!isFolder(folder)) throw new Error(`results.json: ${String(folder)} is no folder of a result`);
  }
  return list as ResultList;
}
