// The viewer on a phone: what is tapped on the map comes into view as a sheet, and the map and the clock stay usable. Called
// by tests/python/viewer_test.py with the address of a server of one run, and a folder for pictures.
import assert from 'node:assert/strict';
import { viewerPage } from './viewer_page.mjs';

const [one, folder] = process.argv.slice(2);
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, reducedMotion: 'reduce' };
const { browser, page, complaints, open, picture, hash, step, accessible } = await viewerPage(folder, phone);
const address = async () => page.evaluate(() => decodeURIComponent(location.hash));

// Taps here and there until a thing of this kind is selected; gives the place on the map, in pixels.
async function tapOn(kind) {
  const box = await page.locator('#map-0').boundingBox();
  for (let i = 0; i < 120; ++i) {
    const at = [box.width * (0.1 + 0.8 * ((i * 7) % 23) / 23), box.height * (0.25 + 0.5 * ((i * 5) % 29) / 29)];
    await page.touchscreen.tap(box.x + at[0], Math.min(box.y + at[1], (await free()).bottom - 8));
    await page.waitForTimeout(350); // until the address has it, and nothing is a double tap
    if ((await address()).includes(`x=${kind}:`)) return;
  }
  assert.fail(`no ${kind} was tapped`);
}

// The part of the map that is seen.
const free = () => page.evaluate(() => {
  const [map, clock] = ['.maps', '.timeline'].map((one) => document.querySelector(one).getBoundingClientRect());
  return { top: Math.max(0, map.top), bottom: Math.min(map.bottom, clock.top, innerHeight) };
});

async function sheetIsInView() {
  const found = await page.evaluate(() => {
    const box = (one) => document.querySelector(one).getBoundingClientRect();
    const [sheet, title, close, clock] = ['#details', '#details h2', '#clear', '.timeline'].map(box);
    const topmost = (at) => document.elementFromPoint((at.left + at.right) / 2, (at.top + at.bottom) / 2);
    return {
      inView: sheet.top >= 0 && sheet.bottom <= innerHeight && sheet.left >= 0 && sheet.right <= innerWidth,
      titleOnTop: topmost(title).closest('#details') !== null,
      closeOnTop: topmost(close).id,
      closeIsLarge: Math.min(close.width, close.height) >= 44,
      clockAbove: clock.top >= 0 && clock.bottom <= sheet.top + 1,
      focus: document.activeElement.id,
      name: document.getElementById(document.querySelector('#details').getAttribute('aria-labelledby')).textContent !== '',
      tip: document.querySelector('.tip').hidden,
      moves: getComputedStyle(document.querySelector('#details')).animationName,
    };
  });
  assert.deepEqual(found, { inView: true, titleOnTop: true, closeOnTop: 'clear', closeIsLarge: true, clockAbove: true, focus: 'details', name: true, tip: true, moves: 'none' });
  const { top, bottom } = await free();
  assert.ok(bottom - top > 300, `${bottom - top} pixels of the map are left`);
}

async function sheetIsGone() {
  await page.waitForFunction(() => document.querySelector('#clear') === null);
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('#details')).position), 'static');
  await page.waitForFunction(() => !location.hash.includes('x='));
}

for (const [kind, layers, language] of [['link', '', 'vi'], ['zone', '&r=none&z=people', 'en'], ['site', '&r=none&s=wifi', 'vi']]) {
  await step(`tap a ${kind}`, async () => {
    await open(one, `#l=${language}&t=08:00${layers}`);
    await tapOn(kind);
    await sheetIsInView();
    await accessible(assert, kind);
    await picture(`phone-${kind}`);
    await page.locator('#clear').tap();
    await sheetIsGone();
    // The focus goes back to the map.
    assert.ok(await page.evaluate(() => document.activeElement.closest('#map-0') !== null));
    assert.equal(await page.evaluate(() => scrollY), 0);
  });
}

