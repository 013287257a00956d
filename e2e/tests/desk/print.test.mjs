// A case on paper: all of it, nothing that one presses, and the reader's name over every page.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { dayOffAndMadeUp, toldApartOnPaper } from '../../house/calendar.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 12 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

test('a case page is printed whole, with a watermark and without buttons', async () => {
  const agent = await city.staff('huawuyuan');
  const { no } = await agent.register({
    channel: 'phone',
    kind: 'help',
    title: '要打印的路灯',
    text: '学军路口两盏路灯不亮，晚上看不见。'.repeat(60),
    area: '350104',
    accept: true,
  });
  await (await city.staff('pizhuan')).act(no, 'dispatch', { lead: '市住建局' });
  for (let n = 1; n <= 9; n += 1) await agent.act(no, 'annotate', { text: `批注第 ${n} 次。` });
  const page = await openDesk(browser, city, 'banzhang', { path: `/case/${no}` });
  await page.getByRole('heading', { name: '要打印的路灯' }).waitFor();
  const first = page.getByText('批注第 1 次。');
  assert.equal(await first.count(), 0, 'folded on the screen');
  await page.emulateMedia({ media: 'print' });
  await first.waitFor();
  assert.equal(await page.getByText(/今天 \d/).count(), 0, 'paper is read on other days');
  assert.match(await page.getByRole('listitem').filter({ has: first }).last().getByRole('time').innerText(), /^\d{4}-\d\d-\d\d \d\d:\d\d$/);
  for (const part of [
    page.getByRole('heading', { name: '要打印的路灯' }),
    page.getByRole('table', { name: '计时账' }),
    page.getByText(no, { exact: true }).first(),
    page.getByText('批转树').first(),
  ]) {
    assert.equal(await part.isVisible(), true);
  }
  assert.equal(await page.getByRole('navigation', { name: '工作区' }).isVisible(), false);
  assert.equal(await page.getByRole('button').count(), 0, 'nothing to press on paper');
  // The watermark stands fixed, so that the browser repeats it on every page, and says who printed it.
  const mark = await page.getByRole('main').evaluate((main) => {
    const { position, content } = getComputedStyle(main, '::after');
    return { position, content };
  });
  assert.equal(mark.position, 'fixed');
  assert.match(mark.content, /福州市智慧中心班长.* 福州市智慧中心 /);
  const pane = page.getByRole('region', { name: '诉求' });
  assert.ok(await pane.evaluate((element) => element.scrollHeight <= element.clientHeight + 1), 'no text is cut off by a pane');
  const paper = await page.pdf({ preferCSSPageSize: true });
  assert.ok((paper.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length >= 2, 'pages');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('on paper a day that counts, a day off and a day made up are told apart without colours', async () => {
  await dayOffAndMadeUp(city);
  const { no } = await (
    await city.staff('huawuyuan')
  ).register({ channel: 'phone', kind: 'help', title: '要数日子的', text: '路灯不亮。', area: '350104', accept: true });
  const page = await openDesk(browser, city, 'banzhang', { path: `/case/${no}` });
  const rail = page.locator('.hd .rail');
  // Once the calendar has come.
  await rail.locator('.made').waitFor();
  await toldApartOnPaper(page, rail);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
