// Draws the report from the block of data in the page, in the language chosen. Figures and wording come from there; texts
// reach the page as text, never as markup.
"use strict";
(function () {
    const data = JSON.parse(document.getElementById("data").textContent);
    const root = document.getElementById("report");
    const palette = ["#0072b2", "#d55e00", "#009e73", "#a3559f", "#3aa0d8", "#b8860b", "#4d4d4d"];
    const dashes = ["", "7 3", "2 3", "9 3 2 3", "4 4", "1 3", "12 4"];
    const tagSigns = {better: "✓", worse: "✗", changed: "•"};
    let language = location.hash === "#en" ? "en" : "vi";

    // ---- Words and numbers -----------------------------------------------------------------------

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

    // ---- Texts and tables ------------------------------------------------------------------------

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

    const isFigure = (text) => /^[+−]?[\d.,]+( ± [\d.,]+)?( \*)?$|^–?$/.test(text);
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

    // ---- Charts ----------------------------------------------------------------------------------

    function figureOf(chart) {
        const unit = say(chart.unit);
        const title = say(chart.title) + (unit ? ", " + unit : "");
        const svg = d3.create("svg").attr("role", "img").attr("aria-label", title);
        const legend = charts[chart.kind](chart, svg);
        return el("figure", {class: "chart " + chart.kind},
            el("h3", {}, say(chart.title), unit ? el("span", {class: "unit"}, " (" + unit + ")") : null),
            legend, svg.node(), say(chart.note) ? el("figcaption", {}, say(chart.note)) : null, figuresOf(chart));
    }

    // The same figures as a table, for those who cannot or will not read the picture.
    function figuresOf(chart) {
        const ranged = chart.series.some((series) => series.low);
        const head = [say(chart.labelName)];
        if (chart.units.length) head.push(word("unit"));
        for (const series of chart.series) {
            head.push(say(series.name));
            if (ranged) head.push(word("low"), word("high"));
        }
        const rows = chart.labels.map((label, i) => {
            const cells = chart.units.length ? [el("td", {}, say(chart.units[i]))] : [];
            for (const series of chart.series) {
                cells.push(el("td", {class: "figure"}, number(series.values[i], chart.decimals)));
                if (ranged) {
                    cells.push(el("td", {class: "figure"}, number(series.low[i], chart.decimals)));
                    cells.push(el("td", {class: "figure"}, number(series.high[i], chart.decimals)));
                }
            }
            return el("tr", {}, el("th", {scope: "row"}, say(label)), cells);
        });
        return el("details", {class: "figures"}, el("summary", {}, word("figures")),
            el("div", {class: "scroll"}, el("table", {},
                el("thead", {}, el("tr", {}, head.map((text, i) =>
                    el("th", {scope: "col", class: i > 0 ? "figure" : undefined}, text)))),
                el("tbody", {}, rows))));
    }

    function swatch(i, kind, dashed) {
        const svg = d3.create("svg").attr("width", 26).attr("height", 12).attr("aria-hidden", "true");
        if (kind === "line") {
            svg.append("line").attr("x2", 26).attr("y1", 6).attr("y2", 6).attr("stroke", palette[i % palette.length])
                .attr("stroke-width", 2.5).attr("stroke-dasharray", dashed ? dashes[i % dashes.length] : null);
        } else {
            svg.append("rect").attr("x", 6).attr("width", 14).attr("height", 12).attr("fill", palette[i % palette.length]);
        }
        return svg.node();
    }
    function legendOf(chart, kind) {
        if (chart.series.length < 2) return null;
        return el("ul", {class: "legend"}, chart.series.map((series, i) =>
            el("li", {}, swatch(i, kind, series.dashed), say(series.name))));
    }

    const largest = (chart) => d3.max(chart.series, (series) => d3.max(series.values)) || 1;
    function frame(svg, width, height) {
        svg.attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height);
    }
    function ticks(axis) {
        axis.select(".domain").remove();
        axis.selectAll("line").attr("stroke", "#e3e7ea");
        axis.selectAll("text").attr("class", "soft");
    }
    // Shortest numbers that tell the ticks apart.
    function tickText(scale, count) {
        const step = scale.ticks(count);
        const gap = step.length > 1 ? step[1] - step[0] : 1;
        const decimals = Math.max(0, -Math.floor(Math.log10(gap) + 1e-9));
        return (value) => number(value, decimals);
    }
    function axes(svg, chart, x, y, box) {
        svg.append("g").attr("transform", `translate(${box.left},0)`)
            .call(d3.axisLeft(y).ticks(5).tickSize(-(box.right - box.left)).tickFormat(tickText(y, 5))).call(ticks);
        const every = Math.ceil(chart.labels.length / 12);
        const marks = svg.append("g").attr("transform", `translate(0,${box.bottom})`);
        chart.labels.forEach((label, i) => {
            if (i % every !== 0) return;
            marks.append("text").attr("x", x(i)).attr("y", 16).attr("text-anchor", "middle").attr("class", "soft")
                .text(say(label));
        });
        marks.append("line").attr("x1", box.left).attr("x2", box.right).attr("stroke", "#8a949e");
        marks.append("text").attr("x", box.right).attr("y", 32).attr("text-anchor", "end").attr("class", "soft")
            .text(say(chart.labelName));
    }

    const charts = {
        lines(chart, svg) {
            const box = {left: 66, right: 514, top: 10, bottom: 230};
            frame(svg, 520, 270);
            const x = d3.scaleLinear([0, Math.max(1, chart.labels.length - 1)], [box.left + 8, box.right - 8]);
            const y = d3.scaleLinear([0, largest(chart) * 1.05], [box.bottom, box.top]);
            axes(svg, chart, x, y, box);
            const line = d3.line().defined((value) => value !== null).x((value, i) => x(i)).y((value) => y(value));
            chart.series.forEach((series, i) => {
                svg.append("path").attr("d", line(series.values)).attr("fill", "none").attr("stroke-width", 2.2)
                    .attr("stroke", palette[i % palette.length]).attr("stroke-linejoin", "round")
                    .attr("stroke-dasharray", series.dashed ? dashes[i % dashes.length] : null);
                if (series.values.length === 1) {
                    svg.append("circle").attr("cx", x(0)).attr("cy", y(series.values[0])).attr("r", 4)
                        .attr("fill", palette[i % palette.length]);
                }
            });
            return legendOf(chart, "line");
        },
        stack(chart, svg) {
            const box = {left: 66, right: 514, top: 10, bottom: 230};
            frame(svg, 520, 270);
            const sums = chart.labels.map((label, i) => d3.sum(chart.series, (series) => series.values[i]));
            const band = d3.scaleBand(d3.range(chart.labels.length), [box.left + 4, box.right - 4]).padding(0.18);
            const y = d3.scaleLinear([0, (d3.max(sums) || 1) * 1.05], [box.bottom, box.top]);
            axes(svg, chart, (i) => band(i) + band.bandwidth() / 2, y, box);
            const base = chart.labels.map(() => 0);
            chart.series.forEach((series, s) => series.values.forEach((value, i) => {
                svg.append("rect").attr("x", band(i)).attr("width", band.bandwidth()).attr("y", y(base[i] + value))
                    .attr("height", Math.max(0, y(base[i]) - y(base[i] + value))).attr("fill", palette[s % palette.length]);
                base[i] += value;
            }));
            return legendOf(chart, "bar");
        },
        pyramid(chart, svg) {
            const row = 16, half = 205, middle = 260, gap = 30, bottom = 14 + chart.labels.length * row;
            frame(svg, 520, bottom + 30);
            const scale = d3.scaleLinear([0, largest(chart)], [0, half]);
            chart.labels.forEach((label, i) => {
                const top = bottom - (i + 1) * row;
                const sides = [[middle - gap - scale(chart.series[0].values[i]), 0], [middle + gap, 1]];
                for (const [left, s] of sides) {
                    svg.append("rect").attr("x", left).attr("y", top + 1).attr("height", row - 3)
                        .attr("width", scale(chart.series[s].values[i])).attr("fill", palette[s]);
                }
                svg.append("text").attr("x", middle).attr("y", top + 12).attr("text-anchor", "middle").text(say(label));
            });
            for (const value of scale.ticks(3)) {
                for (const side of [-1, 1]) {
                    svg.append("text").attr("class", "soft").attr("x", middle + side * (gap + scale(value)))
                        .attr("y", bottom + 16).attr("text-anchor", "middle").text(number(value, 0));
                }
            }
            return legendOf(chart, "bar");
        },
        ranges(chart, svg) {
            const row = 32, left = 240, right = 720;
            frame(svg, 960, chart.labels.length * row + 8);
            const series = chart.series[0];
            chart.labels.forEach((label, i) => {
                const middle = i * row + 20;
                const [value, low, high] = [series.values[i], series.low[i], series.high[i]];
                const x = d3.scaleLinear([0, Math.max(value, high) * 1.12], [left, right]);
                svg.append("text").attr("x", left - 12).attr("y", middle + 4).attr("text-anchor", "end").text(say(label));
                svg.append("line").attr("x1", left).attr("x2", right).attr("y1", middle).attr("y2", middle)
                    .attr("stroke", "#e3e7ea");
                svg.append("rect").attr("x", x(low) - (low === high ? 1 : 0)).attr("y", middle - 9).attr("height", 18)
                    .attr("width", Math.max(2, x(high) - x(low))).attr("fill", "#c9d6df");
                const outside = series.tones[i] === "changed";
                svg.append("circle").attr("cx", x(value)).attr("cy", middle).attr("r", 6).attr("stroke-width", 2.5)
                    .attr("stroke", outside ? palette[1] : palette[0]).attr("fill", outside ? "#fff" : palette[0]);
                const unit = say(chart.units[i]);
                const decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
                const published = low === high ? trimmed(low) : trimmed(low) + "–" + trimmed(high);
                svg.append("text").attr("x", right + 14).attr("y", middle + 4)
                    .text(`${number(value, decimals)} ${unit} (${published})`);
            });
            return el("ul", {class: "legend"}, el("li", {}, "● " + word("within")), el("li", {}, "○ " + word("outside")));
        },
        intervals(chart, svg) {
            const row = 26, left = 400, right = 950;
            const series = chart.series[0];
            const bottom = chart.labels.length * row + 8;
            frame(svg, 960, bottom + 26);
            const x = d3.scaleLinear([Math.min(0, d3.min(series.low) || 0), Math.max(0, d3.max(series.high) || 0)],
                [left + 6, right - 6]).nice();
            svg.append("g").attr("transform", `translate(0,${bottom})`)
                .call(d3.axisBottom(x).ticks(6).tickSize(-bottom + 4).tickFormat(tickText(x, 6))).call(ticks);
            svg.append("line").attr("x1", x(0)).attr("x2", x(0)).attr("y1", 4).attr("y2", bottom).attr("stroke", "#1d2733");
            const colours = {better: "#0b5b95", worse: "#b45309", changed: "#4d4d4d", unclear: "#7b8792"};
            chart.labels.forEach((label, i) => {
                const middle = i * row + 18;
                const colour = colours[series.tones[i]];
                svg.append("text").attr("x", left - 10).attr("y", middle + 4).attr("text-anchor", "end").text(say(label));
                svg.append("line").attr("x1", x(series.low[i])).attr("x2", x(series.high[i])).attr("y1", middle)
                    .attr("y2", middle).attr("stroke", colour).attr("stroke-width", 3);
                svg.append("circle").attr("cx", x(series.values[i])).attr("cy", middle).attr("r", 5)
                    .attr("stroke", colour).attr("stroke-width", 2)
                    .attr("fill", series.tones[i] === "unclear" ? "#fff" : colour);
            });
            return null;
        },
        bars(chart, svg) {
            const bar = 18, row = bar * chart.series.length + 10, left = 190, right = 450;
            frame(svg, 520, chart.labels.length * row + 8);
            const least = Math.min(0, d3.min(chart.series, (series) => d3.min(series.values)) || 0);
            const x = d3.scaleLinear([least, Math.max(largest(chart), least + 1e-9)], [left, right]);
            chart.labels.forEach((label, i) => {
                svg.append("text").attr("x", left - 12).attr("y", i * row + row / 2 + 4).attr("text-anchor", "end")
                    .text(say(label));
                chart.series.forEach((series, s) => {
                    const value = series.values[i];
                    const top = i * row + 5 + s * bar;
                    svg.append("rect").attr("x", Math.min(x(0), x(value))).attr("y", top).attr("height", bar - 3)
                        .attr("width", Math.abs(x(value) - x(0))).attr("fill", palette[s % palette.length]);
                    svg.append("text").attr("x", Math.max(x(0), x(value)) + 6).attr("y", top + 12)
                        .text(number(value, chart.decimals));
                });
            });
            return legendOf(chart, "bar");
        },
    };
    const trimmed = (value) => number(value, Number.isInteger(value) ? 0 : Number.isInteger(value * 10) ? 1 : 2);

    // ---- Maps ------------------------------------------------------------------------------------

    // What is chosen outlives a change of language.
    const chosen = {measure: 0, option: 0, hour: 7, zoom: null};
    const moreColours = ["#fdd0a2", "#fdae6b", "#f1761d", "#c94a04", "#7f2704"];
    const lessColours = ["#c6dbef", "#8fc1de", "#4292c6", "#1f63a8", "#08306b"];

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
                .attr("d", (zone) => zone.path).attr("fill", "#f7f5ef").attr("stroke", "#c5ccd2").attr("fill-rule", "evenodd")
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
                panel.svg.attr("aria-label", `${word("map_of")}: ${say(measure.title)}, ${title}, ${this.hourText.textContent}`);
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
        // "0" no difference; otherwise sign, class from 1, and "c" where it is clear.
        differenceKey(measure, values) {
            const index = classOf(measure.differenceLimits, Math.abs(values.difference)) + 1;
            if (index === 0) return "0";
            return (values.difference < 0 ? "-" : "") + index + (index > 0 && values.clear ? "c" : "p");
        }
        differenceStyle(key) {
            const index = Math.abs(parseInt(key, 10));
            if (index === 0) return {colour: "#cfd5da", width: 0.7, opacity: 1};
            const colours = key.startsWith("-") ? lessColours : moreColours;
            return {colour: colours[index - 1], width: 1 + 0.7 * index, opacity: key.endsWith("c") ? 1 : 0.3};
        }

        drawZones(panel, measure, isDifference) {
            panel.lines.append("path").attr("d", this.all.network).attr("fill", "none").attr("stroke", "#8a96a1")
                .attr("stroke-width", 0.5).attr("stroke-opacity", 0.35).attr("vector-effect", "non-scaling-stroke").attr("pointer-events", "none");
            panel.zones.attr("fill", (zone, row) => {
                const values = this.values(row);
                if (values.base === null) return "#fff";
                if (!isDifference) {
                    return measure.colours[Math.max(0, classOf(measure.limits, panel.name === "option" ? values.option : values.base))];
                }
                const key = this.differenceKey(measure, values);
                return key === "0" ? "#f7f5ef" : this.differenceStyle(key).colour;
            }).attr("fill-opacity", (zone, row) => (isDifference && this.values(row).difference && !this.values(row).clear ? 0.3 : 1));
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
            const line = (style, text) => {
                const svg = d3.create("svg").attr("width", 30).attr("height", 14).attr("aria-hidden", "true");
                if (measure.kind === "roads") {
                    svg.append("line").attr("x1", 2).attr("x2", 28).attr("y1", 7).attr("y2", 7).attr("stroke", style.colour)
                        .attr("stroke-width", style.width).attr("stroke-opacity", style.opacity);
                } else {
                    svg.append("rect").attr("x", 2).attr("width", 26).attr("height", 13).attr("fill", style.colour)
                        .attr("stroke", "#c5ccd2");
                }
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
                const less = steps.map((limit, i) => line(this.differenceStyle(`-${i + 1}c`), "− " + between(steps, i))).reverse();
                const more = steps.map((limit, i) => line(this.differenceStyle(`${i + 1}c`), "+ " + between(steps, i)));
                parts.push(el("div", {}, el("h4", {}, `${word("difference")} (${say(measure.differenceUnit)}): − ${word("less")}, + ${word("more")}`),
                    el("ul", {class: "legend"}, less, more)));
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
                    el("td", {class: "remark"}, values.difference === 0 ? "" : word(values.clear ? "clear" : "unclear"))] : null));
            this.top.replaceChildren(el("div", {class: "scroll"}, el("table", {},
                el("caption", {}, `${word(byDifference ? "top_difference_title" : "top_title")}, ${this.hourText.textContent} (${say(byDifference ? measure.differenceUnit : measure.unit)})`),
                el("thead", {}, el("tr", {}, head.map((text, i) => el("th", {scope: "col", class: i > 0 && i < 4 ? "figure" : undefined}, text)))),
                el("tbody", {}, body))));
        }
    }

    // ---- The page --------------------------------------------------------------------------------

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
})();
