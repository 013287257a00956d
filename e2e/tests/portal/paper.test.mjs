// A citizen's case on paper, and what a bar at the foot of the screen must not lie over.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { openBrowser, openWindow, PHONE } from '../../house/browser.mjs';
import { dayOffAndMadeUp, toldApartOnPaper } from '../../house/calendar.mjs';
import { enter } from '../../house/citizen.mjs';
import { openCity } from '../../house/city.mjs';
import { answerIt, submit } from '../../house/desk.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 5 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

/** The characters that stand on paper: a PDF says of each glyph that it draws which character it is. */
function characters(pdf) {
  const [found, whole] = [new Set(), pdf.toString('latin1')];
  for (const hit of whole.matchAll(/>>\s*stream\r?\n/g)) {
    const from = hit.index + hit[0].length;
    let text;
    try {
      text = inflateSync(pdf.subarray(from, whole.indexOf('endstream', from)), { finishFlush: 2 }).toString('latin1');
    } catch {
      continue; // a picture, or not compressed
    }
    if (!text.includes('begincmap')) continue;
    for (const [, code] of text.matchAll(/^<\w+> <(\w{4})>$/gm)) found.add(String.fromCharCode(parseInt(code, 16)));
    for (const [, low, high, code] of text.matchAll(/<(\w+)> <(\w+)> <(\w{4})>/g)) {
      for (let n = 0; n <= parseInt(high, 16) - parseInt(low, 16); n += 1) found.add(String.fromCharCode(parseInt(code, 16) + n));
    }
  }
  return found;
}

test('what he wrote is on paper, folded on the screen as it is', async () => {
  const case_ = await submit(city, { title: '路口路灯不亮', text: '学军路口的路灯不亮，灯下有鳄鱼和鹦鹉。' });
  const page = await openWindow(browser, city);
  await enter(page, case_);
  const own = page.getByText('鳄鱼和鹦鹉');
  await page.getByText('您写的').first().waitFor();
  assert.equal(await own.isVisible(), false, 'folded on the screen');
  const there = characters(await page.pdf());
  assert.ok(there.has('路') && there.has('灯'), 'the paper can be read');
  for (const one of '鳄鹦鹉') assert.ok(there.has(one), `${one} is not on paper`);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('who goes by keyboard to a case that looks like his finds it above the bar', async () => {
  const open = await submit(city);
  await answerIt(city, open.no);
  const title = '路口两盏路灯不亮';
  await (
    await city.staff('zhongshen')
  ).act(open.no, 'publish', { title, text: '居民反映路口的两盏路灯不亮，晚上过马路看不见。', answer: '已更换灯泡。' });
  const page = await openWindow(browser, city, { size: PHONE });
  await page.goto('/write');
  await page.getByLabel('经过').fill('路口的路灯不亮，晚上过马路看不见，老人孩子都怕');
  await page.getByRole('radio', { name: /^求助/ }).check();
  await page.getByRole('button', { name: '下一步：在哪里' }).click();
  const link = page.getByRole('link', { name: new RegExp(title) });
  await link.waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  await link.focus();
  await page.waitForFunction(() => scrollY > 0);
  const [own, bar] = [await link.boundingBox(), await page.locator('.go').boundingBox()];
  assert.ok(own.y + own.height <= bar.y, `ends at ${own.y + own.height}, the bar begins at ${bar.y}`);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('on paper a day that counts, a day off and a day made up are told apart without colours', async () => {
  await dayOffAndMadeUp(city);
  const case_ = await submit(city);
  await (await city.staff('pizhuan')).act(case_.no, 'accept');
  const page = await openWindow(browser, city);
  await enter(page, case_);
  const rail = page.locator('.rail').first();
  await rail.waitFor();
  await page.waitForLoadState(); // with its style
  await toldApartOnPaper(page, rail);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
