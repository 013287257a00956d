// Several cases decided at once: rulings, extensions, waiting, reworks, reviews, call-backs. Held for five
// seconds, a result a row, and what failed stays selected with its own reason.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { answerIt } from '../../house/desk.mjs';
import { openDesk } from '../../house/staff.mjs';

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
const choose = async (page, titles) => {
  for (const title of titles) await page.getByRole('checkbox', { name: `选 ${title}` }).check();
};
const assignment = async (no) => (await dispatcher.get(`/api/cases/${no}`)).assignments[0];

test('two returns ruled on together; the one that was overtaken stays selected and says why', async () => {
  const ask = ['return', { reason: 'not_our_duty', basis: '不在职责清单里。' }];
  const titles = ['退件甲', '退件乙', '退件丙'];
  const all = [];
  for (const title of titles) all.push(await inHand(title, ask));
  const page = await openDesk(browser, city, 'pizhuan', { path: '/rulings' });
  await choose(page, titles);
  await dispatcher.act(all[1], 'rule_on_return', { decision: 'reject', reason: '先裁定了。' });
  await page.getByRole('button', { name: '裁定 3 件' }).click();
  const dialog = page.getByRole('dialog', { name: '裁定 · 3 件' });
  await dialog.getByRole('radio', { name: '不同意退件' }).check();
  await dialog.getByRole('textbox', { name: '理由' }).fill('职责清单里归你单位。');
  await isSound(page, 'ruling on many');
  // Taken back, the cases are selected and the reason is written again.
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '撤回' }).click();
  await page.getByRole('button', { name: '裁定 3 件' }).click();
  assert.equal(await dialog.getByRole('textbox', { name: '理由' }).inputValue(), '职责清单里归你单位。');
  assert.equal(await dialog.getByRole('radio', { name: '不同意退件' }).isChecked(), true);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '现在就发' }).click();
  const result = page.getByRole('region', { name: '裁定 3 件' });
  await result.getByText('裁定 3 件：成 2 件，没成 1 件').waitFor();
  const row = result.getByRole('listitem').filter({ hasText: all[1] });
  assert.match(await row.innerText(), /变化/, 'its own reason');
  assert.match(await row.innerText(), /裁定福州市住建局的退件 不同意退件/, 'who did what');
  assert.equal(await page.getByRole('checkbox', { name: '选 退件乙' }).isChecked(), true, 'what failed stays selected');
  assert.equal(await page.getByRole('checkbox', { name: '选 退件甲' }).count(), 0);
  for (const no of [all[0], all[2]]) assert.equal((await assignment(no)).state, 'in_hand');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('one unit is named as the fallback for several returns', async () => {
  const titles = ['兜底甲', '兜底乙'];
  const all = [];
  for (const title of titles) all.push(await inHand(title, ['return', { reason: 'other_lead', basis: '几家都管。' }]));
  const page = await openDesk(browser, city, 'pizhuan', { path: '/rulings' });
  await choose(page, titles);
  await page.getByRole('button', { name: '指定兜底 2 件' }).click();
  const dialog = page.getByRole('dialog', { name: '指定兜底 · 2 件' });
  await dialog.getByRole('combobox', { name: '单位' }).fill('仓山区城管局');
  await dialog
    .getByRole('option', { name: /仓山区城管局/ })
    .first()
    .click();
  await dialog.getByRole('textbox', { name: '理由' }).fill('职责交叉，由城管兜底。');
  await isSound(page, 'a fallback for many');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText('指定兜底 2 件：成 2 件').waitFor();
  for (const no of all) {
    const open = (await dispatcher.get(`/api/cases/${no}`)).assignments.filter((held) => held.state === 'to_sign');
    assert.deepEqual(
      open.map((held) => held.unit),
      ['350104-cgj'],
      no,
    );
  }
  await page.context().close();
});

test('extensions, waiting and reworks are decided together, and what is held can be undone', async () => {
  const titles = ['延期甲', '延期乙'];
  const all = [];
  for (const title of titles)
    all.push(await inHand(title, ['contact', { how: 'phone', reached: true }], ['request_extension', { days: 2, reason: '要等备件。' }]));
  const page = await openDesk(browser, city, 'pizhuan', { path: '/extensions' });
  await choose(page, titles);
  await page.getByRole('button', { name: '决定延期 2 件' }).click();
  const dialog = page.getByRole('dialog', { name: '决定延期 · 2 件' });
  await dialog.getByRole('radio', { name: '同意', exact: true }).check();
  await dialog.getByRole('textbox', { name: '理由' }).fill('备件在路上。');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: /^撤回/ }).click();
  assert.equal(await page.getByRole('checkbox', { name: '选 延期甲' }).isChecked(), true, 'undone, selected as before');
  assert.equal((await dispatcher.get(`/api/cases/${all[0]}`)).extension_asked, 2, 'nothing was sent');
  await page.getByRole('button', { name: '决定延期 2 件' }).click();
  await dialog.getByRole('radio', { name: '同意', exact: true }).check();
  await dialog.getByRole('textbox', { name: '理由' }).fill('备件在路上。');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText('决定延期 2 件：成 2 件').waitFor();
  for (const no of all) assert.ok(!(await dispatcher.get(`/api/cases/${no}`)).extension_asked);
  await page.context().close();
});