await step('go on while the sheet is open', async () => {
  await open(one, '#l=en&t=08:00&s=wifi&z=people');
  await tapOn('link');
  const before = await address();
  await page.locator('.maplibregl-ctrl-zoom-in').tap();
  await page.waitForFunction((hash) => decodeURIComponent(location.hash) !== hash, before);
  await page.locator('#time').focus();
  await page.keyboard.press('PageUp');
  await page.waitForFunction(() => document.querySelector('#details .period').textContent === '9:00 to 10:00');
  await page.locator('#copy-link').tap();
  await page.waitForFunction(() => document.querySelector('.status').textContent !== '');
  assert.equal(await page.evaluate(() => {
    const { left, right, top, bottom } = document.querySelector('.status').getBoundingClientRect();
    return document.elementFromPoint((left + right) / 2, (top + bottom) / 2).className;
  }), 'status');
  await page.locator('#details .figures summary').first().tap();
  assert.equal(await page.locator('#details table tbody tr').count(), 24);
  await page.locator('#details').focus();
  await page.keyboard.press('Escape');
  await sheetIsGone();
});

await step('what lies below the sheet comes above it', async () => {
  await open(one, '#l=vi&t=08:00&r=none&z=people');
  // A zone, moved to the lower edge of the map.
  await tapOn('zone');
  const zone = /x=(zone:[^&]*)/.exec(await address())[1];
  await page.getByRole('button', { name: 'Phóng tới' }).tap();
  await page.waitForTimeout(600);
  await page.locator('#clear').tap();
  await sheetIsGone();
  const box = await page.locator('#map-0').boundingBox();
  await page.mouse.move(box.x + 195, box.y + 150);
  await page.mouse.down();
  await page.mouse.move(box.x + 195, box.y + 420, { steps: 12 });
  await page.waitForTimeout(300); // so that it does not glide on
  await page.mouse.up();
  const camera = new URLSearchParams((await address()).slice(1)).get('c');
  await page.touchscreen.tap(box.x + 195, box.y + 445);
  await hash('x=zone:');
  await page.waitForFunction((before) => new URLSearchParams(location.hash.slice(1)).get('c') !== before, camera);
  assert.equal(/x=(zone:[^&]*)/.exec(await address())[1], zone);
  await sheetIsInView();
});

await step('find a street, and the highest of the list below', async () => {
  await open(one, '#l=vi&t=08:00');
  await page.locator('#search').fill('tran quoc nghien');
  await page.locator('#found li').first().click();
  await hash('x=street:Trần Quốc Nghiễn');
  await sheetIsInView();
  await picture('phone-street');
  await page.locator('#clear').tap();
  await sheetIsGone();
  // Not to the field, for which the phone would show its keyboard.
  assert.ok(await page.evaluate(() => document.activeElement.closest('#map-0') !== null));
  await page.locator('.top .row').first().tap();
  await hash('x=link:');
  await sheetIsInView();
});

const there = await address();
await step('an address that names something takes no focus', async () => {
  await open(one, there);
  await page.locator('#clear').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY');
});

await step('a phone that lies on its side', async () => {
  await page.setViewportSize({ width: 844, height: 390 });
  await open(one, '#l=vi&t=08:00');
  await page.locator('.top .row').first().tap();
  await hash('x=link:');
  await page.waitForFunction(() => document.activeElement.id === 'details');
  const boxes = await page.evaluate(() => ['#details', '.maps', '.timeline'].map((of) => document.querySelector(of).getBoundingClientRect().toJSON()));
  const [sheet, map, clock] = boxes;
  assert.deepEqual([sheet.top, sheet.bottom, sheet.right], [0, 390, 844]);
  assert.ok(map.width > 400 && map.right <= sheet.left && map.top >= 0 && clock.right <= sheet.left && clock.bottom <= 390, JSON.stringify(boxes));
  await picture('phone-side');
});

await step('a small phone', async () => {
  await page.setViewportSize({ width: 320, height: 568 });
  for (const hash of ['#l=vi&t=08:00', there]) {
    await open(one, hash);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320, hash);
  }
  const { top, bottom } = await free();
  assert.ok(bottom - top > 100, `${bottom - top} pixels of the map are left`);
});

assert.deepEqual(complaints, []);
await browser.close();
