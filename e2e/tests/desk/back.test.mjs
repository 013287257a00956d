// What was written comes back: a reason and a changed reply are two texts; 撤回 and a refusal hand back reply, reason,
// grades, units and note; what one window holds no other sends, and what a closed one left is sent once.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { openCity } from '../../house/city.mjs';
import { answerIt } from '../../house/desk.mjs';
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

const REPLY = '已派人更换灯泡，今晚复查。';
const register = async (title, fields = {}) =>
  (
    await agent.register({
      channel: 'phone',
      kind: 'help',
      title,
      text: `${title}，请来看看。`,
      area: '350104',
      accept: true,
      requester: { name: '林女士', phone: '13900000041' },
      ...fields,
    })
  ).no;
/** A case whose reply waits for the centre's reviewer. */
async function toReview(title) {
  const no = await register(title);
  const [handler, reviewer] = await Promise.all(['zhujian', 'zhujian-shenhe'].map((login) => city.staff(login)));
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await handler.act(no, 'sign');
  await handler.act(no, 'contact', { how: 'phone', reached: true });
  await handler.act(no, 'reply', { text: REPLY });
  await reviewer.act(no, 'review', { decision: 'pass' });
  return no;
}
const read = (no) => dispatcher.get(`/api/cases/${no}`);
const reason = (page) => page.getByRole('textbox', { name: '理由' });
const changed = (page) => page.getByRole('textbox', { name: /^改过的答复/ });
/** The hold of this window lasts as long as the test needs it to. */
const holdLong = (page) =>
  page.addInitScript(() => {
    const real = globalThis.setTimeout;
    globalThis.setTimeout = (run, after, ...rest) => real(run, after === 5_000 ? 600_000 : after, ...rest);
  });

test('the reason for the house never becomes the answer, nor the answer the reason', async () => {
  const no = await toReview('审核甲');
  const page = await openDesk(browser, city, 'zhongshen', { path: '/review' });
  await row(page, '审核甲').focus();
  await page.getByText(REPLY).first().waitFor();
  await page.keyboard.press('b');
  await reason(page).fill('口径不对，先问法务。');
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  assert.equal(await changed(page).inputValue(), REPLY, 'the reply that came up, not the reason');
  await changed(page).fill(`${REPLY}谢谢您。`);
  await page.keyboard.press('Escape');
  await page.keyboard.press('b');
  assert.equal(await reason(page).inputValue(), '口径不对，先问法务。');
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  assert.equal(await changed(page).inputValue(), `${REPLY}谢谢您。`);
  await page.keyboard.press('Control+Enter');
  await sendNow(page);
  assert.equal((await read(no)).answer, `${REPLY}谢谢您。`);
  assert.equal(
    await page.evaluate((name) => Object.keys(localStorage).some((key) => key.includes(name)), no),
    false,
    'no draft stays behind',
  );
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('passing with P after a reason was begun passes the reply; publishing is a link, wherever one types by then', async () => {
  const no = await toReview('审核乙');
  await toReview('审核丙');
  const page = await openDesk(browser, city, 'zhongshen', { path: '/review' });
  await row(page, '审核乙').focus();
  await page.getByText(REPLY).first().waitFor();
  await page.keyboard.press('b');
  await reason(page).fill('内部的话。');
  await page.keyboard.press('Escape');
  await row(page, '审核乙').focus();
  await page.keyboard.press('p');
  await page.getByRole('button', { name: '撤回' }).waitFor();
  await row(page, '审核丙').focus();
  await page.getByRole('complementary').getByText('审核丙').first().waitFor();
  await page.keyboard.press('e');
  await changed(page).fill('正在改这一件');
  await page.getByText('✓ 已发出').waitFor();
  const onward = page.getByRole('link', { name: `公开 ${no}` });
  await onward.waitFor();
  assert.match(page.url(), /\/review$/, 'nobody is moved away');
  assert.equal(await changed(page).and(page.locator(':focus')).inputValue(), '正在改这一件');
  assert.equal((await read(no)).answer, REPLY);
  await onward.click();
  await page.waitForURL(new RegExp(`/case/${no}`));
  await page.getByRole('form', { name: `公开 · ${no}` }).waitFor();
  await onward.waitFor({ state: 'hidden' });
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a review that was undone or refused gives its words back, and a refusal stays while others go on', async () => {
  const no = await toReview('审核丁');
  await toReview('审核戊');
  const page = await openDesk(browser, city, 'zhongshen', { path: '/review' });
  await row(page, '审核丁').focus();
  await page.getByText(REPLY).first().waitFor();
  await page.keyboard.press('e');
  await changed(page).fill('改过的一段话。');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '撤回' }).click();
  assert.equal(await changed(page).inputValue(), '改过的一段话。');
  await page.keyboard.press('Escape');
  await row(page, '审核丁').focus();
  await page.keyboard.press('b');
  await reason(page).fill('请补上照片。');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '撤回' }).waitFor();
  await dispatcher.act(no, 'annotate', { text: '来电人又打来了。' });
  await page.getByRole('button', { name: '现在就发' }).click();
  const refused = page.getByRole('region', { name: new RegExp(no) });
  await refused.getByText(/没成 1 件/).waitFor();
  // The next step dismisses what is done, not what was refused.
  await row(page, '审核戊').focus();
  await page.getByRole('complementary').getByText('审核戊').first().waitFor();
  await page.keyboard.press('Control+Enter');
  await sendNowOf(page, '审核戊');
  await refused.getByText(/没成 1 件/).waitFor();
  await row(page, '审核丁').focus();
  assert.equal(await reason(page).inputValue(), '请补上照片。');
  // Sent after all, it answers its refusal.
  await refused.getByRole('button', { name: '看过了，照样发' }).click();
  await page.getByText('✓ 已发出').first().waitFor();
  await page.getByText(/没成 1 件/).waitFor({ state: 'hidden' });
  assert.equal((await read(no)).history.filter((step) => step.kind === 'reviewed').length, 2);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
