// One case through every role's screen: a citizen writes it on a phone, it is accepted, dispatched, signed, extended, passed
// down to the station, answered with evidence, reviewed at each level, rated on the phone, called back, and found by
// whoever leads, inspects or keeps the platform.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { enter, rate, rated, writeCase } from '../../house/citizen.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk, row, sendNow } from '../../house/staff.mjs';

let browser, city, citizen, receipt;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 12 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

const SAID = /一家餐馆门口的喇叭/;
const TEXT = '施埔路一家餐馆门口的喇叭正对居民楼。每天 17 点到 23 点循环播放，家里老人小孩没法休息。跟店家说过两次，没用。希望尽快处理。';
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC', 'base64');
const BRANCH = '仓山公安分局';
const STATION = '对湖派出所';
const CENTRE = '福州市智慧中心';
const read = async () => (await city.staff('pizhuan')).get(`/api/cases/${receipt.no}`);
async function at(login, path, act) {
  const page = await openDesk(browser, city, login, { path });
  await act(page);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
}

test('a citizen writes it on a phone', async () => {
  citizen = await openWindow(browser, city, { size: PHONE });
  receipt = await writeCase(citizen, { text: TEXT, place: '仓山区施埔路 48 号附近', name: '陈女士', phone: '13900000088' });
  assert.match(receipt.no, /^FZ\d{11}$/);
  await isSound(citizen, 'the receipt on a phone');
});

test('it is accepted with its item, and dispatched by a digit', async () => {
  await at('huawuyuan', '/accept', async (page) => {
    await row(page, SAID.source).focus();
    await page.getByRole('button', { name: /^受理/ }).first().waitFor();
    await page.keyboard.press('a');
    const form = page.getByRole('form', { name: `受理 · ${receipt.no}` });
    await form.getByRole('combobox', { name: '事项' }).fill('B15');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await form.waitFor({ state: 'detached' });
  });
  await at('pizhuan', '/dispatch', async (page) => {
    await row(page, SAID.source).focus();
    const branch = page.getByRole('button', { name: '仓山公安分局 主办' });
    await branch.waitFor();
    await page.keyboard.press((await branch.innerText()).trim());
    await page.getByText('将批转给 仓山公安分局 主办').waitFor();
    await page.keyboard.press('Enter');
    await sendNow(page);
  });
  assert.deepEqual((await read()).holders, ['仓山公安分局']);
});

test('the branch signs and asks for a day more; the dispatcher grants it', async () => {
  const before = (await read()).due;
  await at('cangshan-gongan', '/unit/to_sign', async (page) => {
    await row(page, SAID.source).focus();
    await page.keyboard.press('s');
    await sendNow(page);
    await page.goto(`/desk/case/${receipt.no}?do=request_extension`);
    const form = page.getByRole('form', { name: `申请延期 · ${receipt.no}` });
    await form.getByRole('spinbutton').fill('1');
    await form.getByRole('textbox', { name: '理由' }).fill('要和店家再谈一次。');
    await form.getByText(/同意后延到 /).waitFor();
    await page.keyboard.press('Control+Enter');
    await form.waitFor({ state: 'detached' });
  });
  await at('pizhuan', '/extensions', async (page) => {
    await row(page, SAID.source).focus();
    await page
      .getByText(/申请延期 1/)
      .first()
      .waitFor();
    await page.keyboard.press('e');
    const form = page.getByRole('form', { name: `决定延期 · ${receipt.no}` });
    await form.getByRole('radio', { name: '同意', exact: true }).check({ force: true });
    await form.getByRole('textbox', { name: '理由' }).fill('谈妥要一天。');
    await page.keyboard.press('Control+Enter');
    await sendNow(page);
  });
  assert.ok((await read()).due > before, 'the promise is a working day later');
});

test('the branch passes it down to its station, which signs', async () => {
  const { due } = await read();
  await at('cangshan-gongan', '/unit/in_hand', async (page) => {
    await row(page, SAID.source).focus();
    await page.getByRole('toolbar', { name: '能办的事' }).getByRole('button', { name: /^下派/ }).waitFor();
    await page.keyboard.press('d');
    const form = page.getByRole('form', { name: `下派 · ${receipt.no}` });
    await form.getByRole('combobox', { name: '单位' }).fill('对湖');
    await form.getByRole('option', { name: new RegExp(STATION) }).waitFor();
    await page.keyboard.press('Enter');
    await form.getByRole('textbox', { name: '附言' }).fill('请当晚到店看。');
    await page.keyboard.press('Control+Enter');
    await sendNow(page);
  });
  await at('duihu', '/unit/to_sign', async (page) => {
    await row(page, SAID.source).focus();
    await page.getByRole('complementary', { name: receipt.no }).getByText('请当晚到店看。').waitFor();
    await page.keyboard.press('s');
    await sendNow(page);
  });
  const now = await read();
  assert.deepEqual(now.holders, [STATION]);
  assert.equal(now.due, due, 'passing down moves no promise');
});

