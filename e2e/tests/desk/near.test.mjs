// What is near a call that has no pin: by the words of its place within the district, by the street where the words
// say no more than that; never what stands beside already, never a secret case.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city, agent;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 0 })]);
  agent = await city.staff('huawuyuan');
});
after(async () => {
  await browser?.close();
  await city?.close();
});
const register = (title, fields) => agent.register({ channel: 'phone', kind: 'help', title, text: `${title}。`, accept: true, ...fields });
const nearby = (page) => page.getByRole('region', { name: '附近的件' });

test('an ordinary call sees what else happens at its place, whatever it is about', async () => {
  await register('井盖松动', { place: '洪山桥 8 号', area: '350102' });
  await register('树枝断了', { place: '洪山桥', area: '350102' });
  await register('远处的一件', { place: '五一广场', area: '350102' });
  const { no: secret } = await register('不给人看的', { place: '洪山桥', area: '350102', confidential: true });
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  await page.getByLabel('诉求', { exact: true }).fill('早点摊的油烟熏得没法开窗。');
  await page.getByLabel('地点', { exact: true }).fill('鼓楼区洪山桥');
  await nearby(page).getByText('地点的字对得上，近 30 天').waitFor();
  const titles = (await nearby(page).getByRole('link').allInnerTexts()).sort();
  assert.deepEqual(titles, ['井盖松动', '树枝断了']);
  assert.equal(await page.getByText(secret).count(), 0);
  await isSound(page, 'a call with what is near by words');
  // A spot on the road is near what is on the road.
  await page.getByLabel('地点', { exact: true }).fill('鼓楼区洪山桥头公交站对面');
  await nearby(page).getByRole('link', { name: '树枝断了' }).waitFor();
  await page.getByLabel('地点', { exact: true }).fill('鼓楼区洪山桥');
  await nearby(page).getByRole('link', { name: '树枝断了' }).waitFor();
  // What may be the same matter stands above, and not once more here.
  await page.getByLabel('诉求', { exact: true }).fill('井盖松动，车过就响。');
  await page.getByRole('region', { name: '可能是同一件事' }).getByRole('link', { name: '井盖松动' }).waitFor();
  await nearby(page).getByRole('link', { name: '井盖松动' }).waitFor({ state: 'detached' });
  await nearby(page).getByRole('link', { name: '树枝断了' }).waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a street that was completed tells what is in it; words that are found nowhere say so', async () => {
  await register('对湖的一件', { place: '程埔路 3 号', area: '350104003' });
  await register('仓前的一件', { place: '程埔路 3 号', area: '350104001' });
  await register('对湖的匿名举报', { place: '程埔路 4 号', area: '350104003', kind: 'complaint', report: true });
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  const place = page.getByLabel('地点', { exact: true });
  await place.pressSequentially('对湖');
  await page.getByRole('option', { name: /对湖街道/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.equal(await place.inputValue(), '仓山区对湖街道');
  await nearby(page).getByText('都在仓山区 对湖街道，近 30 天，新的在前').waitFor();
  assert.deepEqual(await nearby(page).getByRole('link').allInnerTexts(), ['对湖的一件']);
  // A district alone is no place.
  await place.fill('仓山区');
  await nearby(page).waitFor({ state: 'detached' });
  await place.fill('仓山区没有这条路');
  await nearby(page).getByText('没有别的件。').waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
