// Where everybody is who moves: chunks of some minutes, decoded into columns, and positions at a time.
//
// A chunk is self-contained: who is under way at its start comes with the link and the time at which he entered it, and who
// is still under way at its end with the time at which he leaves his link. All numbers are LEB128 varints, signed ones
// zigzag; times are in tenths of a second. A track: leg (less that of the track before), kind, first link, entry less the
// chunk's start (signed), number of steps; a step: time on the link times (ways on + 1) plus which way he goes on,
// counted among the links that begin where this one ends, by row; the number of ways itself means that he arrives.

export interface Network {
  readonly linkCount: number;
  readonly start: Uint32Array; // links + 1, into points
  readonly xy: Float32Array; // two a point, in the plane in which they are drawn
  readonly outFirst: Uint32Array; // nodes + 1, into outLinks
  readonly outLinks: Uint32Array;
  readonly endNode: Uint32Array; // by link
  readonly along: Float32Array; // by point: share of its link's length up to there, 0 … 1
}

// Links by the node at which they begin, in order of row: the order in which steps count them.
export function networkOf(nodes: Uint32Array, start: Uint32Array, xy: Float32Array): Network {
  const linkCount = nodes.length / 2;
  let nodeCount = 0;
  for (const node of nodes) nodeCount = Math.max(nodeCount, node + 1);
  const outFirst = new Uint32Array(nodeCount + 1);
  const endNode = new Uint32Array(linkCount);
  for (let link = 0; link < linkCount; ++link) {
    outFirst[nodes[2 * link]! + 1]! += 1;
    endNode[link] = nodes[2 * link + 1]!;
  }
  for (let node = 0; node < nodeCount; ++node) outFirst[node + 1]! += outFirst[node]!;
  const next = outFirst.slice(0, nodeCount);
  const outLinks = new Uint32Array(linkCount);
  for (let link = 0; link < linkCount; ++link) outLinks[next[nodes[2 * link]!]!++] = link;
  return { linkCount, start, xy, outFirst, outLinks, endNode, along: sharesAlong(start, xy) };
}

function sharesAlong(start: Uint32Array, xy: Float32Array): Float32Array {
  const along = new Float32Array(xy.length / 2);
  for (let link = 0; link + 1 < start.length; ++link) {
    const first = start[link]!;
    const end = start[link + 1]!;
    let length = 0;
    for (let i = first + 1; i < end; ++i) {
      length += Math.hypot(xy[2 * i]! - xy[2 * i - 2]!, xy[2 * i + 1]! - xy[2 * i - 1]!);
      along[i] = length;
    }
    for (let i = first; i < end; ++i) along[i] = length > 0 ? along[i]! / length : 0;
  }
  return along;
}

export interface Tracks {
  readonly startDs: number; // of the chunk
  readonly count: number;
  readonly leg: Uint32Array;
  readonly kind: Uint8Array;
  readonly first: Uint32Array; // count + 1, into links and exitDs
  readonly links: Uint32Array;
  readonly entryDs: Int32Array; // by track, to its first link, of the day
  readonly exitDs: Int32Array; // by step, from its link, of the day
  readonly cursor: Uint32Array; // by track: the step that was looked at last
}

const magic = 0x31544c48; // "HLT1"

