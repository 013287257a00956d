// Numbers open: each lamp and figure leads to exactly the cases that were counted; a photo is shown.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 40 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

/** A number as shown, with its thousands apart. */
const counted = async (link) => Number((await link.innerText()).match(/[\d,]+/)[0].replaceAll(',', ''));

test('a lamp opens the cases that burn', async () => {
  const page = await openDesk(browser, city, 'lingdao', { path: '/overview' });
  const link = page.getByRole('link', { name: /^红灯/ });
  const expected = await counted(link);
  assert.ok(expected > 0, 'some case of the demonstration is late');
  await link.click();
  await page.getByText(new RegExp(`红灯.*${expected} 件`)).waitFor();
  const list = page.getByRole('table', { name: '红灯' });
  await list.waitFor();
  assert.equal(await list.getByRole('link').count(), expected);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a figure of the period opens its cases', async () => {
  const page = await openDesk(browser, city, 'lingdao', { path: '/overview' });
  // The follower that counts runs beside the server.
  const received = page.getByRole('list', { name: '合计' }).getByRole('link', { name: /^收件/ });
  await received.waitFor();
  const expected = await counted(received);
  await received.click();
  await page.waitForURL(/\/cases\?.*figure=received/);
  if (expected === 0) await page.getByText('没有找到').waitFor();
  else {
    await page.getByRole('table', { name: '查件' }).getByRole('link').first().waitFor();
    assert.equal(await page.getByRole('table', { name: '查件' }).getByRole('link').count(), Math.min(expected, 50));
  }
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a unit adds a photo that says what it shows', async () => {
  const [agent, dispatcher, handler] = await Promise.all(['huawuyuan', 'pizhuan', 'zhujian'].map((login) => city.staff(login)));
  const { no } = await agent.register({ channel: 'phone', kind: 'help', title: '路灯不亮', text: '学军路口两盏路灯不亮。', area: '350104', accept: true });
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await handler.act(no, 'sign');
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  const photo = Buffer.from(await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 320;
    canvas.height = 240;
    canvas.getContext('2d').fillRect(20, 20, 200, 100);
    return canvas.toDataURL('image/png').split(',')[1];
  }), 'base64');
  await page.getByRole('button', { name: '添照片或文件' }).click();
  await page.getByLabel('选照片或文件').setInputFiles({ name: '路灯.png', mimeType: 'image/png', buffer: photo });
  await page.getByRole('textbox', { name: '证据说明' }).fill('换好的路灯');
  await page.getByRole('button', { name: '添上' }).click();
  await page.getByRole('img', { name: '换好的路灯' }).waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
