// Photos on bad days: pressed too soon, a shelf that closes, a script that comes late, a stalled network, a case that
// takes none any more, two cases that wait, a page on which somebody writes.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { enter, receipt } from '../../house/citizen.mjs';
import { openCity } from '../../house/city.mjs';

let city, browser, picture;
before(async () => {
  [city, browser] = await Promise.all([openCity(), openBrowser()]);
  const page = await openWindow(browser, city);
  picture = { name: '路灯.png', mimeType: 'image/png', buffer: await page.screenshot() };
  await page.context().close();
});
after(async () => {
  await browser?.close();
  await city?.close();
});

const fake = { name: '说明.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('这是一段文字，不是照片') };
const input = (page) => page.getByLabel('选照片或文件');
const next = (page) => page.getByRole('button', { name: '下一步：我是谁' }).last();

async function toWhere(page, text = '学军路与横江渡路口的两盏路灯不亮三天了。') {
  await page.goto('/write');
  await page.getByLabel('经过').fill(text);
  await page.getByRole('radio', { name: /^求助/ }).check();
  await page.getByRole('button', { name: '下一步：在哪里' }).click();
  await page.getByLabel('地点').fill('仓山区对湖街道学军路口');
  await page.waitForLoadState(); // with its script
}
async function toPhotos(page, text) {
  await toWhere(page, text);
  await page.getByRole('button', { name: '下一步：照片' }).last().click();
  await page.getByRole('heading', { name: '有照片吗？' }).waitFor();
  await page.waitForLoadState(); // with its script
}
async function submit(page) {
  await page.getByRole('radio', { name: /^匿名/ }).check();
  await page.getByRole('button', { name: '提交', exact: true }).click();
  return receipt(page);
}
/** A case whose photo could not be sent; its receipt stays open. */
async function withWaiting(page, text) {
  await toPhotos(page, text);
  await input(page).setInputFiles([picture]);
  await page.getByText('选好了 1 个').waitFor();
  await next(page).click();
  await page.getByText('照片 1 个，提交后接着传').waitFor();
  await page.context().route('**/photo', (route) => route.abort());
  const written = await submit(page);
  await page.getByText('还有 1 个没传。').waitFor();
  return written;
}
const act = (page, no, what, form) => page.request.post(`/follow/${no}/${what}`, { form, headers: { origin: city.url } });

/** A slow telephone: no picture is read before `letPhotosIn`. */
const slow = (page) =>
  page.addInitScript(() => {
    const real = globalThis.createImageBitmap;
    const may = new Promise((done) => {
      globalThis.letPhotosIn = done;
    });
    globalThis.createImageBitmap = async (...given) => {
      await may;
      return real(...given);
    };
  });
const letPhotosIn = (page) => page.evaluate(() => globalThis.letPhotosIn());

test('photos that are still being taken in are waited for', async () => {
  const page = await openWindow(browser, city, { size: PHONE });
  await slow(page);
  await toPhotos(page);
  await input(page).setInputFiles([picture, { ...picture, name: '二.png' }]);
  await next(page).click();
  await page.getByRole('alert').getByText('照片正在放进来').waitFor();
  await letPhotosIn(page);
  await page.getByText('照片 2 个，提交后接着传').waitFor();
  await submit(page);
  await page.getByText('2 个收到了，已经和这一件放在一起。').waitFor();
  await page.context().close();
});

test('who presses at once still hears of a file that was not taken in', async () => {
  const page = await openWindow(browser, city);
  await slow(page);
  await toPhotos(page);
  await input(page).setInputFiles([picture, fake]);
  await next(page).click();
  await page.getByRole('alert').getByText('照片正在放进来').waitFor();
  await letPhotosIn(page);
  await page
    .getByRole('alert')
    .getByText(/说明\.jpg 打不开.*看过再按一次/)
    .waitFor();
  await next(page).click();
  await page.getByText('照片 1 个，提交后接着传').waitFor();
  await page.context().close();
});

test('who presses before the script is there is not left to believe that his photos go along', async () => {
  const page = await openWindow(browser, city);
  await toWhere(page);
  await page.waitForFunction(() => document.querySelector('[name=keeps]').value === '1');
  await page.route('**/assets/portal.js*', (route) => route.abort());
  await page.getByRole('button', { name: '下一步：照片' }).last().click();
  await page.getByRole('heading', { name: '有照片吗？' }).waitFor();
  await input(page).setInputFiles([picture, { ...picture, name: '二.png' }]);
  await next(page).click();
  await page.getByRole('alert').getByText('照片还没放进来就翻页了。').waitFor();
  await isSound(page, 'step 3 whose photos were not taken in');
  // Without them he goes on; or the script comes after all.
  await next(page).click();
  await page.getByRole('heading', { name: '怎么称呼您？' }).waitFor();
  await page.unroute('**/assets/portal.js*');
  await page.getByRole('button', { name: '上一步' }).click();
  await page.getByRole('heading', { name: '有照片吗？' }).waitFor();
  await input(page).setInputFiles([picture]);
  await page.getByText('选好了 1 个').waitFor();
  await next(page).click();
  await page.getByText('照片 1 个，提交后接着传').waitFor();
  await page.context().close();
});

test('a shelf that the browser closed is opened again', async () => {
  const page = await openWindow(browser, city);
  await page.addInitScript(() => {
    const real = IDBDatabase.prototype.transaction;
    globalThis.closings = 0;
    IDBDatabase.prototype.transaction = function transaction(...given) {
      if (globalThis.closings > 0) {
        globalThis.closings -= 1;
        throw new DOMException('closed', 'InvalidStateError');
      }
      return real.apply(this, given);
    };
  });
  await toPhotos(page);
  await page.evaluate(() => {
    globalThis.closings = 1;
  });
  await input(page).setInputFiles([picture]);
  await page.getByText('选好了 1 个').waitFor();
  // Closed for good: what to do is said, and the files come with the words.
  await page.evaluate(() => {
    globalThis.closings = Infinity;
  });
  await input(page).setInputFiles([{ ...picture, name: '二.png' }]);
  await page.getByText('这个浏览器现在存不住照片。请走下一步').waitFor();
  assert.ok(await input(page).isDisabled());
  await next(page).click();
  await page.getByRole('heading', { name: '怎么称呼您？' }).waitFor(); // both pages have such a field
  await page
    .getByLabel('照片或文件')
    .setInputFiles([{ ...picture, name: '二.png', buffer: Buffer.concat([picture.buffer, Buffer.alloc(9)]) }]);
  await submit(page);
  // One came with the words, the other from the shelf, which is open on this page.
  // A first try that met a busy server is made again after ten seconds.
  await page.getByText('1 个收到了，已经和这一件放在一起。').nth(1).waitFor({ timeout: 40_000 });
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('without the script of the photos the third step leads to the form that carries them', async () => {
  const page = await openWindow(browser, city);
  await toWhere(page);
  await page.waitForFunction(() => document.querySelector('[name=keeps]').value === '1');
  await page.route('**/assets/photos.js*', (route) => route.abort());
  await page
    .getByRole('button', { name: /^下一步：(照片|我是谁)$/ })
    .last()
    .click();
  await page.getByText('这个浏览器现在存不住照片。请走下一步').waitFor();
  await isSound(page, 'step 3 without its script');
  await next(page).click();
  await page.getByRole('heading', { name: '怎么称呼您？' }).waitFor(); // both pages have such a field
  await page.getByLabel('照片或文件').setInputFiles([picture]);
  await submit(page);
  await page.getByText('1 个收到了').waitFor();
  await page.context().close();
});

test('a script that comes late changes nothing on the page that carries the files', async () => {
  const page = await openWindow(browser, city);
  let release;
  const held = new Promise((done) => {
    release = done;
  });
  await page.route('**/assets/photos.js*', async (route) => {
    await held;
    await route.continue().catch(() => {});
  });
  await toWhere(page);
  await page.getByRole('button', { name: '下一步：我是谁' }).last().click();
  await page.getByLabel('照片或文件').setInputFiles([picture]);
  release();
  await page.waitForLoadState('networkidle');
  await page.getByRole('radio', { name: /^留姓名电话/ }).check();
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await page.getByText('选过的照片，请再选一次。').waitFor();
  await page.getByLabel('照片或文件').setInputFiles([picture]);
  await submit(page);
  await page.getByText('1 个收到了').waitFor();
  await page.context().close();
});

test('a page on which somebody writes is not read anew when the photos are there', async () => {
  const page = await openWindow(browser, city);
  const { no } = await withWaiting(page);
  await page.context().unroute('**/photo');
  let release;
  const held = new Promise((done) => {
    release = done;
  });
  await page.context().route('**/photo', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`/follow/${no}`);
  await page.getByText('正在传第 1 个').waitFor();
  await page.getByText('补充说明').click();
  await page.getByLabel('补充什么').fill('写到一半');
  await page.getByRole('heading', { name: '还能做什么' }).click();
  release();
  await page.getByText('1 个收到了，已经和这一件放在一起。写完刷新这一页').waitFor();
  assert.equal(await page.getByLabel('补充什么').inputValue(), '写到一半');
  assert.doesNotMatch(page.url(), /done=/);
  await page.context().close();
});

test('two cases whose photos wait are both offered, and one that takes none is told so and let go', async () => {
  const page = await openWindow(browser, city, { size: PHONE });
  const first = await withWaiting(page, '第一件：隧道口的灯坏了两盏');
  const second = await withWaiting(page, '第二件：井盖翘起来了');
  assert.equal((await act(page, second.no, 'withdraw', { text: '已经好了' })).status(), 200);
  await page.goto('/');
  const waiting = page.getByRole('region', { name: '没传完的照片' });
  await waiting.getByText(`${first.no} 还有 1 个照片没传上去。`).waitFor();
  await waiting.getByText(`${second.no} 还有 1 个照片没传上去。`).waitFor();
  await isSound(page, 'the home page with photos of two cases');
  await waiting.getByRole('link', { name: `接着传 ${second.no}` }).click();
  const sending = page.getByRole('region', { name: '照片', exact: true });
  await sending.getByText('这一件现在不收照片了').waitFor();
  await isSound(page, 'a case that takes no photos any more');
  await sending.getByRole('button', { name: '不传了' }).click();
  await page.getByText('不传了。这一件不受影响。').waitFor();
  await page.goto('/');
  await waiting.getByRole('button', { name: `不传了 ${first.no}` }).click();
  await waiting.getByText(`${first.no} 的照片不传了`).waitFor();
  assert.equal(await waiting.getByText(second.no).count(), 0);
  await page.goto('/');
  await page.waitForLoadState('networkidle');
  assert.equal(await waiting.count(), 0);
  await page.context().close();
});

test('a refusal of the case is told in its words and not tried again', async () => {
  const page = await openWindow(browser, city);
  const { no } = await withWaiting(page);
  await page.context().unroute('**/photo');
  assert.equal((await act(page, no, 'withdraw', { text: '已经好了' })).status(), 200);
  await page.clock.install();
  let tries = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/photo')) tries += 1;
  });
  await page.getByRole('button', { name: '再传一次' }).click();
  const status = page.getByRole('region', { name: '照片', exact: true }).getByRole('status');
  await status.getByText('还有 1 个没传。').waitFor();
  assert.doesNotMatch(await status.innerText(), /暂时忙不过来|网络断了|<|undefined/);
  const before = tries;
  await page.clock.runFor(60_000);
  assert.equal(tries, before);
  await page.getByRole('button', { name: '不传了' }).waitFor();

  // A script gets no page to read.
  const body = { multipart: { key: 'a'.repeat(32), file: picture }, headers: { accept: 'application/json', origin: city.url } };
  const gone = await page.request.post(`/follow/${no}/photo`, body);
  assert.equal(gone.status(), 409);
  assert.ok((await gone.json()).why.length > 4);
  await page.context().clearCookies();
  const stranger = await page.request.post(`/follow/${no}/photo`, body);
  assert.equal(stranger.status(), 403);
  assert.match((await stranger.json()).why, /查询码/);
  await page.context().close();
});

test('a photo that stands still is given up for now, and sent again later', async () => {
  const page = await openWindow(browser, city);
  const { no, code } = await withWaiting(page);
  await page.context().unroute('**/photo');
  let asked;
  const heard = new Promise((done) => {
    asked = done;
  });
  await page.context().route('**/photo', () => asked());
  await page.clock.install();
  await enter(page, { no, code });
  await heard;
  await page.getByText('正在传第 1 个').waitFor();
  await page.clock.runFor(46_000);
  await page.getByText('45 秒没有动静，先停下了').waitFor();
  await page.getByRole('button', { name: '再传一次' }).waitFor();
  await page.context().unroute('**/photo');
  await page.clock.runFor(11_000);
  await page.getByRole('link', { name: /您传的/ }).waitFor();
  await page.context().close();
});
