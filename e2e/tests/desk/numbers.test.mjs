// Numbers open: each lamp and figure leads to exactly the cases that were counted; a photo is shown.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { openCity } from '../../house/city.mjs';
import { casesIn, openDesk, sendNow } from '../../house/staff.mjs';

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

test("every number of open work is the server's and opens its cases", async () => {
  const page = await openDesk(browser, city, 'lingdao', { path: '/overview' });
  await page.getByRole('table', { name: /哪一步/ }).waitFor();
  const open = await counted(page.getByRole('link', { name: /^没办完/ }));
  const lamps = await Promise.all(
    ['红灯', '黄灯', '绿灯'].map((lamp) =>
      counted(page.getByRole('list', { name: '没办完的件' }).getByRole('link', { name: new RegExp(`^${lamp}`) })),
    ),
  );
  assert.ok(lamps[0] > 0, 'some case of the demonstration is late');
  assert.ok(lamps.reduce((sum, n) => sum + n) <= open);
  // A lamp, a step, an area, a unit: each opens a list of as many rows, with its filter as text.
  const doors = [
    ['红灯', () => page.getByRole('list', { name: '没办完的件' }).getByRole('link', { name: /^红灯/ })],
    ...['哪一步', '按区域', '按主办单位'].map((name) => [
      undefined,
      () =>
        page
          .getByRole('table', { name: new RegExp(name) })
          .getByRole('row')
          .nth(1)
          .getByRole('link')
          .last(),
    ]),
  ];
  for (const [named, door] of doors) {
    await page.goto('/desk/overview');
    await page.getByRole('table', { name: /哪一步/ }).waitFor();
    const expected = await counted(door());
    await door().click();
    await page.getByText(new RegExp(`筛选：.*${named ?? ''}.*，${expected} 件`)).waitFor();
    assert.equal(await casesIn(page.getByRole('main').getByRole('table')), Math.min(expected, 100));
  }
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('by keys: one unit only, urge, back, the table as a file', async () => {
  const page = await openDesk(browser, city, 'ducha', { path: '/overview' });
  await page.getByRole('table', { name: /哪一步/ }).waitFor();
  const download = page.waitForEvent('download');
  await page.keyboard.press('o');
  const text = await readFile(await (await download).path(), 'utf8');
  assert.match(text, /导出人,/);
  assert.match(text, /主办单位,件,红灯,黄灯,绿灯/);
  // The unit with the most red, by its name as a searcher would type it.
  const unit = (
    await page
      .getByRole('table', { name: /按主办单位/ })
      .getByRole('rowheader')
      .allInnerTexts()
  ).find((name) => !/没有单位/.test(name));
  await page.keyboard.press('n');
  await page.keyboard.type(unit);
  await page.keyboard.press('Enter');
  await page.getByText(new RegExp(`筛选：${unit}`)).waitFor();
  const list = page.getByRole('main').getByRole('table');
  await list.getByRole('link').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('u');
  await page.getByRole('dialog', { name: '催办 1 件' }).waitFor();
  await page.keyboard.type('请尽快。');
  await page.keyboard.press('Enter');
  await sendNow(page);
  await list
    .getByText(/催 \d+ 次/)
    .first()
    .waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('table', { name: /哪一步/ }).waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a unit has no overview', async () => {
  const page = await openDesk(browser, city, 'zhujian', { path: '/overview' });
  await page.getByText('这个工作区不归您的岗位。').waitFor();
  await page.context().close();
});

test('a figure of the period opens its cases', async () => {
  const page = await openDesk(browser, city, 'lingdao', { path: '/figures' });
  // The follower that counts runs beside the server.
  const received = page.getByRole('list', { name: '合计' }).getByRole('link', { name: /^收件/ });
  await received.waitFor();
  const expected = await counted(received);
  await received.click();
  await page.waitForURL(/\/cases\?.*figure=received/);
  if (expected === 0) await page.getByText('没有找到').waitFor();
  else {
    assert.equal(await casesIn(page.getByRole('table', { name: '查件' })), Math.min(expected, 50));
  }
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a unit adds a photo that says what it shows', async () => {
  const [agent, dispatcher, handler] = await Promise.all(['huawuyuan', 'pizhuan', 'zhujian'].map((login) => city.staff(login)));
  const { no } = await agent.register({
    channel: 'phone',
    kind: 'help',
    title: '路灯不亮',
    text: '学军路口两盏路灯不亮。',
    area: '350104',
    accept: true,
  });
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await handler.act(no, 'sign');
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  const photo = Buffer.from(
    await page.evaluate(() => {
      const canvas = document.createElement('canvas');
      canvas.width = 320;
      canvas.height = 240;
      canvas.getContext('2d').fillRect(20, 20, 200, 100);
      return canvas.toDataURL('image/png').split(',')[1];
    }),
    'base64',
  );
  await page.getByRole('button', { name: '添照片或文件' }).click();
  await page.getByLabel('选照片或文件').setInputFiles({ name: '路灯.png', mimeType: 'image/png', buffer: photo });
  await page.getByRole('textbox', { name: '证据说明' }).fill('换好的路灯');
  await page.getByRole('button', { name: '添上' }).click();
  await page.getByRole('link', { name: '换好的路灯' }).locator('img').waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
