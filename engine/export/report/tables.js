// Paragraphs, lists, cards and tables: each kind of block but charts and maps.
const blocks = {
    paragraph: (block) => el("p", {class: block.kind === "plain" ? undefined : block.kind}, say(block.text)),
    bullets: (block) => [
        say(block.title) ? el("h3", {}, say(block.title)) : null,
        el("ul", {class: "points"}, block.items.map((item) => el("li", {}, say(item)))),
    ],
    cards: (block) => el("div", {class: "cards"}, block.cards.map((card) =>
        el("article", {class: "card"}, el("h3", {}, say(card.title)), el("div", {class: "id"}, card.id),
            card.lines.map((line) => el("p", {class: line.tone}, tag(line.tone), say(line.text)))))),
    listing: (block) => el("details", {}, el("summary", {}, say(block.title)), el("pre", {}, block.text)),
    table: (block) => {
        const table = tableOf(block);
        if (!block.folded) return [table, note(block.note)];
        return el("details", {}, el("summary", {}, say(block.title)), table, note(block.note));
    },
    chart: (block) => figureOf(block),
    maps: (block) => new MapGroup(block).element,
};
const note = (text) => (say(text) ? el("p", {class: "note"}, say(text)) : null);
function tag(tone) {
    return tagSigns[tone] ? el("span", {class: "tag"}, tagSigns[tone] + " " + word(tone) + " ") : null;
}

const isFigure = (text) => /^([<>±…] )?[+−]?[\d.,]+( ± [\d.,]+)?( \*)?$|^–?$/.test(text);
function cellOf(cell) {
    const value = say(cell.value);
    const figure = isFigure(value);
    return el("td", {class: [figure ? "figure" : "text", cell.tone || ""].join(" ").trim()}, value,
        cell.difference ? el("span", {class: "difference"}, say(cell.difference)) : null,
        cell.tone ? tag(cell.tone) : null,
        cell.remark ? el("span", {class: "remark"}, say(cell.remark)) : null);
}
function tableOf(block) {
    const first = block.units ? 2 : 1;
    const figures = block.rows.map((row) => row.cells.map((cell) => isFigure(say(cell.value))));
    const head = block.head.map((text, i) => el("th", {
        scope: "col", class: i >= first && figures.every((row) => row[i - first]) ? "figure" : undefined,
    }, say(text)));
    const hasHead = block.head.some((text) => say(text));
    return el("div", {class: "scroll"}, el("table", {},
        el("caption", {}, say(block.title)),
        hasHead ? el("thead", {}, el("tr", {}, head)) : null,
        el("tbody", {}, block.rows.map((row) => el("tr", {},
            el("th", {scope: "row"}, say(row.name)),
            block.units ? el("td", {class: "unit"}, say(row.unit)) : null,
            row.cells.map(cellOf))))));
}
