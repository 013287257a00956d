// What is pressed before the answer is there: nothing goes to another unit, into another field or out unchecked.

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

const register = async (title, fields = {}) =>
  (await agent.register({ channel: 'phone', kind: 'help', title, text: `${title}，请来看看。`, area: '350104', accept: true, ...fields }))
    .no;
/** Holds what the page asks for at an address until it is let go. */
async function held(page, address) {
  let go;
  const wait = new Promise((resolve) => {
    go = resolve;
  });
  let asked;
  const came = new Promise((resolve) => {
    asked = resolve;
  });
  await page.route(address, async (route) => {
    asked();
    await wait;
    await route.continue().catch(() => {});
  });
  return { go, came };
}
async function answered(title, fields = {}) {
  const no = await register(title, { requester: { name: '王小明', phone: '13800000555' }, ...fields });
  const [handler, reviewer, centre] = await Promise.all(['zhujian', 'zhujian-shenhe', 'zhongshen'].map((login) => city.staff(login)));
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await handler.act(no, 'sign');
  await handler.act(no, 'contact', { how: 'phone', reached: true });
  await handler.act(no, 'reply', { text: '已经办好。' });
  await reviewer.act(no, 'review', { decision: 'pass' });
  await centre.act(no, 'review', { decision: 'pass' });
  return no;
}
async function leave(page) {
  assert.deepEqual(page.troubles, []);
  await page.context().close();
}

test('a digit before the suggestions chooses from them when they come; Enter sends nowhere else meanwhile', async () => {
  const no = await register('早按的喇叭', { item: 'B15', text: '学军路服装店门口喇叭从早放到晚。' });
  // The duty list names one unit; the one that has given it back stands second.
  const handler = await city.staff('zhujian');
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await handler.act(no, 'sign');
  await handler.act(no, 'return', { reason: 'not_our_duty', basis: '不在职责清单里。' });
  await dispatcher.act(no, 'rule_on_return', { decision: 'uphold', unit: '市住建局', reason: '不归住建。' });
  const page = await openDesk(browser, city, 'pizhuan', { path: '/overview' });
  const suggestions = await held(page, '**/api/suggest/dispatch');
  await page.goto('/desk/dispatch');
  await row(page, '早按的喇叭').focus();
  await suggestions.came;
  await page.getByRole('region', { name: '承办单位' }).waitFor();
  await page.keyboard.press('2');
  await page.keyboard.press('Enter');
  suggestions.go();
  const second = page.getByRole('region', { name: '承办单位' }).getByRole('button', { name: /^2 .* 主办$/, pressed: true });
  const unit = (await second.getAttribute('aria-label')).replace(/^2 | 主办$/g, '');
  await page.getByText(`将批转给 ${unit} 主办`).waitFor();
  assert.equal((await dispatcher.get(`/api/cases/${no}`)).lead, null, 'nothing was sent before there was a choice');
  await page.keyboard.press('Enter');
  await sendNow(page);
  assert.equal((await dispatcher.get(`/api/cases/${no}`)).lead, unit);
  await leave(page);
});

test('a case page’s reasons have their digits, and none is written into the advice', async () => {
  const no = (
    await agent.register({ channel: 'phone', kind: 'complaint', title: '判了的案子', text: '法院判了的案子再说一次。', area: '350104' })
  ).no;
  const page = await openDesk(browser, city, 'huawuyuan');
  const reasons = await held(page, '**/api/reference/reasons');
  await page.goto(`/desk/case/${no}?do=decline`);
  const form = page.getByRole('form', { name: `不予受理 · ${no}` });
  await form.getByRole('group').and(page.locator(':focus')).waitFor();
  reasons.go();
  await form.getByRole('radio').first().and(page.locator(':focus')).waitFor();
  await page.keyboard.press('3');
  assert.equal(await form.getByRole('radio').nth(2).isChecked(), true);
  assert.equal(await form.getByRole('textbox', { name: '去处' }).inputValue(), '');
  await leave(page);
});

test('what is published is what was checked; putting it aside is meant', async () => {
  const no = await answered('早按的公开', { text: '我叫王小明，楼下喇叭太响。' });
  const page = await openDesk(browser, city, 'zhongshen', { path: `/case/${no}?do=publish` });
  const form = page.getByRole('form', { name: `公开 · ${no}` });
  await form.getByText(/已经遮住|没有认出要遮的/).waitFor();
  const answer = form.getByRole('textbox', { name: '公开的答复', exact: true });
  await answer.fill('已经办好了。');
  const check = await held(page, '**/public-copy');
  await page.keyboard.press('Control+Enter');
  await check.came;
  await answer.fill('已经办好了，问王小明 13800000555。');
  check.go();
  await form.getByRole('alert').getByText('检查的时候内容又改了').waitFor();
  await page.keyboard.press('Control+Enter');
  await form.getByRole('alert').getByText('诉求人姓名 王小明').waitFor();
  await answer.fill('已经办好了。');
  const again = await held(page, '**/public-copy');
  await page.keyboard.press('Control+Enter');
  await again.came;
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'detached' });
  const told = page.waitForResponse('**/public-copy');
  again.go();
  await (await told).finished();
  await page.evaluate(
    () =>
      new Promise((done) => {
        requestAnimationFrame(() => setTimeout(done));
      }),
  );
  assert.equal(await page.getByRole('button', { name: '现在就发' }).count(), 0, 'nothing is on its way');
  await leave(page);
});