// Throws Error when the bytes are no whole chunk of this network.
export function decodeTracks(bytes: ArrayBuffer, network: Network): Tracks {
  const data = new Uint8Array(bytes);
  let at = 0;
  const varint = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = data[at++];
      if (byte === undefined) throw new Error('a chunk of tracks is truncated');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  if (data.length < 4 || new DataView(bytes).getUint32(0, true) !== magic) throw new Error('this is no chunk of tracks');
  at = 4;
  const startDs = varint();
  const count = varint();
  const steps = varint();
  if (count + steps > 2 * data.length) throw new Error('a chunk of tracks is truncated');
  const leg = new Uint32Array(count);
  const kind = new Uint8Array(count);
  const first = new Uint32Array(count + 1);
  const entryDs = new Int32Array(count);
  const links = new Uint32Array(steps);
  const exitDs = new Int32Array(steps);
  let step = 0;
  let lastLeg = 0;
  for (let track = 0; track < count; ++track) {
    lastLeg += varint();
    leg[track] = lastLeg;
    kind[track] = varint();
    let link = varint();
    const zigzag = varint();
    let time = startDs + (zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2);
    entryDs[track] = time;
    for (let left = varint(); left > 0; --left) {
      if (link >= network.linkCount || step >= steps) throw new Error('a chunk of tracks belongs to other roads');
      const node = network.endNode[link]!;
      const ways = network.outFirst[node + 1]! - network.outFirst[node]!;
      const code = varint();
      const way = code % (ways + 1);
      time += (code - way) / (ways + 1);
      links[step] = link;
      exitDs[step] = time;
      ++step;
      link = way === ways ? network.linkCount : network.outLinks[network.outFirst[node]! + way]!;
    }
    first[track + 1] = step;
  }
  if (step !== steps || at !== data.length) throw new Error('a chunk of tracks is truncated');
  return { startDs, count, leg, kind, first, links, entryDs, exitDs, cursor: first.slice(0, count) };
}

export interface Positions {
  count: number;
  readonly xy: Float32Array;
  readonly kind: Uint8Array;
}

export function roomFor(count: number): Positions {
  return { count: 0, xy: new Float32Array(2 * count), kind: new Uint8Array(count) };
}

// Everybody of the chunk who is on a link at the time; `out` has room for all tracks. On a link he moves evenly from the
// entry to the exit. Looking on from the step of the last call makes this fast while time runs on.
export function positionsAt(tracks: Tracks, network: Network, timeDs: number, out: Positions, shown: Uint8Array): void {
  const { first, exitDs, entryDs, links, cursor, kind } = tracks;
  const { start, xy, along } = network;
  let count = 0;
  for (let track = 0; track < tracks.count; ++track) {
    if (timeDs < entryDs[track]! || shown[kind[track]!] === 0) continue;
    const begin = first[track]!;
    const end = first[track + 1]!;
    let step = cursor[track]!;
    while (step > begin && timeDs < exitDs[step - 1]!) --step;
    while (step < end && timeDs >= exitDs[step]!) ++step;
    cursor[track] = Math.min(step, end - 1);
    if (step === end) continue;
    const from = step === begin ? entryDs[track]! : exitDs[step - 1]!;
    const to = exitDs[step]!;
    const share = to > from ? (timeDs - from) / (to - from) : 1;
    const link = links[step]!;
    let i = start[link]!;
    const last = start[link + 1]! - 2;
    while (i < last && along[i + 1]! < share) ++i;
    const a = along[i]!;
    const b = along[i + 1]!;
    const part = b > a ? (share - a) / (b - a) : 0;
    const x = xy[2 * i]!;
    const y = xy[2 * i + 1]!;
    out.xy[2 * count] = x + part * (xy[2 * i + 2]! - x);
    out.xy[2 * count + 1] = y + part * (xy[2 * i + 3]! - y);
    out.kind[count] = kind[track]!;
    ++count;
  }
  out.count = count;
}

// Boats and cabins: straight from stop to stop, evenly.
export interface Crossings {
  readonly xy: Float32Array; // four each: from, to
  readonly timeDs: Int32Array; // two each: leaves, arrives
  readonly kind: Uint8Array;
}

// Adds those who are on their way at the time; `out` has room for all.
export function addCrossings(crossings: Crossings, timeDs: number, out: Positions, shown: Uint8Array): void {
  const { xy, timeDs: times, kind } = crossings;
  for (let i = 0; i < kind.length; ++i) {
    const leaves = times[2 * i]!;
    const arrives = times[2 * i + 1]!;
    if (timeDs < leaves || timeDs >= arrives || shown[kind[i]!] === 0) continue;
    const share = (timeDs - leaves) / (arrives - leaves);
    out.xy[2 * out.count] = xy[4 * i]! + share * (xy[4 * i + 2]! - xy[4 * i]!);
    out.xy[2 * out.count + 1] = xy[4 * i + 1]! + share * (xy[4 * i + 3]! - xy[4 * i + 1]!);
    out.kind[out.count] = kind[i]!;
    ++out.count;
  }
}
