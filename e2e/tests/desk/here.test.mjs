// 谁在看: who else has a case open, and whether he writes; and what a person chose follows him to another machine.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 12 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

async function inHand(title) {
  const [agent, dispatcher, handler] = await Promise.all(['huawuyuan', 'pizhuan', 'zhujian'].map((login) => city.staff(login)));
  const { no } = await agent.register({
    channel: 'phone',
    kind: 'help',
    title,
    text: '学军路口两盏路灯不亮。',
    area: '350104',
    accept: true,
  });
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await handler.act(no, 'sign');
  return no;
}

test('a case page tells who else is there, that he writes, and that he has left', async () => {
  const no = await inHand('两个人看的路灯');
  const [unit, centre] = await Promise.all(['zhujian', 'banzhang'].map((login) => openDesk(browser, city, login, { path: `/case/${no}` })));
  await unit
    .getByRole('status')
    .getByText(/福州市智慧中心班长.*也开着这件。/)
    .waitFor();
  await centre
    .getByRole('status')
    .getByText(/市住建局.*也开着这件。/)
    .waitFor();
  await isSound(unit, 'a case with somebody else');
  await unit.getByRole('button', { name: '记进展' }).click();
  await centre
    .getByRole('status')
    .getByText(/市住建局.*正在写这件。/)
    .waitFor();
  await unit.getByRole('button', { name: /^不办了/ }).click();
  await centre
    .getByRole('status')
    .getByText(/市住建局.*也开着这件。/)
    .waitFor();
  // A window that is closed without a word is forgotten after 75 s; who goes on to his list has left at once.
  await unit.getByRole('button', { name: /回清单/ }).click();
  await centre.getByText(/市住建局.*也开着这件。/).waitFor({ state: 'detached' });
  await unit.context().close();
  const history = (await (await city.staff('banzhang')).get(`/api/cases/${no}`)).history.map((step) => step.kind);
  assert.deepEqual(history, ['registered', 'accepted', 'dispatched', 'signed'], 'nothing of it is kept with the case');
  assert.deepEqual(centre.troubles, []);
  await centre.context().close();
});

test('a list’s pane tells it as well, also to the agent who adds to the case', async () => {
  const no = await inHand('清单里的路灯');
  const unit = await openDesk(browser, city, 'zhujian', { path: '/unit/in_hand' });
  await unit.getByRole('link', { name: /清单里的路灯/ }).focus();
  const centre = await openDesk(browser, city, 'ducha', { path: `/case/${no}` });
  await unit
    .getByRole('status')
    .getByText(/市效能办.*也开着这件。/)
    .waitFor();
  // Whoever may not see the case is told nothing.
  await assert.rejects((await city.staff('shuiwu')).act(no, 'here', {}), /404/);
  await unit.context().close();
  await centre.context().close();
});

test('columns and filters come along to another machine, and are nobody else’s', async () => {
  const one = await openDesk(browser, city, 'ducha', { path: '/cases' });
  await one.getByRole('table', { name: '查件' }).waitFor();
  await one.getByText('列', { exact: true }).click();
  const sent = one.waitForResponse((response) => response.url().endsWith('/api/me/preferences') && response.request().method() === 'POST');
  await one.getByRole('checkbox', { name: '编号' }).check();
  assert.equal((await sent).status(), 204);
  await one.getByLabel('状态').selectOption('in_progress');
  await one.getByRole('button', { name: '存下这个筛选' }).click();
  await one.getByRole('textbox', { name: '筛选的名称' }).fill('正在办');
  const kept = one.waitForResponse((response) => response.url().endsWith('/api/me/preferences') && response.request().method() === 'POST');
  await one.keyboard.press('Enter');
  await kept;
  await one.context().close();
  const other = await openDesk(browser, city, 'ducha', { path: '/cases' });
  await other.getByRole('table', { name: '查件' }).getByRole('columnheader', { name: '编号' }).waitFor();
  await other.getByLabel('存下的筛选').selectOption('正在办');
  await other.waitForURL(/status=in_progress/);
  await other.context().close();
  const stranger = await openDesk(browser, city, 'lingdao', { path: '/cases' });
  await stranger.getByRole('table', { name: '查件' }).waitFor();
  assert.equal(await stranger.getByRole('columnheader', { name: '编号' }).count(), 0);
  assert.equal(await stranger.getByLabel('存下的筛选').count(), 0);
  await stranger.context().close();
});
