// Chinese for the few English words of Streamlit's front end, which has no setting for it, and the start of downloads.
// Only words of the front end are touched: text from pages and data is left alone (see DATA), and a word must match whole.
"use strict";

window.prerenderReady = false; // what Streamlit's own inline script did
for (const [name, value] of [["language", "zh-CN"], ["languages", ["zh-CN", "zh"]]]) {
  Object.defineProperty(navigator, name, { get: () => value }); // calendar and number formats follow it
}

const WORDS = {
  // status, connection, menu
  "Running...": "正在计算…", "Stop": "停止", "Rerun": "重新计算", "Always rerun": "总是重新计算",
  "CONNECTING": "正在连接", "Connecting": "正在连接", "Connecting...": "正在连接…",
  "Connecting to Streamlit server": "正在连接服务器", "Please wait...": "请稍候…",
  "Connection error": "连接中断", "Connection timed out.": "连接超时。",
  "Network issue": "网络不通", "Reconnected to server.": "已重新连接。",
  "Connection lost. Please wait for the app to reconnect, then try again.": "连接中断,请等重新连接后再试。",
  "Unable to connect to Streamlit server": "无法连接服务器",
  "Streamlit server is not responding. Are you connected to the internet?": "服务没有响应:可能已停止,或网络不通。",
  "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:":
    "服务可能已停止,请重新启动后刷新本页。",
  "Unknown error": "未知错误", "Error": "错误", "Warning": "提醒",
  "Bad message format": "消息格式有误", "Page not found": "没有这个页面", "Session expired": "会话已过期",
  "The page that you have requested does not seem to exist. Running the app's main page.": "您要的页面不存在,已转到首页。",
  "Main menu": "菜单", "Made with Streamlit v": "基于 Streamlit ", "About": "关于", "Theme": "外观", "Light": "浅色", "Dark": "深色", "System": "系统",
  "Use system setting": "跟随系统", "Custom Theme Light": "浅色", "Custom Theme Dark": "深色", "Custom Theme Auto": "跟随系统",
  "Custom": "自定义", "Print": "打印", "Settings": "设置", "Clear cache": "清除缓存", "Record a screencast": "录屏",
  "App pages": "页面", "App Logo": "标志", "Header Logo": "标志", "Sidebar Logo": "标志", "Logo": "标志",
  "Collapse sidebar": "收起导航", "Expand sidebar": "展开导航", "Skip to main content": "跳到正文",
  "View less": "收起", "Navigate to home page": "回到首页", "Notifications": "通知",
  "Close": "关闭", "Dismiss": "关闭", "Cancel": "取消", "Copy": "复制", "Copied": "已复制", "Copy to clipboard": "复制",
  "Copy version to clipboard": "复制版本号", "Try again": "重试", "Retry": "重试", "Continue anyway": "继续", "Help": "说明",
  "Fullscreen": "全屏", "Close fullscreen": "退出全屏", "Exit fullscreen": "退出全屏", "Link to heading": "本节链接",
  "Toolbar action": "工具", "(opens in new tab)": "(在新标签页打开)", "Loading...": "正在载入…",
  // choosing, entering
  "Choose an option": "请选择", "Choose options": "请选择", "Choose or add an option": "请选择或输入",
  "Choose or add options": "请选择或输入", "Add an option": "请输入", "Add options": "请输入",
  "No options to select": "没有可选项", "No options to select.": "没有可选项", "No results": "没有匹配项",
  "Select all": "全选", "Clear all": "全部清除", "Clear value": "清除", "Clear entry": "清除", "Open": "展开",
  "Selected values": "已选", "Show password text": "显示密码", "Hide password text": "隐藏密码",
  "Press Enter to apply": "按回车生效", "Press Ctrl+Enter to apply": "按 Ctrl+回车生效", "Press ⌘+Enter to apply": "按 ⌘+回车生效",
  "Press Enter to submit form": "按回车提交", "Press Ctrl+Enter to submit form": "按 Ctrl+回车提交",
  "Increment": "增加", "Decrement": "减少", "Missing Submit Button": "缺少提交按钮",
  "Choose date": "选择日期", "Choose date range": "选择起止日期", "Clear date": "清除日期", "Clear dates": "清除日期", "edit icon": "修订",
  "yyyy": "年", "mm": "月", "dd": "日", "Date range": "起止日期", "Quick select a date range": "快速选择", "None": "不限", "Time": "时间", "Clear time": "清除时间",
  "Past Week": "近一周", "Past Month": "近一个月", "Past 3 Months": "近三个月", "Past 6 Months": "近半年",
  "Past Year": "近一年", "Past 2 Years": "近两年", "Next month": "下个月", "Previous month": "上个月",
  "Use arrow keys to navigate dates. Enter to select. Escape to close.": "用方向键移动,回车选定,Esc 关闭。",
  "Select a date.": "选择日期。", "Please enter a valid date.": "请输入正确的日期。", "From": "从", "To": "到",
  "Pagination": "分页", "Previous page": "上一页", "Next page": "下一页",
  // files
  "Upload": "选择文件", "Upload directories": "选择文件夹", "Browse files": "选择文件", "Add files": "继续添加", "add icon": "添加",
  "Drag and drop a file here": "把文件拖到这里", "Drag and drop files here": "把文件拖到这里",
  "Drag and drop directories here": "把文件夹拖到这里", "Drag and drop a directory here": "把文件夹拖到这里",
  "File Uploader": "上传文件", "file upload": "上传文件", "Sidebar": "导航", "Download failed": "下载失败", "Delete file": "移除", "Remove file": "移除",
  "Error:": "没有附上:", "Error uploading file": "上传失败", "Error deleting file": "移除失败", "Network error": "网络错误", "Network Error": "网络错误",
  "Uploading...": "正在上传…", "Show more files": "更多文件", "Only one file is allowed.": "只能上传一个文件,请移除",
  // tables
  "Search": "查找", "Close Search": "关闭查找", "Next Result": "下一处", "Previous Result": "上一处",
  "Show/hide columns": "显示或隐藏列", "(index)": "行号", "Clear selection": "取消选择", "Download as CSV": "下载 CSV", "Add row": "加一行",
  "Delete row(s)": "删除所选行", "Dataframe column menu": "列菜单", "Button action menu": "操作", "Copy column name": "复制列名",
  "text": "文本", "number": "数字", "integer": "整数", "date": "日期", "datetime": "日期和时间", "checkbox": "是否",
  "Sort ascending": "升序", "Sort descending": "降序", "Statistics": "统计", "Format": "显示格式", "Autosize": "自动列宽",
  "Pin column": "固定此列", "Unpin column": "取消固定", "Hide column": "隐藏此列", "Empty": "空值",
  "No data": "暂无数据", "No content": "无内容", "Automatic": "自动", "Localized": "本地格式", "Plain": "原样",
  "Compact": "紧凑", "Dollar": "美元", "Euro": "欧元", "Yen": "日元", "Percent": "百分比", "Scientific": "科学计数",
  "Accounting": "会计格式", "Distance": "距今", "Calendar": "日历", "Duration": "时长", "Values": "取值", "Count": "个数",
  "Distinct": "不同值", "Average": "平均", "Median": "中位数", "Minimum": "最小", "Maximum": "最大", "Range": "范围",
  "Standard deviation": "标准差", "Sum": "合计", "Average length": "平均长度", "Minimum length": "最短",
  "Maximum length": "最长", "Based on sample": "按样本", "Top values frequency chart": "最多的取值", "True": "是", "False": "否",
  // charts
  "Zoom": "框选放大", "Pan": "拖动", "Zoom in": "放大", "Zoom out": "缩小", "Autoscale": "自动缩放", "Reset axes": "还原",
  "Box Select": "框选", "Lasso Select": "圈选", "Reset": "还原", "Download plot as a PNG": "存为图片",
  "Show data": "看数据", "Show chart": "看图", "Vega visualization": "折线图",
};

