// A study and an observed day as a planner looks at them, and folders that are broken or hostile. Called by
// tests/python/viewer_test.py with the address of a folder of static sites, and a folder for pictures.
import assert from 'node:assert/strict';
import { viewerPage } from './viewer_page.mjs';

const [sites, folder] = process.argv.slice(2);
const { browser, page, complaints, open, picture, hash, choose, step, accessible } = await viewerPage(folder);

await step('differences over pairs of runs', async () => {
  await open(`${sites}whole/`, '#l=en&t=08:00&v=difference&z=people');
  await page.waitForFunction(() => /Mean of 2 pairs/.test(document.querySelector('.mode-note').textContent));
  await page.waitForFunction(() => [...document.querySelectorAll('.legend-section li')].filter((row) => /faint: not distinguishable/.test(row.textContent)).length === 2);
  await picture('pairs');
  await page.locator('#vehicles').selectOption('motorbike');
  await page.waitForFunction(() => /Volume, Motorbikes/.test(document.querySelector('.legend-section').textContent));
  await page.waitForFunction(() => [...document.querySelectorAll('.legend-section li')].filter((row) => /faint: not distinguishable/.test(row.textContent)).length === 2);
  assert.doesNotMatch(await page.locator('.mode-note').textContent(), /the first run alone/);
  await page.locator('#vehicles').selectOption('all');
  await page.locator('#zones').selectOption('people.worker');
  await page.waitForFunction(() => /People present: workers/.test(document.querySelector('.legend-section').textContent));
  await page.locator('#search').fill('bai chay');
  await page.locator('#found li', { hasText: 'zone' }).first().click();
  await hash('x=zone:');
  await page.waitForFunction(() => /Difference, mean of 2 pairs: People present: workers/.test(document.querySelector('#details dl').textContent));
  assert.match(await page.locator('#details dl').textContent(), /± [\d.,]+ persons \((not )?distinguishable\)/);
  await page.waitForFunction(() => document.querySelectorAll('#details figure.chart').length === 2);
  await accessible(assert, 'pairs');
  await picture('pairs-zone');
  // A whole street, and its volume in vehicles of the hour.
  await page.locator('#search').fill(await page.evaluate(() => document.querySelector('.top .row')?.textContent?.split(/[\d+−-]/)[0].trim() ?? 'a'));
  await page.locator('#found li', { hasText: 'street' }).first().click();
  await hash('x=street:');
  await page.waitForFunction(() => /Difference, mean of 2 pairs/.test(document.querySelector('#details dl').textContent));
  await page.waitForFunction(() => document.querySelectorAll('#details figure.chart').length === 2);
  await picture('pairs-street');
});

await step('an observed day beside the simulated one', async () => {
  await open(`${sites}whole/`, '#l=en&t=08:00&v=first');
  assert.equal(await page.locator('#observed').inputValue(), 'count');
  await page.waitForFunction(() => /simulated against observed \(GEH\)/.test(document.querySelector('.legend-section').textContent));
  await page.waitForFunction(() => /GEH below 5 in the hour(40|41) of 41/.test(document.querySelector('#details').textContent));
  await page.waitForFunction(() => document.querySelector('.top h2')?.textContent === 'Farthest off in the hour');
  await page.locator('.top .row').first().click();
  await hash('x=sensor:count/all/cam-0');
  await page.waitForFunction(() => /: cam-0$/.test(document.querySelector('#details h2').textContent));
  const chart = page.locator('#details figure.chart');
  assert.equal(await chart.locator('ul.keys li').count(), 2);
  await chart.locator('summary').click();
  const cells = (await chart.locator('tbody tr').nth(8).locator('td').allTextContents()).map((text) => Number(text.replaceAll(',', '')));
  assert.ok(Math.abs(cells[0] / cells[1] - 0.7) < 0.01, `${cells}`);
  await picture('observed');
  const before = await page.evaluate(() => Number(document.querySelector('#time').value));
  await page.locator('#speed').selectOption('3600');
  await page.locator('#play').click();
  await page.waitForFunction((value) => Number(document.querySelector('#time').value) >= value + 3600, before);
  await page.locator('#play').click();
  const facts = await page.locator('#details dl .period').textContent();
  assert.notEqual(facts, '8:00 to 9:00');
  await page.locator('#search').fill('<img src');
  await page.locator('#found li').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await hash('x=sensor:count/all/<img src=x onerror=alert(1)>');
  await page.waitForFunction(() => document.querySelector('#details h2').textContent.includes('<img src=x onerror=alert(1)>'));
  await accessible(assert, 'observed');
  await choose('Tiếng Việt');
  await page.waitForFunction(() => /mô phỏng so với quan sát/.test(document.querySelector('.legend-section').textContent));
});

