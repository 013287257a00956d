// What others do reaches an open list by itself, in one line, and never moves the row under the hand.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk, row } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 12 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

test('a new case waits in a line above the list until it is brought in', async () => {
  const agent = await city.staff('huawuyuan');
  const take = (title) => agent.register({ channel: 'phone', kind: 'help', title, text: title, area: '350104', accept: true });
  await take('先来的一件');
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  await row(page, '先来的一件').focus();
  await take('后来的一件');
  const line = page.getByRole('button', { name: /新到 1 件/ });
  await line.waitFor({ timeout: 30_000 });
  assert.equal(await row(page, '后来的一件').count(), 0, 'nothing moved yet');
  await page.keyboard.press('v');
  await row(page, '后来的一件').waitFor();
  await line.waitFor({ state: 'hidden' });
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
