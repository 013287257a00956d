// A work area that was not opened before the network went: the click says so, and the same click leads there after.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE, WIDE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 5 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});
const ends = (page) => {
  assert.deepEqual(page.troubles, []);
  return page.context().close();
};

for (const size of [WIDE, PHONE])
  test(`at ${size.width} px a click that leads nowhere is told of, and leads there once the network is back`, async () => {
    const page = await openDesk(browser, city, 'banzhang', { path: '/dispatch', size });
    await page.getByRole('region', { name: '待批转' }).waitFor();
    const press = async () => {
      if (size === PHONE) await page.getByRole('button', { name: '菜单' }).click();
      await page.getByRole('navigation', { name: '工作区' }).getByRole('link', { name: /^统计/ }).click();
    };
    const told = page.getByRole('alert').filter({ hasText: '统计' });
    await page.context().setOffline(true);
    await press();
    await told.getByText('没网打不开“统计”').waitFor();
    assert.equal(new URL(page.url()).pathname, '/desk/dispatch');
    assert.equal(await page.getByRole('region', { name: '待批转' }).isVisible(), true, 'what was open stays');
    // Again without a network: nothing is lost, and it is still told.
    await press();
    await told.getByText('没网打不开“统计”').waitFor();
    await isSound(page, 'a work area that could not be opened');

    await page.context().setOffline(false);
    await told.getByText('再按一次“统计”就会打开').waitFor();
    await press();
    await page.getByRole('heading', { level: 1, name: '统计' }).waitFor();
    assert.equal(await told.count(), 0);
    const box = await page.getByRole('main').boundingBox();
    assert.ok(box.width > 300, 'with its styles');
    await ends(page);
  });