const PATTERNS = [
  [/^\(([\d.]+) seconds?\)$/, "($1 秒)"],
  [/^\((\d+) minutes?, ([\d.]+) seconds?\)$/, "($1 分 $2 秒)"],
  [/^(\d[\d.]*\s?[KMGT]?B) per file$/, "每个文件不超过 $1"],
  [/^(\d[\d.]*\s?[KMGT]?B) per file • (.+)$/, "每个文件不超过 $1 · $2"],
  [/^(\d+) options? available\.$/, "$1 个可选项"],
  [/^Choose date, (.+)$/, "选择日期,$1"],
  [/^View (\d+) more$/, "另有 $1 项"],
  [/^Remove (.+)$/, "移除 $1"],
  [/^(.+) (start|end) date(?: ([年月日]))?$/, (_, label, end, part) => `${label}:${end === "start" ? "起" : "止"}${part ?? "日"}`],
  [/^Add: (.+)$/, "新增:$1"],
  [/^Page (\d+)$/, "第 $1 页"],
  [/^Select (\d+) matches$/, "选中 $1 个匹配项"],
  [/^Help for (.+)$/, "$1的说明"],
  [/^Shortcut (.+)$/, "快捷键 $1"],
  [/^(\S*) files are not allowed\.$/, "不能用这种文件($1),请移除"],
  [/^File must be (\d+)(?:\.0)?(\S+) or smaller\.$/, "文件不能超过 $1$2,请移除"],
  [/^You can only select up to (\d+) options?\. Remove an option first\.$/, "最多选 $1 项,请先移除一项。"],
  [/^You have requested page \/(.+), but no corresponding file was found in the app's pages\/ directory\. Running the app's main page\.$/,
    "没有“$1”这个页面,已转到首页。"],
  [/^Showing page (\d+) of (\d+)$/, "第 $1 页,共 $2 页"],
  [/^(\d+) results?$/, "共 $1 处"], [/^(\d+) of (\d+) results?$/, "第 $1 处,共 $2 处"],
  [/^over (\d+)$/, "超过 $1 处"], [/^(\d+) of over (\d+)$/, "第 $1 处,超过 $2 处"],
  [/^(\d[\d,]*) rows?$/, "$1 行"],
  [/^(year|month|day), (.+)$/, (_, part, label) => `${label} ${{ year: "年", month: "月", day: "日" }[part]}`],
];

