// Bad days at the door: wrong codes and the lock, a lost network, a closed browser, two presses.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { enter, receipt, toWho, writeCase } from '../../house/citizen.mjs';
import { openCity } from '../../house/city.mjs';
import { submit } from '../../house/desk.mjs';

let city, browser;
before(async () => {
  [city, browser] = await Promise.all([openCity(), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

test('ten wrong codes lock a number, with the same answer as before', async () => {
  const written = await submit(city);
  const page = await openWindow(browser, city, { script: false });
  for (let n = 0; n < 10; n += 1) {
    const code = String((Number(written.code) + 1 + n) % 1_000_000).padStart(6, '0');
    await enter(page, { no: written.no, code });
    await page.getByText('编号或查询码不对').waitFor();
  }
  await enter(page, written);
  await page.getByText('编号或查询码不对').waitFor();
  await enter(page, { no: 'FZ26112599999', code: '123456' });
  await page.getByText('编号或查询码不对').waitFor();
  await page.context().close();
});

test('one visit opens one case, and leaving ends it', async () => {
  const [mine, other] = [await submit(city), await submit(city)];
  const page = await openWindow(browser, city);
  await enter(page, mine);
  await page.getByText('已收到', { exact: true }).waitFor();
  await page.goto(`/follow/${other.no}`);
  await page.getByLabel('查询码').waitFor();
  assert.equal(await page.getByLabel('受理编号').inputValue(), other.no);
  const stolen = await page.request.post(`/follow/${other.no}/withdraw`, { form: { text: '撤' } });
  assert.ok(!(await stolen.text()).includes('已撤回'));
  await page.goto(`/follow/${mine.no}`);
  const [cookie] = (await page.context().cookies()).filter((one) => one.name === 'minsheng_visit');
  assert.ok(cookie.httpOnly && cookie.sameSite === 'Lax' && !cookie.value.includes(mine.code));
  await page.getByRole('button', { name: /看完了，离开/ }).click();
  await page.waitForURL(`${city.url}/`);
  await page.goto(`/follow/${mine.no}`);
  await page.getByLabel('查询码').waitFor();
  // The cookie, kept by somebody, opens nothing any more.
  await page.context().addCookies([cookie]);
  await page.goto(`/follow/${mine.no}`);
  await page.getByLabel('查询码').waitFor();
  await page.context().close();
});

test('what is written survives a dead network and goes out when it is back', async () => {
  const page = await openWindow(browser, city, { size: PHONE });
  await page.goto('/write');
  await page.getByLabel('经过').fill('隧道里没有信号，写到一半断了网');
  await page.getByRole('radio', { name: /^求助/ }).check();
  await page.context().setOffline(true);
  await page.getByRole('button', { name: '下一步：在哪里' }).click();
  await page.getByText('没发出去，您写的都还在。').waitFor();
  assert.equal(await page.getByLabel('经过').inputValue(), '隧道里没有信号，写到一半断了网');
  await page.context().setOffline(false);
  await page.getByLabel('地点').waitFor();
  await page.context().close();
});

test('a closed browser does not lose a draft', async () => {
  const page = await openWindow(browser, city);
  await page.goto('/write');
  await page.getByLabel('经过').fill('写到一半有人敲门');
  await page.getByRole('radio', { name: /^建议/ }).check();
  await page.getByRole('button', { name: '下一步：在哪里' }).click();
  await page.getByLabel('地点').fill('鼓楼区三坊七巷');
  await page.waitForFunction(() => (localStorage.getItem('minsheng-draft') ?? '').includes('三坊七巷'));
  await page.getByText(/^草稿 \d\d:\d\d 已存在这台设备上/).waitFor();
  const kept = await page.context().storageState();
  await page.context().close();

  const later = await openWindow(browser, city, { storageState: kept });
  await later.goto('/');
  await later.getByRole('region', { name: '草稿' }).getByText('写到一半有人敲门').waitFor();
  await later.getByRole('button', { name: '接着写' }).click();
  assert.equal(await later.getByLabel('地点').inputValue(), '鼓楼区三坊七巷');
  await toWho(later);
  await later.getByText('鼓楼区').first().waitFor();
  await later.getByRole('radio', { name: /^匿名/ }).check();
  await later.getByRole('button', { name: '提交', exact: true }).click();
  await receipt(later);
  // Sent: the draft is gone.
  await later.goto('/');
  assert.equal(await later.getByRole('region', { name: '草稿' }).count(), 0);
  await later.context().close();
});

test('sent twice, it is one case with one number', async () => {
  const page = await openWindow(browser, city, { script: false });
  const first = await writeCase(page, { who: '匿名' });
  // The browser sends the same form once more, as after "reload".
  await page.reload();
  assert.deepEqual(await receipt(page), first);
  await page.context().close();
});

for (const script of [true, false]) {
  test(`a browser that refuses cookies shows number and code all the same, ${script ? 'with' : 'without'} a script`, async (t) => {
    const between = await withoutCookies(city);
    t.after(between.close);
    const page = await openWindow(browser, between, { script });
    const written = await writeCase(page, { who: '匿名' });
    assert.deepEqual(await page.context().cookies(), []);
    // The same form once more is the same case.
    await page.reload();
    assert.deepEqual(await receipt(page), written);
    await page.context().close();
    const elsewhere = await openWindow(browser, city, { script });
    await enter(elsewhere, written);
    await elsewhere.getByRole('heading', { name: '承诺答复' }).waitFor();
    await elsewhere.context().close();
  });
}

for (const script of [true, false]) {
  test(`who keeps no cookies is told so, not asked again and again, ${script ? 'with' : 'without'} a script`, async (t) => {
    const between = await withoutCookies(city);
    t.after(between.close);
    const written = await submit(city);
    const page = await openWindow(browser, between, { script });
    await enter(page, written);
    const told = page.getByRole('alert');
    await told.getByText(/编号和查询码对了，可是这个浏览器不留 Cookie.*在浏览器的设置里允许.*12345/).waitFor();
    assert.equal(await page.getByLabel('受理编号').inputValue(), written.no);
    if (script) await isSound(page, 'a browser without cookies');
    // A wrong code is still a wrong code.
    await page.getByLabel('查询码').fill('not it');
    await page.getByRole('button', { name: '查看进度' }).click();
    await told.getByText('编号或查询码不对').waitFor();
    await page.context().close();
    // Whoever keeps them comes in, to an address that says nothing of it.
    const keeping = await openWindow(browser, city, { script });
    await enter(keeping, written);
    await keeping.getByRole('heading', { name: '承诺答复' }).waitFor();
    assert.equal(new URL(keeping.url()).search, '');
    // Without the cookie the same page asks, and blames nobody.
    await keeping.context().clearCookies();
    await keeping.reload();
    await keeping.getByLabel('查询码').waitFor();
    assert.equal(await keeping.getByRole('alert').count(), 0);
    await keeping.context().close();
  });
}

/** The same city, behind a door that lets no cookie out. */
async function withoutCookies(city) {
  const server = createServer((asked, answer) => {
    const { method, headers } = asked;
    const onward = request(new URL(asked.url, city.url), { method, headers }, (reply) => {
      delete reply.headers['set-cookie'];
      answer.writeHead(reply.statusCode, reply.headers);
      reply.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () =>
    new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

test('places are completed while typing, by keyboard', async () => {
  const page = await openWindow(browser, city);
  await page.goto('/write');
  await page.getByLabel('经过').fill('井盖翘起来了');
  await page.getByRole('radio', { name: /^求助/ }).check();
  await page.getByRole('button', { name: '下一步：在哪里' }).click();
  await page.getByLabel('地点').pressSequentially('对湖');
  await page
    .getByRole('listbox', { name: '区县、街道' })
    .getByRole('option', { name: /对湖街道/ })
    .waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.equal(await page.getByLabel('地点').inputValue(), '仓山区对湖街道');
  assert.equal(await page.getByRole('combobox', { name: /区县、街道/ }).inputValue(), '350104003');
  await page.context().close();
});

for (const script of [true, false]) {
  test(`Enter in a field goes on to the next step, ${script ? 'with' : 'without'} a script`, async () => {
    const page = await openWindow(browser, city, { script, size: PHONE });
    await page.goto('/write');
    await page.getByLabel('经过').fill('井盖翘起来了');
    await page.getByRole('radio', { name: /^求助/ }).check();
    await page.getByRole('button', { name: '下一步：在哪里' }).click();
    await page.getByLabel('地点').fill('学军路口');
    await page.getByLabel('地点').press('Enter');
    // Without a script photos come later: it is the last step.
    await page.getByRole('button', { name: script ? '下一步：我是谁' : '提交' }).waitFor();
    await page.getByRole('button', { name: '大字版' }).waitFor();
    await page.context().close();
  });
}

test('places that are found after the field was left do not come up over what is next', async () => {
  const page = await openWindow(browser, city);
  await page.goto('/write');
  await page.getByLabel('经过').fill('井盖翘起来了');
  await page.getByRole('radio', { name: /^求助/ }).check();
  await page.getByRole('button', { name: '下一步：在哪里' }).click();
  let asked, answer;
  const came = new Promise((done) => (asked = done));
  const goOn = new Promise((done) => (answer = done));
  await page.route('**/write/places?*', async (route) => {
    asked();
    await goOn;
    await route.continue();
  });
  await page.getByLabel('地点').pressSequentially('对湖');
  await came;
  await page.getByRole('combobox', { name: /区县、街道/ }).focus();
  const found = page.waitForResponse('**/write/places?*');
  answer();
  await (await found).finished();
  await page.waitForTimeout(300);
  assert.equal(await page.locator('#hits').isVisible(), false);
  await page.context().close();
});