test('the station replies beside the points, with a dated promise, a photo, and when and where it was', async () => {
  await at('duihu', `/case/${receipt.no}`, async (page) => {
    await page.getByRole('button', { name: /^联系/ }).first().click();
    await page.getByRole('radio', { name: /^上门/ }).check({ force: true });
    await page.getByRole('radio', { name: /^是/ }).check({ force: true });
    await page.keyboard.press('Control+Enter');
    await page.getByText(/对湖派出所 联系诉求人/).waitFor();
    await page.keyboard.press('r');
    const form = page.getByRole('form', { name: `答复 · ${receipt.no}` });
    const points = form.getByRole('region', { name: '诉求要点' });
    await points.getByText('还有 3 个要点没找到对应的话，1 样没做').waitFor();
    assert.equal(await points.getByText('希望尽快处理').count(), 0, 'courtesy is no point');
    await form
      .getByRole('textbox', { name: '内容' })
      .fill('陈女士：民警到店核查，餐馆的喇叭已经撤下，不再正对居民楼。\n今后每天 17 点后不播放，小孩老人可以休息。');
    await points.getByText('答复第 1 段').waitFor();
    await points.getByText('答复第 2 段').waitFor();
    await points.getByText('还有 1 个要点没找到对应的话，1 样没做').waitFor();
    await form.getByRole('button', { name: '加一条证据' }).click();
    await form.getByRole('textbox', { name: /证据说明/ }).fill('撤下的喇叭');
    await form.getByRole('textbox', { name: /时间/ }).fill('当晚 20:10');
    await form.getByRole('textbox', { name: /地点/ }).fill('施埔路 48 号店门口');
    await form.getByLabel(/^照片/).setInputFiles({ name: 'laba.png', mimeType: 'image/png', buffer: PNG });
    await form.getByText('已添上 laba.png').waitFor();
    await form.getByRole('textbox', { name: '承诺什么' }).fill('月底前再去一次');
    await points.getByText('承诺没写到哪天').waitFor();
    await form.getByLabel('到哪天').fill('2030-12-31');
    await points.getByText('承诺写了到哪天').waitFor();
    await points.getByText('证据 1 条').waitFor();
    await points.getByText('还有 1 个要点没找到对应的话', { exact: true }).waitFor();
    await isSound(page, 'a reply beside the points');
    await page.keyboard.press('Control+Enter');
    await sendNow(page);
  });
  const { files, history } = await read();
  assert.equal(files.at(-1).what, '撤下的喇叭');
  const replied = history.findLast((step) => step.kind === 'replied');
  assert.equal(replied.unit, STATION, 'one’s own photo was no collision');
  assert.deepEqual(
    JSON.parse(replied.words.evidence).map(({ what, at, place }) => [what, at, place]),
    [['撤下的喇叭', '当晚 20:10', '施埔路 48 号店门口']],
  );
});

test('branch and centre read it beside the points, each in its turn, and pass it', async () => {
  for (const [n, [login, button]] of [
    ['cangshan-gongan-shenhe', '通过，看下一件'],
    ['zhongshen', '通过，答复诉求人'],
  ].entries()) {
    await at(login, '/review', async (page) => {
      await row(page, SAID.source).focus();
      await page.getByRole('button', { name: button }).waitFor();
      const points = page.getByRole('region', { name: '诉求要点' });
      await points.getByText('跟店家说过两次，没用').waitFor();
      await points.getByText('没找到对应的话', { exact: true }).waitFor();
      const reply = page.getByRole('region', { name: '最近一份答复' });
      await reply.getByText(`${STATION} · `).waitFor();
      const piece = reply.getByRole('list', { name: '证据' }).getByRole('listitem');
      await piece.filter({ hasText: /撤下的喇叭\s*当晚 20:10，施埔路 48 号店门口/ }).waitFor();
      await piece.getByRole('link', { name: '照片 1：撤下的喇叭' }).waitFor();
      await page.keyboard.press('Control+Enter');
      await sendNow(page);
    });
    const { history, status } = await read();
    assert.deepEqual(
      history.filter((step) => step.kind === 'reviewed').map((step) => step.unit),
      [BRANCH, CENTRE].slice(0, n + 1),
    );
    assert.equal(status, ['in_progress', 'answered'][n]);
  }
});

