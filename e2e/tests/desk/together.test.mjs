// Two people at one case, words that survive a dead network and a closed window, and closed doors.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity, PASSWORD } from '../../house/city.mjs';
import { openDesk, sendNow } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 12 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

/** A case that a unit has in hand. */
async function inHand() {
  const [agent, dispatcher, handler] = await Promise.all(['huawuyuan', 'pizhuan', 'zhujian'].map((login) => city.staff(login)));
  const { no } = await agent.register({
    channel: 'phone',
    kind: 'help',
    title: '路灯不亮',
    text: '学军路口两盏路灯不亮。',
    area: '350104',
    accept: true,
  });
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await handler.act(no, 'sign');
  return { no, handler };
}

test('who was overtaken reads who did what, keeps his words, and sends after a look', async () => {
  const { no, handler } = await inHand();
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  await page.getByRole('button', { name: '记进展' }).click();
  await page.getByRole('textbox', { name: '内容' }).fill('已联系路灯班，今晚去修。');
  await handler.act(no, 'contact', { how: 'phone', reached: true });
  await page.keyboard.press('Control+Enter');
  const note = page.getByRole('alert');
  await note.getByText('您办这件的时候，它有了变化').waitFor();
  await note.getByText(/市住建局.*联系诉求人/).waitFor();
  assert.equal(await page.getByRole('textbox', { name: '内容' }).inputValue(), '已联系路灯班，今晚去修。');
  await page.getByRole('button', { name: '看过了，照样发' }).click();
  await page
    .getByText(/记进展/)
    .first()
    .waitFor();
  await page.getByText('“已联系路灯班，今晚去修。”').waitFor();
  await page.context().close();
});

test('a held step that was overtaken says so and keeps the draft', async () => {
  const { no, handler } = await inHand();
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  await page.getByRole('button', { name: '答复' }).click();
  await page.getByRole('textbox', { name: '内容' }).fill('两盏灯都换好了。');
  await handler.act(no, 'note_progress', { text: '备件已到' });
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText(/您看到的之后又有了变化/).waitFor();
  await page.reload();
  await page.getByRole('button', { name: '答复' }).click();
  await page.getByText('上次没发出的草稿，已放回来。').waitFor();
  assert.equal(await page.getByRole('textbox', { name: '内容' }).inputValue(), '两盏灯都换好了。');
  await page.keyboard.press('Control+Enter');
  await sendNow(page);
  assert.equal((await handler.get(`/api/cases/${no}`)).assignments.at(-1).state, 'replied');
  await page.context().close();
});

test('a call that is being written survives a dead network and a closed window, and is registered once', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  await page.getByRole('textbox', { name: '诉求' }).fill('水管爆了，路上全是水。');
  await page.getByRole('radio', { name: '求助' }).check({ force: true });
  await page.context().setOffline(true);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('alert').getByText('没发出去，您写的都还在').waitFor();
  await page.waitForTimeout(400);
  await page.context().setOffline(false);
  await page.reload();
  await page.getByText('上次没发出的草稿，已放回来。').waitFor();
  assert.equal(await page.getByRole('textbox', { name: '诉求' }).inputValue(), '水管爆了，路上全是水。');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('region', { name: '刚登记的' }).getByRole('link').waitFor();
  await page.context().close();
});

test('two minutes before the session ends it says so, and what was written comes back after signing in', async () => {
  const { no } = await inHand();
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  await page.getByRole('button', { name: '记进展' }).waitFor();
  assert.equal(await page.getByText('登录 2 分钟后到期。').count(), 0, 'not twelve hours before');
  // The server's answer with another end: nobody waits twelve hours.
  const until = new Date(Date.now() + 119e3).toISOString();
  await page.route('**/api/me', async (route) => {
    const answer = await route.fetch();
    const me = await answer.json();
    assert.ok(Date.parse(me.until) > Date.now() + 11 * 3600e3, 'twelve hours');
    await route.fulfill({ response: answer, json: { ...me, until } });
  });
  await page.reload();
  const note = page.getByRole('alert').filter({ hasText: '登录 2 分钟后到期。' });
  await note.waitFor();
  await isSound(page, 'the end of a session');
  await page.getByRole('button', { name: '记进展' }).click();
  await page.getByRole('textbox', { name: '内容' }).fill('灯泡明天到。');
  await page.unroute('**/api/me');
  await note.getByRole('button', { name: '现在重新登录' }).click();
  await page.getByRole('textbox', { name: '账号' }).fill('zhujian');
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByRole('button', { name: '记进展' }).click();
  await page.getByText('上次没发出的草稿，已放回来。').waitFor();
  assert.equal(await page.getByRole('textbox', { name: '内容' }).inputValue(), '灯泡明天到。');
  assert.equal(await note.count(), 0);
  await page.context().close();
});

const DOORS = {
  huawuyuan: ['/dispatch', '/review', '/unit', '/call-back', '/overview'],
  pizhuan: ['/calls', '/review', '/unit', '/call-back', '/overview'],
  duihu: ['/calls', '/dispatch', '/review', '/call-back', '/overview', '/accept'],
  zhongshen: ['/calls', '/dispatch', '/unit', '/call-back'],
  huifang: ['/calls', '/dispatch', '/review', '/unit'],
  lingdao: ['/calls', '/dispatch', '/review', '/unit', '/call-back'],
  shenji: ['/calls', '/dispatch', '/cases', '/overview'],
};
for (const [login, paths] of Object.entries(DOORS)) {
  test(`closed doors of ${login}`, async () => {
    const page = await openDesk(browser, city, login);
    for (const path of paths) {
      await page.goto(`/desk${path}`);
      await page.getByRole('heading', { name: '这个工作区不归您的岗位。' }).waitFor();
      assert.equal(await page.getByRole('link', { name: new RegExp(`^${path}`) }).count(), 0);
    }
    await page.context().close();
  });
}

test('without a session every door leads to the sign-in page, and back after it', async () => {
  const page = await (await import('../../house/browser.mjs')).openWindow(browser, city);
  await page.goto('/desk/cases');
  await page.getByRole('heading', { name: '登录工作台' }).waitFor();
  await page.getByRole('button', { name: /批转员\s*福州市智慧中心/ }).click();
  await page.getByRole('heading', { name: '查件' }).waitFor();
  await page.context().close();
});
