// The administrators' screens, the knowledge base and the templates of replies, wide and on a phone.

import { PHONE, WIDE } from '../house/browser.mjs';
import { openDesk } from '../house/staff.mjs';

const SCREENS = [
  ['xitong', '/people', 'people'],
  ['xitong', '/programs', 'programs'],
  ['xitong', '/messages', 'messages'],
  ['shenji', '/audit', 'audit'],
  ['xitong', '/calendar', 'calendar'],
  ['xitong', '/rules', 'rules'],
  ['xitong', '/condition', 'condition'],
  ['zhishiku', '/knowledge', 'knowledge'],
  ['xitong', '/templates', 'templates'],
];

export async function pictures(shoot, city, browser) {
  for (const [size, width] of [
    [WIDE, '1440'],
    [PHONE, '390'],
  ]) {
    for (const [login, path, name] of SCREENS) {
      const page = await openDesk(browser, city, login, { path, size });
      await page.getByRole('main').getByRole('heading').first().waitFor();
      await page.waitForLoadState('networkidle');
      await shoot(page, `desk-${name}-${width}`);
      await page.context().close();
    }
  }
}