async function sendNowOf(page) {
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText('✓ 已发出').first().waitFor();
}

test('a call-back that was undone has its grade and note again; Enter records it also from a radio', async () => {
  const no = await register('回访丙', { urgent: true });
  await answerIt(city, no);
  const page = await openDesk(browser, city, 'huifang', { path: '/call-back' });
  await row(page, '回访丙').focus();
  const solved = page.getByRole('group', { name: '解决了吗' });
  await solved.waitFor();
  await page.keyboard.press('4');
  await page.getByRole('textbox', { name: '备注' }).fill('路灯亮了，说谢谢。');
  await solved.getByRole('radio').first().focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '撤回' }).click();
  await page.getByText('上次没发出的草稿，已放回来。').waitFor();
  assert.equal(await page.getByRole('textbox', { name: '备注' }).inputValue(), '路灯亮了，说谢谢。');
  assert.equal(await solved.getByRole('radio').first().isChecked(), true);
  assert.equal(await page.getByRole('group', { name: '满意程度' }).getByRole('radio').nth(1).isChecked(), true);
  await solved.getByRole('radio').first().focus();
  await page.keyboard.press('Enter');
  await sendNow(page);
  const { rating } = await read(no);
  assert.equal(rating.grade, 4);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('nobody answered by 0 and Enter, and comes again; who does not want to be called is not called again', async () => {
  const [busy, unwilling] = [await register('回访丁', { urgent: true }), await register('回访戊', { urgent: true })];
  for (const no of [busy, unwilling]) await answerIt(city, no);
  const calls = async (no) => (await read(no)).history.filter((step) => step.kind === 'followed_up');
  const page = await openDesk(browser, city, 'huifang', { path: '/call-back' });
  const look = (no) => page.getByRole('complementary', { name: no }).getByRole('region', { name: '回访' });
  await row(page, '回访丁').focus();
  const form = look(busy);
  await form.getByRole('group', { name: '满意程度' }).waitFor();
  // A grade was pressed too soon; then nobody was there after all.
  await page.keyboard.press('4');
  await page.keyboard.press('0');
  await form.getByRole('radio', { name: /^没接通/, checked: true }).waitFor();
  await form.getByText('没接通的会再排一次，最多 3 次。').waitFor();
  for (const name of ['满意程度', '解决了吗'])
    assert.equal(await form.getByRole('group', { name }).count(), 0, `${name} is not asked of nobody`);
  await page.keyboard.press('Enter');
  await sendNow(page);
  const [first] = await calls(busy);
  assert.deepEqual(first.results, { outcome: 'not_reached' }, 'no grade came with it');
  assert.equal((await read(busy)).rating ?? null, null);
  // It waits for the next attempt, whose form begins empty.
  await page.reload();
  await row(page, '回访丁').focus();
  await look(busy).getByRole('group', { name: '满意程度' }).waitFor();
  assert.equal(await look(busy).getByRole('radio', { checked: true }).count(), 0);

  await row(page, '回访戊').focus();
  const second = look(unwilling);
  await second.getByRole('radio', { name: /^不愿回访/ }).check({ force: true });
  assert.equal(await second.getByRole('group', { name: '解决了吗' }).count(), 0);
  await second.getByRole('textbox', { name: '备注' }).fill('请不要再打。');
  await second.getByRole('button', { name: /^记下，打下一个/ }).click();
  await sendNow(page);
  const [call] = await calls(unwilling);
  assert.deepEqual([call.results.outcome, call.words.note], ['refused', '请不要再打。']);
  await page.reload();
  await row(page, '回访丁').waitFor();
  assert.equal(await row(page, '回访戊').count(), 0, 'asked once, not again');
  await page.goto(`/desk/case/${unwilling}`);
  await page.getByRole('listitem').filter({ hasText: '不愿回访' }).first().waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a dispatch that was undone has its units and note again', async () => {
  await register('批转甲路灯不亮', { item: 'B15' });
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  await row(page, '批转甲').focus();
  await page.getByText(/^将批转给/).waitFor();
  const finder = page.getByRole('combobox', { name: '找别的单位' });
  await page.keyboard.press('0');
  await finder.fill('市住建局');
  await page.keyboard.press('Enter');
  const note = page.getByRole('textbox', { name: '附言' });
  await note.fill('请当天看。');
  const sum = page.getByText(/^将批转给 福州市住建局/);
  await sum.waitFor();
  await note.press('Control+Enter');
  await page.getByRole('button', { name: '撤回' }).click();
  await sum.waitFor();
  assert.equal(await note.inputValue(), '请当天看。');
  await page
    .getByRole('region', { name: '承办单位' })
    .getByRole('button', { name: / 福州市住建局 主办$/ })
    .waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('what one window holds, a second does not send; undone there, it was never sent', async () => {
  const no = await register('两个窗口的一件', { item: 'B15' });
  const page = await openDesk(browser, city, 'pizhuan');
  await holdLong(page);
  await page.goto('/desk/dispatch');
  await row(page, '两个窗口的一件').focus();
  await page.getByText(/^将批转给/).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '撤回' }).waitFor();
  const other = await page.context().newPage();
  const sent = [];
  other.on('request', (request) => {
    if (/cases\/[^/]+\/dispatch$/.test(new URL(request.url()).pathname) && request.method() === 'POST') sent.push(request.url());
  });
  await other.goto('/desk/dispatch');
  await row(other, '两个窗口的一件').waitFor();
  await other.waitForLoadState('networkidle');
  // A step of the second window leaves what the first one keeps where it is.
  await row(other, '两个窗口的一件').focus();
  await other.getByText(/^将批转给/).waitFor();
  await other.keyboard.press('Enter');
  await other.getByRole('button', { name: '撤回' }).click();
  // One window hears a moment later what another has put away.
  const held = (n) =>
    page.waitForFunction((many) => Object.keys(localStorage).filter((key) => key.startsWith('desk.held')).length === many, n);
  await held(1);
  await page.getByRole('button', { name: '撤回' }).click();
  await held(0);
  assert.deepEqual(sent, []);
  assert.equal((await read(no)).status, 'accepted');
  await page.context().close();
});

