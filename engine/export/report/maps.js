// Maps of base, option and difference that move as one and follow an hour.
// What is chosen outlives a change of language.
const chosen = {measure: 0, option: 0, hour: 7, zoom: null};
const moreColours = ["#fdd9b2", "#fdae6b", "#f1761d", "#c24703", "#7a2504"];
const lessColours = ["#cfe2f2", "#8fc1de", "#4292c6", "#1b5fa6", "#08306b"];

function bytesOf(text) {
    const raw = atob(text);
    const bytes = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; ++i) bytes[i] = raw.charCodeAt(i);
    return bytes;
}
function unpacked(text, unit) {
    const view = new DataView(bytesOf(text).buffer);
    const values = new Float32Array(view.byteLength / 2);
    for (let i = 0; i < values.length; ++i) values[i] = view.getInt16(2 * i, true) * unit;
    return values;
}
function unpackedBits(text) {
    const bytes = bytesOf(text);
    return {at: (i) => (bytes[i >> 3] >> (i & 7)) & 1};
}
// Decoded once for both languages.
const prepared = new Map();
function prepare(maps) {
    if (prepared.has(maps)) return prepared.get(maps);
    const roads = maps.roads.lines.map((steps) => {
        let x = 0, y = 0, path = "";
        const points = [];
        for (let i = 0; i < steps.length; i += 2) {
            x += steps[i];
            y += steps[i + 1];
            points.push([x, y]);
            path += i === 0 ? `M${x} ${y}l` : `${steps[i]} ${steps[i + 1]} `;
        }
        return {path, points};
    });
    const zones = maps.zones.map((zone) => ({
        name: zone.name,
        path: zone.rings.map((steps) => `M${steps[0]} ${steps[1]}l${steps.slice(2).join(" ")}z`).join(""),
    }));
    const spots = d3.quadtree().x((spot) => spot.x).y((spot) => spot.y);
    roads.forEach((road, index) => {
        road.points.forEach(([x, y], i) => {
            spots.add({x, y, index});
            if (i === 0) return;
            const [fromX, fromY] = road.points[i - 1];
            const parts = Math.floor(Math.hypot(x - fromX, y - fromY) / 60);
            for (let k = 1; k < parts; ++k) {
                spots.add({x: fromX + (x - fromX) * k / parts, y: fromY + (y - fromY) * k / parts, index});
            }
        });
    });
    const measures = maps.measures.map((measure) => {
        const packed = measure.kind === "roads";
        return Object.assign({}, measure, {
            base: packed ? unpacked(measure.base, measure.packedUnit) : measure.base,
            difference: measure.difference.map((one) =>
                (one === null ? null : packed ? unpacked(one, measure.packedUnit) : one)),
            clear: measure.clear.map((one) =>
                (one === null ? null : packed ? unpackedBits(one) : {at: (i) => one[i]})),
        });
    });
    const all = {roads, zones, spots, measures, network: roads.map((road) => road.path).join("")};
    // Begin with an option that changes something.
    const first = measures.length ? measures[0].difference.findIndex((one) => one !== null) : -1;
    if (first >= 0) chosen.option = first;
    prepared.set(maps, all);
    return all;
}
// Index of the class of a value, -1 below the first.
const classOf = (limits, value) => d3.bisectRight(limits, value) - 1;

class MapGroup {
    constructor(block) {
        this.maps = block.maps;
        this.all = prepare(block.maps);
        this.hasOptions = this.maps.options.length > 0;
        this.panels = [];
        this.element = el("div", {class: "mapgroup"}, note(block.note), this.controls(),
            this.printed = el("p", {class: "printed"}), this.drawPanels(),
            this.readout = el("p", {class: "readout", role: "status"}, word("point_hint")),
            this.legend = el("div", {class: "maplegend"}), this.top = el("div", {class: "maptop"}));
        this.draw();
    }

