// 还差一点: a form that is not right yet comes back with what is wrong in sight, whatever the screen and wherever it stands.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { enter } from '../../house/citizen.mjs';
import { openCity } from '../../house/city.mjs';
import { answerIt, submit } from '../../house/desk.mjs';

let city, browser;
before(async () => {
  [city, browser] = await Promise.all([openCity({ cases: 5 }), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

/** The alert is on the screen, above everything else to be read; with a script the reader stands in it. */
async function inSight(page, script, why = '') {
  // By its reason: that of the page before may still stand.
  const alert = page.getByRole('alert').filter({ hasText: '还差一点' }).filter({ hasText: why });
  await alert.waitFor();
  await page.waitForLoadState(); // with its script, which leads the reader there
  const { y, height } = await alert.boundingBox();
  const top = await page.evaluate(() => scrollY).catch(() => 0);
  assert.ok(y >= 0 && y + height <= PHONE.height, `from ${y} to ${y + height}, scrolled to ${top}`);
  if (script) assert.equal(await page.evaluate(() => document.activeElement.id), 'mistakes');
  return alert;
}

for (const script of [true, false]) {
  test(`what is missing stands in sight and leads to its field, ${script ? 'with' : 'without'} a script`, async () => {
    const written = await submit(city);
    await answerIt(city, written.no);
    await (await city.staff('zhongshen')).act(written.no, 'publish', { title: '路灯', text: '路灯不亮。', answer: '修好了。' });
    const page = await openWindow(browser, city, { script, size: PHONE });
    await enter(page, written);
    await page.getByRole('button', { name: '提交评价' }).click();
    let alert = await inSight(page, script, '请选解决了还是没解决。');
    if (script) await isSound(page, 'a rating without anything');
    await alert.getByRole('link', { name: '请选解决了还是没解决。' }).click();
    const solved = await page.getByRole('group', { name: '解决了吗？' }).boundingBox();
    assert.ok(solved.y >= 0 && solved.y < PHONE.height, `the field is in sight at ${solved.y}`);

    await page.getByText('没办好，要求重办').click();
    await page.getByRole('button', { name: '要求重办' }).click();
    alert = await inSight(page, script, '请写一两句。');
    await alert.getByRole('link', { name: '请写一两句。' }).click();
    if (script) await isSound(page, 'a rework without words');

    const open = await submit(city);
    const dispatcher = await city.staff('pizhuan');
    await dispatcher.act(open.no, 'accept');
    await (await city.staff('zhongshen')).act(open.no, 'publish', { title: '路灯', text: '路灯不亮。', answer: '' });
    await page.goto(`/public/${open.no}`);
    await page.getByLabel('电话（可以不留）').fill('abc');
    await page.getByRole('button', { name: '我也遇到' }).click();
    await inSight(page, script);
    if (script) await isSound(page, 'a number that is none');
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });
}