test('what a lost window held is sent by the one that is open, once', async () => {
  const no = await register('窗口没了的一件', { item: 'B15' });
  const page = await openDesk(browser, city, 'pizhuan');
  await holdLong(page);
  // Lost without a word: a window that is closed may still send by itself what it holds.
  await page.addInitScript(() => globalThis.addEventListener('pagehide', (event) => event.stopImmediatePropagation()));
  await page.goto('/desk/dispatch');
  await row(page, '窗口没了的一件').focus();
  await page.getByText(/^将批转给/).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '撤回' }).waitFor();
  const other = await page.context().newPage();
  await other.goto('/desk/dispatch');
  await other.getByRole('heading', { name: /待批转/ }).waitFor();
  await page.close();
  await other.getByText('✓ 已发出').waitFor();
  assert.equal((await read(no)).history.filter((step) => step.kind === 'dispatched').length, 1);
  assert.equal(await other.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('desk.held')).length), 0);
  await other.context().close();
});

test('a step taken back from the page of its case is written again there, as it was', async () => {
  const no = await register('撤回重写');
  const page = await openDesk(browser, city, 'pizhuan', { path: `/case/${no}` });
  const form = page.getByRole('form', { name: `催办 · ${no}` });
  await page.getByRole('heading', { level: 1, name: '撤回重写' }).waitFor();
  await page.keyboard.press('u');
  await form.getByRole('textbox', { name: '内容' }).fill('来电人又问了一次。');
  await page.keyboard.press('Control+Enter');
  await form.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: '撤回' }).click();
  await form.waitFor();
  assert.equal(await form.getByRole('textbox', { name: '内容' }).inputValue(), '来电人又问了一次。');
  // Where another form is being written by then, that one stays.
  await page.keyboard.press('Control+Enter');
  await form.waitFor({ state: 'detached' });
  await page.keyboard.press('m');
  const other = page.getByRole('form', { name: `批注 · ${no}` });
  await other.getByRole('textbox', { name: '内容' }).fill('正在写批注');
  await page.getByRole('button', { name: '撤回' }).click();
  await page.getByRole('button', { name: '撤回' }).waitFor({ state: 'detached' });
  assert.equal(await other.getByRole('textbox', { name: '内容' }).inputValue(), '正在写批注');
  assert.ok(!(await read(no)).history.some((one) => one.kind === 'urged'));
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
