// Lead and assist: a dispatcher names both by keys, the assisting unit finds the case under 协办 and tells how far it
// is, the lead reads that. And several cases at once: chosen as alike, held, sent at once, a result a row.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk, row, sendNow } from '../../house/staff.mjs';

let browser, city, agent, dispatcher;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 12 })]);
  [agent, dispatcher] = await Promise.all(['huawuyuan', 'pizhuan'].map((login) => city.staff(login)));
});
after(async () => {
  await browser?.close();
  await city?.close();
});

const register = async (title, fields = {}) =>
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
      requester: { name: '林女士', phone: '13900000071' },
      ...fields,
    })
  ).no;
const read = (no) => dispatcher.get(`/api/cases/${no}`);
const given = async (no) => (await read(no)).assignments.map(({ unit_name, duty }) => `${unit_name} ${duty}`).sort();

test('one leads, one assists, by keys; the assisting unit finds it, tells how far it is, and the lead reads it', async () => {
  const unitDesk = await city.staff('zhujian');
  const own = (await unitDesk.get('/api/me')).posts[0].unit;
  const before = (await unitDesk.get(`/api/units/${own}/badges`)).assisting;
  const no = await register('一家主办一家协办');
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  await row(page, '一家主办一家协办').focus();
  const look = page.getByRole('complementary', { name: no });
  const units = look.getByRole('region', { name: '承办单位' });
  await look.getByRole('heading', { name: '一家主办一家协办' }).waitFor();
  await units.getByRole('button', { name: /^1 .* 主办$/ }).waitFor();
  const first = (await units.getByRole('button', { name: /^1 .* 主办$/ }).getAttribute('aria-label')).match(/^1 (.*) 主办$/)[1];
  // Another unit is found by 9; it comes below those that were suggested, and is the lead until a digit says otherwise.
  await page.keyboard.press('9');
  await page.keyboard.type('福州市住建局');
  await page.keyboard.press('Enter');
  await units.getByRole('button', { name: /^\d 福州市住建局 主办$/, pressed: true }).waitFor();
  const place = (await units.getByRole('button', { name: /^\d 福州市住建局 主办$/ }).getAttribute('aria-label'))[0];
  await row(page, '一家主办一家协办').and(page.locator(':focus')).waitFor();
  await page.keyboard.press('1');
  await page.keyboard.press(`Shift+${place}`);
  const sum = units.getByRole('status');
  await sum.getByText(`将批转给 ${first} 主办、福州市住建局 协办。`).waitFor();
  // The same key takes it back, and gives it once more.
  await page.keyboard.press(`Shift+${place}`);
  await sum.getByText(`将批转给 ${first} 主办。`).waitFor();
  await page.keyboard.press(`Shift+${place}`);
  await units.getByRole('button', { name: '福州市住建局 协办', pressed: true }).waitFor();
  await isSound(page, 'lead and assist');
  // The widths that were tried took the case away and brought it back: with what was chosen.
  await row(page, '一家主办一家协办').focus();
  await sum.getByText(`将批转给 ${first} 主办、福州市住建局 协办。`).waitFor();
  await page.keyboard.press('Enter');
  assert.equal((await read(no)).status, 'accepted', 'held, not sent');
  await sendNow(page);
  assert.deepEqual(await given(no), [`${first} lead`, '福州市住建局 assist'].sort());
  assert.deepEqual(page.troubles, []);
  await page.context().close();

  const unit = await openDesk(browser, city, 'zhujian', { path: '/unit/to_sign' });
  const tabs = unit.getByRole('navigation', { name: '办件' });
  await row(unit, '一家主办一家协办').focus();
  await unit.getByRole('complementary', { name: no }).getByRole('heading', { name: '一家主办一家协办' }).waitFor();
  await unit.keyboard.press('s');
  await sendNow(unit);
  await tabs.getByRole('link', { name: new RegExp(`^协办 *${before + 1}$`) }).click();
  await unit.waitForURL(/\/unit\/assisting$/);
  await row(unit, '一家主办一家协办').focus();
  await unit
    .getByRole('complementary', { name: no })
    .getByRole('button', { name: /^记进展/ })
    .waitFor();
  await unit.keyboard.press('n');
  const form = unit.getByRole('form', { name: `记进展 · ${no}` });
  await form.getByRole('textbox', { name: '内容' }).fill('路灯线路已查，明早换线。');
  const done = unit.waitForResponse((response) => response.url().endsWith(`/${no}/note_progress`));
  await unit.keyboard.press('Control+Enter');
  assert.equal((await done).status(), 200);
  await form.waitFor({ state: 'detached' });
  const line = unit.getByRole('complementary', { name: no }).getByRole('listitem').filter({ hasText: '路灯线路已查' });
  assert.match(await line.innerText(), /福州市住建局.*记进展/);
  // Who assists tells the lead, and answers nobody himself.
  assert.equal(await unit.getByRole('toolbar', { name: '能办的事' }).getByRole('button', { name: /^签收/ }).count(), 0);
  assert.deepEqual(unit.troubles, []);
  await unit.context().close();
  const tree = (await read(no)).assignments.find((one) => one.duty === 'assist');
  assert.equal(tree.state, 'in_hand');

  // On the case's page both stand in the tree, each with its duty and since when.
  const centre = await openDesk(browser, city, 'pizhuan', { path: `/case/${no}` });
  const beside = centre.getByRole('complementary', { name: '计时账' });
  await beside.getByRole('heading', { name: /^批转树/ }).waitFor();
  const root = beside.getByRole('listitem').filter({ hasText: '福州市智慧中心' }).last();
  for (const [name, duty, since] of [
    [first, '主办', /交办 · .* 前签收/],
    ['福州市住建局', '协办', /交办 · .* 签收 · .* 前报主办/],
  ]) {
    const branch = root.getByRole('listitem').filter({ hasText: name });
    assert.match(await branch.innerText(), new RegExp(duty), name);
    assert.match(await branch.innerText(), since, name);
  }
  await centre.getByText('路灯线路已查，明早换线。').waitFor();
  assert.deepEqual(centre.troubles, []);
  await centre.context().close();
});

