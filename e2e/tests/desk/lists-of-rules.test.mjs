// 规则: items and reasons get new versions: an entry is added, one changed, one ended; tried out, kept, taken back.

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
  await adding.getByRole('textbox', { name: '通常由' }).fill('公安分局');
  await adding.getByRole('checkbox', { name: '待核定' }).check();
  await tryOut(page, form, 20, '编办来文');
  await form.getByText('并至少改一项', { exact: false }).waitFor();
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
  await preview.getByRole('list', { name: '停用后还牵涉' }).getByText(/B03 暴露积存垃圾：/).waitFor();
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