    controls() {
        const select = (name, label, items) => {
            const list = el("select", {id: "map-" + name}, items.map((text, i) => el("option", {value: i}, text)));
            list.value = chosen[name];
            list.addEventListener("change", () => {
                chosen[name] = Number(list.value);
                this.draw();
            });
            return el("label", {}, label, list);
        };
        const slider = el("input", {type: "range", id: "map-hour", min: 0, max: 23, step: 1, value: chosen.hour});
        this.hourText = el("output", {for: "map-hour"});
        slider.addEventListener("input", () => {
            chosen.hour = Number(slider.value);
            this.draw();
        });
        const button = (text, act) => {
            const one = el("button", {type: "button"}, text);
            one.addEventListener("click", act);
            return one;
        };
        return el("div", {class: "controls"},
            select("measure", word("measure"), this.all.measures.map((measure) => say(measure.title))),
            this.hasOptions ? select("option", word("option"), this.maps.options.map((one) => say(one.title))) : null,
            el("label", {class: "hour"}, word("hour"), this.hourText, slider),
            el("span", {class: "zooms"}, button(word("zoom_in"), () => this.zoomBy(1.6)), " ",
                button(word("zoom_out"), () => this.zoomBy(1 / 1.6)), " ",
                button(word("reset"), () => this.zoomTo(d3.zoomIdentity))));
    }

    drawPanels() {
        const [left, top, right, bottom] = this.maps.view;
        const margin = 0.06 * Math.max(right - left, bottom - top, 100);
        const width = right - left + 2 * margin;
        const least = (this.hasOptions ? 0.62 : 0.45) * width;
        const height = Math.min(Math.max(bottom - top + 2 * margin, least), 1.1 * width);
        const y = (top + bottom) / 2 - height / 2;
        this.box = {x: left - margin, y, width, height};
        this.zoom = d3.zoom().scaleExtent([0.25, 40]).filter(() => {
            const event = d3.event;
            if (event.type === "wheel") return event.ctrlKey || event.metaKey;
            if (event.touches) return event.touches.length > 1;
            return !event.button;
        }).on("zoom", () => this.zoomed(d3.event.transform));
        const names = this.hasOptions ? ["base", "option", "difference"] : ["this_day"];
        return el("div", {class: this.hasOptions ? "maps" : "maps one"}, names.map((name) => this.panel(name)));
    }

    panel(name) {
        const {x, y, width, height} = this.box;
        const svg = d3.create("svg").attr("viewBox", `${x} ${y} ${width} ${height}`).attr("role", "img");
        const inner = svg.append("g");
        const zones = inner.append("g").selectAll("path").data(this.all.zones).enter().append("path")
            .attr("d", (zone) => zone.path).attr("fill", "#f7f5ef").attr("stroke", "#c5ccd2")
            .attr("fill-rule", "evenodd")
            .attr("vector-effect", "non-scaling-stroke").attr("stroke-width", 0.7);
        const panel = {name, svg, inner, zones, lines: inner.append("g"), sites: inner.append("g"),
            mark: inner.append("path"), title: el("h4", {}), hint: el("p", {class: "hint"})};
        panel.mark.attr("fill", "none").attr("stroke", "#111").attr("stroke-width", 7).attr("stroke-opacity", 0.35)
            .attr("vector-effect", "non-scaling-stroke").attr("pointer-events", "none");
        svg.call(this.zoom).on("dblclick.zoom", null);
        svg.on("mousemove touchstart click", () => this.point(d3.mouse(inner.node())));
        this.panels.push(panel);
        return el("div", {class: "map"}, panel.title, svg.node(), panel.hint);
    }

    zoomed(transform) {
        chosen.zoom = transform;
        for (const panel of this.panels) {
            panel.svg.property("__zoom", transform);
            panel.inner.attr("transform", transform);
        }
    }
    zoomTo(transform) { this.panels[0].svg.call(this.zoom.transform, transform); }
    zoomBy(factor) { this.panels[0].svg.call(this.zoom.scaleBy, factor); }

