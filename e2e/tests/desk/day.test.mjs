// A working day: what was decided leaves its list, keys act again when they are printed, what was put right is not red
// any more, forms begin with what is known, menus close, and paper has it all.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
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

const register = async (title, fields = {}) =>
  (
    await agent.register({
      channel: 'phone',
      kind: 'help',
      title,
      text: `${title}，请来看看。`,
      area: '350104',
      accept: true,
      requester: { name: '林女士', phone: '13900000051' },
      ...fields,
    })
  ).no;
/** A case that 市住建局 has in hand, after the steps given. */
async function inHand(title, ...steps) {
  const no = await register(title);
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await handler.act(no, 'sign');
  await handler.act(no, 'contact', { how: 'phone', reached: true });
  for (const [command, fields] of steps) await handler.act(no, command, fields);
  return no;
}
const read = (no) => dispatcher.get(`/api/cases/${no}`);

test('a decided extension leaves the queue and does not come back into it', async () => {
  const no = await inHand('决定甲', ['request_extension', { days: 2, reason: '要等备件。' }]);
  const page = await openDesk(browser, city, 'pizhuan', { path: '/extensions' });
  await row(page, '决定甲').focus();
  await page
    .getByRole('complementary', { name: no })
    .getByRole('button', { name: /^决定延期/ })
    .waitFor();
  await page.keyboard.press('e');
  const form = page.getByRole('form', { name: `决定延期 · ${no}` });
  await form.getByRole('radio', { name: '同意', exact: true }).check();
  await page.keyboard.press('Control+Enter');
  const why = form.getByText('请填理由。');
  await why.waitFor();
  await form.getByRole('textbox', { name: '理由' }).fill('备件在路上。');
  await why.waitFor({ state: 'hidden' });
  assert.equal(await form.getByRole('textbox', { name: '理由' }).getAttribute('aria-invalid'), 'false', 'put right, not wrong');
  // Taken back it is under the hand again, with what was written.
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '撤回' }).click();
  await row(page, '决定甲').and(page.locator(':focus')).waitFor();
  await page.keyboard.press('e');
  assert.equal(await form.getByRole('textbox', { name: '理由' }).inputValue(), '备件在路上。');
  // From here on the row must not be drawn again.
  await page.keyboard.press('Control+Enter');
  await row(page, '决定甲').waitFor({ state: 'detached' });
  await page.evaluate(() => {
    globalThis.cameBack = false;
    new MutationObserver(() => {
      globalThis.cameBack ||= [...document.querySelectorAll('[data-row]')].some((link) => link.textContent === '决定甲');
    }).observe(document.body, { subtree: true, childList: true });
  });
  // Sent, then asked for once more: only what that answer says may stand there.
  const sent = page.waitForResponse((response) => response.url().endsWith('/decide_extension'));
  await sendNow(page);
  await sent;
  await page.waitForResponse((response) => response.url().includes('/inbox/extensions'));
  await page.evaluate(
    () =>
      new Promise((done) => {
        requestAnimationFrame(() => setTimeout(done));
      }),
  );
  assert.equal(await page.evaluate(() => globalThis.cameBack), false, 'left and stayed away');
  assert.equal(await page.getByText('清单有变化').count(), 0);
  assert.ok(!(await read(no)).extension_asked);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('another unit is found by 9, letters and Enter; then Enter dispatches, digits choose, and Esc leaves a field', async () => {
  const [first, second] = [await register('找单位甲'), await register('找单位乙')];
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  const finder = page.getByRole('combobox', { name: '找别的单位' });
  const note = page.getByRole('textbox', { name: '附言' });
  await row(page, '找单位甲').focus();
  await page.getByRole('complementary', { name: first }).getByRole('heading', { name: '找单位甲' }).waitFor();
  await page.keyboard.press('9');
  await finder.and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Escape');
  await row(page, '找单位甲').and(page.locator(':focus')).waitFor();
  await note.focus();
  await page.keyboard.press('Escape');
  await row(page, '找单位甲').and(page.locator(':focus')).waitFor();
  await page.keyboard.press('9');
  await page.keyboard.type('csqcg');
  await page.keyboard.press('Enter');
  await page.getByText(/^将批转给 .*仓山区城管局 主办/).waitFor();
  await row(page, '找单位甲').and(page.locator(':focus')).waitFor();
  assert.equal(await finder.inputValue(), '', 'ready for another');
  // A digit chooses now, and is not typed into the box.
  await page.keyboard.press('1');
  assert.equal(await finder.inputValue(), '');
  await page.keyboard.press('Enter');
  await sendNow(page);
  assert.equal((await read(first)).status, 'in_progress');
  assert.equal((await read(second)).status, 'accepted', 'only what was open');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a unit asks to return by the form, and is told who has it now: the ruling names another lead', async () => {
  const no = await inHand('退件改派');
  const { due } = await read(no);
  const unit = await openDesk(browser, city, 'zhujian', { path: '/unit/in_hand' });
  await row(unit, '退件改派').focus();
  await unit.getByRole('complementary', { name: no }).getByRole('toolbar', { name: '能办的事' }).waitFor();
  await unit.keyboard.press('b');
  const asking = unit.getByRole('form', { name: `申请退件 · ${no}` });
  await asking.getByText('申请期间责任还在本单位，期限不变。').waitFor();
  await unit.keyboard.press('Control+Enter');
  await asking.getByText('请填理由。').waitFor();
  await asking.getByText('请填依据。').waitFor();
  await asking.getByRole('radio', { name: /不属于本单位职责/ }).check({ force: true });
  await asking.getByRole('textbox', { name: '依据' }).fill('职责清单里商业噪声归城管。');
  await asking.getByRole('combobox', { name: '建议改派给' }).fill('仓山区城管局');
  await asking
    .getByRole('option', { name: /仓山区城管局/ })
    .first()
    .click();
  await isSound(unit, 'asking to return');
  // The widths that were tried put the form aside; what was written came back with it.
  await row(unit, '退件改派').focus();
  await unit.getByRole('complementary', { name: no }).getByRole('toolbar', { name: '能办的事' }).waitFor();
  await unit.keyboard.press('b');
  assert.equal(await asking.getByRole('textbox', { name: '依据' }).inputValue(), '职责清单里商业噪声归城管。');
  await unit.keyboard.press('Control+Enter');
  await sendNow(unit);
  await row(unit, '退件改派').waitFor({ state: 'detached' });
  await unit
    .getByRole('navigation', { name: '办件' })
    .getByRole('link', { name: /^退件待定/ })
    .click();
  await row(unit, '退件改派').waitFor();
  assert.equal((await read(no)).assignments[0].state, 'return_asked');
  assert.deepEqual(unit.troubles, []);
  await unit.context().close();

  const page = await openDesk(browser, city, 'pizhuan', { path: '/rulings' });
  await row(page, '退件改派').focus();
  const look = page.getByRole('complementary', { name: no });
  await look.getByText('职责清单里商业噪声归城管。').first().waitFor();
  await look.getByRole('button', { name: /^裁定/ }).waitFor();
  await page.keyboard.press('l');
  const ruling = page.getByRole('form', { name: `裁定 · ${no}` });
  await ruling.getByRole('radio', { name: /^福州市住建局/, checked: true }).waitFor();
  await ruling.getByRole('radio', { name: /^不同意退件/ }).check({ force: true });
  assert.equal(await ruling.getByRole('combobox', { name: '主办单位' }).count(), 0, 'who keeps it needs no other lead');
  await ruling.getByRole('radio', { name: /^同意退件/ }).check({ force: true });
  await ruling.getByRole('combobox', { name: '主办单位' }).fill('csqcg');
  await ruling
    .getByRole('option', { name: /仓山区城管局/ })
    .first()
    .click();
  await ruling.getByRole('textbox', { name: '理由' }).fill('同意，改派城管。');
  await isSound(page, 'ruling on a return');
  await row(page, '退件改派').focus();
  await look.getByRole('button', { name: /^裁定/ }).waitFor();
  await page.keyboard.press('l');
  await ruling.getByRole('radio', { name: /^同意退件/, checked: true }).waitFor();
  assert.equal(await ruling.getByRole('textbox', { name: '理由' }).inputValue(), '同意，改派城管。');
  await page.keyboard.press('Control+Enter');
  await sendNow(page);
  await row(page, '退件改派').waitFor({ state: 'detached' });
  const now = await read(no);
  assert.deepEqual([now.lead, now.holders, now.due], ['仓山区城管局', ['仓山区城管局'], due], 'another lead, the same promise');
  const ruled = now.history.findLast((step) => step.kind === 'return_ruled');
  assert.deepEqual([ruled.results.upheld, ruled.to, ruled.words.reason], [true, ['仓山区城管局'], '同意，改派城管。']);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('one return is refused by its form: the unit keeps it, and asks the requester instead', async () => {
  const no = await inHand('退件驳回', ['return', { reason: 'not_our_duty', basis: '不归我们。' }]);
  const page = await openDesk(browser, city, 'pizhuan', { path: '/rulings' });
  await row(page, '退件驳回').focus();
  await page.getByRole('complementary', { name: no }).getByRole('button', { name: /^裁定/ }).click();
  const ruling = page.getByRole('form', { name: `裁定 · ${no}` });
  await page.keyboard.press('Control+Enter');
  await ruling.getByText('请填决定。').waitFor();
  await ruling.getByText('请填理由。').waitFor();
  await ruling.getByRole('radio', { name: /^不同意退件/ }).check({ force: true });
  await ruling.getByRole('textbox', { name: '理由' }).fill('职责清单里归住建。');
  await page.keyboard.press('Control+Enter');
  await sendNow(page);
  await row(page, '退件驳回').waitFor({ state: 'detached' });
  assert.equal((await read(no)).assignments[0].state, 'in_hand');
  assert.deepEqual(page.troubles, []);
  await page.context().close();

  const { due } = await read(no);
  const unit = await openDesk(browser, city, 'zhujian', { path: '/unit/in_hand' });
  await row(unit, '退件驳回').focus();
  const look = unit.getByRole('complementary', { name: no });
  await look.getByText('职责清单里归住建。').first().waitFor();
  await unit.keyboard.press('q');
  const asking = unit.getByRole('form', { name: `请诉求人补充 · ${no}` });
  const question = asking.getByRole('textbox', { name: '请诉求人补充什么' });
  await question.and(unit.locator(':focus')).waitFor();
  await unit.keyboard.press('Control+Enter');
  await asking.getByText('请填请诉求人补充什么。').waitFor();
  await question.fill('请问是哪一栋楼？');
  const done = unit.waitForResponse((response) => response.url().endsWith(`/${no}/ask_requester`));
  await unit.keyboard.press('Control+Enter');
  assert.equal((await done).status(), 200);
  await asking.waitFor({ state: 'detached' });
  await look.getByText('等诉求人补充：“请问是哪一栋楼？”').waitFor();
  const now = await read(no);
  assert.deepEqual([now.question, now.due], ['请问是哪一栋楼？', due], 'asking moves no promise');
  await city.message(({ template, body }) => template === 'question_asked' && JSON.parse(body).no === no);
  assert.deepEqual(unit.troubles, []);
  await unit.context().close();
});

test('what the caller must say is red until it is said', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  await page.keyboard.press('Control+Enter');
  await page.getByText('请写诉求内容。').waitFor();
  await page.getByText('请选类别。').waitFor();
  await page.getByLabel('诉求', { exact: true }).fill('路灯不亮。');
  await page.getByText('请写诉求内容。').waitFor({ state: 'hidden' });
  await page.getByText('请选类别。').waitFor();
  assert.equal(await page.getByLabel('诉求', { exact: true }).getAttribute('aria-invalid'), 'false');
  await page.keyboard.press('Alt+9');
  await page.getByText('请选类别。').waitFor({ state: 'hidden' });
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('the days of an extension are looked at while they are typed', async () => {
  const no = await inHand('延期几天');
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  await page.getByRole('heading', { name: '延期几天' }).waitFor();
  await page.keyboard.press('e');
  const form = page.getByRole('form', { name: `申请延期 · ${no}` });
  const days = form.getByRole('spinbutton');
  await form.getByText(/^.*同意后延到 /).waitFor();
  // A request for help has three working days: an extension may have as many again.
  await form.getByRole('status').getByText('最多 3 个工作日').waitFor();
  for (const odd of ['0', '1.5', '4', '99']) {
    await days.fill(odd);
    await form.getByRole('status').getByText('天数写成 1 到 3 的整数。').waitFor();
    assert.equal(await form.getByText(/同意后延到/).count(), 0, odd);
  }
  await days.fill('2');
  await form.getByText(/同意后延到 /).waitFor();
  assert.equal(await form.getByText('天数写成 1 到 3 的整数。').count(), 0);
  // Esc puts it aside and gives the focus back to the button of the step.
  await page.keyboard.press('Escape');
  await page
    .getByRole('button', { name: /^申请延期/ })
    .and(page.locator(':focus'))
    .waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a reply that was sent back begins with the words that were sent', async () => {
  const no = await inHand('退回重写甲', [
    'reply',
    { text: '已经修好了。', evidence: [{ what: '现场照片', at: '今天上午' }], commitment: { text: '年底前再看一次', until: '2030-12-31' } },
  ]);
  await (await city.staff('zhujian-shenhe')).act(no, 'review', { decision: 'send_back', reason: '没说怎么修的。' });
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  await page.getByRole('heading', { name: '退回重写甲' }).waitFor();
  await page.keyboard.press('r');
  const form = page.getByRole('form', { name: `答复 · ${no}` });
  assert.equal(await form.getByRole('textbox', { name: '内容' }).inputValue(), '已经修好了。');
  assert.equal(await form.getByRole('textbox', { name: '证据说明' }).inputValue(), '现场照片');
  assert.equal(await form.getByRole('textbox', { name: '承诺什么' }).inputValue(), '年底前再看一次');
  assert.equal(await form.getByLabel('到哪天').inputValue(), '2030-12-31', 'the day it was promised for');
  await page.keyboard.press('Escape');
  // A menu closes with Esc, which leaves nothing else, and with a press elsewhere.
  await page.goto('/desk/unit/in_hand');
  const button = page.getByText('导出', { exact: true });
  await button.click();
  await page.getByRole('button', { name: /导出 CSV/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /导出 CSV/ }).waitFor({ state: 'hidden' });
  assert.equal(await button.evaluate((summary) => summary === document.activeElement), true);
  await button.click();
  await page.getByRole('button', { name: /导出 CSV/ }).waitFor();
  await page.getByRole('columnheader', { name: '到哪一步' }).click();
  await page.getByRole('button', { name: /导出 CSV/ }).waitFor({ state: 'hidden' });
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('what is held covers no button, and on a phone the actions of a case wrap', async () => {
  const no = await inHand('不遮按键');
  const page = await openDesk(browser, city, 'huawuyuan', { path: `/case/${no}` });
  const bar = page.getByRole('toolbar', { name: '能办的事' });
  await bar.waitFor();
  const box = async (part) => {
    const { x, y, width, height } = await part.boundingBox();
    return { left: x, top: y, right: x + width, bottom: y + height };
  };
  for (const size of [page.viewportSize(), PHONE]) {
    await page.setViewportSize(size);
    assert.ok(await bar.evaluate((element) => element.scrollWidth <= element.clientWidth), `nothing is cut at ${size.width}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.keyboard.press('.');
  await page.getByRole('dialog', { name: '全部操作' }).getByRole('button', { name: '催办' }).click();
  await page.getByRole('form', { name: `催办 · ${no}` }).waitFor();
  await page.keyboard.press('Control+Enter');
  const held = page.getByRole('region', { name: `催办 ${no}` });
  await held.waitFor();
  for (const size of [PHONE, { width: 1440, height: 900 }]) {
    await page.setViewportSize(size);
    const [above, below] = [await box(bar), await box(held)];
    assert.ok(above.bottom <= below.top + 1, `the actions stand above what is held at ${size.width}`);
  }
  await isSound(page, 'what is held');
  await page.getByRole('button', { name: '撤回', exact: true }).click();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
