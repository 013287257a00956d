// A notice of days: the next day of a weekend is worked, and what comes before it, or at least one day, is off. Both lie
// within three working days.

import assert from 'node:assert/strict';

const DAY = 86_400_000;
/** A day in Shanghai, so many days from now. */
const at = (days) => new Date(Date.now() + 8 * 3_600_000 + days * DAY);

/** Loads it: cases accepted from now on count by it. */
export async function dayOffAndMadeUp(city) {
  const ahead = [1, 2, 3, 4, 5, 6].map(at);
  const weekend = (day) => [0, 6].includes(day.getUTCDay());
  const text = (day) => day.toISOString().slice(0, 10);
  const first = ahead.findIndex(weekend);
  const made = text(ahead[first]);
  const off = (first ? ahead.slice(0, first) : [ahead.find((day) => !weekend(day))]).map(text);
  const admin = await city.staff('xitong');
  // A notice is of one year.
  const years = [...new Set([...off, made].map((day) => day.slice(0, 4)))];
  for (const year of years) {
    const lines = [`year = ${year}`, `issued = ${text(at(0))}`, 'title = "补班"', 'source = "试验"'];
    for (const day of off.filter((one) => one.startsWith(year))) lines.push('[[holiday]]', 'name = "试验"', `first = ${day}`);
    if (made.startsWith(year)) lines.push('[[holiday]]', 'name = "试验"', `work = [${made}]`);
    const table = { format: 'toml', text: `${lines.join('\n')}\n` };
    const { seen } = await admin.post('/api/calendar/preview', table);
    await admin.post('/api/calendar', { ...table, seen });
  }
}

/** How each kind of day on a rail looks in print, without its colours: border and word. */
const railOnPaper = (rail) =>
  rail.evaluate((whole) => {
    const look = (cell) => {
      const box = cell && getComputedStyle(cell.querySelector('i'));
      return box && `${box.borderTopStyle} ${box.borderTopWidth} ${getComputedStyle(cell.querySelector('i'), '::before').content}`;
    };
    const one = (kind) => look(whole.querySelector(`.d${kind}`));
    return { counts: one(':not(.rest, .made)'), off: one('.rest:not(.begin)'), made: one('.made'), begin: one('.begin') };
  });

/** A day that counts, one off and one made up differ on paper, where no colour is. */
export async function toldApartOnPaper(page, rail) {
  await page.emulateMedia({ media: 'print' });
  const { counts, off, made, begin } = await railOnPaper(rail);
  assert.match(counts, /^solid 1px (none|normal)$/);
  assert.match(made, /^solid 1px "班"/);
  assert.match(off, /^dashed 1px "休"/);
  assert.match(begin, /^dashed 1px (none|normal)$/, 'the day of acceptance is no day off');
}
