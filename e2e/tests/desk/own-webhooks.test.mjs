// One's own 推送地址, by keyboard alone: a shift lead makes one at the screen, it is really told, signed; it is changed,
// its secret too, and removed. What the server refuses stands at the field. A unit's administrator has the door as well.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { Listener, signature } from '../../house/listener.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city, agent, listener;
before(async () => {
  [browser, city, listener] = await Promise.all([
    openBrowser(),
    openCity({ cases: 4, settings: ['webhooks.allowed=127.0.0.0/8'] }),
    new Listener().open(),
  ]);
  agent = await city.staff('huawuyuan');
  // Somebody else is told of the same, so that it shows when there was nothing to hear.
  const { token } = await (
    await city.staff('xitong')
  ).post('/api/keys', { name: '见证', posts: [{ role: 'leader', unit: '市智慧中心' }], scopes: ['webhooks'] });
  const made = await fetch(`${city.url}/api/webhooks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: `${listener.url}/witness` }),
  });
  assert.equal(made.status, 201);
});
after(async () => {
  listener?.close();
  await browser?.close();
  await city?.close();
});

const register = async (title) =>
  (await agent.register({ channel: 'phone', kind: 'help', title, text: `${title}，请来看看。`, area: '350104', accept: true })).no;
const heard = (path, no) =>
  listener
    .at(path)
    .filter((one) => JSON.parse(one.body).data.no === no)
    .map((one) => JSON.parse(one.body).type);
/** Presses Tab until the keyboard is there. */
async function tabTo(page, control, key = 'Tab') {
  for (let n = 0; n < 120; n += 1) {
    if (await control.evaluateAll((found) => found.includes(document.activeElement))) return;
    await page.keyboard.press(key);
  }
  throw new Error(`no way by ${key} to ${control}`);
}
const atHand = (control) => control.evaluate((element) => element === document.activeElement);
async function holds(control) {
  for (let n = 0; n < 100 && !(await atHand(control)); n += 1) await new Promise((done) => setTimeout(done, 50));
  assert.ok(await atHand(control), `the keyboard is at ${control}`);
}

test('by keyboard alone one is made, told and signed, changed, given another secret, and removed', { timeout: 240_000 }, async () => {
  const page = await openDesk(browser, city, 'banzhang');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: city.url });
  const { keyboard } = page;
  await page.getByRole('navigation', { name: '工作区' }).getByRole('link', { name: /^接口/ }).waitFor();
  await keyboard.press('g');
  await keyboard.press('g');
  await page.getByRole('heading', { level: 1, name: '接口' }).waitFor();
  const part = page.getByRole('region', { name: '推送地址' });
  await part.getByText('还没有推送地址').waitFor();
  assert.equal(await page.getByRole('region', { name: '密钥' }).count(), 0, 'keys are the administrators’');
  await isSound(page, 'no webhooks yet');

  // What is wrong stands at its field, and the keyboard with it.
  await keyboard.press('n');
  const form = page.getByRole('form', { name: '新建推送地址' });
  const url = form.getByRole('textbox', { name: '地址' });
  await holds(url);
  await keyboard.press('Control+Enter');
  await form.getByRole('alert').getByText('请填地址。').waitFor();
  for (const [typed, why] of [
    ['https://10.0.0.8/hook', /^地址在内部网络/],
    ['http://1.1.1.1/', /^地址须是 https/],
  ]) {
    await keyboard.press('Control+a');
    await keyboard.type(typed);
    assert.equal(await form.getByRole('alert').count(), 0, 'what was wrong goes while it is put right');
    await keyboard.press('Control+Enter');
    await form.getByRole('alert').getByText(why).waitFor();
    await holds(url);
    assert.equal(await url.getAttribute('aria-invalid'), 'true');
  }
  await isSound(page, 'an address that is refused');
  await keyboard.press('Control+a');
  await keyboard.type(`${listener.url}/one`);
  await tabTo(page, form.getByRole('radio'));
  await keyboard.press('ArrowRight');
  await keyboard.press('Control+Enter');
  await form
    .getByRole('alert')
    .getByText(/^至少选一种/)
    .waitFor();
  // Every kind that there is, by its name.
  const kinds = [
    ...(await readFile(new URL('../../../crates/hotline/src/case/event/kind.rs', import.meta.url), 'utf8')).matchAll(
      /^ {4}\w+ "(\w+)";$/gm,
    ),
  ].map((found) => found[1]);
  const boxes = form.getByRole('checkbox');
  assert.deepEqual((await boxes.evaluateAll((all) => all.map((box) => box.value))).sort(), kinds.sort());
  assert.deepEqual(
    (await boxes.evaluateAll((all) => all.map((box) => box.closest('label').innerText.trim()))).filter(
      (name) => !/^[\p{Script=Han}，]+$/u.test(name),
    ),
    [],
  );
  await isSound(page, 'the kinds of events');
  await tabTo(page, form.getByRole('checkbox', { name: '登记', exact: true }));
  await keyboard.press('Space');
  await keyboard.press('Control+Enter');

  // The secret is told once, and is copied.
  await part
    .getByRole('status')
    .getByText(/\/one 的签名密钥，只显示这一次/)
    .waitFor();
  const secret = await part.getByRole('code').innerText();
  assert.match(secret, /^whsec_/);
  await holds(part.getByRole('button', { name: '复制密钥' }));
  await keyboard.press('Enter');
  await part.getByRole('status').getByText('已复制').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);
  await isSound(page, 'a secret');
  await tabTo(page, part.getByRole('button', { name: '存好了，收起' }));
  await keyboard.press('Enter');
  await holds(part.getByRole('button', { name: '新建推送地址' }));
  assert.ok(!(await page.content()).includes(secret));

  const first = await register('推送甲');
  const [told] = await listener.about('/one', first);
  assert.equal(told.headers['webhook-signature'], signature(secret, told));
  assert.doesNotMatch(told.body, /推送甲|看看/, 'no words');
  await listener.about('/witness', first, 2);
  assert.deepEqual(heard('/one', first), ['case.registered'], 'of what was chosen alone');

  // Changed: to another address, of another kind; signed as before.
  await tabTo(page, part.getByRole('button', { name: `改 ${listener.url}/one` }));
  await keyboard.press('Enter');
  const changing = page.getByRole('form', { name: '改推送地址' });
  await holds(changing.getByRole('textbox', { name: '地址' }));
  await keyboard.press('Control+a');
  await keyboard.type(`${listener.url}/two`);
  assert.ok(await changing.getByRole('checkbox', { name: '登记', exact: true }).isChecked());
  await tabTo(page, changing.getByRole('checkbox', { name: '登记', exact: true }));
  await keyboard.press('Space');
  await tabTo(page, changing.getByRole('checkbox', { name: '受理', exact: true }));
  await keyboard.press('Space');
  await keyboard.press('Control+Enter');
  await part.getByRole('status').getByText(`${listener.url}/two 改好了。`).waitFor();
  await holds(part.getByRole('button', { name: `改 ${listener.url}/two` }));
  const second = await register('推送乙');
  const [elsewhere] = await listener.about('/two', second);
  assert.equal(elsewhere.headers['webhook-signature'], signature(secret, elsewhere));
  await listener.about('/witness', second, 2);
  assert.deepEqual([heard('/one', second), heard('/two', second)], [[], ['case.accepted']]);

  // Another secret: for a day both sign.
  await keyboard.press('Enter');
  await holds(changing.getByRole('textbox', { name: '地址' }));
  await tabTo(page, changing.getByRole('button', { name: '换签名密钥' }));
  await keyboard.press('Enter');
  await part
    .getByRole('status')
    .getByText(/\/two 的签名密钥，只显示这一次/)
    .waitFor();
  const newer = await part.getByRole('code').innerText();
  assert.notEqual(newer, secret);
  const third = await register('推送丙');
  const [both] = await listener.about('/two', third);
  assert.equal(both.headers['webhook-signature'], `${signature(newer, both)} ${signature(secret, both)}`);

  // Closed and opened, told again: one's own needs no administrator.
  const row = part.getByRole('table', { name: '推送地址' }).getByRole('row').filter({ hasText: '/two' });
  await tabTo(page, row.getByRole('button', { name: /^停用 / }));
  await keyboard.press('Enter');
  await row.getByText('停用：由所有者停用').waitFor();
  await keyboard.press('Enter');
  await row.getByText('在推', { exact: true }).waitFor();
  await tabTo(page, row.getByRole('button', { name: /^推送记录 / }), 'Shift+Tab');
  await keyboard.press('Enter');
  const {
    data: { position },
  } = JSON.parse(both.body);
  await tabTo(page, page.getByRole('button', { name: `补发 ${position}` }));
  await keyboard.press('Enter');
  await listener.about('/two', third, 2);

  // Removed, once it was meant.
  const remove = row.getByRole('button', { name: /^删除 / });
  await tabTo(page, remove, 'Shift+Tab');
  await keyboard.press('Enter');
  await holds(row.getByRole('button', { name: '确定删除' }));
  await isSound(page, 'before it is removed');
  await keyboard.press('Escape');
  await holds(remove);
  await keyboard.press('Enter');
  await holds(row.getByRole('button', { name: '确定删除' }));
  await keyboard.press('Enter');
  await part.getByRole('status').getByText(`${listener.url}/two 已删除。`).waitFor();
  await part.getByText('还没有推送地址').waitFor();
  await holds(part.getByRole('button', { name: '新建推送地址' }));
  const before = listener.at('/two').length;
  const last = await register('推送丁');
  await listener.about('/witness', last, 2);
  assert.equal(listener.at('/two').length, before, 'nothing more is told');
  assert.deepEqual(page.troubles, []);
  await page.context().close();

  const trail = await openDesk(browser, city, 'xitong', { path: '/audit?person=banzhang&group=admin' });
  for (const act of ['新增推送', '改推送', '换推送密钥', '停用推送', '启用推送', '删推送'])
    await trail.getByRole('table', { name: '审计记录' }).getByText(act, { exact: true }).waitFor();
  await trail.context().close();
});

test('a unit’s administrator makes one with a thumb, sees his own alone, and reads English too', { timeout: 120_000 }, async () => {
  const banzhang = await city.staff('banzhang');
  await banzhang.post('/api/webhooks', { url: `${listener.url}/of-another`, kinds: ['answered'] });
  const page = await openDesk(browser, city, 'zhujian', { path: '/programs', size: PHONE });
  const part = page.getByRole('region', { name: '推送地址' });
  await part.getByText('还没有推送地址').waitFor();
  await part.getByRole('button', { name: '新建推送地址' }).tap();
  const form = page.getByRole('form', { name: '新建推送地址' });
  await form.getByRole('textbox', { name: '地址' }).fill(`${listener.url}/unit`);
  await isSound(page, 'the form on a phone');
  await form.getByRole('button', { name: '保存' }).tap();
  await part.getByRole('button', { name: '复制密钥' }).waitFor();
  await isSound(page, 'a secret on a phone');
  await part.getByRole('button', { name: '存好了，收起' }).tap();
  // On a phone the table's rows are blocks: one has these buttons.
  await part.getByRole('button', { name: `改 ${listener.url}/unit` }).waitFor();
  // Another window changes it while this one does: the second is told what it is by now, and the list as well.
  await part.getByRole('button', { name: `改 ${listener.url}/unit` }).tap();
  const changing = page.getByRole('form', { name: '改推送地址' });
  const zhujian = await city.staff('zhujian');
  const [{ id, url, kinds }] = await zhujian.get('/api/webhooks');
  await zhujian.post(`/api/webhooks/${id}/change`, { url: `${listener.url}/other`, kinds: [], seen: { url, kinds } });
  await changing.getByRole('button', { name: '保存' }).tap();
  await changing.getByRole('alert').getByText(`现在是 ${listener.url}/other，推 全部。`).waitFor();
  await part.getByRole('table', { name: '推送地址' }).getByText(`${listener.url}/other`).waitFor();
  await isSound(page, 'a webhook that two change');
  await changing.getByRole('button', { name: '保存' }).tap();
  await part.getByRole('button', { name: `改 ${listener.url}/unit` }).waitFor();
  assert.equal(await part.getByRole('button', { name: /^改 / }).count(), 1);
  await part.getByText('全部', { exact: true }).waitFor();
  assert.ok(!(await page.content()).includes('/of-another'));
  // He is told of what his unit gets, not of what it has nothing to do with.
  const no = await register('推送戊');
  await (await city.staff('pizhuan')).act(no, 'dispatch', { lead: '市住建局' });
  await listener.about('/unit', no);
  assert.deepEqual(heard('/unit', no), ['case.dispatched']);

  await page.evaluate(() => localStorage.setItem('desk.language', 'en'));
  await page.reload();
  const english = page.getByRole('region', { name: 'Webhooks' });
  await english.getByRole('button', { name: `Change ${listener.url}/unit` }).tap();
  await page.getByRole('form', { name: 'Change webhook' }).getByRole('radio', { name: 'only what is chosen' }).check({ force: true });
  await isSound(page, 'changing one, in English');
  await page.context().close();
});

test('one that another window has removed is said to be removed, and the list is read again', async () => {
  const owner = await city.staff('banzhang');
  const ids = {};
  for (const name of ['gone-a', 'gone-b', 'gone-c']) ids[name] = (await owner.post('/api/webhooks', { url: `${listener.url}/${name}` })).id;
  const page = await openDesk(browser, city, 'banzhang', { path: '/programs' });
  const row = (name) =>
    page
      .getByRole('table', { name: '推送地址' })
      .getByRole('row')
      .filter({ hasText: `/${name}` });
  const remove = (name) => owner.post(`/api/webhooks/${ids[name]}/remove`);
  const told = page.getByRole('alert').getByText('这个推送地址已经被删除了');
  const isGone = async (name) => {
    await told.waitFor();
    await row(name).waitFor({ state: 'detached' });
    assert.equal(await page.getByText('没有这件').count(), 0, 'no words of a case');
    await holds(page.getByRole('alert'));
  };
  await row('gone-a').getByRole('button', { name: /^停用/ }).waitFor();
  await remove('gone-a');
  await row('gone-a').getByRole('button', { name: /^停用/ }).click();
  await isGone('gone-a');
  await row('gone-b').getByRole('button', { name: /^改/ }).click();
  await told.waitFor({ state: 'detached' });
  const form = page.getByRole('form', { name: '改推送地址' });
  await remove('gone-b');
  await form.getByRole('textbox').first().fill(`${listener.url}/other`);
  await page.keyboard.press('Control+Enter');
  await isGone('gone-b');
  await form.waitFor({ state: 'detached' });
  await row('gone-c').getByRole('button', { name: /^删除/ }).click();
  await remove('gone-c');
  await row('gone-c').getByRole('button', { name: /^确定/ }).click();
  await isGone('gone-c');
  await isSound(page, 'an endpoint that was removed meanwhile');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
