// The staff desk: every role's screen, wide and on a phone, and one in the dark.

import { PHONE, WIDE } from '../house/browser.mjs';
import { openDesk } from '../house/staff.mjs';

export async function pictures(shoot, city, browser) {
  const agent = await city.staff('huawuyuan');
  const { no } = await agent.register({
    channel: 'phone',
    kind: 'help',
    item: 'B15',
    area: '350104',
    place: '施埔路 48 号附近',
    title: '施埔路一家餐馆的喇叭对着居民楼放',
    accept: true,
    text: '施埔路一家餐馆门口的喇叭正对居民楼，每天 17 点到 23 点循环播放，家里老人小孩没法休息。跟店家说过两次，没用。希望不要再放。',
    requester: { name: '陈女士', phone: '13900000000' },
  });
  const look = async (login, path, name, ready, options = {}) => {
    const page = await openDesk(browser, city, login, { path, ...options });
    await page.getByText(ready).first().waitFor();
    await page.waitForLoadState('networkidle');
    await shoot(page, name);
    await page.context().close();
  };
  await look('pizhuan', '/dispatch', 'desk-dispatch-1440', /将批转给|没有现成/);
  await (await city.staff('pizhuan')).act(no, 'dispatch', { lead: '仓山公安分局' });
  await (await city.staff('cangshan-gongan')).act(no, 'sign');
  await (await city.staff('cangshan-gongan')).act(no, 'delegate', { to: '对湖派出所' });
  await (await city.staff('duihu')).act(no, 'sign');
  for (const [size, width] of [
    [WIDE, '1440'],
    [PHONE, '390'],
  ]) {
    await look('duihu', '/unit/in_hand', `desk-unit-${width}`, /施埔路/, { size });
    await look('duihu', `/case/${no}`, `desk-case-${width}`, /计时账/, { size });
  }
  await look('duihu', '/unit/in_hand', 'desk-unit-dark-1440', /施埔路/, { dark: true });
  await look('zhongshen', '/review', 'desk-review-1440', /待审核/);
  await look('huifang', '/call-back', 'desk-call-back-1440', /待回访/);
  for (const [size, width] of [
    [WIDE, '1440'],
    [PHONE, '390'],
  ]) {
    await look('lingdao', '/overview', `desk-overview-${width}`, /卡在哪里/, { size });
    await look('lingdao', '/figures?by=area', `desk-figures-${width}`, /走势/, { size });
    await look('lingdao', '/wall', `desk-wall-${width}`, /今日收件/, { size, dark: true });
  }
  await look('lingdao', '/figures?by=area', 'desk-figures-dark-1440', /走势/, { dark: true });
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  await page.getByLabel('来电号码').fill('13900000000');
  await page.getByLabel('称呼').fill('陈女士');
  await page
    .getByRole('textbox', { name: '诉求' })
    .fill('施埔路一家餐馆门口的喇叭正对居民楼，每天 17 点到 23 点循环播放，家里老人小孩没法休息。');
  await page.keyboard.press('Alt+9');
  await page.getByRole('combobox', { name: '地点' }).fill('仓山区施埔路 48 号附近');
  await page.getByText('建议的事项').waitFor();
  await page.getByRole('combobox', { name: '事项' }).fill('lb');
  await page.getByText(/^陈女士，.+3 个工作日内/).waitFor();
  await shoot(page, 'desk-agent-1440');
  await page.context().close();
}
