// 规则: lists get new versions: an entry is added, one changed, one ended; tried out, kept, taken back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 10 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

/** A day in Shanghai, so many days from now. */
const day = (days) => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);

/** Chooses an entry of a type-ahead by what is typed. */
async function pick(within, name, typed) {
  const box = within.getByRole('combobox', { name });
  await box.fill(typed);
  await box.press('Enter');
}

async function tryOut(page, form, days, why) {
  await form.getByLabel('施行日', { exact: true }).fill(day(days));
  await form.getByRole('textbox', { name: '为什么改' }).fill(why);
  await page.keyboard.press('Control+Enter');
}

test('a new version of the items on a phone: added, changed, ended, kept, taken back', async () => {
  const page = await openDesk(browser, city, 'xitong', { path: '/rules?part=items', size: PHONE });
  await page.getByRole('button', { name: '写新的一版' }).click();
  const form = page.getByRole('form', { name: '便民服务事项：写新的一版' });
  await form.getByRole('button', { name: '加一条' }).click();
  const adding = form.getByRole('group', { name: '加一条' });
  await adding.getByRole('button', { name: '放进这一版' }).click();
  await form.getByText('请填：编码、名称、英文名称、通常由').waitFor();
  await isSound(page, 'an entry with mistakes');
  await adding.getByRole('textbox', { name: '编码' }).fill('B21');
  await adding.getByRole('textbox', { name: '名称', exact: true }).fill('无人机噪声');
  await adding.getByRole('textbox', { name: '英文名称' }).fill('drone noise');
  assert.equal(await adding.getByRole('alert').innerText(), '请填：通常由', 'only what is still empty');
  await adding.getByRole('textbox', { name: '通常由' }).fill('公安分局');
  assert.equal(await adding.getByRole('alert').count(), 0);
  await adding.getByRole('checkbox', { name: '待核定' }).check();
  await tryOut(page, form, 20, '编办来文');
  await form.getByRole('alert').getByText('有一条还没放进这一版：放进去，或者不要它。').waitFor();
  assert.equal(
    await adding.getByRole('button', { name: '放进这一版' }).evaluate((one) => one === document.activeElement),
    true,
    'the way out has the focus',
  );
  // The window may close: what was half written is back as it was.
  await form.getByText(/^草稿 .* 已存$/).waitFor();
  await page.reload();
  await page.getByRole('button', { name: '写新的一版' }).click();
  await form.getByText('上次没发出的草稿，已放回来。').waitFor();
  assert.equal(await adding.getByRole('textbox', { name: '编码' }).inputValue(), 'B21');
  assert.equal(await form.getByRole('textbox', { name: '为什么改' }).inputValue(), '编办来文');
  await adding.getByRole('textbox', { name: '通常由' }).press('Enter');
  const puts = form.getByRole('list', { name: '这一版要改的' });
  await puts.getByText('B21 无人机噪声').waitFor();
  await form.getByRole('button', { name: '改一条' }).click();
  const changing = form.getByRole('group', { name: '改一条' });
  await pick(changing, '哪一条', 'sylb');
  assert.equal(await changing.getByRole('textbox', { name: '名称', exact: true }).inputValue(), '商业喇叭噪声');
  await changing.getByRole('checkbox', { name: '当天办' }).check();
  await changing.getByRole('button', { name: '放进这一版' }).click();
  await form.getByRole('button', { name: '停一条' }).click();
  const ending = form.getByRole('group', { name: '停一条' });
  await pick(ending, '哪一条', 'B03');
  await ending.getByRole('button', { name: '停用，放进这一版' }).click();
  assert.equal(await puts.getByRole('listitem').count(), 3);
  await page.keyboard.press('Control+Enter');
  const preview = page.getByRole('region', { name: '试算' });
  const changed = preview.getByRole('table', { name: '改了什么' });
  await changed.getByRole('row', { name: /B15 商业喇叭噪声 当天办 .*否 .*是/ }).waitFor();
  await changed.getByRole('row', { name: new RegExp(`B03 暴露积存垃圾 用到哪天 .*没有 .*${day(19)}`) }).waitFor();
  await changed.getByRole('row', { name: /B21 待核定 .*没有 .*是/ }).waitFor();
  await preview
    .getByRole('list', { name: '停用后还牵涉' })
    .getByText(/B03 暴露积存垃圾：/)
    .waitFor();
  await isSound(page, 'the preview of items');
  await page.keyboard.press('Control+Enter');
  await page.getByText(`定下了，${day(20)} 起施行。`).waitFor();
  const versions = page.getByRole('region', { name: '改过的版本' });
  await versions.getByText('编办来文').waitFor();
  // The next version begins with what that day will have: B03 has ended by then.
  await page.getByRole('button', { name: '写新的一版' }).click();
  await form.getByLabel('施行日', { exact: true }).fill(day(21));
  await form.getByRole('button', { name: '停一条' }).click();
  await ending.getByRole('combobox', { name: '哪一条' }).fill('B21');
  await ending.getByRole('option', { name: /B21 无人机噪声/ }).waitFor();
  await ending.getByRole('combobox', { name: '哪一条' }).fill('B03');
  await ending.getByRole('option', { name: /B03/ }).waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  assert.equal(await ending.count(), 0);
  if (await form.count()) await form.getByRole('button', { name: '不办了' }).click();
  await versions.getByRole('button', { name: '撤下第 1 号' }).click();
  const back = versions.getByRole('form', { name: '撤下第 1 号' });
  await back.getByRole('textbox', { name: '理由' }).fill('再议');
  await back.getByRole('button', { name: '确定撤下' }).click();
  await versions.getByText('已撤下').waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a new version of the reasons, in English', async () => {
  const page = await openDesk(browser, city, 'xitong', { path: '/rules?part=reasons', dark: true });
  await page.evaluate(() => localStorage.setItem('desk.language', 'en'));
  await page.reload();
  await page.getByRole('button', { name: 'Write a new version' }).click();
  const form = page.getByRole('form', { name: 'Reasons: a new version' });
  await form.getByRole('button', { name: 'End an entry' }).click();
  await pick(form, 'Which entry', 'before_2005');
  await form.getByRole('button', { name: 'End it, put it in' }).click();
  await form.getByRole('button', { name: 'Add an entry' }).click();
  await form.getByRole('combobox', { name: 'Which list' }).selectOption('decline');
  await form.getByRole('textbox', { name: 'Code' }).fill('arbitration');
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('已经由仲裁处理。');
  await form.getByRole('textbox', { name: 'Where to turn' }).fill('请拨打 12348。');
  await form.getByRole('textbox', { name: 'English name' }).fill('Arbitration has it.');
  await form.getByRole('button', { name: 'Put it in' }).click();
  await form.getByLabel('Day of effect', { exact: true }).fill(day(3));
  await form.getByRole('textbox', { name: 'Why' }).fill('纪要');
  await page.keyboard.press('Control+Enter');
  const changed = page.getByRole('region', { name: 'Preview' }).getByRole('table', { name: 'What changes' });
  await changed.getByRole('row', { name: /decline\/arbitration Number none 11/ }).waitFor();
  await changed.getByRole('row', { name: new RegExp(`decline/before_2005 Until none ${day(2)}`) }).waitFor();
  await isSound(page, 'the preview of reasons, dark');
  await page.keyboard.press('Control+Enter');
  await page.getByText(`Kept; in force from ${day(3)}.`).waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a new version of the units: what is at work in one that ends is told', async () => {
  const page = await openDesk(browser, city, 'xitong', { path: '/rules?part=units' });
  await page.keyboard.press('e');
  const form = page.getByRole('form', { name: '单位：写新的一版' });
  await form.getByRole('button', { name: '停一条' }).click();
  await pick(form, '哪一条', '仓山公安分局');
  await form.getByRole('button', { name: '停用，放进这一版' }).click();
  await tryOut(page, form, 20, '机构改革');
  await form.getByText('还在它下面；先停用下面的', { exact: false }).waitFor();
  await form.getByRole('button', { name: '不改了 仓山公安分局' }).click();
  await form.getByRole('button', { name: '停一条' }).click();
  await pick(form, '哪一条', 'dhpcs');
  await form.getByRole('button', { name: '停用，放进这一版' }).click();
  await form.getByRole('button', { name: '加一条' }).click();
  const adding = form.getByRole('group', { name: '加一条' });
  await adding.getByRole('textbox', { name: '编码' }).fill('350104-pcs-shipu');
  await adding.getByRole('textbox', { name: '名称', exact: true }).fill('施埔派出所');
  await adding.getByRole('textbox', { name: '别的名称' }).fill('施埔所、施埔路所');
  await adding.getByRole('combobox', { name: '类型' }).selectOption('station');
  await pick(adding, '上级', 'csgafj');
  await pick(adding, '区域', '对湖');
  await isSound(page, 'a unit that is added');
  await adding.getByRole('button', { name: '放进这一版' }).click();
  await page.keyboard.press('Control+Enter');
  const preview = page.getByRole('region', { name: '试算' });
  const changed = preview.getByRole('table', { name: '改了什么' });
  await changed.getByRole('row', { name: /350104-pcs-shipu 上级 没有 仓山公安分局/ }).waitFor();
  await changed.getByRole('row', { name: /350104-pcs-shipu 别的名称 没有 施埔所、施埔路所/ }).waitFor();
  await changed.getByRole('row', { name: /350104-pcs-shipu 办公时间 没有 24h/ }).waitFor();
  const hanging = preview.getByRole('list', { name: '停用后还牵涉' });
  await hanging.getByText(/350104-pcs-duihu 对湖派出所：手上(没有件| \d+ 件，由它办完)；账号 [1-9]\d* 个/).waitFor();
  await isSound(page, 'the preview of units');
  await page.keyboard.press('Control+Enter');
  await page.getByText(`定下了，${day(20)} 起施行。`).waitFor();
  // 职责: the unit to come may be given some from its day on, and not before.
  await page.getByRole('link', { name: '职责', exact: true }).click();
  await page.getByRole('table', { name: '职责' }).getByRole('row').nth(1).waitFor();
  await page.keyboard.press('e');
  const duties = page.getByRole('form', { name: '职责：写新的一版' });
  await duties.getByLabel('施行日', { exact: true }).fill(day(20));
  await duties.getByRole('textbox', { name: '为什么改' }).fill('职责清单');
  await duties.getByRole('button', { name: '加一条' }).click();
  await pick(duties, '单位', '施埔路所');
  await pick(duties, '事项', 'B15');
  await duties.getByRole('button', { name: '放进这一版' }).click();
  await duties.getByRole('button', { name: '停一条' }).click();
  await duties.getByRole('combobox', { name: '哪一条' }).fill('仓山公安分局 · B15');
  await duties.getByRole('option', { name: /仓山公安分局 · B15/ }).click();
  await duties.getByRole('button', { name: '停用，放进这一版' }).click();
  await page.keyboard.press('Control+Enter');
  await changed.getByRole('row', { name: /350104-pcs-shipu B15 商业喇叭噪声 没有 是/ }).waitFor();
  await changed.getByRole('row', { name: /350104-gafj 仓山公安分局 B15 商业喇叭噪声 是 没有/ }).waitFor();
  await hanging.getByText('那里没有单位管了', { exact: false }).waitFor();
  await isSound(page, 'the preview of duties');
  await page.keyboard.press('Control+Enter');
  await page.getByText(`定下了，${day(20)} 起施行。`).waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
