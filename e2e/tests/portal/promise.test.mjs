// 承诺答复: the promise is explained day by day, on the receipt and on the way, so that anybody can count it again.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { enter, writeCase } from '../../house/citizen.mjs';
import { openCity } from '../../house/city.mjs';
import { submit } from '../../house/desk.mjs';

let city, browser;
before(async () => {
  [city, browser] = await Promise.all([openCity({ cases: 5 }), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

/** Working days until a complaint is answered: more than a week, so that a weekend always lies between. */
const LIMIT = 10;
const A_DAY = 24 * 3600 * 1000;
const asDate = (day) => new Date(`${day}T00:00:00Z`);
const words = (date) => `${date.getUTCMonth() + 1} 月 ${date.getUTCDate()} 日`;
const weekday = (date) => `周${'日一二三四五六'[date.getUTCDay()]}`;
/** 2026 年 12 月 11 日（周五）24:00 前. */
const promised = (date) => `${date.getUTCFullYear()} 年 ${words(date)}（${weekday(date)}）24:00 前`;
/** The day in Shanghai of an instant. */
const dayOf = (instant) => new Date(Date.parse(instant) + 8 * 3600 * 1000).toISOString().slice(0, 10);

/** The rows of 逐日计算: `[day and weekday, why, counted]`. */
async function daysOf(page) {
  const table = page.getByRole('table', { name: '逐日计算' });
  await table.waitFor();
  const rows = await table
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader') })
    .all();
  return Promise.all(
    rows.map(async (row) => [
      (await row.getByRole('rowheader').innerText()).replace(/\n/g, '').trim(),
      ...(await row.getByRole('cell').allInnerTexts()).map((text) => text.trim()),
    ]),
  );
}

/**
 * Counts again, a day a row from the day of acceptance on: that one is not counted, days of rest are not (a weekend,
 * or a holiday by its name), all others are, by number, and the last says until when. Gives the last day.
 */
function countAgain(rows, accepted, limit) {
  let counted = 0;
  const resting = [];
  rows.forEach(([day, why, counts], n) => {
    const date = new Date(asDate(accepted).getTime() + n * A_DAY);
    assert.equal(day, words(date) + weekday(date), 'a row a day, none left out');
    if (n === 0) {
      assert.deepEqual([why, counts], ['受理', '当天不计']);
      return;
    }
    const weekend = [0, 6].includes(date.getUTCDay());
    if (/放假$/.test(why) || (weekend && !why.includes('调休上班'))) {
      assert.match(why, /休息日|放假$/, day);
      assert.equal(counts, '不计', day);
      if (weekend) resting.push(date);
      return;
    }
    counted += 1;
    assert.match(why, /工作日|调休上班/, day);
    assert.equal(counts, `第 ${counted} 天`, day);
    assert.equal(why.includes('到 24:00 为止'), counted === limit, `${day}: ${why}`);
  });
  assert.equal(counted, limit);
  assert.ok(
    resting.some((date) => resting.some((next) => next - date === A_DAY)),
    'a whole weekend lies between, and is not counted',
  );
  return new Date(asDate(accepted).getTime() + (rows.length - 1) * A_DAY);
}

for (const [how, options] of [
  ['with a script', {}],
  ['without a script', { script: false }],
  ['on a phone', { size: PHONE }],
]) {
  test(`the receipt says until when, and how that was counted, ${how}`, async () => {
    const page = await openWindow(browser, city, options);
    const { no } = await writeCase(page, { kind: '投诉', text: '菜市场收了卫生费，摊位前的垃圾一直没有人清。' });
    const seen = await (await city.staff('pizhuan')).get(`/api/cases/${no}`);
    const promise = page.getByRole('region', { name: '什么时候有回音' });
    // Counted from the latest acceptance: two hours after it was sent.
    const accepted = new Date(Date.parse(seen.submitted_at) + 2 * 3600 * 1000).toISOString();
    const last = countAgain(await daysOf(page), dayOf(accepted), LIMIT);
    await promise.getByText(`答复：最晚 ${promised(last)}`).waitFor();
    await promise.getByText(/受理：\d+ 月 \d+ 日 \d\d:\d\d 前。不能受理的，也在这之前告诉您为什么、该找谁。/).waitFor();
    await promise.getByText(`${LIMIT} 个工作日，从受理的下一个工作日数起。上面按最晚的受理时间算；受理得早，答复也早。`).waitFor();
    if (options.script !== false) await isSound(page, 'the receipt with its days');
    await page.context().close();
  });

  test(`the promise is explained day by day over a weekend, ${how}`, async () => {
    const written = await submit(city, { kind: 'complaint', text: '菜市场收了卫生费，摊位前的垃圾一直没有人清。' });
    const dispatcher = await city.staff('pizhuan');
    await dispatcher.act(written.no, 'accept');
    await dispatcher.act(written.no, 'dispatch', { lead: '市市场监管局' });
    const seen = await dispatcher.get(`/api/cases/${written.no}`);
    const page = await openWindow(browser, city, options);
    await enter(page, written);
    const promise = page.getByRole('region', { name: '承诺答复' });
    await promise.getByRole('group', { name: '这个日期是怎么数的' }).waitFor();
    const last = countAgain(await daysOf(page), dayOf(seen.accepted_at), LIMIT);
    assert.equal(last.toISOString().slice(0, 10), seen.last_day, 'the day that counts for the unit, too');
    await promise.getByText(promised(last)).waitFor();
    await promise.getByText(`${LIMIT} 个工作日：这一类诉求的期限。`).waitFor();
    const day = words(last);
    await promise.getByRole('img', { name: `受理之后共数 ${LIMIT} 个工作日，${day} 24:00 到期，休息日不计` }).waitFor();
    await page.context().close();
  });
}
