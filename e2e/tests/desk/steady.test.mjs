// What is done together moves nothing that one works on: results, news and rows that come back take no place from the
// row under the hand. And whoever was faster is named.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE, WIDE } from '../../house/browser.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk, sendNow } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 5 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});
const ends = (page) => {
  assert.deepEqual(page.troubles, []);
  return page.context().close();
};

async function toSign(many, title) {
  const [agent, dispatcher] = await Promise.all(['huawuyuan', 'pizhuan'].map((login) => city.staff(login)));
  const nos = [];
  for (let n = 0; n < many; n += 1) {
    const said = { channel: 'phone', kind: 'help', title: `${title}${n}`, text: '路灯不亮。', area: '350104', accept: true };
    const { no } = await agent.register(said);
    await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
    nos.push(no);
  }
  return nos;
}
/** Where the element with the focus stands, and whether its list shows it whole. */
const underTheHand = (page) =>
  page.evaluate(() => {
    const row = document.activeElement.closest('tr');
    const [at, pane] = [row?.getBoundingClientRect(), row?.closest('section').getBoundingClientRect()];
    return {
      name: document.activeElement.textContent.trim(),
      top: at?.top,
      shown: !!at && at.top >= pane.top && at.bottom <= pane.bottom + 1,
    };
  });

for (const size of [WIDE, PHONE])
  test(`at ${size.width} px several are signed, one of which a colleague has: he is named, and the row under the hand stays`, async () => {
    const nos = await toSign(18, `一起签${size.width}号`);
    const page = await openDesk(browser, city, 'zhujian', { path: '/unit/to_sign', size });
    const list = page.getByRole('region', { name: '待签收' });
    for (const n of [0, 1, 2]) await list.getByRole('checkbox', { name: new RegExp(`^选 一起签${size.width}号${n}(?!\\d)`) }).check();
    // The last row of all, where the strip comes.
    await list.getByRole('link', { name: new RegExp(`一起签${size.width}号17`) }).focus();
    await (await city.staff('zhujian')).act(nos[1], 'sign');
    await page.getByRole('button', { name: /^签收所选/ }).click();
    await list.getByRole('link', { name: new RegExp(`一起签${size.width}号17`) }).focus();
    await page.getByRole('button', { name: '现在就发' }).click();
    const strip = page.getByRole('region', { name: /^签收 3 件/ });
    await strip.getByText('签收 3 件：成 2 件，没成 1 件').waitFor();
    // Who and when, as a case page tells it.
    await strip.getByText(/^福州市住建局经办人、单位管理员（示例）（福州市住建局） 今天 \d\d:\d\d 签收$/).waitFor();
    const refused = strip.getByRole('listitem').first();
    assert.match(await refused.innerText(), new RegExp(nos[1]), 'what did not go through comes first');

    await list.getByRole('link', { name: new RegExp(`一起签${size.width}号17`) }).focus();
    const before = await underTheHand(page);
    assert.equal(before.shown, true, `${before.name} is in sight beside the strip`);
    // News comes into a place that is kept for it.
    await toSign(1, `后来${size.width}`);
    await page.getByRole('button', { name: /^新到 1 件/ }).waitFor({ timeout: 30_000 });
    assert.deepEqual(await underTheHand(page), before);
    await ends(page);
  });

test('a row that was not selected keeps the focus while others are signed', async () => {
  await toSign(4, '留着');
  const page = await openDesk(browser, city, 'zhujian', { path: '/unit/to_sign' });
  const list = page.getByRole('region', { name: '待签收' });
  await list.getByRole('checkbox', { name: /^选 留着0/ }).check();
  await list.getByRole('link', { name: /留着1/ }).focus();
  await page.keyboard.press('s');
  await page.getByRole('button', { name: '现在就发' }).waitFor();
  await list.getByRole('link', { name: /留着1/ }).and(page.locator(':focus')).waitFor();
  await sendNow(page);
  await ends(page);
});

test('a queue that grows moves no row', async () => {
  const agent = await city.staff('huawuyuan');
  const take = (title) => agent.register({ channel: 'phone', kind: 'help', title, text: title, area: '350104', accept: true });
  await take('在手里的一件');
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  await page.getByRole('link', { name: /在手里的一件/ }).focus();
  const before = await underTheHand(page);
  assert.equal(before.shown, true);
  await take('又来的一件');
  await page.getByRole('button', { name: /^新到 1 件/ }).waitFor({ timeout: 30_000 });
  assert.deepEqual(await underTheHand(page), before);
  await ends(page);
});

test('a single signature that came too late names who signed', async () => {
  const [no] = await toSign(1, '只签一件');
  const page = await openDesk(browser, city, 'zhujian', { path: '/unit/to_sign' });
  await page.getByRole('link', { name: /只签一件0/ }).focus();
  await page.getByRole('complementary', { name: no }).getByRole('button', { name: /^签收/ }).waitFor();
  await (await city.staff('zhujian')).act(no, 'sign');
  await page.keyboard.press('s');
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText(/（示例）（福州市住建局） 今天 \d\d:\d\d 签收$/).waitFor();
  await ends(page);
});
