// 导出 beside the lists of cases: people, programs, knowledge, templates, and what words find go out as they
// stand on the screen.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 30 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

/** Opens the list's 导出, presses the button, and gives the file; `part` of the screen where it has several lists. */
async function takenOut(page, button, part = page) {
  const menu = part.getByText(/^导出$/);
  await menu.click();
  const coming = page.waitForEvent('download');
  await part.getByRole('button', { name: button }).click();
  const file = await coming;
  await menu.click();
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

test('people go out under the filter of the screen', async () => {
  const page = await openDesk(browser, city, 'xitong', { path: '/people?q=zhujian' });
  const shown = page.getByRole('table', { name: '人员' }).getByRole('row');
  await page.getByRole('link', { name: 'zhujian', exact: true }).waitFor();
  const { name, bytes } = await takenOut(page, '导出 CSV');
  assert.match(name, /^人员.*\.csv$/);
  const lines = bytes.toString().trim().split('\r\n');
  assert.match(lines[0], /人员清单（q=zhujian）；导出人 /);
  assert.equal(lines.length - 3, (await shown.count()) - 1);
  assert.match(lines[2], /^"zhujian","[^"]+","经办人@福州市住建局/);
  assert.match(lines.at(-1), /^"完，共 \d+ 人；/);
  await page.getByText(/^✓ 已导出/).waitFor();
  await isSound(page, 'people');
  const book = await takenOut(page, '导出 Excel');
  assert.equal(book.bytes.subarray(0, 2).toString(), 'PK');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('keys, endpoints and what they were told go out, each by its own button', async () => {
  await (await city.staff('banzhang')).post('/api/webhooks', { url: 'https://example.org/hook', kinds: ['answered'] });
  const page = await openDesk(browser, city, 'xitong', { path: '/programs' });
  await page.getByText('https://example.org/hook').waitFor();
  const keys = await takenOut(page, '导出 CSV', page.getByRole('region', { name: '密钥' }));
  assert.match(keys.bytes.toString(), /密钥清单；/);
  const part = page.getByRole('region', { name: '推送地址' });
  const hooks = await takenOut(page, '导出 CSV 推送地址', part);
  assert.match(hooks.bytes.toString(), /"https:\/\/example\.org\/hook","[^"]+","answered"/);
  assert.ok(!hooks.bytes.toString().includes('whsec_'));
  await page.getByRole('button', { name: '推送记录' }).click();
  await page.getByLabel('导出 推送记录').click();
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出 CSV 推送记录' }).click();
  const log = (await readFile(await (await coming).path())).toString();
  assert.match(log, /推送记录（[\s\S]*"完，共 0 条；/);
  await isSound(page, 'programs');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('knowledge and templates go out, also on a phone', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/knowledge?standing=expired' });
  await page.getByRole('link', { name: /加装电梯补助/ }).waitFor();
  const knowledge = (await takenOut(page, '导出 CSV')).bytes.toString();
  assert.match(knowledge, /知识清单（standing=expired）/);
  assert.match(knowledge, /加装电梯补助/);
  assert.ok(!knowledge.includes('"有效"'));
  await isSound(page, 'knowledge');
  await page.context().close();

  const phone = await openDesk(browser, city, 'zhujian', { path: '/templates', size: PHONE });
  await phone.getByRole('link', { name: /路灯已修好/ }).waitFor();
  const templates = (await takenOut(phone, '导出 CSV')).bytes.toString();
  assert.match(templates, /"路灯已修好","[^"]+","福州市住建局"/);
  await isSound(phone, 'templates on a phone');
  assert.deepEqual(phone.troubles, []);
  await phone.context().close();
});

test('what officials must confirm goes out as the screen shows it', async () => {
  const page = await openDesk(browser, city, 'xitong', { path: '/rules?part=units' });
  await page.getByRole('table', { name: '单位' }).waitFor();
  await page.getByRole('searchbox', { name: '筛', exact: true }).fill('csgafj');
  await page.getByRole('table', { name: '单位' }).getByText('仓山公安分局').waitFor();
  const rows = (await page.getByRole('table', { name: '单位' }).getByRole('row').count()) - 1;
  const lines = (await takenOut(page, '导出 CSV')).bytes.toString().trim().split('\r\n');
  assert.match(lines[0], /单位（q=csgafj）/);
  assert.equal(lines.length - 3, rows);
  await page.goto('/desk/rules?part=channels&composed=1');
  await page.getByRole('table', { name: '渠道' }).getByRole('row').nth(1).waitFor();
  const marked = (await page.getByRole('table', { name: '渠道' }).getByRole('row').count()) - 1;
  const some = (await takenOut(page, '导出 CSV')).bytes.toString().trim().split('\r\n').slice(2, -1);
  assert.equal(some.length, marked);
  assert.ok(some.every((line) => line.endsWith('"是"')));
  await isSound(page, 'rules');
  await page.context().close();
});

test('a year of the calendar goes out, day by day', async () => {
  const page = await openDesk(browser, city, 'xitong', { path: '/calendar' });
  await page.getByRole('combobox', { name: '全年' }).selectOption('2026');
  await page.getByLabel('导出 2026 年日历', { exact: true }).click();
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出 CSV 2026 年日历' }).click();
  const days = (await readFile(await (await coming).path())).toString().trim().split('\r\n');
  assert.equal(days.length - 3, 365);
  assert.match(
    days.find((line) => line.startsWith('"2026-10-01"')),
    /^"2026-10-01","四","","放假","国庆节"/,
  );
  await isSound(page, 'calendar');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('what words find goes out, and nothing else', async () => {
  const agent = await city.staff('huawuyuan');
  for (const title of ['石敢当倒了', '树倒了'])
    await agent.register({ channel: 'phone', kind: 'help', title, text: `${title}，请来看看。`, area: '350104', accept: true });
  const page = await openDesk(browser, city, 'huawuyuan', { path: `/cases?q=${encodeURIComponent('石敢当')}` });
  await page.getByText('石敢当倒了').first().waitFor();
  const { bytes } = await takenOut(page, '导出 CSV');
  assert.match(bytes.toString(), /石敢当倒了[\s\S]*"完，共 1 件；[^"]*q=石敢当/);
  assert.ok(!bytes.toString().includes('树倒了'));
  await page.getByText('✓ 已导出 1').waitFor();
  await page.context().close();
});
