// A unit's eight lists: each counts what the server counts, has the case that belongs there and no other of these, and
// is sound. And 定经办人 by Y: whose hands a case is in, for the colleagues to read; A and S sign all of a list.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { casesIn, openDesk, row } from '../../house/staff.mjs';

let browser, city, agent, dispatcher, centre;
/** The unit whose day it is: the first of the demonstration that has a case over its time. */
let login, handler, reviewer, unit;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 120 })]);
  [agent, dispatcher, centre] = await Promise.all(['huawuyuan', 'pizhuan', 'zhongshen'].map((login) => city.staff(login)));
  for (login of ['zhujian', 'cangshan-chengguan', 'gulou-chengguan', 'cangshan-gongan', 'shuiwu']) {
    handler = await city.staff(login);
    unit = (await handler.get('/api/me')).posts[0];
    if ((await badges()).overdue > 0) break;
  }
  reviewer = await city.staff(`${login}-shenhe`);
  assert.ok((await badges()).overdue > 0, 'the demonstration has a unit with a case over its time');
});
after(async () => {
  await browser?.close();
  await city?.close();
});

const badges = () => handler.get(`/api/units/${unit.unit}/badges`);
const register = async (title, fields = {}) =>
  (
    await agent.register({
      channel: 'phone',
      kind: 'help',
      title,
      text: `${title}，请来看看。`,
      area: '350104',
      accept: true,
      requester: { name: '林女士', phone: '13900000091' },
      ...fields,
    })
  ).no;
async function given(title, fields, more = {}) {
  const no = await register(title, fields);
  await dispatcher.act(no, 'dispatch', { lead: unit.unit_name, ...more });
  return no;
}
async function inHand(title, ...steps) {
  const no = await given(title);
  await handler.act(no, 'sign');
  await handler.act(no, 'contact', { how: 'phone', reached: true });
  for (const [command, fields] of steps) await handler.act(no, command, fields);
  return no;
}
/** What each list is given to hold. */
const MAKES = {
  to_sign: ['待签收', () => given('等着签收的件')],
  in_hand: ['在办', () => inHand('在办的件')],
  due_today: ['今日到期', () => given('今天到期的件', { urgent: true })],
  overdue: ['超期', undefined],
  return_asked: ['退件待定', () => inHand('申请退件的件', ['return', { reason: 'not_our_duty', basis: '不在职责清单里。' }])],
  rework: [
    '重办中',
    async () => {
      const no = await inHand('重办的件', ['reply', { text: '修好了。' }]);
      await reviewer.act(no, 'review', { decision: 'pass' });
      // A county's bureau is passed by its county's centre first; whoever's turn it is passes it.
      for (const one of [await city.staff('cangshan-shenhe'), centre]) await one.act(no, 'review', { decision: 'pass' }).catch(() => {});
      await agent.act(no, 'ask_rework', { reason: '还是不亮。' });
      await dispatcher.act(no, 'rework', { reason: '核实后还没解决。' });
      return no;
    },
  ],
  assisting: [
    '协办',
    async () => {
      const no = await register('协办的件');
      await dispatcher.act(no, 'dispatch', { lead: login === 'zhujian' ? '市城管委' : '市住建局', assist: [unit.unit_name] });
      return no;
    },
  ],
  to_review: ['待审核', () => inHand('等着审核的件', ['reply', { text: '修好了。' }])],
};

