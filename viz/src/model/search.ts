// Finding streets and places by what people type, with or without the marks of Vietnamese.

// Lower case without marks: "Trần Quốc Nghiễn" -> "tran quoc nghien", "Đông" -> "dong".
export function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

export type FoundKind = 'street' | 'place' | 'zone' | 'site' | 'sensor';

export interface Entry {
  readonly kind: FoundKind;
  readonly row: number; // of its kind
  readonly name: string;
  readonly detail: string;
  readonly folded: string;
}

export function entryOf(kind: FoundKind, row: number, name: string, detail = ''): Entry {
  return { kind, row, name, detail, folded: folded(name) };
}

// How well an entry fits words typed: 0 not at all. Every word must begin a word of the name; a name that begins with them
// all fits best, and shorter names fit better.
export function fit(entry: Entry, words: readonly string[]): number {
  const whole = words.join(' ');
  if (whole === '') return 0;
  if (entry.folded === whole) return 4;
  const parts = ` ${entry.folded}`;
  if (!words.every((word) => parts.includes(` ${word}`))) return 0;
  const begins = entry.folded.startsWith(whole) ? 2 : parts.includes(` ${whole}`) ? 1.5 : 1;
  return begins + 1 / (2 + entry.folded.length);
}

const rankOfKind: Readonly<Record<FoundKind, number>> = { place: 0, street: 1, zone: 2, site: 3, sensor: 4 };

// The best `most` entries, best first; equal ones by kind, then name.
export function search(entries: readonly Entry[], typed: string, most = 8): Entry[] {
  const words = folded(typed).split(' ').filter((word) => word !== '');
  if (words.length === 0) return [];
  return entries
    .map((entry) => ({ entry, fit: fit(entry, words) }))
    .filter((one) => one.fit > 0)
    .sort(
      (a, b) =>
        b.fit - a.fit ||
        rankOfKind[a.entry.kind] - rankOfKind[b.entry.kind] ||
        a.entry.name.localeCompare(b.entry.name, 'vi'),
    )
    .slice(0, most)
    .map((one) => one.entry);
}
