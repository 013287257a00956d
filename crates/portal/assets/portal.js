// Enhancements only: every page works without this file. Drafts that outlive a closed browser and a dead
// network, photos that wait, reading aloud.
(() => {
  'use strict';
  const english = document.documentElement.lang === 'en';
  const t = (zh, en) => (english ? en : zh);
  const PHOTOS = 'minsheng-photos';
  const store = {
    get: (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
    drop: (key) => { try { localStorage.removeItem(key); } catch { /* private windows */ } },
  };
  const A_WEEK = 7 * 24 * 3600 * 1000;
  const album = document.currentScript.dataset.photos;
  const within = (time, work) => Promise.race([work, new Promise((_, failed) => { setTimeout(() => failed(new Error('late')), time); })]);
  const element = (name, more = {}, ...inside) => {
    const made = Object.assign(document.createElement(name), more);
    made.append(...inside);
    return made;
  };
  /** A note above the page, by its name. */
  const region = (name, ...inside) => {
    const note = element('div', { className: 'note y wrap' }, ...inside);
    note.setAttribute('role', 'region');
    note.setAttribute('aria-label', name);
    document.getElementById('main').prepend(note);
    return note;
  };
  /** Several of one name are told apart for whoever hears them. */
  const named = (part, which) => { part.setAttribute('aria-label', `${part.textContent} ${which}`); return part; };

  // 草稿：一件一份，谁也不盖掉谁；过了一周，打开哪一页都删。
  const shelf = (name) => {
    const all = () => {
      const kept = store.get(name) ?? {};
      // 以前只有一份。
      const many = kept.fields ? { [kept.fields.key]: kept } : kept;
      return Object.fromEntries(Object.entries(many).filter(([, one]) => one?.fields && Date.now() - one.at < A_WEEK));
    };
    const save = (many) => (Object.keys(many).length ? store.set(name, many) : store.drop(name));
    if (store.get(name)) save(all());
    return {
      all,
      put: (key, one) => save({ ...all(), [key]: { at: Date.now(), ...one } }),
      drop: (key) => { const many = all(); delete many[key]; save(many); },
    };
  };
  const drafts = shelf('minsheng-draft');
  const said = shelf('minsheng-said');
  /** Set once nothing of this page may be kept any more. */
  let left = false;
  const fieldsOf = (form) => {
    const fields = {};
    for (const [name, value] of new FormData(form)) if (typeof value === 'string' && name !== 'go') fields[name] = value;
    return fields;
  };
  const clock = () => new Date().toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hour12: false });
  // 短，一行放得下：字一出来，下面的按钮不能在手指底下挪开。
  const told = () => t(`草稿 ${clock()} 已存在这台设备上。`, `Draft saved here at ${clock()}.`);
  /** Keeps what is written: soon after a key, at once when a field or the page is left. */
  const watch = (form, keep) => {
    let later;
    const now = () => { clearTimeout(later); later = 0; if (!left) keep(); };
    form.addEventListener('input', () => { clearTimeout(later); later = setTimeout(now, 400); });
    form.addEventListener('change', now);
    addEventListener('pagehide', () => { if (later) now(); });
    return now;
  };
  /** The form of a draft, to be sent by a button or at once. */
  const resumed = (fields) => {
    const form = element('form', { method: 'post', action: '/write' });
    for (const [name, value] of Object.entries(fields)) form.append(element('input', { type: 'hidden', name, value }));
    return form;
  };

  const write = document.getElementById('write');
  const start = document.querySelector('form[data-draft=start]');
  const sent = document.querySelector('[data-sent]');
  if (sent) drafts.drop(sent.dataset.sent);

  // 浏览器的“后退”：服务器不留没交的话，所以由这里记着是哪一份、第几步，退回来再摆出来。
  const key = write?.elements.key.value;
  const back = write && history.state?.draft !== key && drafts.all()[history.state?.draft];
  if (back) {
    left = true;
    const form = resumed(back.fields);
    form.append(element('input', { type: 'hidden', name: 'go', value: `to-${history.state.step}` }));
    document.body.append(form);
    form.submit();
  } else if (write) {
    history.replaceState({ draft: key, step: write.dataset.step }, '');
    const line = document.querySelector('.saved');
    const keep = () => {
      const fields = fieldsOf(write);
      if (!fields.text && !fields.place) return;
      if (drafts.put(key, { fields })) line.textContent = told() + t('断网、关掉都不会丢。', ' Nothing is lost if you close this.');
      if (drafts.all().start?.fields.text.trim() === fields.text.trim()) drafts.drop('start');
    };
    watch(write, keep);
    addEventListener('pagehide', () => { if (!left) keep(); });
    keep();
  } else if (start) {
    const line = element('p', { className: 'saved' });
    line.setAttribute('role', 'status');
    const text = start.elements.text;
    if (!text.value) text.value = drafts.all().start?.fields.text ?? '';
    start.append(line);
    const now = watch(start, () => {
      if (!text.value.trim()) { drafts.drop('start'); line.textContent = ''; return; }
      if (drafts.put('start', { fields: fieldsOf(start) })) line.textContent = told();
    });
    start.addEventListener('submit', now);
  }

  // 还差一点：在最上面，先读到它。
  if (!left) document.getElementById('mistakes')?.focus();

  // 上次没写完的：在首页和写的第一步都摆着，各是各的。按了“我也遇到”的，写到一半的多半不用了：就在谢谢下面。
  const joined = document.querySelector('#done [role=status][tabindex]');
  if (joined || start || (write && !left && !write.elements.text.value)) {
    const others = Object.entries(drafts.all()).filter(([name, one]) => name !== key && !(start && name === 'start') && one.fields.text?.trim());
    const rows = others.map(([name, { fields }]) => {
      const text = fields.text.trim();
      const short = text.slice(0, 10);
      const on = resumed(fields);
      on.append(named(element('button', { className: 'btn', name: 'go', value: `to-${fields.step || 'what'}` }, t('接着写', 'Go on')), short));
      const drop = named(element('button', { className: 'link', type: 'button' }, t('不要了', 'Discard')), short);
      const row = element('div', {}, element('p', {}, (joined ? t('写到一半的还在这台设备上：', 'What you had begun is still on this device: ') : t('上次没写完的还在：', 'Your unfinished case is still here: ')) + text.slice(0, 30) + (text.length > 30 ? '…' : '')), element('div', { className: 'btns' }, on, drop));
      drop.addEventListener('click', () => {
        drafts.drop(name);
        row.remove();
        if (!note.children.length) note.remove();
        (note.querySelector('button') ?? joined ?? document.getElementById('text')).focus();
        if (store.get(PHOTOS)) import(album).then((kept) => kept.forget(name)).catch(() => {});
      });
      return row;
    });
    const note = rows.length ? region(t('草稿', 'Draft'), ...rows) : null;
    if (note && joined) { note.className = 'gap'; joined.after(note); }
  }

  // 照片：浏览器存得住，就有自己的一步，文字交了再传；存不住，就和最后一步一起交。
  let photos = Promise.resolve();
  /** Waits for what is still being taken in; gives what was not. */
  let settled = async () => '';
  const sending = document.getElementById('sending');
  const home = location.pathname === '/';
  // 带着文件的那一页，文件就在页上：不换成另一种走法。
  if (write && !left && write.enctype !== 'multipart/form-data') {
    const keeps = write.elements.keeps;
    const input = document.getElementById('photo');
    const chosen = document.getElementById('chosen');
    const without = () => {
      keeps.value = '';
      if (input) {
        input.disabled = true;
        document.getElementById('photo-said').textContent = t('这个浏览器现在存不住照片。请走下一步，在那一页选照片，和文字一起交；在这里选过的，请再选一次。', 'This browser keeps no photos now. Please go on and choose them, also those chosen here, on the next page; they go out with your words.');
      }
      if (chosen) { chosen.querySelector('p').textContent = t('选过的照片现在读不出来。先提交，之后可以再传。', 'The photos cannot be read now. Submit first; you can send them afterwards.'); chosen.hidden = false; }
    };
    photos = (async () => {
      const kept = await within(20_000, import(album).then(async (kept) => { await kept.ready(); return kept; }));
      keeps.value = '1';
      if (input) { settled = kept.settled; await kept.choose(input, document.getElementById('album'), document.getElementById('photo-said'), key, without); } else if (chosen) await kept.count(chosen, key);
    })().catch(without);
  } else if (sending && (sent || store.get(PHOTOS))) {
    import(album).then(async (kept) => { await kept.ready(); await kept.send(sending); }).catch(() => {});
  } else if (store.get(PHOTOS) && (home || Date.now() - store.get(PHOTOS).at > A_WEEK)) {
    import(album).then(async (kept) => {
      await kept.ready();
      const cases = home ? await kept.waiting() : [];
      if (cases.length) region(t('没传完的照片', 'Photos not sent yet'), ...cases.map(([no, count]) => {
        const on = named(element('a', { href: `/follow/${no}` }, t('接着传', 'Go on')), no);
        const drop = named(element('button', { className: 'link', type: 'button' }, t('不传了', 'Do not send them')), no);
        const row = element('div', {}, element('p', {}, t(`${no} 还有 ${count} 个照片没传上去。`, `${count} photos of ${no} are not sent yet.`)), element('p', { className: 'btns' }, on, drop));
        drop.addEventListener('click', async () => {
          await kept.discard(no);
          const done = element('p', { tabIndex: -1, textContent: t(`${no} 的照片不传了，这一件不受影响。`, `The photos of ${no} are not sent. The case is not affected.`) });
          row.replaceChildren(done);
          done.focus();
        });
        return row;
      }));
    }).catch(() => {});
  }

  // 公家的电脑：按下就结束查看（马上关窗也算数），草稿、写到一半的话、照片都删掉，删完才走。
  document.querySelector('form[action="/follow/leave"]')?.addEventListener('submit', (event) => {
    event.preventDefault();
    left = true;
    document.documentElement.dataset.left = '';
    const form = event.currentTarget;
    fetch(form.action, { method: 'POST', keepalive: true, redirect: 'manual' }).catch(() => {});
    ['minsheng-draft', 'minsheng-said', PHOTOS].forEach(store.drop);
    const removed = new Promise((done) => {
      const asked = indexedDB.deleteDatabase('minsheng');
      asked.onsuccess = asked.onerror = done;
    });
    within(3000, removed).catch(() => {}).then(() => form.submit());
  });

  // 断网：先看通不通，通了再交；不通就等着，连上自动再发。发的是最后按的那一个，不是别的。
  const guard = (form) => {
    let going = false;
    let waiting;
    let turn = 0;
    let last;
    let stopped = false;
    // 按下到翻页之间，别的折叠栏先不开：开了、写了，也随这一页走了。
    const hold = (on) => document.querySelectorAll('details').forEach((part) => { if (!part.contains(form)) part.inert = on; });
    addEventListener('pageshow', () => hold(false));
    const tell = (text, lamp = 'r') => {
      let note = form.querySelector('.offline');
      if (!text) { note?.remove(); return; }
      if (!note) {
        note = element('div');
        note.setAttribute('role', 'alert');
        (form.querySelector('.page') || form).append(note);
      }
      note.className = `note ${lamp} offline gap`;
      note.textContent = text;
      note.scrollIntoView({ block: 'center' });
    };
    const alive = async () => {
      const stop = new AbortController();
      const late = setTimeout(() => stop.abort(), 15_000);
      try {
        await fetch('/assets/mark.svg?alive=' + Date.now(), { method: 'HEAD', cache: 'no-store', signal: stop.signal });
        return '';
      } catch {
        return stop.signal.aborted
          ? t('网络没有回应，还没发出去，您写的都还在。会自动再试。', 'The network does not answer. Nothing was sent; what you wrote is still here, and is tried again.')
          : t('没发出去，您写的都还在。连上后会自动再发。', 'Not sent. What you wrote is still here, and goes out once the network is back.');
      } finally { clearTimeout(late); }
    };
    const attempt = async (button) => {
      const mine = ++turn;
      clearTimeout(waiting);
      const atPhotos = form === write && write.dataset.step === 'photos';
      const slow = setTimeout(() => { if (atPhotos && mine === turn) tell(t('照片正在放进来，放好就走……', 'Taking the photos in …'), 'y'); }, 300);
      await (atPhotos ? photos : within(3000, photos).catch(() => {}));
      const out = await settled();
      clearTimeout(slow);
      if (mine !== turn) return;
      // 有没放进来的，先让人看见；再按一次就走。
      if (out) { hold(false); tell(out + t('看过再按一次。', ' Press once more to go on.'), 'y'); return; }
      const why = await alive();
      if (mine !== turn) return;
      stopped = Boolean(why);
      tell(why);
      if (why) { hold(false); waiting = setTimeout(() => attempt(button), 3000); return; }
      going = true;
      form.requestSubmit(button);
      setTimeout(() => { going = false; hold(false); }, 5000);
    };
    form.addEventListener('submit', (event) => {
      if (going) return;
      event.preventDefault();
      last = event.submitter;
      hold(true);
      attempt(last);
    });
    addEventListener('online', () => { if (stopped && last) attempt(last); });
  };
  if (HTMLFormElement.prototype.requestSubmit) document.querySelectorAll('form[data-draft]').forEach(guard);

  // 进度页上写的话：补充、评价、重办、催、撤回，写到哪里也存到哪里，交了就删。
  const acted = `${location.pathname}/${new URLSearchParams(location.search).get('done')}`;
  if (said.all()[acted]?.sent) said.drop(acted);
  // 交了、有了回音但没有办成的（这一页就是回音），不再是“没有收到回音”。
  const here = said.all()[location.pathname];
  if (here?.sent) said.put(location.pathname, { fields: here.fields });
  document.querySelectorAll('form[data-draft][action^="/follow/"]').forEach((form) => {
    const name = form.getAttribute('action');
    const line = element('p', { className: 'saved' });
    line.setAttribute('role', 'status');
    form.append(line);
    const fields = () => { const { key, ...fields } = fieldsOf(form); return fields; };
    const written = () => Object.values(fields()).some((value) => value.trim());
    const before = said.all()[name];
    // 服务器摆出来的（比如还差一点的）比存着的新。
    if (before && (location.pathname !== name || !written())) {
      for (const part of form.elements) {
        const value = before.fields[part.name];
        if (!value || part.type === 'hidden') continue;
        if (part.type === 'radio' || part.type === 'checkbox') part.checked = part.value === value; else part.value = value;
      }
      const details = form.closest('details');
      if (details) details.open = true;
      line.textContent = before.sent
        ? t('上次按了交，没有收到回音：先看看“办理经过”里有没有，有就不用再交。', 'You sent this and had no answer: look under “What happened” first whether it is there.')
        : t('上次没写完的放回来了。', 'What you had begun is here again.');
    }
    const now = watch(form, () => {
      if (!written()) { said.drop(name); line.textContent = ''; return; }
      if (said.put(name, { fields: fields() })) line.textContent = told();
    });
    form.addEventListener('submit', (event) => {
      if (event.defaultPrevented) return;
      now();
      if (written()) said.put(name, { fields: fields(), sent: true });
    });
  });

  // 朗读：标出来的（期限、状态、下一步、最后一步）；一处也没标的页，把正文看得见的从头读下去，一段一句。
  const LINE = 'p, li, h1, h2, h3, label, legend, dt, dd, tr, summary, button, a.btn';
  const UNREAD = 'select, textarea, svg, [aria-hidden=true], details:not([open]) > :not(summary)';
  const words = () => {
    const marked = [...document.querySelectorAll('[data-read]')];
    if (marked.length) return marked.map((part) => part.textContent.trim());
    const lines = new Map();
    const texts = document.createTreeWalker(document.getElementById('main'), NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const around = texts.currentNode.parentElement;
      if (!around.getClientRects().length || around.closest(UNREAD)) continue;
      const line = around.closest(LINE) ?? around;
      lines.set(line, `${lines.get(line) ?? ''} ${texts.currentNode.textContent}`);
    }
    return [...lines.values()].map((line) => line.replace(/\s+/g, ' ').trim()).filter(Boolean);
  };
  const read = document.getElementById('read');
  if (read && 'speechSynthesis' in window) {
    read.hidden = false;
    const name = read.textContent;
    const quiet = () => { speechSynthesis.cancel(); read.textContent = name; read.removeAttribute('aria-pressed'); };
    read.addEventListener('click', () => {
      if (read.getAttribute('aria-pressed')) return quiet();
      const said = new SpeechSynthesisUtterance(words().join('。'));
      said.lang = english ? 'en-GB' : 'zh-CN';
      said.rate = 0.9;
      said.onend = quiet;
      said.onerror = quiet;
      read.textContent = read.dataset.stop;
      read.setAttribute('aria-pressed', 'true');
      speechSynthesis.speak(said);
    });
    addEventListener('pagehide', quiet);
  }
})();
