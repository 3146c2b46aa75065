// How long a result takes from the address to the first picture with its roads, and what the page then holds in memory.
// node bench/first_picture.mjs ADDRESS [PICTURE.png]: ADDRESS as `halong view` prints it. Each of five loads has a browser of
// its own, so that nothing is kept from the one before.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');

const [address, picture] = process.argv.slice(2);
if (address === undefined) throw new Error('give the address that `halong view` prints');
const loads = Number(process.env.LOADS ?? 5);
const megabyte = 1e6;

// Seconds that the processors have spent on a process and all that descend from it (Linux: /proc/PID/stat).
function processorSeconds(root) {
  const ticksPerSecond = 100;
  const parent = new Map();
  const ticks = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
      parent.set(Number(pid), Number(fields[1]));
      ticks.set(Number(pid), Number(fields[11]) + Number(fields[12]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const descends = (pid) => pid === root || (parent.has(pid) && parent.get(pid) > 1 && descends(parent.get(pid)));
  return [...ticks].reduce((sum, [pid, count]) => sum + (descends(pid) ? count : 0), 0) / ticksPerSecond;
}

async function load(last) {
  const server = await chromium.launchServer({
    executablePath: process.env.HALONG_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  try {
    const browser = await chromium.connect(server.wsEndpoint());
    const { pid } = server.process();
    const page = await browser.newPage({ viewport: { width: 1400, height: 860 } });
    page.setDefaultTimeout(120_000);
    const session = await page.context().newCDPSession(page);
    const before = processorSeconds(pid);
    await page.goto(`${address}#l=vi&t=07:30`, { waitUntil: 'commit' });
    await page.waitForFunction(() => performance.getEntriesByName('halong-first-picture').length > 0, null, { polling: 20 });
    const processors = processorSeconds(pid) - before;
    await page.waitForFunction(() => document.documentElement.dataset.ready === '1');
    const marks = await page.evaluate(() => Object.fromEntries(performance.getEntriesByType('mark').map((mark) => [mark.name, mark.startTime])));
    const fetched = await page.evaluate(() => performance.getEntriesByType('resource').reduce((sum, one) => sum + one.encodedBodySize, 0));
    const heap = await session.send('Runtime.getHeapUsage');
    if (last && picture !== undefined) await page.screenshot({ path: picture });
    return {
      processors,
      marks,
      fetched: fetched / megabyte,
      memory: (heap.usedSize + (heap.embedderHeapUsedSize ?? 0) + (heap.backingStorageSize ?? 0)) / megabyte,
    };
  } finally {
    await server.close();
  }
}

const all = [];
for (let i = 0; i < loads; ++i) all.push(await load(i + 1 === loads));
const median = (values) => values.sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
for (const name of Object.keys(all[0].marks)) {
  console.log(`${name}: ${median(all.map((one) => one.marks[name] ?? Number.NaN)).toFixed(0)} ms in the median of ${loads}, ${Math.max(...all.map((one) => one.marks[name])).toFixed(0)} ms at most`);
}
console.log(`processor time of all of the browser's processes until the first picture: ${median(all.map((one) => one.processors)).toFixed(2)} s`);
console.log(`fetched: ${median(all.map((one) => one.fetched)).toFixed(1)} MB; memory of the page (scripts, objects, buffers): ${median(all.map((one) => one.memory)).toFixed(0)} MB`);
