// What must hold on every page, whoever's it is.

import assert from 'node:assert/strict';
import { culprits, PHONE, sideways, SMALLEST, violations, WIDE } from './browser.mjs';

/** axe finds nothing, nothing sticks out at any width, the console is quiet, and a demonstration says that it is one. */
export async function isSound(page, where = page.url()) {
  assert.deepEqual(await violations(page), [], `axe on ${where}`);
  await fits(page, where);
  assert.deepEqual(page.troubles ?? [], [], `console on ${where}`);
  const demo = await isDemonstration(page);
  assert.equal(await saysDemonstration(page), demo, demo ? `示例数据 on ${where}` : `no 示例数据 on ${where}`);
}

/** Which cities are demonstrations, by their addresses; each is asked once. */
const demonstrations = new Map();
async function isDemonstration(page) {
  const { origin } = new URL(page.url());
  if (!demonstrations.has(origin)) demonstrations.set(origin, (await (await page.request.get(`${origin}/api/welcome`)).json()).demo);
  return demonstrations.get(origin);
}
/** Whether 示例数据 can be read: the portal's head in both languages, the desk's and the wall's in that of the screen. */
async function saysDemonstration(page) {
  const said = page.getByText(/^(示例数据|Demonstration data$)/);
  const seen = await Promise.all((await said.all()).map((one) => one.isVisible()));
  return seen.some(Boolean);
}

/** No sideways scrolling at 1440, 390 and 320 pixels. */
export async function fits(page, where = page.url()) {
  const before = page.viewportSize();
  for (const size of [WIDE, PHONE, SMALLEST]) {
    await page.setViewportSize(size);
    const over = await sideways(page);
    assert.ok(over <= 0, `${where} at ${size.width}: ${over} px too wide: ${await culprits(page)}`);
  }
  await page.setViewportSize(before);
}