test('a copy that was not taken says so, and can be had', async () => {
  const no = await answered('自己写的公开', { text: '我叫王小明，电话13800000555。' });
  const page = await openDesk(browser, city, 'zhongshen');
  const proposal = await held(page, '**/public-copy');
  await page.goto(`/desk/case/${no}?do=publish`);
  const form = page.getByRole('form', { name: `公开 · ${no}` });
  const text = form.getByRole('textbox', { name: '内容', exact: true });
  await text.fill('有人说灯坏了。');
  proposal.go();
  await form.getByText('内容是您写的，没有换成拟好的。').waitFor();
  assert.equal(await text.inputValue(), '有人说灯坏了。');
  assert.equal(
    await form.getByRole('textbox', { name: '标题', exact: true }).inputValue(),
    '自己写的公开',
    'the other fields begin with the copy',
  );
  await form.getByRole('button', { name: '换成拟好的' }).click();
  assert.match(await text.inputValue(), /^我叫×××/);
  await leave(page);
});

test('one template’s words never stand under another’s address', async () => {
  const page = await openDesk(browser, city, 'zhujian', { path: '/templates' });
  const links = page.getByRole('navigation', { name: '模板清单' }).getByRole('link');
  await links.nth(1).waitFor();
  const [first, second] = await Promise.all([links.nth(0), links.nth(1)].map((one) => one.getAttribute('href')));
  const late = await held(page, `**/api/templates/${first.split('/').pop().split('?')[0]}`);
  await links.nth(0).click();
  await late.came;
  await links.nth(1).click();
  await page.waitForURL(`**${second}`);
  const name = (await links.nth(1).innerText()).split('\n')[0].trim();
  await page.getByRole('heading', { level: 2, name }).waitFor();
  const answered = page.waitForResponse((response) => response.url().endsWith(first.split('/').pop()));
  late.go();
  await (await answered).finished();
  await page.evaluate(
    () =>
      new Promise((done) => {
        requestAnimationFrame(() => setTimeout(done));
      }),
  );
  await page.getByRole('heading', { level: 2, name }).waitFor({ timeout: 1000 });
  await leave(page);
});

test('Alt J takes what is alike, also while it is still being looked for', async () => {
  await register('自来水管爆了', { text: '金山大道自来水管爆了，水漫到路上。', place: '金山大道' });
  await register('另一件自己的', { requester: { name: '林女士', phone: '13900000177' } });
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  const alike = await held(page, '**/api/suggest/duplicates');
  await page.getByLabel('来电号码').fill('13900000177');
  await page.getByRole('complementary').getByRole('link', { name: '另一件自己的' }).waitFor();
  await page.getByLabel('诉求', { exact: true }).fill('金山大道自来水管爆了，水漫到路上。');
  await alike.came;
  await page.keyboard.press('Alt+j');
  alike.go();
  await page.getByText(/这件是别人来的/).waitFor();
  await leave(page);
});

test('Alt U urges the caller’s own open case; Ctrl / shows the keys while somebody writes', async () => {
  const no = await register('来催的一件', { requester: { name: '林女士', phone: '13900000178' } });
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  await page.getByLabel('来电号码').fill('13900000178');
  await page.getByRole('button', { name: '催办 来催的一件' }).waitFor();
  await page.keyboard.press('Control+/');
  await page.getByRole('dialog', { name: '按键' }).waitFor();
  await page.keyboard.press('Control+/');
  await page.getByRole('dialog', { name: '按键' }).waitFor({ state: 'detached' });
  await page.keyboard.press('Alt+u');
  await page
    .getByRole('button', { name: `催办 ${no}` })
    .and(page.locator(':focus'))
    .waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('region', { name: '刚登记的' }).getByRole('link', { name: no }).waitFor();
  const { history } = await dispatcher.get(`/api/cases/${no}`);
  assert.equal(history.at(-1).kind, 'urged');
  await leave(page);
});

test('lists that could not be had come with the next news', async () => {
  const page = await openDesk(browser, city, 'huawuyuan');
  let refused = 0;
  await page.route('**/api/reference/items', async (route) => {
    if (refused) await route.continue();
    else {
      refused = 1;
      await route.abort();
    }
  });
  await page.goto('/desk/calls');
  const item = page.getByRole('combobox', { name: '事项' });
  await item.fill('sylb');
  await page.getByRole('option', { name: /商业喇叭噪声/ }).waitFor();
  assert.equal(refused, 1);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await leave(page);
});

test('Esc in the search leaves the search, not the page', async () => {
  const no = await register('看着的一件');
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  await page.goto(`/desk/case/${no}`);
  await page.getByRole('heading', { level: 1, name: '看着的一件' }).waitFor();
  await page.keyboard.press('/');
  const seek = page.getByRole('search').getByRole('textbox');
  await seek.and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await seek.evaluate((one) => one === document.activeElement), false);
  await page.evaluate(
    () =>
      new Promise((done) => {
        requestAnimationFrame(() => setTimeout(done));
      }),
  );
  assert.equal(new URL(page.url()).pathname, `/desk/case/${no}`);
  await leave(page);
});
