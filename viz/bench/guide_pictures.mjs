// The pictures of the guides: node bench/guide_pictures.mjs ONE TWO FOLDER, where ONE is the address of a weekday with tracks as
// `halong view` prints it, and TWO that of this day and one of storm. Writes viewer-one.png and viewer-difference.png.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');

const [one, two, folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('give two addresses that `halong view` prints, and a folder');
const pictures = [
  { name: 'viewer-one', address: one, hash: '#l=en&c=107.07700,20.95700,12.62&t=07:30&s=wifi&m=1' },
  { name: 'viewer-difference', address: two, hash: '#l=en&c=107.05600,20.97600,11.62&t=08:00&v=difference' },
];

const browser = await chromium.launch({
  executablePath: process.env.HALONG_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  for (const { name, address, hash } of pictures) {
    const page = await browser.newPage({ viewport: { width: 1240, height: 760 } });
    page.setDefaultTimeout(120_000);
    await page.goto(address + hash);
    await page.waitForFunction(() => document.documentElement.dataset.ready === '1');
    await page.waitForTimeout(2_000); // names of places fade in
    await page.screenshot({ path: `${folder}/${name}.png` });
    await page.close();
  }
} finally {
  await browser.close();
}
