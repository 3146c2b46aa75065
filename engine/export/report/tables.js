// Paragraphs, lists, cards and tables: each kind of block but charts and maps.
const blocks = {
    paragraph: (block) => el("p", {class: block.kind === "plain" ? undefined : block.kind}, say(block.text)),
    bullets: (block) => [
        say(block.title) ? el("h3", {}, say(block.title)) : null,
        el("ul", {class: "points"}, block.items.map((item) => el("li", {}, say(item)))),
    ],
    cards: (block) => el("div", {class: block.cards.length > 3 ? "cards many" : "cards"}, block.cards.map((card) =>
        el("article", {class: "card"}, el("h3", {}, say(card.title)), el("div", {class: "id"}, card.id),
            card.lines.map((line) => el("p", {class: line.tone}, tag(line.tone), say(line.text)))))),
    listing: (block) => el("details", {}, el("summary", {}, say(block.title)), el("pre", {}, block.text)),
    table: (block) => {
        const table = tableOf(block);
        if (!block.folded) return [table, note(block.note)].flat();
        return el("details", {}, el("summary", {}, say(block.title)), table, note(block.note));
    },
    chart: (block) => figureOf(block),
    maps: (block) => new MapGroup(block).element,
};
const note = (text) => (say(text) ? el("p", {class: "note"}, say(text)) : null);
function tag(tone) {
    return tagSigns[tone] ? el("span", {class: "tag"}, tagSigns[tone] + " " + word(tone) + " ") : null;
}

const isFigure = (text) => /^([<>±…] )?[+−]?[\d.,]+( ± [\d.,]+)?( \*)?$|^[–∞]?$/.test(text);
function cellOf(cell) {
    const value = say(cell.value);
    const figure = isFigure(value);
    return el("td", {class: [figure ? "figure" : "text", cell.tone || ""].join(" ").trim()}, value,
        cell.difference ? el("span", {class: "difference"}, say(cell.difference)) : null,
        cell.tone ? tag(cell.tone) : null,
        cell.remark ? el("span", {class: "remark"}, say(cell.remark)) : null);
}
// The table of some of its cells, by their indices.
function partOf(block, title, shown) {
    const first = block.units ? 2 : 1;
    const isColumnOfFigures = (i) => block.rows.every((row) => isFigure(say(row.cells[i].value)));
    const head = block.head.slice(0, first).map((text) => el("th", {scope: "col"}, say(text)))
        .concat(shown.map((i) => el("th", {scope: "col", class: isColumnOfFigures(i) ? "figure" : undefined},
            say(block.head[first + i]))));
    const hasHead = block.head.some((text) => say(text));
    return el("table", {},
        el("caption", {}, title),
        hasHead ? el("thead", {}, el("tr", {}, head)) : null,
        el("tbody", {}, block.rows.map((row) => el("tr", {},
            el("th", {scope: "row"}, say(row.name)),
            block.units ? el("td", {class: "unit"}, say(row.unit)) : null,
            shown.map((i) => cellOf(row.cells[i]))))));
}
// As few groups of options as fit on a sheet, of even size, each with the base before it.
const mostOptionsOnSheet = 4;
function optionGroups(block) {
    const options = block.options ? block.head.length - (block.units ? 2 : 1) - 1 : 0;
    const count = Math.ceil(options / mostOptionsOnSheet);
    return d3.range(count).map((g) =>
        [0, ...d3.range(Math.ceil(g * options / count), Math.ceil((g + 1) * options / count)).map((i) => i + 1)]);
}
// On screen a table scrolls inside its box; a sheet of paper does not, so that one too wide for it is printed in parts.
function tableOf(block) {
    const title = say(block.title);
    const all = el("div", {class: "scroll", tabindex: block.options ? 0 : undefined,
        role: block.options ? "region" : undefined, "aria-label": block.options ? title : undefined},
    partOf(block, title, d3.range(block.head.length - (block.units ? 2 : 1))));
    const groups = optionGroups(block);
    if (groups.length < 2) return all;
    all.classList.add("wide");
    const part = (g) => `${title} (${word("part").replace("{part}", g + 1).replace("{parts}", groups.length)})`;
    return [all, el("div", {class: "sheets"}, groups.map((shown, g) => partOf(block, part(g), shown)))];
}