    measure() { return this.all.measures[chosen.measure]; }
    // Base, option and difference of a row at the hour; null where there is none.
    values(row) {
        const measure = this.measure();
        const cell = row * 24 + chosen.hour;
        const base = measure.base[cell];
        const own = this.hasOptions ? measure.difference[chosen.option] : null;
        const difference = own === null ? 0 : own[cell];
        const missing = base === null || difference === null;
        return {base, difference: missing ? null : difference, option: missing ? null : base + difference,
            clear: own !== null && measure.clear[chosen.option].at(cell) === 1};
    }

    draw() {
        const measure = this.measure();
        this.hourText.textContent = word("hour_from_to").replace("{from}", pad(chosen.hour))
            .replace("{to}", pad(chosen.hour + 1));
        const choices = [say(measure.title), this.hasOptions ? say(this.maps.options[chosen.option].title) : "",
            this.hourText.textContent];
        this.printed.textContent = choices.filter((text) => text).join(" · ");
        for (const panel of this.panels) {
            const isDifference = panel.name === "difference";
            const title = panel.name === "option" ? say(this.maps.options[chosen.option].title) : word(panel.name);
            panel.title.textContent = title;
            panel.svg.attr("aria-label",
                `${word("map_of")}: ${say(measure.title)}, ${title}, ${this.hourText.textContent}`);
            const same = panel.name !== "base" && this.hasOptions && measure.difference[chosen.option] === null;
            panel.hint.textContent = same ? word("same_as_base") : "";
            panel.lines.selectAll("path").remove();
            panel.sites.selectAll("path").remove();
            panel.mark.attr("d", null);
            panel.zones.attr("fill", "#f7f5ef").attr("fill-opacity", 1);
            if (measure.kind === "roads") this.drawRoads(panel, measure, isDifference);
            else this.drawZones(panel, measure, isDifference);
        }
        if (chosen.zoom) this.zoomed(chosen.zoom);
        this.drawLegend(measure);
        this.drawTop(measure);
    }

    drawRoads(panel, measure, isDifference) {
        const buckets = new Map();
        this.all.roads.forEach((road, row) => {
            const values = this.values(row);
            const key = isDifference ? this.differenceKey(measure, values)
                : String(classOf(measure.limits, panel.name === "option" ? values.option : values.base));
            buckets.set(key, (buckets.get(key) || "") + road.path);
        });
        const rank = (key) => Math.abs(parseInt(key, 10)) + (key.endsWith("c") ? 0.5 : 0);
        for (const key of [...buckets.keys()].sort((a, b) => (a === "-1" ? -1 : b === "-1" ? 1 : rank(a) - rank(b)))) {
            const style = isDifference ? this.differenceStyle(key) : this.valueStyle(measure, Number(key));
            panel.lines.append("path").attr("d", buckets.get(key)).attr("fill", "none").attr("stroke", style.colour)
                .attr("stroke-width", style.width).attr("stroke-opacity", style.opacity)
                .attr("vector-effect", "non-scaling-stroke").attr("stroke-linecap", "round");
        }
    }
    valueStyle(measure, index) {
        if (index < 0) return {colour: "#cfd5da", width: 0.7, opacity: 1};
        return {colour: measure.colours[index], width: measure.widths[index], opacity: 1};
    }
    zeroStyle() {
        return {colour: "#cfd5da", width: 0.7, opacity: 1};
    }
    // "0" no difference; otherwise sign, class from 1, and "c" where it is clear.
    differenceKey(measure, values) {
        const index = classOf(measure.differenceLimits, Math.abs(values.difference)) + 1;
        if (index === 0) return "0";
        return (values.difference < 0 ? "-" : "") + index + (index > 0 && values.clear ? "c" : "p");
    }
    differenceStyle(key) {
        const index = Math.abs(parseInt(key, 10));
        if (index === 0) return this.zeroStyle();
        const colours = key.startsWith("-") ? lessColours : moreColours;
        return {colour: colours[index - 1], width: 1 + 0.7 * index, opacity: key.endsWith("c") ? 1 : 0.3};
    }