// Words of pages and of data: markdown, code, the grid's shadow table, the options a user may choose from.
const DATA = '[data-testid="stMarkdownContainer"],pre,code,canvas,table,[role="option"],[contenteditable="true"]';
const OWN = '[data-testid="stFileUploaderDropzone"],[data-testid="stDateInput"] [data-placeholder="true"],[data-testid="stMainMenuList"],[data-empty="true"],[data-key^="__"]'; // markdown that is not from a page
const ATTRIBUTES = ["aria-label", "placeholder", "title", "alt", "data-title"];

function chinese(text) {
  const word = text.trim();
  if (!/[A-Za-z]/.test(word)) return null;
  if (Object.hasOwn(WORDS, word)) return text.replace(word, WORDS[word]);
  for (const [pattern, replacement] of PATTERNS) {
    if (pattern.test(word)) return word.replace(pattern, replacement);
  }
  return null;
}

function translateText(node) {
  const element = node.parentElement;
  if (element?.closest(DATA) && !element.closest(OWN)) return;
  const text = chinese(node.nodeValue);
  if (text !== null) node.nodeValue = text;
}

function translateAttributes(element) {
  for (const name of ATTRIBUTES) {
    const value = element.getAttribute(name);
    const text = value && chinese(value);
    if (text) element.setAttribute(name, text);
  }
}

function translateTree(root) {
  if (root.nodeType === Node.TEXT_NODE) return translateText(root);
  if (root.nodeType !== Node.ELEMENT_NODE) return;
  translateAttributes(root);
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.TEXT_NODE) translateText(node);
    else translateAttributes(node);
  }
  startDownloads(root);
}

// A finished file's link is followed once, by itself; parts/download.py puts it on the page.
const started = new Set();

