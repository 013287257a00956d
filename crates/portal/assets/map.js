// 区县图：只有界线，没有道路，不问任何外面的网站。点一下放图钉；键盘用方向键移、回车定。
const NS = 'http://www.w3.org/2000/svg';
const make = (name, attributes = {}, ...inside) => {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
};
/** 最近看到的图宽，单位是图上的格；一格两百多米。 */
const NEAREST = 4;
/** 图钉和字在屏幕上总是一样大。 */
const PIN = 'M0 0C-3-8-11-13-11-22A11 11 0 1 1 11-22C11-13 3-8 0 0Z';

/** Draws the city into a place of the page; gives how to open it and how to show a position. */
export async function draw(room, { t, area, point, take }) {
  const answer = await fetch('/write/map');
  if (!answer.ok) throw new Error(answer.status);
  const city = await answer.json();
  const { ground } = city;
  const onGround = ([x, y]) => [ground.west + x * ground.lng, ground.north - y * ground.lat];
  const drawn = (text) => { const [lng, lat] = text.split(',').map(Number); return [(lng - ground.west) / ground.lng, (ground.north - lat) / ground.lat]; };

  const help = document.createElement('p');
  Object.assign(help, { className: 'help', id: 'pinmap-help', textContent: t('图上只有区县的界线，没有道路：放大了点大概的位置，再把地点写清楚。用键盘：方向键移图钉，加减号放大缩小，回车定下。', 'The map has the districts’ borders and no roads: zoom in, point at about the place, then write it down. By keyboard: arrows move the pin, plus and minus zoom, Enter sets it.') });
  const districts = city.areas.map((one) => ({ ...one, shape: make('path', { d: one.path }), label: make('text', {}, one.name.replace(/[区县市]$/, '')) }));
  const mark = make('g', { class: 'mark' }, make('path', { d: PIN }), make('circle', { cx: 0, cy: -22, r: 4 }));
  mark.setAttribute('visibility', 'hidden');
  const svg = make('svg', { role: 'application', tabindex: '0', 'aria-label': t(`${city.city}区县图`, `Districts of ${city.city}`), 'aria-describedby': 'pinmap-help pinmap-now' },
    make('g', { 'aria-hidden': 'true' }, ...districts.map((one) => one.shape)), make('g', { 'aria-hidden': 'true' }, ...districts.map((one) => one.label)), mark);
  const now = document.createElement('p');
  Object.assign(now, { className: 'help', id: 'pinmap-now' });
  now.setAttribute('aria-live', 'polite');
  const row = document.createElement('p');
  row.className = 'btns';
  const button = (text, act) => {
    const made = document.createElement('button');
    Object.assign(made, { className: 'btn', type: 'button', textContent: text });
    made.addEventListener('click', act);
    row.append(made);
    return made;
  };
  const closer = button(t('放大', 'Zoom in'), () => zoom(0.5));
  const farther = button(t('缩小', 'Zoom out'), () => zoom(2));
  button(t('看全市', 'Whole city'), () => { look(whole); });
  room.append(help, svg, row, now);

  let whole;
  let view; // 左上角和宽；高随宽。
  let at; // 图钉，单位是图上的格。
  let set = false;
  let wide = 1;
  const ratio = 3 / 4;
  const around = (box, air = 1.15) => {
    const width = Math.max(box.width, box.height / ratio) * air;
    return { x: box.x + box.width / 2 - width / 2, y: box.y + box.height / 2 - (width * ratio) / 2, width };
  };
  const within = (x, y) => districts.find((one) => one.shape.isPointInFill(new DOMPoint(x, y)));
  /** So many units are a pixel on the screen. */
  const pixels = () => view.width / (svg.clientWidth || 360);
  const paint = () => {
    svg.setAttribute('viewBox', `${view.x} ${view.y} ${view.width} ${view.width * ratio}`);
    const pixel = pixels();
    const size = 14 * pixel * wide;
    // 叠在一起的名字只写先来的；放大了就都写得下。
    const written = [];
    for (const { label, x, y } of districts) {
      const half = (label.textContent.length * size) / 2;
      const clash = written.some((one) => Math.abs(one.x - x) < one.half + half && Math.abs(one.y - y) < size * 1.1);
      label.setAttribute('visibility', clash ? 'hidden' : 'visible');
      if (clash) continue;
      written.push({ x, y, half });
      label.setAttribute('x', x);
      label.setAttribute('y', y);
      label.setAttribute('font-size', size);
      label.setAttribute('stroke-width', 4 * pixel);
    }
    if (at) mark.setAttribute('transform', `translate(${at[0]} ${at[1]}) scale(${pixel * wide})`);
    mark.setAttribute('visibility', at ? 'visible' : 'hidden');
    mark.classList.toggle('loose', !set);
    const here = at && within(...at);
    for (const one of districts) one.shape.classList.toggle('on', one === here);
    closer.setAttribute('aria-disabled', String(view.width <= NEAREST));
    farther.setAttribute('aria-disabled', String(view.width >= whole.width));
  };
  const say = () => {
    const metres = view.width * ground.lat * 111195;
    const scale = metres >= 2000 ? t(`图宽约 ${Math.round(metres / 1000)} 公里。`, `The map is about ${Math.round(metres / 1000)} km wide.`) : t(`图宽约 ${Math.round(metres / 10) * 10} 米。`, `The map is about ${Math.round(metres / 10) * 10} m wide.`);
    if (!at) { now.textContent = scale; return; }
    const here = within(...at);
    const name = here ? here.name : t('各区县的界线外', 'outside the borders');
    now.textContent = (set ? t(`图钉在${name}。`, `The pin is in ${name}. `) : t(`图钉移到${name}，按回车定下。`, `The pin is over ${name}; Enter sets it. `)) + scale;
  };
  const look = (next) => { view = { ...next }; paint(); say(); };
  const zoom = (factor) => {
    const width = Math.min(whole.width, Math.max(NEAREST, view.width * factor));
    const [x, y] = at || [view.x + view.width / 2, view.y + (view.width * ratio) / 2];
    if (width === whole.width) return look(whole);
    look({ x: x - width / 2, y: y - (width * ratio) / 2, width });
  };
  const put = (x, y) => { at = [x, y]; set = true; paint(); say(); take(...onGround(at)); };

  // 手指：轻点放图钉，拖动移图。
  let down;
  const spot = (event) => {
    const found = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [found.x, found.y];
  };
  svg.addEventListener('pointerdown', (event) => { if (!event.isPrimary) return; down = { x: event.clientX, y: event.clientY, view: { ...view }, moved: false }; svg.setPointerCapture(event.pointerId); });
  svg.addEventListener('pointermove', (event) => {
    if (!down || !event.isPrimary) return;
    const [right, low] = [event.clientX - down.x, event.clientY - down.y];
    if (!down.moved && Math.hypot(right, low) < 8) return;
    down.moved = true;
    const pixel = pixels();
    view = { ...view, x: down.view.x - right * pixel, y: down.view.y - low * pixel };
    paint();
  });
  svg.addEventListener('pointerup', (event) => { if (down && !down.moved && event.isPrimary) put(...spot(event)); down = undefined; });
  svg.addEventListener('pointercancel', () => { down = undefined; });

  // 键盘：一步是图宽的三十分之一，按住 Shift 是五步。
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  svg.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const step = STEPS[event.key];
    const act = step ? () => {
      const far = (view.width / 30) * (event.shiftKey ? 5 : 1);
      const [x, y] = at || [view.x + view.width / 2, view.y + (view.width * ratio) / 2];
      at = [x + step[0] * far, y + step[1] * far];
      set = false;
      const [left, top] = [(at[0] - view.x) / view.width, (at[1] - view.y) / (view.width * ratio)];
      if (left < 0.1 || left > 0.9 || top < 0.1 || top > 0.9) view = { ...view, x: at[0] - view.width / 2, y: at[1] - (view.width * ratio) / 2 };
      paint();
      say();
    } : { Enter: () => { if (at) put(...at); }, '+': () => zoom(0.5), '=': () => zoom(0.5), '-': () => zoom(2) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  const show = (text) => { at = text ? drawn(text) : undefined; set = !!text; if (view) { paint(); say(); } };
  const begin = () => {
    wide = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    const boxes = districts.map((one) => one.shape.getBBox());
    const [left, top] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
    const [right, low] = [Math.max(...boxes.map((box) => box.x + box.width)), Math.max(...boxes.map((box) => box.y + box.height))];
    whole = around({ x: left, y: top, width: right - left, height: low - top }, 1.04);
    const chosen = districts.findIndex((one) => area().startsWith(one.code));
    at = point() ? drawn(point()) : undefined;
    set = !!at;
    if (at) look({ x: at[0] - 20, y: at[1] - 20 * ratio, width: 40 });
    else look(chosen >= 0 ? around(boxes[chosen]) : whole);
    svg.focus({ preventScroll: true });
    svg.scrollIntoView({ block: 'center' });
  };
  return { begin, show };
}
