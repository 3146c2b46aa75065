// Links of one name joined to long lines, so that a map can write the name along them.

export interface Street {
  readonly nameRow: number;
  readonly links: readonly number[]; // in order, each beginning where the one before ends
}

// Greedy: from each link that no other of the name leads to, as far as the name goes on; both directions of a road give one
// line. Roundabouts and what is left begin anywhere. Lines of one name come longest first.
export function chainStreets(nodes: Uint32Array, nameRow: Uint32Array, lengthM: Float32Array): Street[] {
  const byName = new Map<number, number[]>();
  for (let link = 0; link < nameRow.length; ++link) {
    const name = nameRow[link]!;
    if (name === 0) continue;
    const of = byName.get(name);
    if (of === undefined) byName.set(name, [link]);
    else of.push(link);
  }
  const streets: { street: Street; lengthM: number }[] = [];
  for (const [name, links] of byName) {
    const taken = new Set<string>(); // by unordered pair of ends
    const key = (link: number): string => {
      const a = nodes[2 * link]!;
      const b = nodes[2 * link + 1]!;
      return a < b ? `${a}-${b}` : `${b}-${a}`;
    };
    const from = new Map<number, number[]>();
    const ends = new Map<number, Set<number>>(); // node -> neighbours by this name
    for (const link of links) {
      const a = nodes[2 * link]!;
      const b = nodes[2 * link + 1]!;
      from.set(a, [...(from.get(a) ?? []), link]);
      ends.set(a, (ends.get(a) ?? new Set()).add(b));
      ends.set(b, (ends.get(b) ?? new Set()).add(a));
    }
    const walk = (first: number): void => {
      const chain = [first];
      taken.add(key(first));
      for (;;) {
        const node = nodes[2 * chain[chain.length - 1]! + 1]!;
        const next = (from.get(node) ?? []).find((link) => !taken.has(key(link)));
        if (next === undefined) break;
        taken.add(key(next));
        chain.push(next);
      }
      streets.push({
        street: { nameRow: name, links: chain },
        lengthM: chain.reduce((sum, link) => sum + lengthM[link]!, 0),
      });
    };
    for (const link of links) {
      if (!taken.has(key(link)) && (ends.get(nodes[2 * link]!)?.size ?? 0) !== 2) walk(link);
    }
    for (const link of links) if (!taken.has(key(link))) walk(link);
  }
  return streets.sort((a, b) => a.street.nameRow - b.street.nameRow || b.lengthM - a.lengthM).map((one) => one.street);
}
