// The harness itself: a city opens, people sign in, Chromium shows a page, axe can find something.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, violations } from '../../house/browser.mjs';
import { openCity } from '../../house/city.mjs';
import { answerIt, submit } from '../../house/desk.mjs';

let city, browser;
before(async () => {
  [city, browser] = await Promise.all([openCity(), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

test('a case is submitted and answered over the API', async () => {
  const { no, code } = await submit(city);
  assert.match(no, /^FZ\d{11}$/);
  assert.match(code, /^\d{6}$/);
  await answerIt(city, no);
  const read = await (await city.staff('pizhuan')).get(`/api/cases/${no}`);
  assert.equal(read.status, 'answered');
  const told = await city.message((message) => message.template === 'answered');
  assert.equal(told.to, 'requester');
});

test('Chromium shows the home page', async () => {
  const page = await openWindow(browser, city);
  await page.goto('/');
  assert.match(await page.title(), /民声/);
  assert.deepEqual(page.troubles, []);
});

test('axe notices a picture without words', async () => {
  const page = await openWindow(browser, city);
  await page.goto('/');
  await page.evaluate(() => document.querySelector('main').append(new Image()));
  const found = await violations(page);
  assert.ok(
    found.some((line) => line.startsWith('image-alt')),
    found.join('\n'),
  );
});
