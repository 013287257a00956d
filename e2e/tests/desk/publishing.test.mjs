// Publishing: the copy begins masked, what still looks personal is named once before it goes, and it follows a pass.
// What else a case tells: whose return was ruled on, and what was promised by when.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk, row, sendNow } from '../../house/staff.mjs';

let browser, city, agent, dispatcher;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 12 })]);
  [agent, dispatcher] = await Promise.all(['huawuyuan', 'pizhuan'].map((login) => city.staff(login)));
});
after(async () => {
  await browser?.close();
  await city?.close();
});

const TEXT = '我叫王小明，电话13800000555，身份证350102199001011234，住东街88号3座502室，楼下喇叭扰民。';
const COVERED = '我叫×××，电话×××××××××××，身份证××××××××××××××××××，住东街××号×座×××室，楼下喇叭扰民。';
const REPLY = '已联系王小明13800000555，喇叭已经拆除。';
const register = async (title) =>
  (
    await agent.register({
      channel: 'phone',
      kind: 'help',
      title,
      text: TEXT,
      area: '350104',
      accept: true,
      requester: { name: '王小明', phone: '13800000555' },
    })
  ).no;
async function toReview(title, commitment) {
  const no = await register(title);
  const [handler, reviewer] = await Promise.all(['zhujian', 'zhujian-shenhe'].map((login) => city.staff(login)));
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await handler.act(no, 'sign');
  await handler.act(no, 'contact', { how: 'phone', reached: true });
  await handler.act(no, 'reply', { text: REPLY, ...(commitment ? { commitment } : {}) });
  await reviewer.act(no, 'review', { decision: 'pass' });
  return no;
}
const field = (form, name) => form.getByRole('textbox', { name, exact: true });

test('a pass leads on to a masked copy, which names what still looks personal before it goes', async () => {
  const no = await toReview('遮盖甲');
  const page = await openDesk(browser, city, 'zhongshen', { path: '/review' });
  await row(page, '遮盖甲').focus();
  await page.getByText(REPLY).first().waitFor();
  await page.keyboard.press('p');
  await sendNow(page);
  await page.getByRole('link', { name: `公开 ${no}` }).click();
  const form = page.getByRole('form', { name: `公开 · ${no}` });
  await form.getByText('已经遮住').waitFor();
  assert.equal(await field(form, '内容').inputValue(), COVERED);
  assert.equal(await field(form, '公开的答复').inputValue(), '已联系××××××××××××××，喇叭已经拆除。');
  await form.getByText('内容：诉求人姓名 1 处、电话号码 1 处、身份证号 1 处、门牌号 3 处').waitFor();
  await form.getByText('别人的姓名').waitFor();

  await field(form, '公开的答复').fill('打0591-88886666问王小明。');
  await page.keyboard.press('Control+Enter');
  const warning = form.getByRole('alert');
  await warning.getByText('电话号码 0591-88886666').waitFor();
  await warning.getByText('诉求人姓名 王小明').waitFor();
  await warning.getByRole('button', { name: '都遮住' }).click();
  assert.equal(await field(form, '公开的答复').inputValue(), '打××××-××××××××问×××。');
  await page.keyboard.press('Control+Enter');
  await sendNow(page);
  const told = await (await fetch(`${city.url}/api/public/cases/${no}`)).json();
  assert.equal(told.text, COVERED);
  assert.equal(told.answer, '打××××-××××××××问×××。');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('somebody who insists publishes as it is', async () => {
  const no = await toReview('遮盖乙');
  await (await city.staff('zhongshen')).act(no, 'review', { decision: 'pass' });
  const path = `/case/${no}?do=publish`;
  let page = await openDesk(browser, city, 'zhongshen', { path });
  let form = page.getByRole('form', { name: `公开 · ${no}` });
  await form.getByText('已经遮住').waitFor();
  // Somebody's own number is refused, however often one presses.
  await field(form, '公开的答复').fill('请打13900000099。');
  await page.keyboard.press('Control+Enter');
  await form.getByRole('alert').getByText('电话号码 13900000099').waitFor();
  await page.keyboard.press('Control+Enter');
  await assert.rejects(sendNow(page), /第 3 个字起的电话号码（139…）要先遮住/);
  await page.context().close();

  page = await openDesk(browser, city, 'zhongshen', { path });
  form = page.getByRole('form', { name: `公开 · ${no}` });
  await form.getByText('已经遮住').waitFor();
  await field(form, '公开的答复').fill('请打0591-88886666。');
  await page.keyboard.press('Control+Enter');
  await form.getByRole('alert').getByText('电话号码 0591-88886666').waitFor();
  await page.keyboard.press('Control+Enter');
  await sendNow(page);
  const told = await (await fetch(`${city.url}/api/public/cases/${no}`)).json();
  assert.equal(told.answer, '请打0591-88886666。');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a copy from before the answer is said to lack it, until it is published again', async () => {
  const no = await toReview('遮盖丙');
  const zhongshen = await city.staff('zhongshen');
  await zhongshen.act(no, 'publish', { title: '遮盖丙', text: '喇叭扰民', answer: '' });
  const page = await openDesk(browser, city, 'zhongshen', { path: `/case/${no}` });
  const before = page.getByText('公开在答复之前，请再公开一次');
  await page.getByText('已公开', { exact: true }).first().waitFor();
  assert.equal(await before.count(), 0);
  // The history quotes what was published, and nothing where nothing was.
  await page.getByText('“喇叭扰民”').first().waitFor();
  assert.equal(await page.getByText('“”').count(), 0);
  await zhongshen.act(no, 'review', { decision: 'pass' });
  await before.waitFor();
  await zhongshen.act(no, 'publish', { title: '遮盖丙', text: '喇叭扰民', answer: '已拆除' });
  await before.waitFor({ state: 'detached' });
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a dated commitment stands beside the reply, the answer and in the history', async () => {
  const no = await toReview('承诺甲', { text: '年底前换完', until: '2030-12-31' });
  const page = await openDesk(browser, city, 'zhongshen', { path: `/case/${no}` });
  await page.getByRole('region', { name: '最近一份答复' }).getByText('承诺：年底前换完（到 2030-12-31）').waitFor();
  await page.getByText('承诺到 2030-12-31').waitFor();
  await (await city.staff('zhongshen')).act(no, 'review', { decision: 'pass' });
  await page.reload();
  await page.getByRole('region', { name: '答复', exact: true }).getByText('承诺：年底前换完（到 2030-12-31）').waitFor();
  await page.context().close();
});

test('the history says whose return was ruled on, and who ruled', async () => {
  const no = await register('退件甲');
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await (await city.staff('zhujian')).act(no, 'return', { reason: 'not_our_duty', basis: '不归我们。' });
  await dispatcher.act(no, 'rule_on_return', { decision: 'reject', reason: '归你们' });
  const page = await openDesk(browser, city, 'pizhuan', { path: `/case/${no}` });
  await page.getByText(/智慧中心 裁定.*住.*局的退件/).waitFor();
  await page.context().close();
});
