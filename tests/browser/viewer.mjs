// The viewer as a planner uses it, in headless Chromium. Called by tests/python/viewer_test.py with the addresses of a
// server of one run with tracks and of one of two runs, and a folder for pictures; exit code 0: all is well.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { viewerPage } from './viewer_page.mjs';

const [one, two, folder] = process.argv.slice(2);
const { browser, page, complaints, requests, open, picture, hash, choose, step, accessible } = await viewerPage(folder);
const clock = async () => page.locator('#clock').textContent();

await step('load', async () => {
  await open(one, '#l=vi&t=07:30');
  const mark = await page.evaluate(() => performance.getEntriesByName('halong-first-picture')[0].startTime);
  console.log(`  first picture after ${mark.toFixed(0)} ms`);
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'vi');
  assert.equal(await clock(), '07:30');
  assert.match(await page.locator('h1').textContent(), /Hạ Long/);
  // What the browser complains of about the icon is not kept (viewer_page.mjs): it is asked for here.
  const icon = await page.request.get(new URL('icon.svg', page.url()).href);
  assert.equal(icon.status(), 200);
  assert.match(await icon.text(), /<svg/);
  await picture('one-vi');
});

await step('play with everybody who moves', async () => {
  await page.locator('#moving').check();
  await page.waitForFunction(() => /[1-9]/.test(document.querySelector('.moving').textContent));
  const before = await page.evaluate(() => Number(document.querySelector('#time').value));
  await page.locator('#play').click();
  await page.waitForFunction((value) => Number(document.querySelector('#time').value) > value + 240, before);
  console.log(`  ${await page.locator('.moving').textContent()}, ${await page.evaluate(() => document.documentElement.dataset.frameMs)} ms of script for a picture`);
  await page.locator('#play').click();
  await page.waitForFunction(() => document.querySelector('#play').getAttribute('aria-label') === 'Chạy');
  await picture('moving');
  await page.locator('#moving').uncheck();
});

await step('change layers', async () => {
  await choose('Tốc độ');
  await hash('r=speed');
  await page.waitForFunction(() => document.querySelector('.legend-section').textContent.includes('km/h'));
  await page.locator('#service').selectOption('wifi');
  await page.locator('#zones').selectOption('visitors');
  await page.waitForFunction(() => document.querySelectorAll('.legend-block').length === 3);
  await picture('layers');
});

await step('roads stand off from zones', async () => {
  // Pixels of the ground: where all zones have colours, it is seen round roads alone.
  const ground = async () => page.evaluate(() => {
    const map = document.querySelector('#map-0 canvas');
    const copy = Object.assign(document.createElement('canvas'), { width: map.width, height: map.height }).getContext('2d');
    copy.drawImage(map, 0, 0);
    const { data } = copy.getImageData(0, 0, map.width, map.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] === 246 && data[i + 1] === 244 && data[i + 2] === 238) ++count;
    return count;
  });
  const counts = [];
  for (const roads of ['volume', 'none']) {
    await open(one, `#l=vi&t=08:00&z=people&r=${roads}&c=107.08,20.955,14`);
    counts.push(await ground());
  }
  assert.ok(counts[0] > 500 && counts[1] < 50, `${counts} pixels`);
  await open(one, '#l=vi&t=08:00&r=speed&s=wifi&z=visitors');
});

