// A case page read to the end: who it went to before and why it came back, whose case it is once a reason is written,
// what may not be done and why, who works below whom, and times of Fuzhou on a machine that stands elsewhere.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
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

const PHONE_NUMBER = '13900000081';
const register = async (title) =>
  (
    await agent.register({
      channel: 'phone',
      kind: 'help',
      item: 'B15',
      title,
      text: `${title}，请来看看。`,
      place: '对湖街道学军路',
      area: '350104',
      accept: true,
      requester: { name: '林女士', phone: PHONE_NUMBER },
    })
  ).no;
async function inHand(title) {
  const no = await register(title);
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await handler.act(no, 'sign');
  return no;
}
const read = (no, who = dispatcher) => who.get(`/api/cases/${no}`);

test('whoever rules on a return reads where the case was before, and each reason of a return', async () => {
  const no = await inHand('退了两次的件');
  await handler.act(no, 'return', { reason: 'not_our_duty', basis: '职责清单里商业噪声归城管。' });
  await dispatcher.act(no, 'rule_on_return', { decision: 'uphold', reason: '同意，改派城管。', lead: '仓山区城管局' });
  const second = await city.staff('cangshan-chengguan');
  await second.act(no, 'sign');
  await second.act(no, 'return', { reason: 'other_lead', basis: '夜间社会噪声由公安管。' });
  const page = await openDesk(browser, city, 'pizhuan', { path: '/rulings' });
  await row(page, '退了两次的件').focus();
  const look = page.getByRole('complementary', { name: no });
  await look.getByRole('heading', { name: '退了两次的件' }).waitFor();
  const hops = await look.getByRole('list').last().getByRole('listitem').allInnerTexts();
  // The newest first: asked, ruled and given to the second, asked, given to the first.
  const told = hops.map((text) => text.replace(/\s+/g, ' '));
  const at = (fits) => told.findIndex((text) => fits.every((part) => text.includes(part)));
  const order = [
    ['仓山区城管局', '申请退件', '夜间社会噪声由公安管。'],
    ['裁定福州市住建局的退件', '仓山区城管局', '同意退件', '同意，改派城管。'],
    ['福州市住建局', '申请退件', '职责清单里商业噪声归城管。'],
    ['批转', '福州市住建局'],
  ].map(at);
  assert.ok(
    order.every((place, n) => place >= 0 && (n === 0 || place > order[n - 1])),
    `${order}: ${told.join(' | ')}`,
  );
  // The reason in the words of the list of reasons, not as a code.
  assert.match(told[order[0]], /应由其他单位主办/);
  assert.match(told[order[2]], /不属于本单位职责/);
  await isSound(page, 'a return with earlier hops');
  await page.context().close();
});

test('who it is shows after a reason was written, never without one; the trail has the reason', async () => {
  const no = await inHand('看是谁');
  const page = await openDesk(browser, city, 'pizhuan', { path: `/case/${no}` });
  const facts = page.getByRole('region', { name: '诉求', exact: true });
  await facts.getByRole('heading', { name: /^诉求内容/ }).waitFor();
  const asked = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/reveal_identity')) asked.push(request.postData());
  });
  assert.equal(await page.getByText(PHONE_NUMBER).count(), 0, 'masked');
  await facts.getByRole('button', { name: '查看身份' }).click();
  const form = page.getByRole('form', { name: `查看身份 · ${no}` });
  await form.getByText('请写明用途，本次查看会记入审计。').waitFor();
  const reason = form.getByRole('textbox', { name: '理由' });
  for (const empty of ['', '   ']) {
    await reason.fill(empty);
    await page.keyboard.press('Control+Enter');
    await form.getByText('请填理由。').waitFor();
    assert.equal(await reason.getAttribute('aria-invalid'), 'true');
  }
  assert.deepEqual(asked, [], 'nothing was asked');
  assert.equal(await page.getByText(PHONE_NUMBER).count(), 0);
  await isSound(page, 'revealing');
  await reason.fill('核对报修的门牌号');
  await page.keyboard.press('Control+Enter');
  const told = form.getByRole('status');
  await told.getByText(PHONE_NUMBER).waitFor();
  await told.getByText('林女士').waitFor();
  await form.getByText('本次查看已记入审计').waitFor();
  assert.deepEqual(
    asked.map((body) => JSON.parse(body).reason),
    ['核对报修的门牌号'],
  );
  await form.getByRole('button', { name: /^关闭/ }).click();
  await form.waitFor({ state: 'detached' });
  assert.equal(await page.getByText(PHONE_NUMBER).count(), 0, 'masked again');
  assert.deepEqual(page.troubles, []);
  await page.context().close();

  const auditor = await openDesk(browser, city, 'shenji', { path: `/audit?no=${no}` });
  const line = auditor.getByRole('table', { name: '审计记录' }).getByRole('row').filter({ hasText: '核对报修的门牌号' });
  await line.getByText('查看身份').waitFor();
  assert.match(await line.innerText(), /pizhuan|批转员/);
  assert.match(await line.innerText(), new RegExp(no));
  assert.equal(await auditor.getByText(PHONE_NUMBER).count(), 0, 'the trail tells that it was seen, not what');
  await auditor.context().close();
});

