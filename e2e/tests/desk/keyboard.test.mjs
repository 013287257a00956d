// Hands on the keys: an agent who never touches the mouse, undoing within five seconds, the sheet of keys.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { openCity } from '../../house/city.mjs';
import { casesIn, openDesk } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 12 })]);
  const agent = await city.staff('huawuyuan');
  for (const title of ['理发店外放促销广告', '音像店门口放音乐']) {
    await agent.register({
      channel: 'phone',
      kind: 'help',
      item: 'B15',
      title,
      text: `${title}，请管一管。`,
      area: '350104',
      accept: true,
    });
  }
});
after(async () => {
  await browser?.close();
  await city?.close();
});

test('an agent registers by keys alone, and the next call starts at the number', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  const keys = page.keyboard;
  await page.getByLabel('来电号码').and(page.locator(':focus')).waitFor();
  await keys.type('13900000009');
  await keys.press('Tab');
  await keys.type('林先生');
  await keys.press('Tab');
  await keys.type('学军路路口两盏路灯不亮三天了。');
  await keys.press('Alt+9');
  assert.equal(await page.getByRole('radio', { name: '求助' }).isChecked(), true);
  await keys.press('Control+Enter');
  await page.getByRole('region', { name: '刚登记的' }).getByRole('link').waitFor();
  await page.getByLabel('来电号码').and(page.locator(':focus')).waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('declining takes the chord, the digit of the reason, and the chord to send', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  const keys = page.keyboard;
  await keys.press('Tab');
  await keys.press('Tab');
  await keys.type('法院已经判了，我不服，要你们改判。');
  await keys.press('Alt+6');
  await keys.press('Control+u');
  await page
    .getByRole('radio', { name: /诉讼|法院/ })
    .first()
    .waitFor();
  await keys.press('3');
  assert.notEqual(await page.getByLabel('去处').inputValue(), '', 'the reason brings its advice along');
  await keys.press('Control+Enter');
  const saved = page.getByRole('region', { name: '刚登记的' });
  await saved.getByText('不予受理', { exact: true }).waitFor();
  const no = await saved.getByRole('link').innerText();
  assert.equal((await (await city.staff('pizhuan')).get(`/api/cases/${no}`)).status, 'declined');
  await page.context().close();
});

test('a dispatch that was undone was never sent', async () => {
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  const list = page.getByRole('region', { name: '待批转' });
  const first = list.getByRole('link', { name: /理发店/ });
  await first.focus();
  await page.getByText(/^将批转给/).waitFor();
  const name = await first.getAttribute('aria-label');
  const before = await casesIn(list.getByRole('table'));
  const sent = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && /\/api\/cases\/[^/]+\/dispatch$|bulk$/.test(request.url())) sent.push(request.url());
  });
  await first.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '撤回' }).waitFor();
  assert.equal(await casesIn(list.getByRole('table')), before - 1);
  await page.keyboard.press('z');
  await page.getByRole('button', { name: '撤回' }).waitFor({ state: 'hidden' });
  assert.equal(await casesIn(list.getByRole('table')), before);
  await page.waitForTimeout(5_500);
  assert.deepEqual(sent, [], 'nothing went out');
  assert.ok(name);
  await page.context().close();
});

test('? shows the keys, Escape closes them, single keys stay out of fields', async () => {
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  await page.getByRole('link', { name: /音像店/ }).focus();
  await page.getByText(/^将批转给/).waitFor();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: '按键' });
  await sheet.getByText('下一行').waitFor();
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'hidden' });
  const note = page.getByRole('textbox', { name: '附言' }).first();
  await note.focus();
  await page.keyboard.type('jkxz?123');
  assert.equal(await note.inputValue(), 'jkxz?123');
  await page.context().close();
});