await step('search without marks, by keyboard', async () => {
  await page.locator('#search').fill('tran quoc nghien');
  await page.locator('#found li').first().waitFor();
  assert.match(await page.locator('#found li').first().textContent(), /Trần Quốc Nghiễn/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await hash('x=street:Trần Quốc Nghiễn');
  assert.equal(await page.locator('#details h2').textContent(), 'Trần Quốc Nghiễn');
  await page.locator('#details .figures summary').first().click();
  assert.equal(await page.locator('#details table tbody tr').count(), 24);
});

await step('select a road and a site on the map', async () => {
  const box = await page.locator('#map-0').boundingBox();
  let found = false;
  for (let i = 0; i < 60 && !found; ++i) {
    await page.mouse.click(box.x + box.width * (0.3 + 0.4 * ((i * 7) % 20) / 20), box.y + box.height * (0.35 + 0.3 * ((i * 3) % 20) / 20));
    found = await page.evaluate(() => /x=(link|site)/.test(location.hash) || document.querySelector('#details .subtitle') !== null && !/x=street/.test(location.hash));
    await page.waitForTimeout(60);
    found = await page.evaluate(() => /x=(link|site)/.test(decodeURIComponent(location.hash)));
  }
  await hash('x=');
  await page.locator('#clear').click();
  await choose('không');
  await hash('r=none');
  await page.locator('.top .row').first().click();
  await hash('x=site:wifi');
  await page.waitForFunction(() => document.querySelectorAll('#details .chart').length >= 1);
  await picture('site');
});

await step('switch the language', async () => {
  await choose('English');
  await page.waitForFunction(() => document.documentElement.lang === 'en');
  await hash('l=en');
  assert.match(await page.locator('.layers h2').textContent(), /Layers/);
  const text = await page.evaluate(() => document.body.innerText);
  for (const word of ['undefined', 'NaN', '[object']) assert.ok(!text.includes(word), word);
});

await step('a link restores the view', async () => {
  const before = await page.evaluate(() => location.hash);
  const camera = new URLSearchParams(before.slice(1)).get('c');
  const title = await page.locator('#details h2').textContent();
  await open(one, before);
  await page.waitForFunction((words) => document.querySelector('#details h2')?.textContent === words, title);
  assert.equal(await page.locator('#service').inputValue(), 'wifi');
  assert.equal(await page.locator('#zones').inputValue(), 'visitors');
  const after = await page.evaluate(() => location.hash);
  assert.equal(new URLSearchParams(after.slice(1)).get('c'), camera);
});

await step('go on by keyboard', async () => {
  const time = async () => page.evaluate(() => Number(document.querySelector('#time').value));
  const before = await time();
  await page.locator('#time').focus();
  await page.keyboard.press('PageUp');
  assert.equal(await time(), before + 3600);
  await page.keyboard.press('PageDown');
  assert.equal(await time(), before);
  // The button that has the focus goes with what it cleared: the focus stays in its panel.
  const selected = await page.evaluate(() => location.hash);
  await page.locator('#clear').focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#clear') === null);
  assert.ok(await page.evaluate(() => document.activeElement.closest('#details') !== null));
  await open(one, selected);
});

await step('save a picture', async () => {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#save-png').click()]);
  await download.saveAs(`${folder}/saved.png`);
  const bytes = readFileSync(`${folder}/saved.png`);
  assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
  assert.ok(statSync(`${folder}/saved.png`).size > 20_000, 'the picture is empty');
});

await step('record a clip', async () => {
  await page.locator('#save-clip').click();
  await page.waitForTimeout(1500);
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#save-clip').click()]);
  await download.saveAs(`${folder}/saved.webm`);
  const bytes = readFileSync(`${folder}/saved.webm`);
  assert.equal(bytes.readUInt32BE(0), 0x1a45dfa3); // EBML, as WebM begins
  // Another page plays it to its end.
  const player = await page.context().newPage();
  const shown = await player.evaluate(async (data) => {
    const video = document.createElement('video');
    video.muted = true;
    const ended = new Promise((resolve, reject) => {
      video.onended = resolve;
      video.onerror = () => reject(new Error(video.error?.message));
    });
    video.src = `data:video/webm;base64,${data}`;
    await video.play();
    await ended;
    return { width: video.videoWidth, seconds: video.currentTime };
  }, bytes.toString('base64'));
  await player.close();
  assert.ok(shown.seconds < 60 && shown.width > 600, JSON.stringify(shown));
  await page.locator('#play').click();
});

await step('lay out narrow pages', async () => {
  const size = page.viewportSize();
  for (const [width, height] of [[1280, 800], [390, 844]]) {
    await page.setViewportSize({ width, height });
    for (const [address, hash] of [[one, '#l=vi&t=09:00'], [two, '#l=vi&t=09:00&v=both']]) {
      await open(address, hash);
      const found = await page.evaluate(() => {
        const box = (one) => one.getBoundingClientRect();
        const all = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.offsetParent !== null);
        const bars = box(document.querySelector('.track svg'));
        const tick = box(all('.ticks span').find((one) => one.textContent === '9'));
        return {
          tooWide: document.documentElement.scrollWidth - innerWidth,
          rows: new Set(all('.layers .bar label').map((one) => Math.round(box(one).top))).size,
          tickBesideItsBar: Math.abs((tick.left + tick.right) / 2 - (bars.left + (bars.width * 9) / 24)) > 1.5,
          namesBelowButtons: all('.map-name').filter((name) => all('.maplibregl-ctrl-group').some((group) => {
            const [a, b] = [box(name), box(group)];
            return a.right > b.left && b.right > a.left && a.bottom > b.top && b.bottom > a.top;
          })).length,
        };
      });
      assert.deepEqual(found, { tooWide: 0, rows: 1, tickBesideItsBar: false, namesBelowButtons: 0 }, `${width}: ${hash}`);
      await picture(`narrow-${width}-${address === one ? 'one' : 'two'}`);
    }
  }
  await page.setViewportSize(size);
  await open(one, '#l=vi&t=07:30');
});

await step('accessibility of one run', () => accessible(assert, 'one'));

await step('compare two runs', async () => {
  await open(two, '#l=vi&t=08:00&v=both');
  assert.equal(await page.getByText('chạy không kèm --tracks').count(), 1, 'the side without tracks is named');
  assert.equal(await page.locator('.map-box:visible').count(), 2);
  await picture('both');
  await choose('Chênh lệch');
  await hash('v=difference');
  await page.waitForFunction(() => /\+/.test(document.querySelector('.legend-section').textContent));
  assert.match(await page.locator('.mode-note').textContent(), /một lượt chạy/);
  assert.equal(await page.locator('.map-box:visible').count(), 1);
  assert.equal(await page.locator('#details figure ul.keys li').count(), 2);
  await page.locator('#kpis summary').click();
  await page.locator('#kpi-filter').fill('tre cua xe');
  assert.equal(await page.locator('.kpis tbody tr:visible').count(), 1);
  await picture('difference');
});
await step('accessibility of two runs', () => accessible(assert, 'two'));

const origins = new Set(requests.filter((url) => url.startsWith('http')).map((url) => new URL(url).origin));
for (const origin of origins) assert.ok(one.startsWith(origin) || two.startsWith(origin), `asked ${origin}`);
assert.deepEqual(complaints, []);
await browser.close();