await step('a device that is several sensors', async () => {
  await open(`${sites}whole/`, '#l=en&t=08:00&v=first');
  await page.locator('#search').fill('mixed');
  await page.waitForFunction(() => document.querySelectorAll('#found li').length === 3);
  await page.locator('#found li', { hasText: 'Speeds' }).click();
  await hash('x=sensor:speed/all/mixed');
  await page.waitForFunction(() => /mixed$/.test(document.querySelector('#details h2').textContent));
  assert.equal(await page.locator('#details .subtitle').textContent(), 'Speeds');
  assert.equal(await page.locator('#observed').inputValue(), 'speed');
  const others = page.locator('#details .others button');
  assert.deepEqual((await others.allTextContents()).map((text) => /mixed.*$/.exec(text)?.[0]), ['mixed (Motorbikes): Counts', 'mixed (Cars): Counts']);
  await accessible(assert, 'several');
  await others.nth(1).click();
  await hash('x=sensor:count/car/mixed');
  await page.waitForFunction(() => /mixed \(Cars\)$/.test(document.querySelector('#details h2').textContent));
  assert.equal(await page.locator('#observed').inputValue(), 'count');
  // The address alone shows the same.
  await open(`${sites}whole/`, await page.evaluate(() => location.hash));
  await page.waitForFunction(() => /mixed \(Cars\)$/.test(document.querySelector('#details h2').textContent));
});

await step('names with markup stay text', async () => {
  await open(`${sites}hostile/`, '#l=en&v=first');
  assert.match(await page.locator('h1').textContent(), /^\.\.\/<img src=x onerror=alert\(1\)>\. <img/);
  await page.locator('#search').fill('onerror');
  await page.locator('#found li', { hasText: '<img src=x' }).first().click();
  assert.equal(await page.locator('img').count(), 0);
});
assert.deepEqual(complaints, []);

await step('broken folders say what is wrong', async () => {
  for (const [name, words] of [
    ['cut-base', /base\.bin has 1000 bytes instead of \d+: it is truncated/],
    ['cut-manifest', /manifest\.json cannot be read: it is truncated/],
    ['older', /has format halong-viewer\/0; this viewer reads halong-viewer\/1/],
    ['older-pairs', /has format halong-viewer-pairs\/0/],
    ['elsewhere', /\.\.\/\.\.\/secret is no folder of a result/],
    ['nothing', /404|File not found/],
  ]) {
    await page.goto('about:blank');
    await page.goto(`${sites}${name}/#l=en`);
    const message = name === 'nothing' ? page.locator('body') : page.locator('.failed[role=alert]');
    await message.waitFor();
    assert.match(await message.textContent(), words, name);
  }
  // What comes later is told on the page, which goes on.
  await page.goto('about:blank');
  await page.goto(`${sites}cut-volumes/#l=en&v=first`);
  await page.waitForFunction(() => /links-volume\.bin has \d+ bytes instead of \d+: it is truncated/.test(document.querySelector('.status')?.textContent ?? ''));
  await choose('Speed');
  await page.waitForFunction(() => document.querySelector('.legend-section').textContent.includes('km/h'));
});
assert.deepEqual(complaints.filter((one) => !/404/.test(one)), []);
await browser.close();
