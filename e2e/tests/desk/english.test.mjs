// English words are longer than Chinese ones: they stand in their places without touching, wrapping or being cut. And
// every link of the frame has a name of its own, in either language.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE, SMALLEST, WIDE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 60 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});
const ends = (page) => {
  assert.deepEqual(page.troubles, []);
  return page.context().close();
};

async function english(login, path, size) {
  const page = await openDesk(browser, city, login, { size: WIDE });
  await page.evaluate(() => localStorage.setItem('desk.language', 'en'));
  await page.setViewportSize(size);
  await page.goto(`/desk${path}`);
  await page.getByRole('main').waitFor();
  return page;
}
/** How far the words of each link stay clear of its sides, and how high they are. */
const clear = (nav) =>
  nav.getByRole('link').evaluateAll((links) =>
    links.map((link) => {
      const words = document.createRange();
      words.selectNode(link.firstChild);
      const [own, around] = [words.getBoundingClientRect(), link.getBoundingClientRect()];
      return { name: link.textContent.trim(), clear: Math.min(own.left - around.left, around.right - own.right), high: own.height };
    }),
  );

for (const [login, path] of [
  ['banzhang', '/knowledge'],
  ['zhujian', '/templates'],
  ['xitong', '/messages'],
])
  test(`${login}: names of work areas stand clear, also the bold one`, async () => {
    const page = await english(login, path, WIDE);
    const nav = page.getByRole('navigation', { name: 'Work areas' });
    await nav.getByRole('link').first().waitFor();
    for (const one of await clear(nav)) assert.ok(one.clear >= 4 && one.high < 30, JSON.stringify(one));
    await page.setViewportSize(PHONE);
    await page.getByRole('button', { name: 'Menu' }).click();
    for (const one of await clear(nav)) assert.ok(one.clear >= 4 && one.high < 30, JSON.stringify(one));
    await ends(page);
  });

for (const size of [WIDE, PHONE])
  test(`at ${size.width} px the time of a late row stands in one line`, async () => {
    const page = await english('banzhang', '/dispatch', size);
    const times = page.getByRole('table').getByText(/^over\s/);
    await times.first().waitFor();
    const boxes = await times.evaluateAll((all) =>
      all.map((time) => {
        const [own, cell] = [time.getBoundingClientRect(), time.closest('td').getBoundingClientRect()];
        return { said: time.textContent, high: own.height, over: own.right - cell.right };
      }),
    );
    for (const one of boxes) assert.ok(one.high < 32 && one.over <= 0, JSON.stringify(one));
    await isSound(page, 'a queue in English');
    await ends(page);
  });

test('the wall is not cut on the smallest phone', async () => {
  const page = await english('lingdao', '/wall', SMALLEST);
  await page.getByRole('table').first().waitFor();
  const over = await page
    .getByRole('main')
    .evaluate((main) =>
      [...main.querySelectorAll('section *')]
        .filter((one) => getComputedStyle(one).position !== 'absolute' && one.getBoundingClientRect().right > innerWidth)
        .map((one) => one.textContent.trim()),
    );
  assert.deepEqual(over, []);
  await isSound(page, 'the wall in English');
  await ends(page);
});

for (const language of ['zh-CN', 'en'])
  test(`${language}: no two links of a county's dispatcher have one name`, async () => {
    const [path, said] = ['/unit/rework', language === 'en' ? ['Rework', 'In rework'] : ['重办', '重办中']];
    const page = await (language === 'en'
      ? english('cangshan-pizhuan', path, WIDE)
      : openDesk(browser, city, 'cangshan-pizhuan', { path }));
    await page.getByRole('region', { name: said[1] }).waitFor();
    const links = await page.getByRole('navigation').getByRole('link').allInnerTexts();
    const names = links.map((text) => text.replace(/[\d\s]+$/, ''));
    for (const name of said) assert.ok(names.includes(name), names.join(' '));
    assert.deepEqual(
      names.filter((name, at) => names.indexOf(name) !== at),
      [],
    );
    await ends(page);
  });

/** What the fields of a page hint at while they are empty, and how much wider that is than its place. */
const hints = (page) =>
  page.locator('input[placeholder]').evaluateAll((boxes) =>
    boxes
      .filter((box) => box.checkVisibility() && box.placeholder)
      .map((box) => {
        const style = getComputedStyle(box);
        const pen = document.createElement('canvas').getContext('2d');
        pen.font = style.font;
        const room = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        return { hint: box.placeholder, over: Math.ceil(pen.measureText(box.placeholder).width - room) };
      }),
  );

for (const size of [WIDE, PHONE])
  test(`at ${size.width} px what fields hint at is not cut`, async () => {
    for (const path of ['/overview', '/cases']) {
      const page = await english('lingdao', path, size);
      await page.locator('input[placeholder]').filter({ visible: true }).first().waitFor();
      for (const { hint, over } of await hints(page)) assert.ok(over <= 0, `${path}: ${hint} is ${over} px too long`);
      await ends(page);
    }
  });

test('the wall is seen whole where nobody scrolls, in both languages', async () => {
  const page = await openDesk(browser, city, 'lingdao', { size: WIDE });
  for (const language of ['zh-CN', 'en'])
    for (const size of [WIDE, { width: 1920, height: 1080 }]) {
      await page.evaluate((language) => localStorage.setItem('desk.language', language), language);
      await page.setViewportSize(size);
      await page.goto('/desk/wall');
      await page.locator('.burning li').first().waitFor();
      await page.locator('.trendlines svg').waitFor();
      const high = await page.evaluate(() => document.documentElement.scrollHeight);
      assert.ok(high <= size.height, `${language}, ${size.width}: ${high} px`);
    }
  // The sign of a line is drawn as the line.
  assert.equal(await page.locator('.trendkey i.answered').evaluate((sign) => getComputedStyle(sign).borderTopStyle), 'dashed');
  const dashes = await page.locator('.trendlines path.answered').evaluate((line) => getComputedStyle(line).strokeDasharray);
  assert.ok(parseFloat(dashes) >= 6, dashes);
  await ends(page);
});
