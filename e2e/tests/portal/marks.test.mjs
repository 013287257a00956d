// What is told by a shape and a colour is told without them, too: in colours of the system's own, on a phone, in
// the letters of another language.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, PHONE } from '../../house/browser.mjs';
import { fits } from '../../house/check.mjs';
import { arrived, enter } from '../../house/citizen.mjs';
import { openCity } from '../../house/city.mjs';
import { answerIt, submit } from '../../house/desk.mjs';

let city, browser;
before(async () => {
  [city, browser] = await Promise.all([openCity({ cases: 30 }), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

/** What is painted of each element, or of what stands before it. */
const painted = (page, selector, pseudo) =>
  page.locator(selector).evaluateAll(
    (all, before) =>
      all.map((element) => {
        const { backgroundColor, backgroundImage } = getComputedStyle(element, before);
        return backgroundImage === 'none' ? backgroundColor : backgroundImage;
      }),
    pseudo,
  );

test('days, steps and the legend keep their marks in forced colours', async () => {
  const written = await submit(city);
  await answerIt(city, written.no);
  for (const dark of [false, true]) {
    const page = await openWindow(browser, city, { forcedColors: 'active', dark });
    await enter(page, written);
    await arrived(page, '办理经过');
    const canvas = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const of = async (selector, pseudo) => {
      const [first] = await painted(page, selector, pseudo);
      assert.ok(first && first !== canvas && first !== 'rgba(0, 0, 0, 0)', `${selector}: ${first} on ${canvas}`);
      return first;
    };
    assert.notEqual(await of('.rail .rest i'), await of('.rail .d:not(.done, .part, .rest) i'), 'a day that counts and one that does not');
    assert.notEqual(await of('.tl .key', '::before'), await of('.tl > li:not(.key, .next, .warn)', '::before'));
    // What axe says of contrast is of the colours before they were forced: `-webkit-text-fill-color` keeps them.
    await fits(page, 'a case in forced colours');
    await page.goto('/figures');
    const legend = await painted(page, '.districts figcaption i');
    assert.ok(legend.length > 1, `${legend}`);
    assert.equal(new Set(legend).size, legend.length, `${legend}`);
    const shown = await page.locator('.districts path').evaluateAll((all) => all.map((path) => getComputedStyle(path).fill));
    for (const fill of shown) assert.ok(legend.includes(fill), `${fill} is in the legend: ${legend}`);
    await fits(page, 'figures in forced colours');
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  }
});

test('districts are drawn only where their names and numbers can be read', async () => {
  const page = await openWindow(browser, city);
  await page.goto('/figures');
  const map = page.getByRole('img', { name: /各区县收到的件/ });
  for (const width of [1440, 700, 390, 320]) {
    await page.setViewportSize({ width, height: 800 });
    const texts = await map.locator('text').evaluateAll((all) => all.map((text) => text.getBoundingClientRect().height));
    const read = texts.filter((height) => height >= 12).length;
    const drawn = await page.locator('.districts').isVisible();
    assert.equal(drawn, width > 640, `${width}`);
    if (drawn) assert.equal(read, texts.length, `${width}: ${texts}`);
    const [row] = await page
      .getByRole('region', { name: '按区县' })
      .getByRole('row', { name: /^福州市|区|县/ })
      .all();
    assert.ok(await row.isVisible(), 'the table has them at every width');
  }
  await page.context().close();
});

/** How wide the characters are, in those of the first element that has all of them, to the size of its letters. */
const wide = (page, selector, mark) =>
  page.locator(selector).evaluateAll((all, sought) => {
    const own = all.map((element) => element.firstChild).find((text) => text?.data?.includes(sought));
    const range = document.createRange();
    range.setStart(own, own.data.indexOf(sought));
    range.setEnd(own, own.data.indexOf(sought) + 1);
    return range.getBoundingClientRect().width / parseFloat(getComputedStyle(own.parentElement).fontSize);
  }, mark);

test('quotation marks are as wide as the letters around them', async () => {
  const page = await openWindow(browser, city, { size: PHONE });
  await page.goto('/public');
  const chinese = await wide(page, '.lead', '“');
  await page.goto('/look?to=en&back=/public');
  const english = await wide(page, '.lead', '“');
  assert.ok(english < 0.65 && chinese > 0.9, `${english} and ${chinese} of a letter`);
  await page.context().close();
});

test('the sentence at the foot keeps its blanks, and begins no line with a comma', async () => {
  for (const size of [PHONE, { width: 320, height: 640 }, { width: 1440, height: 900 }]) {
    const page = await openWindow(browser, city, { size });
    await page.goto('/');
    for (const [look, told] of [
      ['zh', '看不明白，或者要人帮忙，请拨 12345 并报编号。'],
      ['en', 'Anything unclear? Call 12345 and give your case number.'],
    ]) {
      await page.goto(`/look?to=${look}&back=/about`);
      const foot = page.locator('.pfoot p');
      assert.equal((await foot.innerText()).replace(/\s+/g, ' ').trim(), told);
      const link = foot.getByRole('link', { name: '12345' });
      // The blanks are there to be seen: what stands beside the number keeps away from it, by no more than a blank.
      const [before, after] = await link.evaluate((a) => {
        const edge = (text, from, to) => {
          const range = document.createRange();
          range.setStart(text, from);
          range.setEnd(text, to);
          return range.getBoundingClientRect();
        };
        const [left, right] = [a.previousSibling, a.nextSibling];
        const own = a.getBoundingClientRect();
        const last = left.data.trimEnd().length;
        const first = right.data.length - right.data.trimStart().length;
        const [near, next] = [edge(left, last - 1, last), edge(right, first, first + 1)];
        // On another line there is nothing to keep away from.
        const same = (box) => box.bottom > own.top && box.top < own.bottom;
        return [same(near) ? own.left - near.right : 3, same(next) ? next.left - own.right : 3];
      });
      for (const gap of [before, after]) assert.ok(gap >= 2 && gap <= 8, `${look} at ${size.width}: ${before}, ${after}`);
      if (size === PHONE) assert.ok((await link.boundingBox()).height >= 44, 'a finger finds it');
    }
    await page.context().close();
  }
});
