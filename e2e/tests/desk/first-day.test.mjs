// A city of its first day, which is no demonstration: nobody's account and no password stand on the sign-in page,
// no page says 示例数据, and every list that has nothing yet says so and tells what will come there.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity, PASSWORD } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city, demonstration;
before(async () => {
  [browser, city, demonstration] = await Promise.all([
    openBrowser(),
    openCity({
      people: {
        'lin-hua': ['agent'],
        'lin-pi': ['dispatcher', 'shift_lead'],
        'lin-shen': ['reviewer'],
        'lin-fang': ['call_back'],
        'lin-ling': ['leader'],
        'lin-jing': ['handler@福州市住建局', 'reviewer@福州市住建局'],
      },
    }),
    openCity({ cases: 0 }),
  ]);
});
after(async () => {
  await browser?.close();
  await city?.close();
  await demonstration?.close();
});

/** Every button of the sign-in page, once it stands there. */
async function doors(page) {
  await page.goto('/desk/sign-in');
  await page.getByRole('button', { name: '登录', exact: true }).waitFor();
  return page.getByRole('main').or(page.getByRole('region')).getByRole('button').allInnerTexts();
}

test('accounts and their password stand on the sign-in page of a demonstration, and of nothing else', async () => {
  const shown = await openWindow(browser, demonstration);
  assert.ok((await doors(shown)).length > 20, 'a demonstration offers its posts');
  await shown.getByRole('region', { name: '示例岗位' }).getByText(PASSWORD).waitFor();
  assert.ok(await shown.getByText('示例数据', { exact: true }).isVisible());
  await shown.context().close();

  const page = await openWindow(browser, city);
  const there = await doors(page);
  assert.deepEqual(
    there.filter((name) => !/^(登录|English)$/.test(name.trim())),
    [],
    'nobody is offered',
  );
  assert.equal(await page.getByRole('region', { name: '示例岗位' }).count(), 0);
  assert.doesNotMatch(await page.content(), new RegExp(`示例|${PASSWORD}|lin-hua`));
  // Nor does the server tell what the page leaves out.
  const welcome = await (await page.request.get('/api/welcome')).json();
  assert.deepEqual([welcome.demo, welcome.accounts ?? [], welcome.password ?? null], [false, [], null]);
  await isSound(page, 'sign-in without a demonstration');
  await page.context().close();
});

test('no page of a real city says 示例数据; the portal neither', async () => {
  const page = await openDesk(browser, city, 'lin-pi', { path: '/dispatch' });
  for (const path of ['/dispatch', '/cases', '/overview', '/figures', '/wall']) {
    await page.goto(`/desk${path}`);
    await page.getByRole('main').waitFor();
    await page.waitForLoadState('networkidle');
    assert.equal(await page.getByText('示例数据').count(), 0, path);
  }
  for (const path of ['/', '/write', '/follow', '/public']) {
    await page.goto(path);
    await page.getByRole('main').waitFor();
    assert.equal(await page.getByText('示例数据').count(), 0, path);
  }
  const shown = await openDesk(browser, demonstration, 'pizhuan', { path: '/dispatch' });
  await shown.getByText('示例数据', { exact: true }).waitFor();
  await shown.context().close();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

const QUEUES = [
  ['lin-hua', '/accept', '没有待受理的件', '群众从网上写来的会自动出现在这里，先到先受理。'],
  ['lin-pi', '/dispatch', '没有待批转的件', '受理的和退回来的会按剩余时间排在这里。'],
  ['lin-pi', '/rulings', '没有等裁定的退件', '单位申请退件后会出现在这里，4 个工作小时内裁定。'],
  ['lin-pi', '/extensions', '没有等决定的延期', '单位申请延期后会出现在这里；到期前没决定的，按不同意算。'],
  ['lin-pi', '/waiting', '没有等决定的等候', '单位请诉求人补充后会出现在这里；同意等候才会停下计时。'],
  ['lin-pi', '/reworks', '没有等决定的重办', '诉求人不满意并申请重办后会出现在这里，1 个工作日内决定。'],
  ['lin-shen', '/review', '没有待审核的答复', '下级写好答复后会出现在这里。'],
  ['lin-fang', '/call-back', '没有待回访的件', '不满意的、紧急的和抽中的件答复后会出现在这里。'],
  ['lin-jing', '/unit/to_sign', '没有待签收的件', '新批转来的会自动出现在这里。'],
  ['lin-jing', '/unit/in_hand', '没有在办的件', '签收以后，件会到这里来。'],
  ['lin-jing', '/unit/due_today', '今天没有到期的件', '今天 24:00 到期的会排在这里。'],
  ['lin-jing', '/unit/overdue', '没有超期的件', '过了期限还没答复的会到这里来。'],
  ['lin-jing', '/unit/return_asked', '没有等裁定的退件', '申请退件以后，件在这里等裁定；裁定前责任还在本单位。'],
  ['lin-jing', '/unit/rework', '没有重办的件', '诉求人不满意、中心同意重办的会回到这里。'],
  ['lin-jing', '/unit/assisting', '没有协办的件', '主办单位负责答复，协办单位在内部期限前把情况报给主办。'],
  ['lin-jing', '/unit/to_review', '没有待审核的答复', '下级写好答复后会出现在这里。'],
  ['lin-pi', '/cases', '没有找到', '换一个条件，或者只留编号再找。'],
  ['lin-ling', '/overview', '没有没办完的件', '受理的件会自动出现在这里。'],
  ['lin-ling', '/overview?open=true', '没有找到', '换一个条件，或者只留编号再找。'],
  ['lin-ling', '/figures', '这段时间没有数。', '换一段时间，或者去掉筛选。'],
];

for (const login of [...new Set(QUEUES.map(([who]) => who))]) {
  test(`what is empty says so and teaches: ${login}`, async () => {
    const page = await openDesk(browser, city, login);
    for (const [, path, title, help] of QUEUES.filter(([who]) => who === login)) {
      await page.goto(`/desk${path}`);
      const main = page.getByRole('main');
      await main.getByText(title, { exact: true }).waitFor();
      assert.ok(await main.getByText(help).isVisible(), `${path}: ${help}`);
      assert.equal(await main.getByRole('row').count(), 0, `${path} has no rows`);
      assert.equal(await main.getByRole('alert').count(), 0, path);
      await isSound(page, `${path}, empty`);
    }
    await page.context().close();
  });
}

test('an empty list of a phone says the same, and nothing is cut', async () => {
  const page = await openDesk(browser, city, 'lin-jing', { path: '/unit/to_sign', size: PHONE });
  await page.getByText('没有待签收的件', { exact: true }).waitFor();
  await page.getByText('新批转来的会自动出现在这里。').waitFor();
  await isSound(page, 'an empty list on a phone');
  await page.context().close();
});
