// The second step of writing a case: completion of places, and the pin. The page works without this file.
(() => {
  'use strict';
  const english = document.documentElement.lang === 'en';
  const t = (zh, en) => (english ? en : zh);

  // 地点补全：一边写一边找区县、街道。
  const place = document.getElementById('place');
  const area = document.getElementById('area');
  if (place && area) {
    const list = document.createElement('ul');
    Object.assign(list, { className: 'hits', id: 'hits', hidden: true });
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', t('区县、街道', 'Areas'));
    place.after(list);
    place.setAttribute('role', 'combobox');
    place.setAttribute('aria-autocomplete', 'list');
    place.setAttribute('aria-controls', 'hits');
    place.setAttribute('aria-expanded', 'false');
    let hits = [];
    let at = -1;
    let turn = 0;
    const close = () => { list.hidden = true; at = -1; place.setAttribute('aria-expanded', 'false'); place.removeAttribute('aria-activedescendant'); };
    const mark = (n) => {
      at = n;
      [...list.children].forEach((item, i) => item.setAttribute('aria-selected', String(i === n)));
      if (n >= 0) place.setAttribute('aria-activedescendant', `hit-${n}`); else place.removeAttribute('aria-activedescendant');
    };
    const take = (n) => {
      const hit = hits[n];
      area.value = hit.code;
      const typed = place.value.trim();
      if (hit.name.includes(typed)) place.value = (hit.around ? hit.around : '') + hit.name;
      close();
      place.dispatchEvent(new Event('change', { bubbles: true }));
      place.focus();
    };
    const look = async () => {
      const mine = ++turn;
      const typed = place.value.trim();
      if (!typed) return close();
      try {
        const answer = await fetch(`/write/places?q=${encodeURIComponent(typed)}`);
        const found = await answer.json();
        if (mine !== turn) return;
        hits = found;
      } catch { return close(); }
      list.replaceChildren(...hits.map((hit, n) => {
        const item = document.createElement('li');
        item.id = `hit-${n}`;
        item.setAttribute('role', 'option');
        item.setAttribute('aria-selected', 'false');
        item.textContent = hit.name;
        const small = document.createElement('small');
        small.textContent = hit.around;
        item.append(small);
        item.addEventListener('mousedown', (event) => { event.preventDefault(); take(n); });
        return item;
      }));
      list.hidden = hits.length === 0;
      place.setAttribute('aria-expanded', String(hits.length > 0));
      at = -1;
    };
    let soon;
    place.addEventListener('input', () => { clearTimeout(soon); soon = setTimeout(look, 150); });
    // 脚本来之前就写了的，也找。
    if (document.activeElement === place && place.value !== place.defaultValue) look();
    // 走开以后才到的答案，不再弹出来。
    place.addEventListener('blur', () => { clearTimeout(soon); turn += 1; close(); });
    place.addEventListener('keydown', (event) => {
      if (list.hidden || event.isComposing) return;
      if (event.key === 'ArrowDown') { event.preventDefault(); mark(Math.min(at + 1, hits.length - 1)); }
      else if (event.key === 'ArrowUp') { event.preventDefault(); mark(Math.max(at - 1, -1)); }
      else if (event.key === 'Enter' && at >= 0) { event.preventDefault(); take(at); }
      else if (event.key === 'Escape') close();
    });
  }

  // 标位置：用手机的位置，或者在区县图上点。标了就填上区县，地点还是要写。
  const pin = document.getElementById('point');
  if (pin) {
    const field = pin.querySelector('input');
    const said = pin.querySelector('[role=status]');
    const here = pin.querySelector('[data-here]');
    const open = pin.querySelector('[data-open]');
    const room = document.getElementById('pinmap');
    let shown;
    const undo = document.createElement('button');
    Object.assign(undo, { className: 'link', type: 'button', textContent: pin.dataset.undo, hidden: !field.value });
    said.after(' ', undo);
    /** The area around the pin, and whether the pin chose it. */
    let around = '';
    let chose = '';
    let words = said.textContent;
    const name = (code) => [...area.options].find((one) => one.value === code)?.textContent ?? '';
    /** What is said of the pin; and that the area chosen is another, where it is. */
    const tell = () => {
      const other = field.value && around && area.value && !area.value.startsWith(around);
      said.textContent = words + (other ? t(`可是区县选的是${name(area.value)}，请看哪个对。`, ` But the area chosen is ${name(area.value)}: please see which is right.`) : '');
    };
    area.addEventListener('change', () => { chose = ''; tell(); });
    const set = (point, told) => {
      field.value = point;
      undo.hidden = !point;
      words = told;
      tell();
      field.dispatchEvent(new Event('change', { bubbles: true }));
      if (shown) shown.show(point);
    };
    let turn = 0;
    /** What the pin chose goes with the pin; what somebody chose stays. */
    const forget = () => { if (chose && area.value === chose) area.value = ''; around = ''; chose = ''; };
    /** The server says where a position lies and whether it may stay. */
    const take = async (lng, lat, more = '') => {
      const mine = ++turn;
      const point = `${lng.toFixed(5)},${lat.toFixed(5)}`;
      let told;
      try {
        const answer = await fetch('/write/at', { method: 'POST', body: new URLSearchParams({ point }) });
        told = await answer.json();
      } catch {
        if (mine !== turn) return;
        forget();
        set(point, t('位置记下了，网络没连上，区县请在下面选。', 'Marked. The network is away: please choose the area below.') + more);
        return;
      }
      if (mine !== turn) return;
      if (!told.area) forget();
      else {
        around = told.area;
        if (!area.value || area.value === chose) { area.value = around; chose = around; }
      }
      set(told.inside ? point : '', told.said + (told.inside ? more : ''));
    };
    undo.addEventListener('click', () => { turn += 1; forget(); set('', t('位置去掉了。', 'The position was removed.')); (here.hidden ? open || place : here).focus(); });
    here.hidden = !('geolocation' in navigator);
    here.addEventListener('click', () => {
      if (here.getAttribute('aria-disabled')) return;
      const mine = ++turn;
      const done = () => { here.removeAttribute('aria-disabled'); return mine === turn; };
      here.setAttribute('aria-disabled', 'true');
      said.textContent = t('正在找您的位置……', 'Looking for your position …');
      navigator.geolocation.getCurrentPosition((found) => {
        if (!done()) return;
        const { longitude, latitude, accuracy } = found.coords;
        const off = accuracy > 100 ? t(`手机说可能差 ${Math.round(accuracy)} 米，不准就在地图上改。`, ` It may be ${Math.round(accuracy)} m off.`) : '';
        take(longitude, latitude, off);
      }, (error) => {
        if (!done()) return;
        said.textContent = error.code === 1
          ? t('没有允许用位置，不要紧：写地点就行，也可以在地图上点。', 'Your position stays with you. Write the place, or point at it on the map.')
          : t('一时找不到您的位置，写地点就行，也可以在地图上点。', 'Your position was not found. Write the place, or point at it on the map.');
      }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
    });
    if (open) {
      open.addEventListener('click', async () => {
        if (!shown) {
          try {
            const { draw } = await import(pin.dataset.map);
            shown = await draw(room, { t, area: () => area.value, point: () => field.value, take });
          } catch {
            said.textContent = t('地图没有打开，写地点就行。', 'The map did not open. Please write the place.');
            return;
          }
        }
        room.hidden = !room.hidden;
        open.setAttribute('aria-expanded', String(!room.hidden));
        if (!room.hidden) shown.begin();
      });
    }
    pin.querySelector('.btns').hidden = false;
  }
})();