test('eight lists, each with its number and its case', { timeout: 240_000 }, async () => {
  const titles = {};
  for (const [list, [, make]] of Object.entries(MAKES)) if (make) titles[list] = (await dispatcher.get(`/api/cases/${await make()}`)).title;
  const page = await openDesk(browser, city, login, { path: '/unit' });
  const tabs = page.getByRole('navigation', { name: '办件' });
  await tabs.getByRole('link').nth(7).waitFor();
  assert.equal(await tabs.getByRole('link').count(), 8);
  const counts = await badges();
  for (const [list, [name]] of Object.entries(MAKES)) {
    assert.ok(counts[list] > 0, `${name} has something`);
    const tab = tabs.getByRole('link', { name: new RegExp(`^${name} *${counts[list]}$`) });
    await tab.click();
    await page.waitForURL(new RegExp(`/unit/${list}$`));
    const part = page.getByRole('region', { name, exact: true });
    const rows = part.getByRole('table', { name: `${name}清单` }).getByRole('link');
    await rows.nth(Math.min(counts[list], 50) - 1).waitFor();
    assert.equal(await tab.getAttribute('aria-current'), 'page');
    if (counts[list] <= 50) assert.equal(await rows.count(), counts[list], `${name}: as many rows as it says`);
    if (titles[list]) await row(part, titles[list]).waitFor();
    else
      for (const late of await rows.evaluateAll((links) => links.map((link) => link.getAttribute('aria-label'))))
        assert.match(late, /^超 \d+ (分|小时|天)/, name);
    // What waits for another step does not stand in this list; what is to be assisted with is to be signed first.
    if (['to_sign', 'return_asked', 'rework', 'assisting', 'to_review'].includes(list)) {
      const others = ['in_hand', 'return_asked', 'to_review', ...(list === 'assisting' ? ['to_sign'] : [])];
      for (const other of others)
        if (other !== list) assert.equal(await row(part, titles[other]).count(), 0, `${titles[other]} in ${name}`);
    }
    await isSound(page, `the list ${name}`);
  }
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('Y says in whose hands a case is, and colleagues read it', async () => {
  const no = await inHand('谁来办的件');
  const page = await openDesk(browser, city, login, { path: '/unit/in_hand' });
  await row(page, '谁来办的件').focus();
  const look = page.getByRole('complementary', { name: no });
  await look.getByRole('heading', { name: '谁来办的件' }).waitFor();
  await look.getByRole('toolbar', { name: '能办的事' }).waitFor();
  await page.keyboard.press('y');
  const form = page.getByRole('form', { name: `定经办人 · ${no}` });
  const person = form.getByRole('combobox', { name: '经办人' });
  await person.and(page.locator(':focus')).waitFor();
  // It begins with one's own name; somebody must be named.
  await person.fill('');
  await page.keyboard.press('Control+Enter');
  await form.getByText('请填经办人。').waitFor();
  await isSound(page, 'naming who works on it');
  // On a phone the case is a page of its own: the widths that were tried put the form aside.
  await row(page, '谁来办的件').focus();
  await look.getByRole('toolbar', { name: '能办的事' }).waitFor();
  await page.keyboard.press('y');
  await person.and(page.locator(':focus')).waitFor();
  // Colleagues are offered; a name that no account of the unit has is told, and may stay.
  await form.locator(`datalist option[value="${(await handler.get('/api/me')).name}"]`).waitFor({ state: 'attached' });
  const unknown = form.getByText('本单位没有这个名字的账号');
  assert.equal(await unknown.count(), 0, 'one’s own name is known');
  await person.fill('林工');
  await unknown.waitFor();
  const done = page.waitForResponse((response) => response.url().endsWith(`/${no}/take`));
  await page.keyboard.press('Control+Enter');
  assert.equal((await done).status(), 200);
  await form.waitFor({ state: 'detached' });
  const line = look.getByRole('listitem').filter({ hasText: '定经办人' });
  await line.getByText('林工').waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
  assert.ok((await handler.get(`/api/cases/${no}`)).history.some((step) => step.kind === 'taken'));
});

test('A and S: all that waits to be signed is signed in two presses', async () => {
  for (const title of ['全签甲', '全签乙']) await given(title);
  const { to_sign: waiting } = await badges();
  assert.ok(waiting >= 2 && waiting <= 50, `${waiting} wait`);
  const page = await openDesk(browser, city, login, { path: '/unit/to_sign' });
  const part = page.getByRole('region', { name: '待签收', exact: true });
  const rows = part.getByRole('table', { name: '待签收清单' });
  assert.equal(await casesIn(rows), waiting);
  const all = await rows.getByRole('checkbox', { name: /^选 / }).count();
  await page.keyboard.press('a');
  await part.getByText(`已选 ${waiting} 件`).waitFor();
  assert.equal(await rows.getByRole('checkbox', { name: /^选 /, checked: true }).count(), all, 'every row is chosen');
  await page.keyboard.press('s');
  const held = page.getByRole('region', { name: `签收 ${waiting} 件` });
  await held.getByRole('button', { name: '现在就发' }).click();
  await held.getByText(`签收 ${waiting} 件：成 ${waiting} 件`).waitFor();
  await part.getByText('没有待签收的件').waitFor();
  await page
    .getByRole('navigation', { name: '办件' })
    .getByRole('link', { name: /^待签收 *0$/ })
    .waitFor();
  assert.equal((await badges()).to_sign, 0);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
