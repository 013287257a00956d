// Photos: added on the receipt and later, seen again by whoever is on a visit, refused with words.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { writeCase } from '../../house/citizen.mjs';
import { openCity } from '../../house/city.mjs';

let city, browser;
before(async () => {
  [city, browser] = await Promise.all([openCity(), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

for (const [name, options] of [['on a phone', { size: PHONE }], ['without JavaScript', { script: false }]]) {
  test(`photos are added and seen again ${name}`, async () => {
    const page = await openWindow(browser, city, options);
    const picture = { name: '路灯.png', mimeType: 'image/png', buffer: await page.screenshot() };
    const { no } = await writeCase(page);
    await page.getByText('有照片吗？现在就可以传').click();
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
    await page.getByText(/JPEG、PNG/).first().waitFor();
    assert.equal(await page.getByRole('link', { name: /您传的/ }).count(), 2);

    // Nobody else sees them.
    await page.context().clearCookies();
    assert.equal((await page.request.get(path)).status(), 404);
    assert.ok(path.includes(no));
    await page.context().close();
  });
}
