// What must hold on every page, whoever's it is.

import assert from 'node:assert/strict';
import { culprits, PHONE, sideways, SMALLEST, violations, WIDE } from './browser.mjs';

/** axe finds nothing, nothing sticks out at any width, and the console is quiet. */
export async function isSound(page, where = page.url()) {
  assert.deepEqual(await violations(page), [], `axe on ${where}`);
  await fits(page, where);
  assert.deepEqual(page.troubles ?? [], [], `console on ${where}`);
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
