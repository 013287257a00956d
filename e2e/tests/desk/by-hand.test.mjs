// What a hand at the desk meets: words that go to the right case, what is known first, refusals that say why, wide
// digits, lists by keys.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, violations } from '../../house/browser.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk, row } from '../../house/staff.mjs';

let browser, city, agent, dispatcher, handler;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 12 })]);
  [agent, dispatcher, handler] = await Promise.all(['huawuyuan', 'pizhuan', 'zhujian'].map((login) => city.staff(login)));
});
after(async () => {
  await browser?.close();
  await city?.close();
});

const register = (fields) => agent.register({ channel: 'phone', kind: 'help', area: '350104', accept: true, ...fields });
const said = (page) => page.getByRole('textbox', { name: '诉求', exact: true });
async function inHand(title) {
  const { no } = await register({ title, text: '学军路口两盏路灯不亮。' });
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await handler.act(no, 'sign');
  return no;
}

test('Alt J takes what is open; into what has ended nothing goes without being told', async () => {
  const text = '洋洽河边健身器材断了一根横杆，孩子差点摔下来。';
  const ended = await register({ title: '健身器材断了', text, place: '洋洽河边' });
  await agent.act(ended.no, 'answer_directly', { text: '已转告公园，当天加固。' });
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  await said(page).fill(text);
  const alike = page.getByRole('region', { name: '可能是同一件事' });
  await alike.getByText('已经答复或结束的 1 件').waitFor();
  await page.keyboard.press('Alt+j');
  await page.getByText(/已答复，没有人在办/).waitFor();
  const apart = page.getByRole('button', { name: /不补了，另立一件/ });
  await apart.and(page.locator(':focus')).and(page.locator('.primary')).waitFor();
  assert.equal(await page.locator('.agent > .bar .primary').count(), 1, 'one filled button');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /受理，接下一通/ }).waitFor();
  // A fresh case of the same matter comes first, however alike the other is.
  const open = await register({ title: '河边器材', text, place: '洋洽河边公园' });
  await said(page).fill(`${text}请来看看。`);
  await alike.getByRole('link', { name: /河边器材/ }).waitFor();
  await page.keyboard.press('Alt+j');
  await page.getByRole('button', { name: `补进 ${open.no}` }).waitFor();
  await page.context().close();
});

test('what is known stands first for whoever asks a question', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  await page.keyboard.press('Alt+6');
  await said(page).fill('想问一下办理居住证需要带什么材料');
  const offer = page.getByRole('region', { name: '可答的知识' }).getByRole('article').first();
  await offer.waitFor();
  await page.getByRole('complementary', { name: '建议和重复' }).getByRole('region').nth(1).waitFor();
  const { y, height } = await offer.boundingBox();
  assert.ok(y + height < page.viewportSize().height, `the answer ends at ${y + height}`);
  await page.context().close();
});

test('a number in wide digits is looked for, and pointed out in a reply', async () => {
  await register({ title: '宽数字的老来电', text: '路灯不亮。', requester: { name: '周女士', phone: '13900000081' } });
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  await page.getByRole('textbox', { name: '来电号码' }).fill('１３９００００００８１');
  await page.getByRole('complementary', { name: '来电人' }).getByRole('link', { name: '宽数字的老来电' }).waitFor();
  await page.context().close();
  const no = await inHand('宽数字的路灯');
  const unit = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  await unit.getByRole('toolbar', { name: '能办的事' }).waitFor();
  await unit.keyboard.press('r');
  const form = unit.getByRole('form', { name: new RegExp(no) });
  await form.getByRole('textbox', { name: '内容', exact: true }).fill('请打１３８００１３８０００找小陈。');
  await form
    .getByRole('region', { name: '诉求要点' })
    .getByText(/像是.*电话|电话/)
    .first()
    .waitFor();
  assert.equal(await form.getByText('没有电话和证件号').count(), 0);
  await unit.context().close();
});

test('all actions say what comes first, by where the case stands', async () => {
  const { no } = await register({ title: '还没签收的路灯', text: '学军路口两盏路灯不亮。' });
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  await page.getByRole('toolbar', { name: '能办的事' }).waitFor();
  await page.keyboard.press('.');
  const all = page.getByRole('dialog', { name: '全部操作' });
  await all.getByRole('listitem').filter({ hasText: '答复' }).getByText('本单位还没签收，请先签收。').first().waitFor();
  await page.keyboard.press('Escape');
  await handler.act(no, 'sign');
  await handler.act(no, 'reply', { text: '已派人更换灯泡，两盏灯都亮了。' });
  await page.reload();
  await page.getByRole('toolbar', { name: '能办的事' }).waitFor();
  await page.keyboard.press('.');
  await all
    .getByText(/等审核/)
    .first()
    .waitFor();
  await page.context().close();
});

test('the brackets turn a unit’s lists, and the first row has the hand', async () => {
  await inHand('括号键的路灯');
  const page = await openDesk(browser, city, 'zhujian', { path: '/unit/to_sign' });
  await page.getByRole('navigation', { name: '办件' }).waitFor();
  await page.keyboard.press(']');
  await page.waitForURL(/\/unit\/in_hand$/);
  await page.locator('[data-row]:focus').waitFor();
  await page.keyboard.press('[');
  await page.waitForURL(/\/unit\/to_sign$/);
  await page.keyboard.press('[');
  await page.waitForURL(/\/unit\/to_review$/);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: '按键' }).getByText('下一个清单').waitFor();
  await page.context().close();
});

test('a photo beside its words, a second reply and English names are sound', async () => {
  const no = await inHand('有照片的路灯');
  await handler.act(no, 'reply', { text: '已派人更换灯泡，两盏灯都亮了。' });
  const reviewer = await city.staff('zhujian-shenhe');
  await reviewer.act(no, 'review', { decision: 'send_back', reason: '写明时间。' });
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  await page.getByRole('region', { name: '诉求要点，最近一份答复' }).waitFor();
  await page.getByRole('toolbar', { name: '能办的事' }).waitFor();
  await page.keyboard.press('r');
  await page
    .getByRole('form', { name: new RegExp(no) })
    .getByRole('region', { name: '诉求要点', exact: true })
    .waitFor();
  assert.deepEqual(await violations(page), []);
  await page.context().close();
});

test('a digit without its unit is told; the ring goes with the reason; district and street go in one breath', async () => {
  await register({ title: '没有第八个的路灯', text: '学军路口两盏路灯不亮。' });
  const centre = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  await row(centre, '没有第八个的路灯').focus();
  await centre.getByText(/^将批转给|先按数字选主办单位/).waitFor();
  await centre.keyboard.press('8');
  await centre.getByText('没有第 8 个建议。').waitFor();
  await centre.context().close();
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  const place = page.getByRole('combobox', { name: '地点' });
  await place.pressSequentially('csqdhjd');
  await page.getByRole('option', { name: /对湖街道/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.equal(await place.inputValue(), '仓山区对湖街道');
  await page.keyboard.press('Control+u');
  await page
    .getByRole('group', { name: /不予受理的理由/ })
    .getByRole('radio')
    .nth(2)
    .waitFor();
  await page.keyboard.press('3');
  await page.locator('.reasons input:checked:focus').waitFor();
  await page.context().close();
});
