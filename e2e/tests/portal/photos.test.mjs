// Photos: chosen before the case is sent and sent after its words, whatever becomes of them; added on the receipt and
// later; seen again by whoever is on a visit; refused with words.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { enter, receipt, toWho, writeCase } from '../../house/citizen.mjs';
import { openCity } from '../../house/city.mjs';

let city, browser;
before(async () => {
  [city, browser] = await Promise.all([openCity(), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

for (const [name, options] of [
  ['on a phone', { size: PHONE }],
  ['without JavaScript', { script: false }],
]) {
  test(`photos are added and seen again ${name}`, async () => {
    const page = await openWindow(browser, city, options);
    const picture = { name: '路灯.png', mimeType: 'image/png', buffer: await page.screenshot() };
    const { no } = await writeCase(page);
    await page.getByText('还有照片？现在就可以传').click();
    await page.getByLabel('选照片或文件').setInputFiles([picture, { ...picture, name: '二.png' }]);
    await page.getByRole('button', { name: '传上去' }).click();
    await page.getByRole('status').getByText('照片收到了').waitFor();
    const links = page.getByRole('link', { name: /您传的/ });
    assert.equal(await links.count(), 2);
    const path = await links.first().getAttribute('href');
    const seen = await page.request.get(path);
    assert.match(seen.headers()['content-type'], /^image\//);
    if (options.script !== false) await isSound(page, 'a case with photos');

    // What is no picture is refused with words, and nothing is added.
    await page.getByText('补充照片').click();
    await page.getByLabel('选照片或文件').setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('not a picture') });
    await page.getByRole('button', { name: '传上去' }).click();
    await page
      .getByText(/JPEG、PNG/)
      .first()
      .waitFor();
    assert.equal(await page.getByRole('link', { name: /您传的/ }).count(), 2);

    // Nobody else sees them.
    await page.context().clearCookies();
    assert.equal((await page.request.get(path)).status(), 404);
    assert.ok(path.includes(no));
    await page.context().close();
  });
}

/** Two steps with words, then the third. */
async function toPhotos(page, text = '学军路与横江渡路口的两盏路灯不亮三天了。') {
  await page.goto('/write');
  await page.getByLabel('经过').fill(text);
  await page.getByRole('radio', { name: /^求助/ }).check();
  await page.getByRole('button', { name: '下一步：在哪里' }).click();
  await page.getByLabel('地点').fill('仓山区对湖街道学军路口');
  await page.waitForLoadState(); // with its script
  await page
    .getByRole('button', { name: /^下一步：(照片|我是谁)$/ })
    .last()
    .click();
}
const submit = async (page) => {
  await page.getByRole('radio', { name: /^匿名/ }).check();
  await page.getByRole('button', { name: '提交', exact: true }).click();
  return receipt(page);
};
const sizeOf = async (page) => await page.getByRole('link', { name: /您传的/ }).count();
const fake = { name: '说明.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('这是一段文字，不是照片') };
const huge = (name, mimeType) => ({
  name,
  mimeType,
  buffer: Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(11 * 1024 * 1024, 7)]),
});

test('without JavaScript photos come with the last form, and none takes the words along', async () => {
  const page = await openWindow(browser, city, { script: false, size: PHONE });
  const picture = { name: '路灯.png', mimeType: 'image/png', buffer: await page.screenshot() };
  await toPhotos(page);
  // Back and large type lose no words and send no files.
  await page.getByLabel('照片或文件').setInputFiles([picture]);
  await page.getByRole('button', { name: '大字版' }).click();
  await page.getByRole('button', { name: '普通版' }).click();
  // A mistake on the page: words stay, and the page says that photos are to be chosen again.
  await page.getByRole('radio', { name: /^留姓名电话/ }).check();
  await page.getByLabel('照片或文件').setInputFiles([picture]);
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await page.getByText('选过的照片，请再选一次。').waitFor();
  await page
    .getByLabel('照片或文件')
    .setInputFiles([
      picture,
      huge('大.pdf', 'application/pdf'),
      fake,
      { ...picture, name: '二.png', buffer: Buffer.concat([picture.buffer, Buffer.alloc(9)]) },
    ]);
  const { no } = await submit(page);
  await page.getByText('2 个收到了').waitFor();
  await page
    .getByRole('alert')
    .getByText(/大\.pdf：.*10 MB/)
    .waitFor();
  await page
    .getByRole('alert')
    .getByText(/说明\.jpg：/)
    .waitFor();
  // Sent again, as after "reload": one case, and no photo twice.
  await page.reload();
  assert.equal((await receipt(page)).no, no);
  await page.getByLabel('选照片或文件').setInputFiles([picture]);
  await page.getByRole('button', { name: '传上去' }).click();
  await page.getByRole('status').getByText('照片收到了').waitFor();
  assert.equal(await sizeOf(page), 2);
  await page.context().close();
});

test('chosen photos are seen, removed, kept through a closed browser, and sent after the words', async () => {
  const page = await openWindow(browser, city, { size: PHONE });
  const picture = { name: '路灯.png', mimeType: 'image/png', buffer: await page.screenshot() };
  await toPhotos(page, '隧道口的灯坏了两盏');
  const input = page.getByLabel('选照片或文件');
  await input.setInputFiles([picture, { ...picture, name: '重了.png' }]);
  const list = page.getByRole('list', { name: '选好的照片' });
  await list.getByRole('img', { name: '重了.png' }).waitFor();
  await isSound(page, 'chosen photos');
  await page.getByRole('button', { name: '去掉 重了.png' }).click();
  await page.getByText('去掉了 重了.png。').waitFor();
  assert.equal(await list.getByRole('listitem').count(), 1);
  // What is no picture or too large is told at once and not taken in.
  await input.setInputFiles([fake, huge('大.pdf', 'application/pdf')]);
  await page.getByText(/说明\.jpg 打不开/).waitFor();
  await page.getByText(/大\.pdf 太大/).waitFor();
  assert.equal(await list.getByRole('listitem').count(), 1);
  // Closed: text and photos are still there.
  await page.close();
  const later = await page.context().newPage();
  await later.goto('/');
  await later.getByRole('region', { name: '草稿' }).getByRole('button', { name: '接着写' }).click();
  await later.getByRole('list', { name: '选好的照片' }).getByRole('img', { name: '路灯.png' }).waitFor();
  await later.getByRole('button', { name: '下一步：我是谁' }).click();
  await later.getByText('照片 1 个，提交后接着传').waitFor();
  await submit(later);
  await later.getByText('1 个收到了，已经和这一件放在一起。').waitFor();
  await isSound(later, 'a receipt with photos');
  await later.getByRole('link', { name: '查看进度' }).click();
  await later.getByText('已收到', { exact: true }).waitFor();
  assert.equal(await sizeOf(later), 1);
  await later.goto('/');
  assert.equal(await later.getByRole('region', { name: '没传完的照片' }).count(), 0);
  await later.context().close();
});

test('a network that dies after the words leaves the photos to be sent, and a refused one its reason', async () => {
  const page = await openWindow(browser, city);
  const picture = { name: '路灯.png', mimeType: 'image/png', buffer: await page.screenshot() };
  await toPhotos(page);
  await page.getByLabel('选照片或文件').setInputFiles([picture, { ...fake, name: '说明.pdf', mimeType: 'application/pdf' }]);
  await page.getByRole('button', { name: '去掉 说明.pdf' }).waitFor();
  await page.getByRole('button', { name: '下一步：我是谁' }).click();
  await page.context().route('**/photo', (route) => route.abort());
  const written = await submit(page);
  await page.getByText('还有 2 个没传。').waitFor();
  await page.getByRole('button', { name: '再传一次' }).waitFor();
  await isSound(page, 'a receipt with photos left');
  // Closed here; the home page remembers, and the case's page goes on.
  await page.close();
  const later = await page.context().newPage();
  await later.goto('/');
  await later.getByRole('region', { name: '没传完的照片' }).waitFor();
  await page.context().unroute('**/photo');
  await later.getByRole('link', { name: '接着传' }).click();
  await later.getByText('1 个收到了').waitFor();
  await later.getByText('没有收下 1 个，这一件不受影响').waitFor();
  await later.getByText(/说明\.pdf/).waitFor();
  await enter(later, written);
  await later.getByText('已收到', { exact: true }).waitFor();
  assert.equal(await sizeOf(later), 1);
  await later.context().close();
});

test('a browser that keeps nothing sends photos with the last form', async () => {
  const page = await openWindow(browser, city);
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'indexedDB', {
      value: {
        open() {
          throw new Error('no');
        },
      },
    });
  });
  const picture = { name: '路灯.png', mimeType: 'image/png', buffer: await page.screenshot() };
  await toPhotos(page);
  await page.getByLabel('照片或文件').setInputFiles([picture]);
  await submit(page);
  await page.getByText('1 个收到了').waitFor();
  await page.context().close();
});