    drawZones(panel, measure, isDifference) {
        panel.lines.append("path").attr("d", this.all.network).attr("fill", "none").attr("stroke", "#8a96a1")
            .attr("stroke-width", 0.5).attr("stroke-opacity", 0.35).attr("vector-effect", "non-scaling-stroke")
            .attr("pointer-events", "none");
        panel.zones.attr("fill", (zone, row) => {
            const values = this.values(row);
            if (values.base === null) return "#fff";
            if (!isDifference) {
                const value = panel.name === "option" ? values.option : values.base;
                return measure.colours[Math.max(0, classOf(measure.limits, value))];
            }
            const key = this.differenceKey(measure, values);
            return key === "0" ? "#f7f5ef" : this.differenceStyle(key).colour;
        }).attr("fill-opacity", (zone, row) => {
            const values = this.values(row);
            return isDifference && values.difference && !values.clear ? 0.3 : 1;
        });
        const old = [], added = [];
        for (const site of measure.sites) {
            const inBase = site.share[0] !== null;
            const inOption = this.hasOptions && site.share[chosen.option + 1] !== null;
            if (panel.name === "base" || panel.name === "this_day" ? inBase : inBase && inOption) old.push(site);
            else if (panel.name !== "base" && inOption) added.push(site);
        }
        const dots = (sites) => sites.map((site) => `M${site.x} ${site.y}h0`).join("");
        const add = (sites, colour, width) => {
            if (!sites.length) return;
            panel.sites.append("path").attr("d", dots(sites)).attr("stroke", colour).attr("stroke-width", width)
                .attr("stroke-linecap", "round").attr("vector-effect", "non-scaling-stroke").attr("fill", "none");
        };
        add(old, "#35424e", isDifference ? 2 : 3);
        add(added, "#1d2733", 7.5);
        add(added, "#ffc74d", 5);
    }

    drawLegend(measure) {
        // One style, or several that mean the same, side by side.
        const line = (styles, text) => {
            const svg = d3.create("svg").attr("width", 30).attr("height", 14).attr("aria-hidden", "true");
            const all = [styles].flat(), part = 26 / all.length;
            all.forEach((style, i) => {
                if (measure.kind === "roads") {
                    svg.append("line").attr("x1", 2 + i * part).attr("x2", 2 + (i + 1) * part).attr("y1", 7).attr("y2", 7)
                        .attr("stroke", style.colour).attr("stroke-width", style.width)
                        .attr("stroke-opacity", style.opacity);
                } else {
                    svg.append("rect").attr("x", 2 + i * part).attr("width", part).attr("height", 13)
                        .attr("fill", style.colour).attr("fill-opacity", style.opacity).attr("stroke", "#c5ccd2");
                }
            });
            return el("li", {}, svg.node(), text);
        };
        const decimals = (value) => (Number.isInteger(value) ? 0 : 1);
        const between = (limits, i) => (i + 1 < limits.length
            ? `${number(limits[i], decimals(limits[i]))}–${number(limits[i + 1], decimals(limits[i + 1]))}`
            : `≥ ${number(limits[i], decimals(limits[i]))}`);
        const values = measure.limits.map((limit, i) =>
            line({colour: measure.colours[i], width: measure.widths[i] || 2, opacity: 1}, between(measure.limits, i)));
        const parts = [el("div", {}, el("h4", {}, `${word("legend")}: ${say(measure.title)} (${say(measure.unit)})`),
            el("ul", {class: "legend"}, values))];
        if (this.hasOptions) {
            const steps = measure.differenceLimits;
            const less = steps.map((limit, i) =>
                line(this.differenceStyle(`-${i + 1}c`), "− " + between(steps, i))).reverse();
            const more = steps.map((limit, i) => line(this.differenceStyle(`${i + 1}c`), "+ " + between(steps, i)));
            const directions = `− ${word("less")}, + ${word("more")}`;
            const title = `${word("difference")} (${say(measure.differenceUnit)}): ${directions}`;
            parts.push(el("div", {}, el("h4", {}, title),
                el("ul", {class: "legend"}, less, more,
                    line([this.differenceStyle("-3p"), this.differenceStyle("3p")], `${word("pale")}: ${word("unclear")}`),
                    line(measure.kind === "roads" ? this.zeroStyle() : {colour: "#f7f5ef", opacity: 1},
                        `< ${number(steps[0], decimals(steps[0]))}`))));
        }
        if (measure.kind === "zones") parts.push(el("p", {class: "note"}, word("sites")));
        this.legend.replaceChildren(...parts);
    }

