// What all parts of the page share: the data, the language chosen, words, numbers, elements. Texts reach the page as
// text, never as markup. The parts are joined into one script: words, tables, charts, maps, page.
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const root = document.getElementById("report");
const palette = ["#0072b2", "#d55e00", "#009e73", "#a3559f", "#3aa0d8", "#b8860b", "#4d4d4d"];
const dashes = ["", "7 3", "2 3", "9 3 2 3", "4 4", "1 3", "12 4"];
const tagSigns = {better: "✓", worse: "✗", changed: "•"};
// Colours come again after the last, then with the next pattern.
const dashOf = (i) => dashes[(i + Math.floor(i / palette.length)) % dashes.length];
let language = location.hash === "#en" ? "en" : "vi";

const say = (text) => (text ? text[language] : "");
const word = (key) => say(data.texts[key]);
function number(value, decimals, signed) {
    if (value === null || value === undefined || !isFinite(value)) return "–";
    const form = new Intl.NumberFormat(language === "vi" ? "vi-VN" : "en-GB", {
        minimumFractionDigits: decimals, maximumFractionDigits: decimals,
        signDisplay: signed ? "exceptZero" : "auto",
    });
    return form.format(value).replace("-", "−").replace(/^−(0([.,]0*)?)$/, "$1");
}
const pad = (hour) => String(hour).padStart(2, "0");

// el("p", {class: "note"}, "text", child, …)
function el(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
        if (value === true) element.setAttribute(name, "");
        else if (value !== false && value !== undefined) element.setAttribute(name, value);
    }
    for (const child of children.flat()) {
        if (child !== null && child !== undefined && child !== "") element.append(child);
    }
    return element;
}
