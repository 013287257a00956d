// A unit that has led what happened at the same place says so beside the other reasons: to the agent while the call is
// written down, to the dispatcher before a case goes to a unit; by the words of the place and by metres.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk, row } from '../../house/staff.mjs';

let browser, city, agent, dispatcher, led;
const UNIT = '仓山区园林中心';
const point = (lng) => ({ lng, lat: 26.04 });
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 12 })]);
  [agent, dispatcher] = await Promise.all(['huawuyuan', 'pizhuan'].map((login) => city.staff(login)));
  led = await register('石狮子歪斜', { place: '石鼓里5号', point: point(119.305) });
  await dispatcher.act(led, 'dispatch', { lead: UNIT });
});
after(async () => {
  await browser?.close();
  await city?.close();
});

const register = async (title, fields) =>
  (await agent.register({ channel: 'phone', kind: 'help', title, text: `${title}，请来看看。`, area: '350104', accept: true, ...fields }))
    .no;

test('the dispatcher reads who has led at the place, in both languages', async () => {
  await register('长凳裂了口', { place: '小学北门', point: point(119.3065) });
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  await row(page, '长凳裂了口').focus();
  const unit = page.getByRole('region', { name: '承办单位' }).getByRole('listitem').filter({ hasText: UNIT });
  await unit.getByText(`150 米内近一年 1 件由该单位主办：${led}`, { exact: true }).waitFor();
  await isSound(page, 'units by the place');
  await page.evaluate(() => localStorage.setItem('desk.language', 'en'));
  await page.reload();
  await row(page, '长凳裂了口').focus();
  await page.getByRole('listitem').getByText(`1 within 150 m led by this unit within a year: ${led}`, { exact: true }).waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('the agent reads it while the call is written down', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  await page.getByLabel('诉求', { exact: true }).fill('长凳裂了口，坐不了人。');
  await page.getByLabel('地点').fill('石鼓里5号');
  const units = page.getByRole('region', { name: '多半由谁办' });
  await units.getByRole('listitem').filter({ hasText: UNIT }).getByText(`同一地点近一年 1 件由该单位主办：${led}`).waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
