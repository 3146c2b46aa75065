// Script time of one picture with 50,000 movers at once: where everybody is, and their colours and sizes.
// npm run bench
import { networkOf, positionsAt, roomFor, type Tracks } from '../src/data/tracks';
import { MoverPainter } from '../src/map/point_painter';

const movers = 50_000;
const stepsEach = 30;
const linkCount = 20_000;
const pointsEach = 5;

// Links in a ring, each with some corners; everybody drives 30 of them in ten minutes.
const nodes = Uint32Array.from({ length: 2 * linkCount }, (_, i) => (Math.floor(i / 2) + (i % 2)) % linkCount);
const start = Uint32Array.from({ length: linkCount + 1 }, (_, link) => link * pointsEach);
const xy = Float32Array.from({ length: 2 * linkCount * pointsEach }, (_, i) => Math.sin(i * 12.9898) * 1000);
const network = networkOf(nodes, start, xy);
const first = Uint32Array.from({ length: movers + 1 }, (_, track) => track * stepsEach);
const tracks: Tracks = {
  startDs: 0,
  count: movers,
  leg: Uint32Array.from({ length: movers }, (_, track) => track),
  kind: Uint8Array.from({ length: movers }, (_, track) => track % 8),
  first,
  links: Uint32Array.from({ length: movers * stepsEach }, (_, step) => (step * 7919) % linkCount),
  entryDs: new Int32Array(movers),
  exitDs: Int32Array.from({ length: movers * stepsEach }, (_, step) => ((step % stepsEach) + 1) * 200 + (Math.floor(step / stepsEach) % 150)),
  cursor: first.slice(0, movers),
};
const room = roomFor(movers);
const shown = new Uint8Array(8).fill(1);
const painter = new MoverPainter(['motorbike', 'car', 'van', 'bus', 'coach', 'lorry', 'bicycle', 'walker']);
const times: number[] = [];
const before = process.cpuUsage();
for (let picture = 0; picture < 1000; ++picture) {
  const began = performance.now();
  positionsAt(tracks, network, picture * 5.5, room, shown); // 33 times real time at 60 pictures a second
  painter.paint(room.count, room.kind);
  times.push(performance.now() - began);
}
const { user, system } = process.cpuUsage(before); // microseconds, of this process whatever else the machine does
times.sort((a, b) => a - b);
const at = (share: number): string => times[Math.floor(share * (times.length - 1))]!.toFixed(2);
console.log(`${room.count} movers: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, most ${at(1)} ms a picture; ${((user + system) / 1000 / times.length).toFixed(2)} ms of processor time in the mean`);