function startDownloads(root) {
  for (const link of root.parentElement?.querySelectorAll('a[href*="/mingji/download/"]') ?? []) {
    if (started.has(link.href)) continue;
    started.add(link.href);
    const fetcher = document.createElement("a");
    fetcher.href = link.href;
    fetcher.download = "";
    document.body.append(fetcher);
    fetcher.click();
    fetcher.remove();
    link.hidden = true;
    link.style.display = "none";
  }
}

// A click on the button of pages/parts/findings/story_parts.py prints; mingji.css shows the sheet alone on paper.
document.addEventListener("click", (event) => {
  if (event.target.closest?.(".st-key-print_visit_sheet button")) window.print();
});

// A report's page holds one section of it, cut where the screen ends: who prints it is handed the whole of it on paper,
// by the button of pages/parts/report/files.py.
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "p" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  if (!EXPORTS_PDF() && !REPORTS.test(location.pathname)) return;
  event.preventDefault();
  if (!event.repeat) handOver(Date.now() + PRINT_MILLISECONDS);
}, true);

const REPORTS = /\/(weekly|bulletin)$/;
const PRINT_MILLISECONDS = 10000;
const EXPORTS_PDF = () => document.querySelector(".stApp .st-key-export-pdf button:not(:disabled)");

// Right after a click or while the page still loads the button is not there yet; where it never comes, such as on a week
// without orders, what is on the screen is printed.
function handOver(deadline) {
  const button = EXPORTS_PDF();
  if (button) button.click();
  else if (Date.now() > deadline) window.print();
  else setTimeout(handOver, 200, deadline);
}

// A click on the button of pages/parts/frame/kept_views.py copies the address. Over http from another machine browsers
// give pages no clipboard; there the older way copies, or the address stands ready to be copied by hand.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.(".st-key-copy_link button");
  if (!button) return;
  const said = button.querySelector("p") ?? button;
  try {
    if (navigator.clipboard) await navigator.clipboard.writeText(location.href);
    else copyTheOldWay(location.href);
    said.textContent = "已复制";
  } catch {
    said.textContent = "请手工复制上面的链接";
  }
});

// A view of pages/parts/frame/kept_views.py is opened anew: within its page Streamlit would keep the filters as they are.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".st-key-kept_views a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  location.assign(link.href);
}, true);

// A file that the browser refuses (too large, of a kind that is not taken) never reaches the server: whoever goes on
// without having removed it would take a step without the file that they meant to add. What stands in the file's place says
// why it was refused.
const REFUSED = '[data-testid="stFileChip"][aria-invalid="true"]';
const GOES_ON = 'button[kind="primary"], button[kind^="primaryForm"], button[kind^="secondaryForm"]';

function refusedFile(place) {
  const form = place.closest('[data-testid="stForm"]');
  const within = form ?? document;
  return [...within.querySelectorAll(REFUSED)].find((file) => form || !file.closest('[data-testid="stForm"]'));
}

function holdBack(event, place) {
  const file = place && refusedFile(place);
  if (!file) return;
  event.preventDefault();
  event.stopPropagation();
  file.scrollIntoView({ block: "center" });
  file.querySelector("button")?.focus();
}

document.addEventListener("click", (event) => holdBack(event, event.target.closest?.(GOES_ON)), true);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const isSent = event.target.localName === "input" || event.ctrlKey || event.metaKey;
  holdBack(event, isSent && event.target.closest?.('[data-testid="stForm"]'));
}, true);

function copyTheOldWay(text) {
  const box = document.createElement("textarea");
  box.value = text;
  document.body.append(box);
  box.select();
  const isDone = document.execCommand("copy");
  box.remove();
  if (!isDone) throw new Error("not copied");
}

// Back must return to the list that one came from. On the way to another page with a question in its address Streamlit
// first writes the question behind the old page's path, and on the way by the navigation no question; which screening is
// shown is written behind an address that did not say it; a list that is narrowed goes back to its first page; and several
// parts of an address that a script changes are written one by one. None of these is a place that anybody was at: the
// next step takes its place in the history.
const pushState = history.pushState;
const ON_THE_WAY_MILLISECONDS = 3000, ONE_MOMENT_MILLISECONDS = 200;
let pushedAt = -Infinity, pushedHere = "", hasEmptied = false;

