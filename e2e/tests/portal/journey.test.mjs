// Write → follow → answered → rate → closed; with script, without, on a phone; urge; withdraw; rework; and what comes next,
// state by state.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { enter, rate, rated, writeCase } from '../../house/citizen.mjs';
import { openCity } from '../../house/city.mjs';
import { answerIt, submit } from '../../house/desk.mjs';

let city, browser;
before(async () => {
  [city, browser] = await Promise.all([openCity(), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

for (const [name, options] of [
  ['on a large screen', {}],
  ['without JavaScript', { script: false }],
  ['on a phone', { size: PHONE }],
]) {
  test(`a case from writing to closing ${name}`, async () => {
    const page = await openWindow(browser, city, options);
    const written = await writeCase(page);
    assert.match(written.no, /^FZ\d{11}$/);
    assert.match(written.code, /^\d{6}$/);

    // Straight from the receipt, without typing anything again.
    await page.getByRole('link', { name: '查看进度' }).click();
    await page.getByText('已收到').waitFor();
    assert.doesNotMatch(page.url(), new RegExp(written.code));

    await answerIt(city, written.no);
    await enter(page, written);
    await page.getByText('已答复', { exact: true }).waitFor();
    await page.getByText('两盏灯都亮了').waitFor();
    await page.getByRole('heading', { level: 2, name: /住建局答复/ }).waitFor();
    if (options.script !== false) await isSound(page, 'an answered case');

    await rate(page, '非常满意', '解决了', '当天晚上就亮了');
    await rated(page, '非常满意', '解决了');
    await page.getByText('已办结').waitFor();
    await page.getByRole('heading', { name: '您评价：非常满意，已解决' }).waitFor();
    await page.context().close();
  });
}

for (const script of [true, false]) {
  test(`who called rates by the code that was read out, ${script ? 'with' : 'without'} a script`, async () => {
    const { no, code } = await (
      await city.staff('huawuyuan')
    ).register({
      channel: 'phone',
      kind: 'help',
      title: '路口路灯不亮',
      text: '学军路口的路灯不亮三天了。',
      place: '学军路口',
      area: '350104',
      requester: { name: '陈女士', phone: '13900000000' },
    });
    await answerIt(city, no);
    const page = await openWindow(browser, city, { script });
    await enter(page, { no, code });
    await rate(page, '满意', '解决了', '很快，谢谢', { like: true });
    await rated(page, '满意', '解决了');
    await page.context().close();
    const { rating } = await (await city.staff('pizhuan')).get(`/api/cases/${no}`);
    const { grade, solved, like, comment, by } = rating;
    assert.deepEqual({ grade, solved, like, comment, by }, { grade: 4, solved: true, like: true, comment: '很快，谢谢', by: 'requester' });
  });

  test(`who chose 保密 is nobody to the unit, ${script ? 'with' : 'without'} a script`, async () => {
    const who = { name: '温女士', phone: '13900000077' };
    const seen = async (login, no) =>
      JSON.stringify([
        await (await city.staff(login)).get(`/api/cases/${no}`),
        await (await city.staff(login)).get(`/api/cases/${no}/history`),
      ]);
    const page = await openWindow(browser, city, { script });
    const cases = {};
    for (const chosen of ['保密', '留姓名电话']) {
      cases[chosen] = await writeCase(page, { who: chosen, ...who });
      const dispatcher = await city.staff('pizhuan');
      await dispatcher.act(cases[chosen].no, 'accept');
      await dispatcher.act(cases[chosen].no, 'dispatch', { lead: '市住建局' });
      if (chosen === '保密') await dispatcher.act(cases[chosen].no, 'write_handling_text', { text: '请查学军路口的路灯。' });
    }
    const handler = await city.staff('zhujian');
    const { no } = cases['保密'];
    const shown = await handler.get(`/api/cases/${no}`);
    assert.equal(shown.requester ?? null, null, 'not even that a name or a number was given');
    assert.equal(shown.handling_text, '请查学军路口的路灯。');
    for (const login of ['zhujian', 'zhujian-shenhe']) {
      const all = await seen(login, no);
      for (const secret of [...Object.values(who), who.phone.slice(-4), '两盏路灯'])
        assert.ok(!all.includes(secret), `${secret} for ${login}`);
    }
    await assert.rejects(handler.act(no, 'reveal_identity', { reason: '要联系诉求人' }), { code: 'confidential' });
    // With a name left, the same person may ask for it, and gets it.
    assert.ok((await handler.get(`/api/cases/${cases['留姓名电话'].no}`)).requester.phone);
    await handler.act(cases['留姓名电话'].no, 'reveal_identity', { reason: '要联系诉求人' });
    // The citizen reads on his page that it is kept so.
    await enter(page, cases['保密']);
    await page.getByText(`${no} · 求助 · 保密`).waitFor();
    await page.context().close();
  });
}

test('a message leads to the case without number and code', async () => {
  const { no } = await submit(city);
  await (await city.staff('pizhuan')).act(no, 'accept');
  const fits = (message) => message.template === 'accepted' && JSON.parse(message.body).no === no;
  const { link } = JSON.parse((await city.message(fits)).body);
  assert.match(link, /^\/c\/[0-9a-f]{32}$/);
  const page = await openWindow(browser, city);
  await page.goto(link);
  await page.getByText('已受理', { exact: true }).waitFor();
  assert.ok(page.url().endsWith(`/follow/${no}`), 'the token does not stay in the address');

  // A copy of the link with one letter changed opens nothing.
  await page.context().clearCookies();
  await page.goto(link.slice(0, -1) + (link.endsWith('0') ? '1' : '0'));
  await page.getByText('这个链接已经过期或者抄错了').waitFor();
  await page.getByLabel('受理编号').waitFor();
  await isSound(page, 'a link that is mistyped');
  await page.context().close();
});

test('no message of a confidential case leads to it', async () => {
  const { no } = await submit(city, { confidential: true });
  await (await city.staff('pizhuan')).act(no, 'accept');
  const fits = (message) => message.template === 'accepted' && JSON.parse(message.body).no === no;
  assert.equal(JSON.parse((await city.message(fits)).body).link, undefined);
});

test('a question is answered, and the case is withdrawn', async () => {
  const written = await submit(city);
  const [dispatcher, handler] = await Promise.all(['pizhuan', 'zhujian'].map((login) => city.staff(login)));
  await dispatcher.act(written.no, 'accept');
  await dispatcher.act(written.no, 'dispatch', { lead: '市住建局' });
  await handler.act(written.no, 'sign');
  await handler.act(written.no, 'ask_requester', { question: '请问是路口的哪一侧？' });

  const page = await openWindow(browser, city);
  await enter(page, written);
  await page.getByText('请问是路口的哪一侧？').first().waitFor();
  await page.getByRole('button', { name: '答复这个问题' }).click();
  await page.getByText('请写一两句。').first().waitFor();
  await page.getByLabel('您的回答').fill('靠学校的一侧。');
  await page.getByRole('button', { name: '答复这个问题' }).click();
  await page.getByText('已经转给办理单位').waitFor();

  await page.getByText('不用办了，撤回').click();
  await page.getByLabel('为什么撤回').fill('灯已经亮了');
  await page.getByRole('button', { name: '撤回这件' }).click();
  await page.getByText('已撤回', { exact: true }).waitFor();
  await page.context().close();
});

test('an unsatisfied citizen asks for a rework', async () => {
  const written = await submit(city);
  await answerIt(city, written.no);
  const page = await openWindow(browser, city);
  await enter(page, written);
  // A slow network: what is pressed between the sending and the next page waits for that page.
  await page.route('**/assets/mark.svg?alive=*', async (route) => {
    await new Promise((done) => setTimeout(done, 700));
    await route.continue();
  });
  await rate(page, '不满意', '没解决', '还是不亮');
  await page.getByText('没办好，要求重办').click();
  await page.getByLabel('哪里没办好').fill('靠学校的那盏还是不亮');
  await page.getByRole('button', { name: '要求重办' }).click();
  await page.getByText('决定是否重办').first().waitFor();
  await (await city.staff('pizhuan')).act(written.no, 'rework', { reason: '复查属实，重办' });
  await page.reload();
  await page.getByText('重新办理，重新计时').waitFor();
  await page.context().close();
});

test('a rating without a choice is asked for beside the fields, and nothing is lost', async () => {
  const written = await submit(city);
  await answerIt(city, written.no);
  const page = await openWindow(browser, city);
  await enter(page, written);
  await page.getByLabel('想说的话').fill('写了很久的话');
  await page.getByRole('button', { name: '提交评价' }).click();
  await page.getByRole('link', { name: '请在五个等级里选一个。' }).waitFor();
  assert.equal(await page.getByLabel('想说的话').inputValue(), '写了很久的话');
  await page.context().close();
});

/** Until when somebody may rate, as the page says it: the last day of the window. */
const lastDay = (until) => {
  const day = new Date(Date.parse(until) - 1 + 8 * 3600 * 1000);
  return `${day.getUTCMonth() + 1} 月 ${day.getUTCDate()} 日`;
};

test('in every state the page says where the case stands and what comes next', async () => {
  const { no, code } = await submit(city);
  const [dispatcher, handler, reviewer, centre] = await Promise.all(
    ['pizhuan', 'zhujian', 'zhujian-shenhe', 'zhongshen'].map((login) => city.staff(login)),
  );
  const page = await openWindow(browser, city, { size: PHONE });
  const steps = page.getByRole('region', { name: '办理经过' }).getByRole('heading', { level: 3 });
  /** The state, the line under it, the first line of 办理经过 and the step below it. */
  async function stands(state, under, next, last) {
    await page.goto(`/follow/${no}`);
    await page.getByText(state, { exact: true }).first().waitFor();
    if (under) await page.getByText(under, { exact: true }).first().waitFor();
    const [first, second] = (await steps.allInnerTexts()).map((text) => text.trim());
    assert.deepEqual(next ? [first, second] : [first], next ? [`下一步：${next}`, last] : [last], `${state} ${under}`);
  }
  const answer = async () => {
    await handler.act(no, 'contact', { how: 'phone', reached: true });
    await handler.act(no, 'reply', { text: '两盏灯都换了。' });
    await stands('办理中', '福州市住建局主办', '答复正在审核，通过后马上给您', '福州市住建局 写好答复，等审核');
    await reviewer.act(no, 'review', { decision: 'pass' });
    await stands('办理中', '福州市住建局主办', '答复正在审核，通过后马上给您', '福州市住建局 审核通过');
    await centre.act(no, 'review', { decision: 'pass' });
    return lastDay((await dispatcher.get(`/api/cases/${no}`)).window_until);
  };

  await enter(page, { no, code });
  await page.getByRole('heading', { name: '承诺答复' }).waitFor();
  await stands('已收到', '等我们受理', '我们受理，或者告诉您为什么不能受理、该找谁', '您提出诉求');
  await dispatcher.act(no, 'accept');
  await stands('已受理', '等批转给承办单位', '批转给承办单位', '福州市智慧中心 受理，开始计时');
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await stands('办理中', '福州市住建局主办', '福州市住建局办理并答复', '中心批转 福州市住建局');
  await handler.act(no, 'sign');
  await stands('办理中', '福州市住建局主办', '福州市住建局办理并答复', '福州市住建局 签收');
  await handler.act(no, 'ask_requester', { question: '是路口的哪一侧？' });
  await stands('等您补充', '请看下面的问题', '您补充；期限现在不变', '福州市住建局 请您补充');
  await page.getByLabel('您的回答').fill('靠学校的一侧。');
  await page.getByRole('button', { name: '答复这个问题' }).click();
  await page.getByText('已经转给办理单位').waitFor();
  await stands('办理中', '福州市住建局主办', '福州市住建局办理并答复', '您补充');
  let until = await answer();
  await stands('已答复', '请您评价', `您评价，${until} 24:00 前都可以`, '福州市住建局答复');
  await rate(page, '不满意', '没解决', '还是不亮');
  await rated(page, '不满意', '没解决');
  await stands('已答复', '您评价：不满意，没解决', `您可以要求重办；到 ${until} 24:00 没有要求，就办结`, '您评价：不满意，没解决');
  await isSound(page, 'rated, not closed');
  await page.getByText('没办好，要求重办').click();
  await page.getByLabel('哪里没办好').fill('靠学校的那盏还是不亮');
  await page.getByRole('button', { name: '要求重办' }).click();
  await page.getByText('收到了。中心 1 个工作日内决定是否重办。').waitFor();
  await stands('已答复', '您已要求重办，等中心决定', '中心决定是否重办', '您要求重办');
  await dispatcher.act(no, 'rework', { reason: '复查属实，重办' });
  await stands('办理中', '福州市住建局主办', '福州市住建局办理并答复', '交 福州市住建局 重新办理，重新计时');
  await handler.act(no, 'sign');
  until = await answer();
  await stands('已答复', '请您评价', `您评价，${until} 24:00 前都可以`, '福州市住建局答复');
  // A second rework there is not: unsatisfied again, only its end comes.
  await rate(page, '不满意', '没解决', '还是不亮');
  await rated(page, '不满意', '没解决');
  await stands('已答复', '您评价：不满意，没解决', `${until} 24:00 办结`, '您评价：不满意，没解决');
  await rate(page, '满意', '解决了', '这回亮了');
  await rated(page, '满意', '解决了');
  await stands('已办结', '您评价：满意，已解决', undefined, '办结');

  const other = await submit(city);
  await enter(page, other);
  await page.getByText('不用办了，撤回').click();
  await page.getByLabel('为什么撤回').fill('灯已经亮了');
  await page.getByRole('button', { name: '撤回这件' }).click();
  await page.getByText('已撤回', { exact: true }).waitFor();
  await page.getByText('是您撤回的', { exact: true }).waitFor();
  assert.equal((await steps.first().innerText()).trim(), '您撤回');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

for (const script of [true, false]) {
  test(`who urges is told so, and the unit reads it, ${script ? 'with' : 'without'} a script`, async () => {
    const written = await submit(city);
    const [dispatcher, handler] = await Promise.all(['pizhuan', 'zhujian'].map((login) => city.staff(login)));
    await dispatcher.act(written.no, 'accept');
    await dispatcher.act(written.no, 'dispatch', { lead: '市住建局' });
    const { due } = await handler.act(written.no, 'sign').then(() => handler.get(`/api/cases/${written.no}`));
    const page = await openWindow(browser, city, { script, size: PHONE });
    await enter(page, written);
    const urging = page.getByRole('group', { name: '催一催' });
    await urging.getByText('催一催').first().click();
    await urging.getByRole('textbox', { name: '为什么急' }).fill('孩子每晚要从这里过');
    await urging.getByRole('button', { name: '催一催' }).click();
    await page.getByRole('status').getByText('已经替您催了。').waitFor();
    const step = page
      .getByRole('region', { name: '办理经过' })
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name: '您催办' }) });
    await step.getByText('“孩子每晚要从这里过”').waitFor();
    // Without a reason, too: why is not asked for.
    await urging.getByText('催一催').first().click();
    await urging.getByRole('button', { name: '催一催' }).click();
    await step.nth(1).waitFor();
    const seen = await handler.get(`/api/cases/${written.no}`);
    assert.deepEqual([seen.urged, seen.due], [2, due], 'counted, and the date does not move');
    assert.equal(seen.history.find((one) => one.kind === 'urged').words.text, '孩子每晚要从这里过');
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });
}