    nameOf(measure, row) {
        if (measure.kind === "zones") return this.all.zones[row].name;
        return this.maps.roads.names[this.maps.roads.nameOf[row]] || word("no_name");
    }
    describe(measure, row) {
        const values = this.values(row);
        const name = this.nameOf(measure, row);
        if (values.base === null) return `${name}: ${word("no_value")}`;
        const base = `${number(values.base, measure.decimals)} ${say(measure.unit)}`;
        if (!this.hasOptions) return `${name}: ${base}`;
        const mark = values.difference === 0 ? "" : ` (${word(values.clear ? "clear" : "unclear")})`;
        return `${name}: ${word("base")} ${base}; ${say(this.maps.options[chosen.option].title)} ` +
            `${number(values.option, measure.decimals)}; ${word("difference")} ` +
            `${number(values.difference, measure.decimals, true)} ${say(measure.differenceUnit)}${mark}`;
    }
    point([x, y]) {
        const measure = this.measure();
        let row = -1;
        if (measure.kind === "zones") {
            const target = d3.event.target;
            row = this.panels.reduce((found, panel) => Math.max(found, panel.zones.nodes().indexOf(target)), -1);
        } else {
            const scale = this.box.width / 360 / (chosen.zoom ? chosen.zoom.k : 1);
            const spot = this.all.spots.find(x, y, 14 * scale);
            if (spot) row = spot.index;
        }
        this.readout.textContent = row < 0 ? word("point_hint") : this.describe(measure, row);
        const path = row < 0 || measure.kind === "zones" ? null : this.all.roads[row].path;
        for (const panel of this.panels) panel.mark.attr("d", path);
    }

    // The map in words: the roads or zones with the largest values, each name once.
    drawTop(measure) {
        const byDifference = this.hasOptions && measure.difference[chosen.option] !== null;
        const rows = measure.kind === "roads" ? this.all.roads.length : this.all.zones.length;
        const best = new Map();
        for (let row = 0; row < rows; ++row) {
            const values = this.values(row);
            const size = byDifference ? Math.abs(values.difference) : values.base;
            if (!(size > 0)) continue;
            const name = this.nameOf(measure, row);
            if (!best.has(name) || best.get(name).size < size) best.set(name, {size, values});
        }
        const list = [...best.entries()].sort((a, b) => b[1].size - a[1].size).slice(0, 8);
        const figure = (value, signed) => el("td", {class: "figure"}, number(value, measure.decimals, signed));
        const head = [word(measure.kind === "roads" ? "road" : "zone"), word(this.hasOptions ? "base" : "this_day")];
        if (this.hasOptions) head.push(say(this.maps.options[chosen.option].title), word("difference"), "");
        const body = list.map(([name, {values}]) => el("tr", {}, el("th", {scope: "row"}, name), figure(values.base),
            this.hasOptions ? [figure(values.option), figure(values.difference, true),
                el("td", {class: "remark"},
                    values.difference === 0 ? "" : word(values.clear ? "clear" : "unclear"))] : null));
        const title = word(byDifference ? "top_difference_title" : "top_title");
        const unit = say(byDifference ? measure.differenceUnit : measure.unit);
        this.top.replaceChildren(el("div", {class: "scroll"}, el("table", {},
            el("caption", {}, `${title}, ${this.hourText.textContent} (${unit})`),
            el("thead", {}, el("tr", {}, head.map((text, i) =>
                el("th", {scope: "col", class: i > 0 && i < 4 ? "figure" : undefined}, text)))),
            el("tbody", {}, body))));
    }
}