function withoutPassing(search, also = []) {
  const said = new URLSearchParams(search);
  for (const name of [...said.keys()]) if (name.endsWith("page") || also.includes(name)) said.delete(name);
  return `${said}`;
}

history.pushState = function (state, unused, url) {
  const to = new URL(url ?? location.href, location.href);
  const ago = performance.now() - pushedAt;
  const wasOnTheWay = ago < ON_THE_WAY_MILLISECONDS;
  const isHere = to.pathname === location.pathname;
  const leavesAStep = wasOnTheWay && !isHere && to.search === location.search && (to.search !== "" || hasEmptied);
  const unsaid = new URLSearchParams(location.search).has("run") ? [] : ["run"];
  const saysTheSame = isHere && withoutPassing(to.search, unsaid) === withoutPassing(location.search);
  const isSameMoment = isHere && pushedHere === to.pathname && ago < ONE_MOMENT_MILLISECONDS;
  hasEmptied = isHere && to.search === "" && location.search !== "";
  if (!isHere && pressed?.path === location.pathname) left.set(pressed.path, pressed);
  pushedAt = performance.now();
  pushedHere = isHere ? to.pathname : "";
  return (leavesAStep || saysTheSame || isSameMoment ? history.replaceState : pushState).call(this, state, unused, url);
};

// Back returns also to the place where one was: how far down the page, and in the list, whose row was pressed. Nothing is
// moved any more once the reader moves.
const RESTING_MILLISECONDS = 500, RETURNING_MILLISECONDS = 15000;
const left = new Map(); // by path
let pressed = null, returning = null;

for (const name of ["pointerdown", "keydown", "wheel", "touchstart"]) {
  document.addEventListener(name, (event) => {
    returning = null;
    if (name === "wheel" || name === "touchstart") return;
    const list = event.target.closest?.('[data-testid="stDataFrame"]');
    pressed = {
      path: location.pathname,
      top: scrolled()?.scrollTop ?? 0,
      list: list?.closest('[class*="st-key-"]')?.className.match(/st-key-\S+/)[0],
      row: list?.querySelector(".dvn-scroller")?.scrollTop ?? 0,
    };
  }, { capture: true, passive: true });
}

window.addEventListener("popstate", () => {
  const place = left.get(location.pathname);
  if (!place) return;
  returning = place;
  comeBack(place, performance.now() + RETURNING_MILLISECONDS, performance.now());
});

const scrolled = () => document.querySelector('[data-testid="stMain"]');

// While the page is drawn it is shorter than it was, and what is drawn anew may move it.
function comeBack(place, deadline, moved) {
  if (returning !== place || place.path !== location.pathname || performance.now() > deadline) return;
  const isRunning = !document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]');
  const rows = place.list && document.querySelector(`.${CSS.escape(place.list)} .dvn-scroller`);
  const wanted = [[scrolled(), place.top], [rows, place.row]].filter(([box, top]) => box && Math.abs(box.scrollTop - top) > 1);
  for (const [box, top] of wanted) box.scrollTop = top;
  if (isRunning || wanted.length) moved = performance.now();
  if (performance.now() - moved < RESTING_MILLISECONDS) setTimeout(comeBack, 100, place, deadline, moved);
}

// Charts come from the server in the colours of the theme that the reader had then: with another one the page is shown
// anew. Streamlit 1.67 tells the server of a theme only when it asks for a page.
let app = null, scheme = "";
const recoloured = new MutationObserver(() => {
  const now = getComputedStyle(app).colorScheme;
  if (now === scheme) return;
  scheme = now;
  app.querySelector(".st-key-mingji_redraw button")?.click();
});

function watchTheme() {
  if (app?.isConnected) return;
  app = document.querySelector(".stApp");
  if (!app) return;
  scheme = getComputedStyle(app).colorScheme;
  recoloured.disconnect();
  recoloured.observe(app, { attributeFilter: ["class"] });
}

