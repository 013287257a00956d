// Digits on the choices of a form: one press chooses, Enter sends; a digit opens a ruling from the list with its
// decision made and the hand in the words; in a box one writes digits; with single keys off there are none.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { answerIt } from '../../house/desk.mjs';
import { openDesk, row, sendNow } from '../../house/staff.mjs';

let browser, city, agent, dispatcher, handler;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 12 })]);
  [agent, dispatcher, handler] = await Promise.all(['huawuyuan', 'pizhuan', 'zhujian'].map((login) => city.staff(login)));
});
after(async () => {
  await browser?.close();
  await city?.close();
});

/** A case that 市住建局 has in hand, after the steps given. */
async function inHand(title, ...steps) {
  const { no } = await agent.register({
    channel: 'phone',
    kind: 'help',
    title,
    text: `${title}，请来看看。`,
    area: '350104',
    accept: true,
    requester: { name: '林女士', phone: '13900000031' },
  });
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await handler.act(no, 'sign');
  for (const [command, fields] of steps) await handler.act(no, command, fields);
  return no;
}
const RETURN = ['return', { reason: 'not_our_duty', basis: '不在职责清单里。' }];
const ends = (page) => {
  assert.deepEqual(page.troubles, []);
  return page.context().close();
};
const focused = (control) => control.and(control.page().locator(':focus')).waitFor();

test('a ruling is two presses beside its words: the digit, and Ctrl Enter', async () => {
  const no = await inHand('退件待裁', RETURN);
  const page = await openDesk(browser, city, 'pizhuan', { path: '/rulings' });
  await row(page, '退件待裁').focus();
  const bar = page.getByRole('toolbar', { name: '能办的事' });
  await bar.getByRole('button', { name: '裁定' }).waitFor();
  assert.match((await bar.innerText()).replace(/\s+/g, ' '), /1 同意退件 2 不同意退件/, 'the digits stand in the bar');
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: '按键' });
  assert.match((await sheet.innerText()).replace(/\s+/g, ' '), /1 裁定：同意退件 2 裁定：不同意退件/);
  await page.keyboard.press('Escape');
  await row(page, '退件待裁').focus();
  await page.keyboard.press('2');
  const form = page.getByRole('form', { name: `裁定 · ${no}` });
  await focused(form.getByRole('textbox', { name: '理由' }));
  assert.ok(await form.getByRole('radio', { name: '不同意退件' }).isChecked());
  await page.keyboard.type('职责清单第 1 条写明归你单位。');
  assert.ok(await form.getByRole('radio', { name: '不同意退件' }).isChecked(), 'a digit in a box is written');
  await page.keyboard.press('Control+Enter');
  await sendNow(page);
  const ruled = (await dispatcher.get(`/api/cases/${no}`)).history.findLast((step) => step.kind === 'return_ruled');
  assert.equal(ruled.words.reason, '职责清单第 1 条写明归你单位。');
  await ends(page);
});

test('a newer decision is not undone by the draft of an older one', async () => {
  const no = await inHand('改了主意', RETURN);
  const page = await openDesk(browser, city, 'pizhuan', { path: '/rulings' });
  const form = page.getByRole('form', { name: `裁定 · ${no}` });
  await row(page, '改了主意').focus();
  await page.getByRole('toolbar').getByRole('button', { name: '裁定' }).waitFor();
  await page.keyboard.press('1');
  await form.getByRole('textbox', { name: '理由' }).fill('再看看。');
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'detached' });
  await page.keyboard.press('2');
  await form.getByText('上次没发出的草稿').waitFor();
  assert.ok(await form.getByRole('radio', { name: '不同意退件' }).isChecked());
  assert.equal(await form.getByRole('textbox', { name: '理由' }).inputValue(), '再看看。');
  await ends(page);
});

test('every choice of a form has a digit, counted on from field to field; Enter on a choice sends', async () => {
  const no = await inHand('问一问');
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  await page.getByRole('button', { name: '联系' }).click();
  const form = page.getByRole('form', { name: `联系 · ${no}` });
  await form.waitFor();
  const group = (name) => form.getByRole('group', { name });
  assert.match((await group('方式').innerText()).replace(/\s+/g, ' '), /电话 1 上门 2 短信 3 其他 4/);
  assert.match((await group('联系上了吗').innerText()).replace(/\s+/g, ' '), /是 5 否 6/);
  await page.keyboard.press('2');
  await focused(group('方式').getByRole('radio', { name: '上门' }));
  await page.keyboard.press('5');
  await focused(group('联系上了吗').getByRole('radio', { name: '是' }));
  await page.keyboard.press('Control+/');
  assert.match((await page.getByRole('dialog', { name: '按键' }).innerText()).replace(/\s+/g, ' '), /5 联系上了吗：是/);
  await page.keyboard.press('Escape');
  await group('联系上了吗').getByRole('radio', { name: '是' }).focus();
  await page.keyboard.press('Enter');
  await form.waitFor({ state: 'detached' });
  const step = (await handler.get(`/api/cases/${no}`)).history.findLast((one) => one.kind === 'contacted');
  assert.deepEqual([step.results.how, step.results.reached], ['visit', true]);
  await ends(page);
});

