// A colleague acts on the case while somebody writes in a panel of a list: he is told at once, nothing moves under the
// hand, and what he sends goes upon what he has read.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE, violations } from '../../house/browser.mjs';
import { openCity } from '../../house/city.mjs';
import { answerIt } from '../../house/desk.mjs';
import { openDesk, row, sendNow } from '../../house/staff.mjs';

let browser, city, agent, dispatcher;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 5 })]);
  [agent, dispatcher] = await Promise.all(['huawuyuan', 'pizhuan'].map((login) => city.staff(login)));
});
after(async () => {
  await browser?.close();
  await city?.close();
});

async function accepted(title, more = {}) {
  const { no } = await agent.register({
    channel: 'phone',
    kind: 'help',
    title,
    text: '学军路口两盏路灯不亮。',
    area: '350104',
    requester: { name: '林女士', phone: '13900000001' },
    accept: true,
    ...more,
  });
  return no;
}
const toldTo = (page, no) => page.getByRole('complementary', { name: no }).getByRole('alert').filter({ hasText: '您写的时候' });

test('a dispatcher who writes his note is told of others, looks, and dispatches upon it', async () => {
  const no = await accepted('边批边看');
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  await row(page, '边批边看').focus();
  const look = page.getByRole('complementary', { name: no });
  await look.getByRole('combobox', { name: '找别的单位' }).fill('福州市住建局');
  await page.keyboard.press('Enter');
  await look.getByText('将批转给 福州市住建局 主办。').waitFor();
  await look.getByRole('textbox', { name: '附言' }).fill('请先到现场看一看。');
  await agent.act(no, 'urge', { text: '来电人说天黑前要修好' });
  await toldTo(page, no)
    .getByText(/今天 \d\d:\d\d 催办.*写的都还在。$/)
    .waitFor();
  assert.equal(await page.getByText('来电人说天黑前要修好').count(), 0, 'nothing moves before it is asked for');
  assert.deepEqual(await violations(page), [], 'axe while a note is written');
  await toldTo(page, no).getByRole('button', { name: '看最新情况' }).click();
  await look.getByText('来电人说天黑前要修好').first().waitFor();
  await toldTo(page, no).waitFor({ state: 'detached' });
  assert.equal(await look.getByRole('textbox', { name: '附言' }).inputValue(), '请先到现场看一看。');
  await look.getByRole('button', { name: /^批转，看下一件/ }).click();
  await sendNow(page);
  const now = await dispatcher.get(`/api/cases/${no}`);
  assert.equal(now.status, 'in_progress');
  assert.ok(now.history.some((step) => step.kind === 'dispatched' && step.words.note === '请先到现场看一看。'));
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a case that somebody else dispatched: the note under the hand stays, and its step is said to be gone', async () => {
  const no = await accepted('批转被抢先');
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  await row(page, '批转被抢先').focus();
  const look = page.getByRole('complementary', { name: no });
  await look.getByRole('textbox', { name: '附言' }).fill('我写的附言。');
  await dispatcher.act(no, 'dispatch', { lead: '仓山区城管局' });
  await toldTo(page, no).getByText(/批转/).waitFor();
  await toldTo(page, no).getByText('这一步现在办不了了').waitFor();
  assert.equal(await look.getByRole('textbox', { name: '附言' }).inputValue(), '我写的附言。');
  await page.context().close();
});

test('a reviewer who writes why he sends back is told of others, and sends upon what he has read', async () => {
  const no = await accepted('边审边看');
  const [handler, reviewer] = await Promise.all(['zhujian', 'zhujian-shenhe'].map((login) => city.staff(login)));
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await handler.act(no, 'sign');
  await handler.act(no, 'contact', { how: 'phone', reached: true });
  await handler.act(no, 'reply', { text: '已经修好了。' });
  const page = await openDesk(browser, city, 'zhujian-shenhe', { path: '/review' });
  await row(page, '边审边看').focus();
  const look = page.getByRole('complementary', { name: no });
  await look.getByRole('button', { name: /^退回重写/ }).click();
  const reason = look.getByRole('textbox', { name: '理由' });
  await reason.fill('没说怎么修的。');
  await agent.act(no, 'urge', { text: '来电人又问了一次' });
  await toldTo(page, no)
    .getByText(/今天 \d\d:\d\d 催办/)
    .waitFor();
  await toldTo(page, no).getByRole('button', { name: '看最新情况' }).click();
  await look.getByText('来电人又问了一次').first().waitFor();
  assert.equal(await reason.inputValue(), '没说怎么修的。');
  await reason.press('Control+Enter');
  await sendNow(page);
  const sent = (await reviewer.get(`/api/cases/${no}`)).history.findLast((step) => step.kind === 'reviewed');
  assert.equal(sent.words.reason, '没说怎么修的。');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('whoever calls back is told what came in while he writes down what he heard', async () => {
  const no = await accepted('边打边看', { urgent: true });
  await answerIt(city, no);
  const page = await openDesk(browser, city, 'huifang', { path: '/call-back' });
  await row(page, '边打边看').focus();
  const look = page.getByRole('complementary', { name: no });
  await look.getByRole('radio', { name: /^是/ }).check();
  await dispatcher.act(no, 'annotate', { text: '领导关注' });
  await toldTo(page, no)
    .getByText(/今天 \d\d:\d\d 批注/)
    .waitFor();
  await toldTo(page, no).getByRole('button', { name: '看最新情况' }).click();
  await toldTo(page, no).waitFor({ state: 'detached' });
  await look.getByRole('button', { name: /^记下，打下一个/ }).click();
  await sendNow(page);
  assert.equal((await dispatcher.get(`/api/cases/${no}`)).history.findLast((step) => step.kind === 'followed_up').results.solved, true);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

for (const [name, size] of [
  ['a phone', PHONE],
  ['a tablet', { width: 800, height: 700 }],
])
  test(`what others did lies over nothing that is written or pressed: every part of a form comes above it on ${name}`, async () => {
    const no = await accepted(`边写边看，${name}`);
    const handler = await city.staff('zhujian');
    await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
    await handler.act(no, 'sign');
    const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}`, size });
    await page.getByRole('button', { name: '答复' }).click();
    const form = page.getByRole('form');
    await form.getByRole('textbox', { name: '内容', exact: true }).fill('两盏灯都换好了。');
    await agent.act(no, 'urge', { text: '来电人又问了一次' });
    const told = form.getByRole('alert').filter({ hasText: '您写的时候' });
    await told.waitFor();
    const note = await told.elementHandle();
    // As the browser brings what gets the focus, or what is typed, into sight at the foot.
    const covered = await form.evaluate((whole, over) => {
      const parts = [...whole.querySelectorAll('textarea,input,select,button,summary')];
      const own = parts.filter((one) => one.getClientRects().length && !over.contains(one) && !one.closest('.formbar'));
      return {
        tried: own.length,
        found: own.flatMap((one) => {
          one.scrollIntoView({ block: 'end' });
          const [end, top] = [one.getBoundingClientRect().bottom, over.getBoundingClientRect().top];
          return end > top ? [`${one.tagName} ${one.innerText || one.id}: ends at ${end}, the note begins at ${top}`] : [];
        }),
      };
    }, note);
    assert.ok(covered.tried > 3, `${covered.tried} parts`);
    assert.deepEqual(covered.found, []);
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });
