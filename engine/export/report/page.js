// Puts the report onto the page, anew when the language changes.
function header() {
    const choice = (code, name) => {
        const button = el("button", {type: "button", lang: code, id: "language-" + code,
            "aria-pressed": String(language === code)}, name);
        button.addEventListener("click", () => {
            language = code;
            history.replaceState(null, "", "#" + code);
            render();
            document.getElementById("language-" + code).focus();
        });
        return button;
    };
    const print = el("button", {type: "button"}, word("print"));
    print.addEventListener("click", () => window.print());
    return el("header", {class: "top"},
        el("div", {}, el("p", {}, say(data.subtitle)), el("h1", {}, say(data.title))),
        el("div", {class: "tools", role: "group", "aria-label": word("language")},
            choice("vi", "Tiếng Việt"), choice("en", "English"), print));
}
function contents() {
    return el("nav", {class: "contents", "aria-label": word("contents")}, el("ul", {}, data.sections.map((section) => {
        const link = el("a", {href: "#" + section.id}, say(section.title));
        link.addEventListener("click", (event) => {
            event.preventDefault();
            document.getElementById(section.id).scrollIntoView();
        });
        return el("li", {}, link);
    })));
}
// Charts that follow one another stand side by side where there is room.
const isSmall = (block) => block.type === "chart" && block.kind !== "ranges" && block.kind !== "intervals";
function bodyOf(section) {
    const parts = [];
    let pair = null;
    for (const block of section.blocks) {
        if (!isSmall(block)) pair = null;
        else if (!pair) parts.push(pair = el("div", {class: "pair"}));
        (pair || {append: (...more) => parts.push(...more)}).append(
            ...[blocks[block.type](block)].flat().filter((one) => one));
    }
    return parts;
}
function render() {
    document.documentElement.lang = language;
    document.title = say(data.title);
    root.replaceChildren(header(), contents(), el("main", {}, data.sections.map((section) =>
        el("section", {id: section.id}, el("h2", {}, say(section.title)),
            bodyOf(section)))),
    el("footer", {}, el("details", {}, el("summary", {}, word("licence")), el("pre", {}, data.licence))));
    root.dataset.ready = language;
}
render();