test('the citizen reads the answer on the phone and rates it, and is called back', async () => {
  await enter(citizen, receipt);
  await citizen
    .getByRole('region', { name: `${BRANCH}答复` })
    .getByText('月底前再去一次')
    .waitFor();
  await isSound(citizen, 'the answer on a phone');
  await rate(citizen, '不满意', '没解决', '晚上又响了');
  await rated(citizen, '不满意', '没解决');
  await at('huifang', '/call-back', async (page) => {
    await row(page, SAID.source).focus();
    await page.getByText('评价：不满意').waitFor();
    await page.getByRole('region', { name: '回访' }).getByText('诉求人自己评价过').waitFor();
    await page.keyboard.press('n');
    await page.keyboard.press('Enter');
    await sendNow(page);
    await row(page, SAID.source).waitFor({ state: 'detached' });
  });
});

/** What the portal says of a step; nothing where a citizen reads nothing. */
const SAYS = {
  registered: () => '您提出诉求',
  accepted: ({ unit }) => `${unit} 受理，开始计时`,
  dispatched: ({ to }) => `中心批转 ${to.join('、')}`,
  signed: ({ unit }) => `${unit} 签收`,
  delegated: ({ unit, to }) => `${unit} 交 ${to.join('、')} 办理`,
  extension_asked: ({ unit, results }) => `${unit} 申请延期 ${results.days} 个工作日，等中心决定`,
  extension_decided: ({ results }) => `中心同意延期 ${results.days} 个工作日`,
  contacted: ({ unit }) => `${unit} 到现场`,
  replied: ({ unit }) => `${unit} 写好答复，等审核`,
  reviewed: ({ unit }) => `${unit} 审核通过`,
  answered: ({ unit }) => `${unit}答复`,
  rated: () => '您评价：不满意，没解决',
  followed_up: () => '中心回访',
  attached: () => undefined,
  reminded: () => undefined,
};

test('on the phone stands each step with its unit and its time, as the history has them', async () => {
  await citizen.reload();
  // The older ones lie folded behind the newest.
  await citizen.getByText(/^更早的 \d+ 步$/).click();
  const steps = citizen
    .getByRole('region', { name: '办理经过' })
    .getByRole('listitem')
    .filter({ has: citizen.getByRole('time') });
  const shown = await Promise.all(
    (await steps.all()).map(async (step) => {
      const time = step.getByRole('time');
      return [
        await step.getByRole('heading', { level: 3 }).innerText(),
        Date.parse(await time.getAttribute('datetime')),
        await time.innerText(),
      ];
    }),
  );
  const { history } = await read();
  for (const { kind } of history) assert.ok(SAYS[kind], `${kind} is known here`);
  const clock = (at) => {
    const there = new Date(Date.parse(at) + 8 * 3600 * 1000);
    return `${there.getUTCMonth() + 1} 月 ${there.getUTCDate()} 日 ${there.toISOString().slice(11, 16)}`;
  };
  const expected = history
    .toReversed()
    .map((step) => [SAYS[step.kind](step), Date.parse(step.at), clock(step.at)])
    .filter(([says]) => says);
  assert.deepEqual(shown, expected);
  for (const unit of [CENTRE, BRANCH, STATION])
    assert.ok(
      shown.some(([says]) => says.includes(unit)),
      `${unit} is named`,
    );
  assert.deepEqual(citizen.troubles, []);
  await citizen.context().close();
});

test('leader, inspector and shift lead find it with its end; who keeps the platform sees what was sent, and no word of it', async () => {
  for (const login of ['lingdao', 'ducha', 'banzhang']) {
    await at(login, `/cases?q=${encodeURIComponent('餐馆门口的喇叭')}`, async (page) => {
      await row(page, SAID.source).click();
      await page.getByText('评价：不满意').waitFor();
      await page.getByText('晚上又响了').first().waitFor();
      await page.getByText(/回访/).first().waitFor();
      await page.getByRole('complementary', { name: '计时账' }).getByRole('listitem').filter({ hasText: STATION }).first().waitFor();
    });
  }
  await at('xitong', `/messages?no=${receipt.no}`, async (page) => {
    const table = page.getByRole('table', { name: '消息清单' });
    await table.getByRole('rowheader', { name: receipt.no }).first().waitFor();
    assert.ok((await table.getByRole('row').count()) > 3, 'accepted, extended, answered');
    assert.equal(await page.getByText(SAID).count(), 0);
  });
});
