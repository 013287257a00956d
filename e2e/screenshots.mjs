// The pictures of docs/pictures: `node screenshots.mjs [portal|desk]`. Each file of `pictures/` exports
// `pictures(shoot, city, browser)` and calls `shoot(page, name)` for a page that stands as it should.

import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser } from './house/browser.mjs';
import { openCity } from './house/city.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = process.env.PICTURES ?? path.join(here, '..', 'docs', 'pictures');
const only = process.argv[2];

await mkdir(folder, { recursive: true });
const [city, browser] = await Promise.all([openCity({ cases: 120 }), openBrowser()]);
try {
  const sets = (await readdir(path.join(here, 'pictures'))).filter((name) => name.endsWith('.mjs'));
  for (const set of sets.filter((name) => !only || name.startsWith(only))) {
    const { pictures } = await import(`./pictures/${set}`);
    await pictures(shoot, city, browser);
  }
} finally {
  await browser.close();
  await city.close();
}

/** `full: true` takes the whole page instead of the window. */
async function shoot(page, name, { full = false } = {}) {
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: full });
  process.stdout.write(`${name}.png\n`);
}