test('what may not be done says so where the button stands, and does nothing', async () => {
  const no = await inHand('延期用完了');
  await handler.act(no, 'contact', { how: 'phone', reached: true });
  await handler.act(no, 'request_extension', { days: 1, reason: '等备件。' });
  await dispatcher.act(no, 'decide_extension', { decision: 'grant', reason: '同意。' });
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  const bar = page.getByRole('toolbar', { name: '能办的事' });
  const { refused: why } = (await read(no, handler)).actions.find((action) => action.command === 'request_extension');
  // The reason is what a screen reader adds to the button's name.
  const refused = bar.getByRole('button', { name: '申请延期', disabled: true, description: why.zh });
  await refused.waitFor();
  assert.equal(await refused.getAttribute('aria-disabled'), 'true');
  assert.ok(await bar.getByText(why.zh).isVisible(), 'not only for screen readers');
  // It can be reached and pressed; nothing opens. Nor by its key.
  await refused.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('e');
  // What may be done opens: had the other been about to, it would stand there first.
  await page.keyboard.press('n');
  await page.getByRole('form', { name: `记进展 · ${no}` }).waitFor();
  assert.equal(await page.getByRole('form', { name: `申请延期 · ${no}` }).count(), 0);
  await page.keyboard.press('Escape');
  // 全部操作 says why too.
  await page.keyboard.press('.');
  await page.getByRole('dialog', { name: '全部操作' }).getByText(why.zh).waitFor();
  await page.keyboard.press('Escape');
  await isSound(page, 'a refused action');
  await page.context().close();
});

test('the tree says who works below whom, what each does, and for whom it waits', async () => {
  const no = await register('三层的件');
  await dispatcher.act(no, 'dispatch', { lead: '仓山公安分局', assist: ['市住建局'] });
  const branch = await city.staff('cangshan-gongan');
  await branch.act(no, 'sign');
  await branch.act(no, 'delegate', { to: '对湖派出所' });
  const page = await openDesk(browser, city, 'duihu', { path: `/case/${no}` });
  const side = page.getByRole('complementary', { name: '计时账' });
  await side.getByRole('heading', { name: /^批转树/ }).waitFor();
  const item = (name) => side.getByRole('listitem').filter({ hasText: name });
  // From the outside in: the centre holds both, the branch holds the station, the assisting unit holds nobody.
  assert.equal(await item('福州市智慧中心').getByRole('listitem').filter({ hasText: '仓山公安分局' }).count(), 1);
  assert.equal(await item('仓山公安分局').last().getByRole('listitem').filter({ hasText: '对湖派出所' }).count(), 1);
  assert.equal(await item('市住建局').last().getByRole('listitem').count(), 0);
  const [lead, assist, below] = await Promise.all(
    ['仓山公安分局', '市住建局', '对湖派出所'].map(async (name) => (await item(name).last().innerText()).replace(/\s+/g, ' ')),
  );
  assert.match(lead, /已下派 ?仓山公安分局 ?主办 .*交办 · .*签收/);
  assert.match(assist, /待签收 ?\S*住建局 ?协办 .*交办 · .*前签收 · .*前报主办/);
  assert.match(below, /待本单位 ?\S*对湖派出所 ?下派 .*交办 · .*前签收/, 'the reader’s own unit by its own word');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('times are Fuzhou’s on a machine that stands in New York', async () => {
  const no = await inHand('几点');
  const page = await openDesk(browser, city, 'pizhuan', { path: `/case/${no}` });
  const line = page.getByRole('region', { name: '诉求', exact: true }).getByRole('listitem').filter({ hasText: /登记/ }).last();
  await line.waitFor();
  assert.equal(await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone), 'America/New_York');
  const { at } = (await read(no)).history.find((step) => step.kind === 'registered');
  const clock = (zone) =>
    new Intl.DateTimeFormat('zh-CN', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at));
  assert.notEqual(clock('Asia/Shanghai'), clock('America/New_York'));
  const time = line.getByRole('time');
  assert.equal(Date.parse(await time.getAttribute('datetime')), Date.parse(at), 'the very instant');
  // Today only the time stands there, on other days the day before it.
  assert.match(await time.innerText(), new RegExp(`(今天|\\d\\d-\\d\\d) ${clock('Asia/Shanghai')}$`));
  // The promise ends with a day of Fuzhou, which is in the middle of the day elsewhere.
  const { due, last_day } = await read(no);
  const end = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' }).format(new Date(due));
  assert.match(end, / 00:00$/);
  await page
    .getByRole('main')
    .getByText(new RegExp(`${last_day.slice(5)}.* 24:00`))
    .first()
    .waitFor();
  await page.context().close();
});