test('an extension is decided and several rulings are made by digits; with single keys off there are none', async () => {
  const no = await inHand('要延期', ['request_extension', { days: 2, reason: '要等配件。' }]);
  const page = await openDesk(browser, city, 'pizhuan', { path: '/extensions' });
  await row(page, '要延期').focus();
  await page.getByRole('toolbar').getByRole('button', { name: '决定延期' }).waitFor();
  await page.keyboard.press('1');
  const form = page.getByRole('form', { name: `决定延期 · ${no}` });
  await focused(form.getByRole('textbox', { name: '理由' }));
  await page.keyboard.type('配件确实要等。');
  await page.keyboard.press('Control+Enter');
  await sendNow(page);
  assert.equal(
    (await dispatcher.get(`/api/cases/${no}`)).history.findLast((step) => step.kind === 'extension_decided').results.granted,
    true,
  );

  await inHand('一起裁一', RETURN);
  await inHand('一起裁二', RETURN);
  await page.goto('/desk/rulings');
  for (const title of ['一起裁一', '一起裁二']) await page.getByRole('checkbox', { name: `选 ${title}` }).check();
  await page.getByRole('button', { name: '裁定 2 件' }).click();
  const dialog = page.getByRole('dialog', { name: '裁定 · 2 件' });
  const no2 = dialog.getByRole('radio', { name: '不同意退件' });
  await page.keyboard.press('2');
  assert.ok(await no2.isChecked());
  await dialog.getByRole('textbox', { name: '理由' }).fill('1');
  await page.keyboard.press('1');
  assert.equal(await dialog.getByRole('textbox', { name: '理由' }).inputValue(), '11');
  assert.ok(await no2.isChecked());
  await page.keyboard.press('Escape');

  await page.evaluate(() => localStorage.setItem('desk.single-keys', 'off'));
  await page.reload();
  await row(page, '一起裁一').focus();
  const bar = page.getByRole('toolbar', { name: '能办的事' });
  await bar.getByRole('button', { name: '裁定' }).waitFor();
  assert.doesNotMatch(await bar.innerText(), /[12]/);
  await page.keyboard.press('1');
  await bar.getByRole('button', { name: '裁定' }).click();
  assert.equal(
    await page.getByRole('form').filter({ hasText: '裁定' }).getByRole('radio', { name: '同意退件', exact: true }).isChecked(),
    false,
  );
  await ends(page);
});

for (const [where, path, options] of [
  ['a phone', '/call-back', { size: PHONE }],
  ['the page of a case', '', {}],
])
  test(`on ${where} a call-back asks whether it is solved, as in its list`, async () => {
    const title = `问清没有 ${where}`;
    const { no } = await agent.register({
      channel: 'phone',
      kind: 'complaint',
      title,
      text: '问清楚了没有的一件。',
      area: '350104',
      accept: true,
      urgent: true,
      requester: { name: '林女士', phone: '13900000033' },
    });
    await answerIt(city, no);
    const page = await openDesk(browser, city, 'huifang', { path: path || `/case/${no}`, ...options });
    if (path) await row(page, title).click();
    await page.getByRole('button', { name: /^回访/ }).first().click();
    const form = page.getByRole('region', { name: '回访' });
    const choose = (group, name) => form.getByRole('group', { name: group }).getByRole('radio', { name }).check({ force: true });
    await choose('结果', /^接通/);
    await choose('满意程度', /^非常满意/);
    await form.getByRole('textbox', { name: '备注' }).fill('说了谢谢');
    await isSound(page, 'a call-back by itself');
    await form.getByRole('button', { name: /^记下/ }).click();
    await form.getByRole('alert').getByText('请填解决了吗。').waitFor();
    await choose('解决了吗', /^是/);
    await form.getByRole('button', { name: /^记下/ }).click();
    await sendNow(page);
    const { rating } = await dispatcher.get(`/api/cases/${no}`);
    assert.deepEqual([rating.by, rating.grade, rating.solved], ['follow_up', 5, true]);
    await ends(page);
  });

test('a call-back tells by one digit that somebody would not talk', async () => {
  const { no } = await agent.register({
    channel: 'phone',
    kind: 'complaint',
    title: '不愿多说',
    text: '不愿多说的一件。',
    area: '350104',
    accept: true,
    urgent: true,
    requester: { name: '林女士', phone: '13900000032' },
  });
  await answerIt(city, no);
  const page = await openDesk(browser, city, 'huifang', { path: '/call-back' });
  await row(page, '不愿多说').focus();
  const form = page.getByRole('region', { name: '回访' });
  await form.getByRole('group', { name: '结果' }).waitFor();
  await page.keyboard.press('9');
  assert.ok(await form.getByRole('radio', { name: '不愿回访' }).isChecked());
  assert.equal(await form.getByRole('group', { name: '满意程度' }).count(), 0);
  await page.keyboard.press('Enter');
  await sendNow(page);
  assert.equal(
    (await dispatcher.get(`/api/cases/${no}`)).history.findLast((step) => step.kind === 'followed_up').results.outcome,
    'refused',
  );
  await ends(page);
});
