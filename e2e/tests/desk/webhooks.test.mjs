// 推送地址, against a listener that really hears: an administrator closes an endpoint, and it hears nothing of what
// happens then; opens it, and it hears what happens next; tells once more what it was told before. One that says it is
// gone is closed by itself, and stays as it was left.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { Listener, signature } from '../../house/listener.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city, agent, owner, listener;
before(async () => {
  [browser, city, listener] = await Promise.all([
    openBrowser(),
    openCity({ cases: 4, settings: ['webhooks.allowed=127.0.0.0/8'] }),
    new Listener().open(),
  ]);
  [agent, owner] = await Promise.all(['huawuyuan', 'banzhang'].map((login) => city.staff(login)));
});
after(async () => {
  listener?.close();
  await browser?.close();
  await city?.close();
});

const register = async (title) =>
  (await agent.register({ channel: 'phone', kind: 'help', title, text: `${title}，请来看看。`, area: '350104' })).no;
const endpoint = (path) => owner.post('/api/webhooks', { url: listener.url + path, kinds: ['registered'] });
const rowOf = (page, path) =>
  page
    .getByRole('table', { name: '推送地址' })
    .getByRole('row')
    .filter({ hasText: listener.url + path });
/** The programs' page as it is now. */
async function programs(login = 'xitong', page) {
  if (!page) return openDesk(browser, city, login, { path: '/programs' });
  await page.reload();
  return page;
}

test('closed it hears nothing, opened it hears what comes, and told again it hears the same once more', { timeout: 120_000 }, async () => {
  const { secret } = await endpoint('/one');
  await endpoint('/witness');
  const first = await register('推送甲');
  const [told] = await listener.about('/one', first);
  const message = JSON.parse(told.body);
  assert.deepEqual([message.type, message.data.no, message.data.status], ['case.registered', first, 'submitted']);
  assert.doesNotMatch(told.body, /推送甲|看看/, 'no words');
  assert.equal(told.headers['webhook-signature'], signature(secret, told));

  const page = await programs();
  const row = rowOf(page, '/one');
  await row.getByText('在推', { exact: true }).waitFor();
  await row.getByText('banzhang').waitFor();
  await row.getByRole('button', { name: '停用' }).click();
  await row.getByText(/^停用：由管理员停用/).waitFor();
  await isSound(page, 'an endpoint that is closed');
  // What happens now is told to the other endpoint, and so was decided for both.
  const second = await register('推送乙');
  await listener.about('/witness', second);
  await row.getByRole('button', { name: '启用' }).click();
  await row.getByText('在推', { exact: true }).waitFor();
  const third = await register('推送丙');
  await listener.about('/one', third);
  assert.deepEqual(
    listener.at('/one').map((one) => JSON.parse(one.body).data.no),
    [first, third],
    'nothing of what happened while it was closed',
  );

  await row.getByRole('button', { name: '推送记录' }).click();
  const log = page.getByRole('table', { name: '推送记录' });
  const line = log.getByRole('row').filter({ has: page.getByRole('rowheader', { name: String(message.data.position), exact: true }) });
  assert.match((await line.innerText()).replace(/\s+/g, ' '), /收到 1 204/);
  assert.equal(await log.getByRole('rowheader').count(), 2);
  await line.getByRole('button', { name: `补发 ${message.data.position}` }).click();
  await page.getByRole('status').getByText('已排 1 条，马上送。').waitFor();
  const [once, again] = await listener.about('/one', first, 2);
  assert.equal(again.body, once.body, 'the same words');
  assert.equal(again.headers['webhook-id'], once.headers['webhook-id'], 'by the same name, so that it can be known');
  assert.equal(listener.at('/witness').filter((one) => JSON.parse(one.body).data.no === first).length, 1, 'to this endpoint alone');
  await page.goto('/desk/audit?group=admin');
  const trail = page.getByRole('table', { name: '审计记录' });
  for (const act of ['停用推送', '启用推送']) await trail.getByText(act, { exact: true }).first().waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test(
  'an endpoint that says it is gone is closed by itself, says why, and hears again once it is opened',
  { timeout: 120_000 },
  async () => {
    await endpoint('/gone');
    listener.answers.set('/gone', 410);
    const no = await register('推送丁');
    const {
      data: { position },
    } = JSON.parse((await listener.about('/gone', no))[0].body);
    let page = await programs();
    const row = rowOf(page, '/gone');
    await row.waitFor();
    // Written down after the listener had answered: the page is read again until it is.
    for (let tries = 0; tries < 50 && !(await row.getByText(/^停用：/).count()); tries += 1) {
      page = await programs('xitong', page);
      await row.waitFor();
    }
    assert.match(await row.innerText(), /停用：.*410|停用：.*不再|停用：.*gone/i);
    await row.getByRole('button', { name: '推送记录' }).click();
    const log = page.getByRole('table', { name: '推送记录' });
    const line = log.getByRole('row').filter({ has: page.getByRole('rowheader', { name: String(position), exact: true }) });
    await line.getByText('410', { exact: true }).waitFor();
    listener.answers.delete('/gone');
    await row.getByRole('button', { name: '启用' }).click();
    await row.getByText('在推', { exact: true }).waitFor();
    await line.getByRole('button', { name: `补发 ${position}` }).click();
    await listener.about('/gone', no, 2);
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  },
);

test('a security administrator closes, and neither opens nor tells again; an auditor only looks', async () => {
  await endpoint('/watched');
  const page = await programs('anquan');
  await rowOf(page, '/watched').getByRole('button', { name: '停用' }).click();
  await rowOf(page, '/watched')
    .getByText(/^停用：/)
    .waitFor();
  assert.equal(await rowOf(page, '/watched').getByRole('button', { name: '启用' }).count(), 0);
  await page.context().close();
  const auditor = await programs('shenji');
  const row = rowOf(auditor, '/one');
  await row.getByRole('button', { name: '推送记录' }).click();
  await auditor.getByRole('table', { name: '推送记录' }).waitFor();
  for (const name of [/^停用/, /^启用/, /^补发/]) assert.equal(await auditor.getByRole('button', { name }).count(), 0, String(name));
  await isSound(auditor, 'the log of an endpoint');
  await auditor.context().close();
});
