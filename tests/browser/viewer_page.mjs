// A page in headless Chromium for tests of the viewer: what it complains of and asks for is kept.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(fileURLToPath(new URL('../../viz/package.json', import.meta.url)));
const { chromium } = require('playwright-core');
export const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
export const patience = 60_000;

export async function viewerPage(folder, device = { viewport: { width: 1400, height: 860 } }) {
  const browser = await chromium.launch({
    executablePath: process.env.HALONG_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const context = await browser.newContext({ ...device, acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const complaints = [];
  const requests = [];
  // The browser asks for the icon of a tab when it likes, also when the page has been left.
  const ofIcon = (url) => url.endsWith('/icon.svg');
  page.on('console', (message) => {
    if (ofIcon(message.location().url) || /'[^']*\/icon\.svg' from origin 'null'/.test(message.text())) return;
    // The renderer without a graphics processor warns that reading pictures back is slow; and what the page asks for before
    // its script has come is not used where the script stops.
    if (['error', 'warning'].includes(message.type()) && !/GPU stall|software WebGL|was preloaded using link preload/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.stack));
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => requests.push(request.url()));
  // What is still under way when the page is left is no fault.
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED' && !ofIcon(request.url())) complaints.push(`failed: ${request.url()}`);
  });
  return {
    browser,
    page,
    complaints,
    requests,
    open: async (address, hash) => {
      await page.goto('about:blank');
      await page.goto(address + hash);
      await page.waitForFunction(() => document.documentElement.dataset.ready === '1');
    },
    picture: async (name) => page.screenshot({ path: `${folder}/${name}.png`, timeout: patience }),
    hash: async (part) => page.waitForFunction((text) => decodeURIComponent(location.hash.replaceAll('+', ' ')).includes(text), part),
    choose: async (name) => page.getByRole('radio', { name, exact: true }).check(),
    step: async (name, act) => {
      const began = Date.now();
      await act();
      console.log(`${name}: ${Date.now() - began} ms`);
    },
    accessible: async (assert, name) => {
      await page.evaluate(axeSource);
      const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
      const serious = found.violations.filter((one) => ['serious', 'critical'].includes(one.impact));
      assert.deepEqual(serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).slice(0, 2).join(' ')}`), [], name);
    },
  };
}