// "/" goes to the search box of pages/parts/frame/search_box.py, unless something is being typed.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.('input,textarea,select,[contenteditable="true"]')) return;
  const box = document.querySelector('.stApp [class*="st-key-mingji_search"] input');
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// The keyboard in tables: Tab leaves one (the grid's own walks through all its cells first), and Enter presses the button
// of the row, which the grid leaves to the mouse. The button stands in the column of this name, which is 64 pixels wide.
const ACTIONS = "操作";
const HEADING_PIXELS = 31, BUTTON_PIXELS = 32, TICK_PIXELS = 33;
const CHOSEN_MILLISECONDS = 250; // the grid says 200 ms later which cell is chosen

document.addEventListener("keydown", (event) => {
  const grid = event.target.closest?.('canvas[data-testid="data-grid-canvas"]');
  if (!grid) return;
  if (event.key === "Tab") {
    event.stopPropagation();
    grid.tabIndex = -1; // or the focus would only go from the cell to its grid, which gives it back
    setTimeout(() => { grid.tabIndex = 0; });
  } else if (event.key.startsWith("Arrow") && grid.closest('[class*="st-key-clickable-"]')) {
    event.stopPropagation(); // every cell that is reached counts as clicked; numbers are chosen beside the title
  } else if (event.key === "Enter") {
    setTimeout(pressButton, CHOSEN_MILLISECONDS, grid);
  }
}, true);

function pressButton(grid) {
  const cell = grid.querySelector('td[aria-selected="true"]');
  const heading = [...grid.querySelectorAll("th")].find((one) => one.textContent === ACTIONS);
  if (!cell || !heading) return;
  const scroller = grid.closest('[data-testid="stDataFrame"]').querySelector(".dvn-scroller");
  const rows = grid.querySelector("table").getAttribute("aria-rowcount") - 1;
  const rowPixels = Math.round((scroller.querySelector(".dvn-stack").offsetHeight - HEADING_PIXELS) / rows);
  const row = cell.parentElement.getAttribute("aria-rowindex") - 2;
  const hasTicks = cell.id !== `glide-cell-${cell.getAttribute("aria-colindex") - 1}-${row}`; // they count, but have no heading
  const box = grid.getBoundingClientRect();
  const place = {
    bubbles: true, cancelable: true, pointerType: "mouse",
    clientX: box.x + BUTTON_PIXELS + (hasTicks ? TICK_PIXELS : 0),
    clientY: box.y + HEADING_PIXELS + (row + 0.5) * rowPixels - scroller.scrollTop,
  };
  for (const name of ["pointerdown", "mousedown", "pointerup", "mouseup"]) {
    grid.dispatchEvent(new (name.startsWith("pointer") ? PointerEvent : MouseEvent)(name, place));
  }
  grid.dispatchEvent(new MouseEvent("click", place));
}

// Who chose by the keyboard is still there when the page is shown anew: what stands elsewhere in it then is drawn anew by
// Streamlit and would lose the focus. It is known again by its key.
const LOST_MILLISECONDS = 10000;
let held = null;

document.addEventListener("focusin", (event) => {
  const place = event.target.closest('[class*="st-key-"]')?.className.match(/st-key-\S+/);
  if (place) held = { element: event.target, place: place[0], path: location.pathname, lost: 0 }; // a list that opens has none
});

function keepFocus() {
  if (!held || held.element.isConnected || document.activeElement !== document.body) return;
  held.lost ||= performance.now();
  if (location.pathname !== held.path || performance.now() - held.lost > LOST_MILLISECONDS) held = null;
  else document.querySelector(`.${CSS.escape(held.place)} ${held.element.localName}`)?.focus({ preventScroll: true });
}

// The grid draws on a canvas; its one word of its own is that of a table without rows, the only text it centres.
const fillText = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
  const isEmptyTable = text === "empty" && this.textAlign === "center";
  return fillText.call(this, isEmptyTable ? "暂无数据" : text, ...place);
};

new MutationObserver((changes) => {
  watchTheme();
  keepFocus();
  for (const change of changes) {
    if (change.type === "attributes") translateAttributes(change.target);
    else if (change.type === "characterData") translateText(change.target);
    else change.addedNodes.forEach(translateTree);
  }
}).observe(document, {
  subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
});
