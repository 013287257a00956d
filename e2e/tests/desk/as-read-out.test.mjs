// Numbers as they are read out and typed, with blanks and wide digits, find their case; and what is held is told apart
// by its number, the newest in sight.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk, row } from '../../house/staff.mjs';

let browser, city, agent;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 5 })]);
  agent = await city.staff('huawuyuan');
});
after(async () => {
  await browser?.close();
  await city?.close();
});
const register = async (title) =>
  (
    await agent.register({
      channel: 'phone',
      kind: 'help',
      item: 'B15',
      title,
      text: `${title}，请来看看。`,
      place: '对湖街道学军路',
      area: '350104',
      accept: true,
    })
  ).no;
/** FZ26113000001 as somebody types it who hears it: ｆｚ 261130 ００００１. */
const wide = (text) => [...text].map((one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).join('');
const heard = (no) => `${wide(no.slice(0, 2).toLowerCase())} ${no.slice(2, 8)}　${wide(no.slice(8))} `;

test('a number with wide digits and blanks opens its case from the head, and narrows the trail and the messages', async () => {
  const no = await register('报号的件');
  const page = await openDesk(browser, city, 'banzhang', { path: '/cases' });
  await page.keyboard.press('/');
  await page.keyboard.insertText(heard(no));
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/desk/case/${no}$`));
  assert.deepEqual(page.troubles, []);
  await page.context().close();
  const other = await openDesk(browser, city, 'xitong');
  for (const path of ['audit', 'messages']) {
    await other.goto(`/desk/${path}`);
    const field = other.getByRole('main').getByRole('textbox', { name: '编号', exact: true });
    await field.fill(heard(no));
    await field.press('Enter');
    await other.waitForURL(new RegExp(`/desk/${path}\\?no=${no}$`));
    assert.equal(await field.inputValue(), no);
  }
  assert.deepEqual(other.troubles, []);
  await other.context().close();
});

test('a number that was copied with the word before it and the marks around it opens its case, and narrows the lists', async () => {
  const no = await register('抄来的号');
  const page = await openDesk(browser, city, 'banzhang', { path: '/cases' });
  for (const typed of [`编号：${no}`, `受理编号 ${no}。`, `No. ${no}`, `Case number: ${no.toLowerCase()}.`, `（${no}）`]) {
    await page.goto('/desk/cases');
    await page.getByRole('main').getByRole('table').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.insertText(typed);
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/desk/case/${no}$`));
  }
  // Words beside it are looked for as words.
  await page.keyboard.press('/');
  await page.keyboard.insertText(`${no} 路灯`);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/desk\/cases\?q=/);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
  const other = await openDesk(browser, city, 'xitong');
  for (const path of ['audit', 'messages']) {
    await other.goto(`/desk/${path}`);
    const field = other.getByRole('main').getByRole('textbox', { name: '编号', exact: true });
    await field.fill(`No. ${no}`);
    await field.press('Enter');
    await other.waitForURL(new RegExp(`/desk/${path}\\?no=${no}$`));
  }
  assert.deepEqual(other.troubles, []);
  await other.context().close();
});

test('several dispatches that are held say of which case each is, and the newest is in sight', async () => {
  const size = { width: 1440, height: 600 };
  const titles = ['甲', '乙', '丙', '丁', '戊', '己'].map((sign) => `撤回条${sign}`);
  const numbers = [];
  for (const title of titles) numbers.push(await register(title));
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch', size });
  // What is held does not go while it is looked at.
  await page.route(/\/api\/cases\/FZ\d+\/dispatch$/, () => {});
  for (const title of titles) {
    await row(page, title).focus();
    const look = page.getByRole('complementary');
    await look.getByRole('heading', { name: title }).waitFor();
    await look.getByRole('button', { name: /^1 .* 主办$/ }).waitFor();
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: new RegExp(`^批转 .*${numbers[titles.indexOf(title)]}$`) }).waitFor();
  }
  const strips = page.getByRole('region', { name: /^批转 .*FZ\d+$/ });
  const names = await strips.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  assert.equal(new Set(names).size, names.length, `no two alike: ${names}`);
  const newest = page.getByRole('region', { name: new RegExp(`${numbers.at(-1)}$`) });
  const [box, bar] = await newest.evaluate((strip) =>
    [strip, strip.parentElement].map((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return { top, bottom, scrolls: one.scrollHeight > one.clientHeight + 1 };
    }),
  );
  assert.ok(bar.scrolls, 'there are more than fit');
  assert.ok(box.top >= bar.top && box.bottom <= bar.bottom + 1, `${JSON.stringify(box)} in ${JSON.stringify(bar)}`);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