test('several cases at once: alike ones by S, one plan for all by B, sent at once, a result a row', async () => {
  const titles = ['同类甲', '同类乙', '同类丙'];
  const all = [];
  // An item that no case of the demonstration waits with, so that what is alike is known.
  const { centre } = await dispatcher.get('/api/welcome');
  const waiting = (await dispatcher.get(`/api/units/${centre}/inbox/to_dispatch?limit=200`)).cases;
  const item = ['B20', 'B21', 'B22', 'B23', 'B24'].find((one) => !waiting.some((line) => line.item === one));
  for (const title of titles) all.push(await register(title, { item }));
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  const list = page.getByRole('region', { name: '待批转' });
  await row(page, '同类甲').focus();
  const units = page.getByRole('complementary', { name: all[0] }).getByRole('region', { name: '承办单位' });
  await units.getByRole('combobox', { name: '找别的单位' }).waitFor();
  await list.getByRole('button', { name: /^同类 3/ }).waitFor();
  await page.keyboard.press('9');
  await page.keyboard.type('福州市住建局');
  await page.keyboard.press('Enter');
  await units.getByText('将批转给 福州市住建局 主办。').waitFor();
  await page.keyboard.press('s');
  for (const title of titles) assert.equal(await page.getByRole('checkbox', { name: `选 ${title}` }).isChecked(), true, title);
  await list.getByRole('button', { name: '一起批转 3 件' }).waitFor();
  // One of them is dispatched by somebody else meanwhile.
  await dispatcher.act(all[1], 'dispatch', { lead: '仓山区城管局' });
  await page.keyboard.press('b');
  const held = page.getByRole('region', { name: '批转 福州市住建局 3 件' });
  await held.waitFor();
  for (const title of titles) await row(page, title).waitFor({ state: 'detached' });
  assert.equal((await read(all[0])).status, 'accepted', 'held, not sent');
  // Taken back they are all there and chosen; then once more, and now at once.
  await page.keyboard.press('z');
  for (const title of titles) await page.getByRole('checkbox', { name: `选 ${title}`, checked: true }).waitFor();
  await list.getByRole('button', { name: '一起批转 3 件' }).click();
  await held.getByRole('button', { name: '现在就发' }).click();
  await held.getByText('批转 福州市住建局 3 件：成 2 件，没成 1 件').waitFor();
  const results = held.getByRole('listitem');
  assert.equal(await results.count(), 3, 'a result a row');
  for (const [n, no] of all.entries()) {
    const result = results.filter({ hasText: no });
    assert.match(await result.innerText(), new RegExp(titles[n]));
    if (n === 1) assert.ok(await result.getByRole('link', { name: no }).isVisible());
    else assert.match(await result.innerText(), /已办/);
  }
  assert.match(await results.filter({ hasText: all[1] }).innerText(), /批转/, 'what was done meanwhile, and by whom');
  await isSound(page, 'a result a row');
  assert.deepEqual(await given(all[0]), ['福州市住建局 lead']);
  assert.deepEqual(await given(all[2]), ['福州市住建局 lead']);
  assert.deepEqual(
    (await given(all[1])).filter((one) => /住建/.test(one)),
    [],
    'what was overtaken stays with whom it was given to',
  );
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