test('a question to many: waiting is granted together', async () => {
  const titles = ['等候甲', '等候乙'];
  for (const title of titles) await inHand(title, ['ask_requester', { question: '请问门牌号是多少？' }]);
  const page = await openDesk(browser, city, 'pizhuan', { path: '/waiting' });
  await choose(page, titles);
  await page.getByRole('button', { name: '决定等候 2 件' }).click();
  const dialog = page.getByRole('dialog', { name: '决定等候 · 2 件' });
  await dialog.getByRole('radio', { name: '同意', exact: true }).check();
  await dialog.getByRole('textbox', { name: '理由' }).fill('没有门牌号找不到。');
  await dialog.getByRole('button', { name: '决定等候 2 件' }).click();
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText('决定等候 2 件：成 2 件').waitFor();
  await page.context().close();
});

test('a reviewer sends two back with one reason, and passes two at once', async () => {
  const replied = [
    ['contact', { how: 'phone', reached: true }],
    ['reply', { text: '已经修好了。' }],
  ];
  const titles = ['审核甲', '审核乙', '审核丙', '审核丁'];
  const all = [];
  for (const title of titles) all.push(await inHand(title, ...replied));
  const page = await openDesk(browser, city, 'zhujian-shenhe', { path: '/review' });
  await choose(page, titles.slice(0, 2));
  await page.getByRole('button', { name: '退回重写 2 件' }).click();
  const dialog = page.getByRole('dialog', { name: '退回重写 · 2 件' });
  await dialog.getByRole('button', { name: '退回重写 2 件' }).click();
  await dialog.getByText('请填理由。').waitFor();
  await dialog.getByRole('textbox', { name: '理由' }).fill('请写明哪天修的。');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText('退回重写 2 件：成 2 件').waitFor();
  await choose(page, titles.slice(2));
  await page.getByRole('button', { name: '通过 2 件' }).click();
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText('通过 2 件：成 2 件').waitFor();
  assert.deepEqual(await Promise.all(all.map(async (no) => (await assignment(no)).state)), ['in_hand', 'in_hand', 'replied', 'replied']);
  for (const no of all.slice(2))
    assert.equal((await dispatcher.get(`/api/cases/${no}`)).history.findLast((step) => step.kind === 'reviewed').results.passed, true);
  await page.context().close();
});

test('reworks that were asked for are decided together', async () => {
  const titles = ['重办甲', '重办乙'];
  const all = [];
  for (const title of titles) {
    const { no } = await agent.register({
      channel: 'phone',
      kind: 'help',
      title,
      text: `${title}，请来看看。`,
      area: '350104',
      accept: true,
      requester: { name: '林女士', phone: '13900000031' },
    });
    await answerIt(city, no);
    await agent.act(no, 'ask_rework', { reason: '还是不亮。' });
    all.push(no);
  }
  const page = await openDesk(browser, city, 'pizhuan', { path: '/reworks' });
  await choose(page, titles);
  await page.getByRole('button', { name: '重办 2 件' }).click();
  const dialog = page.getByRole('dialog', { name: '重办 · 2 件' });
  await dialog.getByRole('textbox', { name: '理由' }).fill('核实后还没解决。');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText('重办 2 件：成 2 件').waitFor();
  for (const no of all) assert.equal((await dispatcher.get(`/api/cases/${no}`)).round, 2);
  await page.context().close();
});

test('reworks that have no ground are closed together, with one reason', async () => {
  const titles = ['办结甲', '办结乙'];
  const all = [];
  for (const title of titles) {
    const { no } = await agent.register({
      channel: 'phone',
      kind: 'help',
      title,
      text: `${title}，请来看看。`,
      area: '350104',
      accept: true,
      requester: { name: '林女士', phone: '13900000031' },
    });
    await answerIt(city, no);
    await agent.act(no, 'ask_rework', { reason: '还是不满意。' });
    all.push(no);
  }
  const page = await openDesk(browser, city, 'pizhuan', { path: '/reworks' });
  await choose(page, titles);
  await page.getByRole('button', { name: '办结 2 件' }).click();
  const dialog = page.getByRole('dialog', { name: '办结 · 2 件' });
  await dialog.getByRole('textbox', { name: '理由' }).fill('现场核实已经解决。');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText('办结 2 件：成 2 件').waitFor();
  for (const no of all) assert.equal((await dispatcher.get(`/api/cases/${no}`)).status, 'closed');
  await page.context().close();
});

test('nobody answered: several calls are noted together, grades never are', async () => {
  const titles = ['回访甲', '回访乙'];
  for (const title of titles) {
    const { no } = await agent.register({
      channel: 'phone',
      kind: 'help',
      title,
      text: `${title}，请来看看。`,
      area: '350104',
      urgent: true,
      accept: true,
      requester: { name: '林女士', phone: '13900000031' },
    });
    await answerIt(city, no);
  }
  const page = await openDesk(browser, city, 'huifang', { path: '/call-back' });
  await choose(page, titles);
  const n = 2;
  await page.getByRole('button', { name: `没接通 ${n} 件` }).click();
  const dialog = page.getByRole('dialog', { name: `没接通 · ${n} 件` });
  assert.equal(await dialog.getByRole('radio').count(), 0, 'no grade for many');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText(`没接通 ${n} 件：成 ${n} 件`).waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
