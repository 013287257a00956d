// What is wider than a phone by itself, a file field and a name of one's own, stays within the phone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, sideways } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city, agent, dispatcher, handler;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 5 })]);
  [agent, dispatcher, handler] = await Promise.all(['huawuyuan', 'pizhuan', 'zhujian'].map((login) => city.staff(login)));
});
after(async () => {
  await browser?.close();
  await city?.close();
});
/** What of it sticks out of the box around it, or out of the window. */
const sticksOut = (part, box) =>
  part.evaluate((element, around) => {
    const outer = element.closest(around)?.getBoundingClientRect() ?? document.documentElement.getBoundingClientRect();
    const { left, right } = element.getBoundingClientRect();
    return Math.round(Math.max(0, outer.left - left, right - outer.right, right - innerWidth, -left));
  }, box);

for (const width of [320, 360])
  test(`at ${width} px every field of a reply with evidence is whole, and so is the form for a file`, async () => {
    const said = { channel: 'phone', kind: 'help', title: '小屏答复', text: '灯不亮。', area: '350104', accept: true };
    const { no } = await agent.register(said);
    await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
    await handler.act(no, 'sign');
    const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}`, size: { width, height: 640 } });
    await page.getByRole('button', { name: '添照片或文件' }).click();
    const file = page.getByLabel('选照片或文件');
    assert.equal(await sticksOut(file, 'form'), 0, 'a file');
    await page.getByRole('button', { name: '不添了' }).click();
    await page.getByRole('button', { name: /^答复/ }).click();
    const form = page.getByRole('form', { name: `答复 · ${no}` });
    await form.getByRole('button', { name: '加一条证据' }).click();
    await form.getByLabel('照片 1', { exact: true }).waitFor();
    for (const field of await form.locator('fieldset, fieldset :is(input, button), textarea').all())
      assert.equal(await sticksOut(field, 'form'), 0, await field.evaluate((element) => element.outerHTML.slice(0, 120)));
    for (const field of await form.locator('fieldset :is(input, button)').all())
      assert.equal(await sticksOut(field, 'fieldset'), 0, await field.evaluate((element) => element.outerHTML.slice(0, 120)));
    assert.equal(await sideways(page), 0);
    await isSound(page, `a reply at ${width} px`);
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });

test('on a phone what copies the place and what shows the caller is as high as a thumb', async () => {
  const point = { lng: 119.3, lat: 26.08 };
  const said = { channel: 'phone', kind: 'help', title: '小屏坐标', text: '灯不亮。', area: '350104', accept: true };
  const { no } = await agent.register({ ...said, point, requester: { name: '林某', phone: '13900000001' } });
  const page = await openDesk(browser, city, 'huawuyuan', { path: `/case/${no}`, size: { width: 390, height: 844 } });
  for (const name of [/^复制坐标/, /^查看身份/]) {
    const button = page.getByRole('button', { name }).first();
    await button.waitFor();
    assert.ok((await button.boundingBox()).height >= 44, String(name));
  }
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('at 390 px a filter that was kept under a long name stays within the row', async () => {
  const NAME = '仓山区对湖街道学军路沿线路灯路牌护栏井盖综合整治期间全部的求助';
  const page = await openDesk(browser, city, 'banzhang', { path: '/cases?kind=help', size: { width: 390, height: 844 } });
  await page.getByRole('button', { name: '存下这个筛选' }).click();
  await page.getByRole('textbox', { name: '筛选的名称' }).fill(NAME);
  await page.keyboard.press('Enter');
  const choice = page.getByRole('combobox', { name: '存下的筛选' });
  await choice.and(page.locator(':focus')).waitFor();
  for (const part of [choice, page.getByRole('button', { name: `删掉 ${NAME}` })]) assert.equal(await sticksOut(part, 'header'), 0);
  assert.equal(await sideways(page), 0);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
